import { traceRule } from '../rule.js';

const HEAD =
  '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n';

/** DST310. */
export default traceRule({
  id: 'DST310',
  name: 'scenario-renamed',
  severity: 'error',
  summary: 'A row of results names its scenario as the plan does.',
  why: 'A scenario is named after the claim that it would falsify. "Replaced within sixty seconds" above the verdict of "replaced within ten seconds" is another claim, and nobody planned a test of it. Only names that are one long identifier in both documents are compared: what is shortened or written as prose is left alone, and so is the row of an arm that names its arm.',
  examples: {
    failing: `${HEAD}| S1 | ⟦acknowledged_appends_survive_crash_of_one_node⟧ | NOT-RUN (no root) | - | - | - | - |\n`,
    passing: `${HEAD}| S1 | acknowledged-appends-survive-crash | NOT-RUN (no root) | - | - | - | - |\n`,
  },
  check({ report, plan, index }, say) {
    for (const entry of report.results) {
      const scenario = index.scenarios.get(entry.id);
      if (scenario === undefined || entry.name === undefined || !isRenamed(entry.name.value, scenario.name)) continue;
      if (entry.arm !== undefined && wordsOf(entry.name.value).includes(wordsOf(entry.arm)[0] ?? '')) continue;
      say({
        range: entry.name.visible,
        message: `${entry.id} is named ${entry.name.value.trim()} here and ${scenario.name} in the plan`,
        help: 'take the name of the plan: another name is another claim',
        related: [{ range: scenario.nameRange, message: `${scenario.id} in the plan`, source: plan.source }],
        subject: `${entry.key}/name`,
      });
    }
  },
});

const IDENTIFIER = /^[a-z0-9]+(?:_[a-z0-9]+){2,}$/;

/** Words without which a name says the opposite. */
const NEGATIONS: ReadonlySet<string> = new Set(['no', 'not', 'never', 'without', 'cannot', 'nor', 'none']);

/** The words of an identifier; what is spelled with s in British English as with z. */
const wordsOf = (name: string): string[] =>
  name
    .trim()
    .toLowerCase()
    .split(/[-_]+/)
    .map((word) => word.replace(/is(?=(?:able|ability|ation|e[ds]?|ing)$)/, 'iz'));

function isRenamed(here: string, planned: string): boolean {
  const [ours, theirs] = [here, planned].map((name) => wordsOf(name)) as [string[], string[]];
  if (![ours, theirs].every((words) => IDENTIFIER.test(words.join('_')))) return false;
  return !isShortOf(ours, theirs) && !isShortOf(theirs, ours);
}

/** Whether a name leaves out or shortens words of another one, and no more: `acked_appends_survive` of `acknowledged_appends_…`. */
function isShortOf(short: readonly string[], long: readonly string[]): boolean {
  const stem = (word: string): string => word.replace(/(?:ed|s)$/, '');
  const begins = (word: string, whole: string): boolean =>
    word === whole ||
    (word.length >= 3 && !/^(?:four|six|seven|eight|nine)/.test(word) && whole.startsWith(stem(word)));
  return (
    short.length <= long.length &&
    short.every((word) => long.some((whole) => begins(word, whole))) &&
    long.every((whole) => !NEGATIONS.has(whole) || short.includes(whole))
  );
}
