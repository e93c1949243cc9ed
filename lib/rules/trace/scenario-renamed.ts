import { traceRule } from '../rule.js';

const HEAD =
  '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n';

/** DST310. */
export default traceRule({
  id: 'DST310',
  name: 'scenario-renamed',
  severity: 'error',
  summary: 'A row of results names its scenario as the plan does.',
  why: 'A scenario is named after the claim that it would falsify. "Replaced within sixty seconds" above the verdict of "replaced within ten seconds" is another claim, and nobody planned a test of it. Only names that are one long identifier in both documents are compared: what is shortened or written as prose is left alone.',
  examples: {
    failing: `${HEAD}| S1 | ⟦acknowledged_appends_survive_crash_of_one_node⟧ | NOT-RUN (no root) | - | - | - | - |\n`,
    passing: `${HEAD}| S1 | acknowledged-appends-survive-crash | NOT-RUN (no root) | - | - | - | - |\n`,
  },
  check({ report, plan, index }, say) {
    for (const entry of report.results) {
      const scenario = index.scenarios.get(entry.id);
      if (scenario === undefined || entry.name === undefined || !isRenamed(entry.name.value, scenario.name)) continue;
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

function isRenamed(here: string, planned: string): boolean {
  const [ours = '', theirs = ''] = [here, planned].map((name) => name.trim().toLowerCase().replace(/[-_]+/g, '_'));
  return IDENTIFIER.test(ours) && IDENTIFIER.test(theirs) && !theirs.includes(ours) && !ours.includes(theirs);
}
