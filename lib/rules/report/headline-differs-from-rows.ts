import { refsIn } from '../../document/ids.js';
import type { Text } from '../../document/text.js';
import type { ResultEntry } from '../../report/model.js';
import type { Verdict } from '../../vocabulary/verdicts.js';
import { paragraphs } from '../../report/parse.js';
import { reportRule, type Related } from '../rule.js';
import { isFail, isPass, leaves, scenarioVerdicts, stated, verdictPlace } from './support.js';

const NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const NUMBER = `\\d{1,4}|${NUMBERS.join('|')}`;
const THING = '(?:scenarios?|arms?)';
const PASSED =
  '(?:have\\s+|has\\s+|were\\s+|are\\s+|was\\s+|all\\s+)?(?:pass(?:ed|es|ing)?|green|succeed(?:ed|s)?|clean|held|hold)';

/** "all scenarios passed", "every arm is green", "all 5 scenarios passed". */
const ALL = new RegExp(
  `\\b(?:all|every|each)\\s+(?:of\\s+)?(?:the\\s+)?(?:(?:${NUMBER}|planned|declared)\\s+)*${THING}\\s+(?:is\\s+)?${PASSED}\\b`,
  'i',
);
/** "4 of 5 scenarios passed". */
const SOME_OF = new RegExp(
  `\\b(${NUMBER})\\s*(?:of|/|out of)\\s*(?:the\\s+)?(?:our\\s+)?(${NUMBER})\\s+(?:planned\\s+|declared\\s+)?${THING}\\s+${PASSED}\\b`,
  'i',
);
/** "no violations were found", "0 violations". */
const NO_VIOLATION =
  /\b(?:no|zero|0)\s+(?:oracle\s+|safety\s+|consistency\s+|such\s+)?(?:violations?|failures?|bugs?|defects?)\s+(?:was|were|found|observed|seen|in this|at all|\.|,|;|$)|\b(?:nothing|no scenario|none of the scenarios)\s+(?:has\s+)?failed\b/i;
const NO_LOSS =
  /\b(?:no|zero|0|none of the)\s+(?:acknowledged\s+|committed\s+|acked\s+)?(?:writes?|data|updates?|messages?|acks?|elements?|records?|entries)\s+(?:was|were|is|are|has been|have been)\s+lost\b|\bno data[- ]loss\b|\bnothing (?:was|is|has been) lost\b/i;
const NEGATED =
  /\b(?:not|no longer|hardly|nearly|almost|n['’]t|if|unless|until|would|should|cannot claim|say that)\W+(?:\w+\W+){0,2}$/i;
/** What limits a sentence to some of the scenarios. */
const LIMITED =
  /\b(?:except|but|besides|other than|apart from|save for|while|although|however|that (?:ran|were run|could)|which ran|executed|attempted|in (?:S|scenario)\s?\d|for (?:S|scenario)\s?\d)\b/i;

/** Faults and probes that a sentence speaks of, and no others: "under kills no violation was observed". */
const PART =
  /\b(?:under|during|with|after|across|by)\s+(?:(?:the|a|an|one|single|any)\s+)*(?!(?:the|an?|one|single|any|tested|planned|declared|injected|all|any|every|each|these|those|this|our|its|run|runs|session|tests?|load|faults?|threats?|nemes[ie]s|checkers?|oracles?|us|plan|time|hardening|smoke)\b)[\w-]+|\bbeyond\b|\botherwise\b/i;
/** The tier at which some are said to have passed. */
const AT_TIER = /^\s*(?:at|in|on|with|to)?\s*(?:(?:the|its|their)\s+)?(hardening|smoke)\b/i;

/** What a sentence says of scenarios that it names. */
const WENT_WELL =
  /\b(?:ran|run|completed|finished|ended|went)\b[^.;]{0,30}\bwithout\s+(?:a\s+|any\s+)?(?:violations?|failures?|findings?)|\bS\d{1,4}\b[^.;]{0,80}?\s(?:all\s+|have\s+|has\s+)?(?:passed|held)\b(?!\s+(?:the|an?|its|their|it)\b)/i;
/** A sentence that says something else of some of them. */
const MIXED =
  /\b(?:fail\w*|violat\w+ (?:was|were|in)|lost|los[st]es|not|but|except|while|whereas|although|however|inconclusive|did not|neither|until|if)\b|n['’]t\b/i;

/** DST221. */
export default reportRule({
  id: 'DST221',
  name: 'headline-differs-from-rows',
  severity: 'error',
  soundness: true,
  summary: 'What the summary says of all scenarios is what the rows say.',
  why: 'The summary is what is read aloud, pasted into the release ticket and remembered. "All scenarios passed" above a row that never ran is a false statement about the very thing that the table was made for.',
  examples: {
    failing:
      '## Summary\n\n**Session verdict: DONE_WITH_CONCERNS** — ⟦all scenarios passed⟧.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | none planned | evidence/S1 |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n',
    passing:
      '## Summary\n\n**Session verdict: DONE_WITH_CONCERNS** — all scenarios that ran passed; S2 did not run.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | none planned | evidence/S1 |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n',
  },
  check(report, say) {
    const rows = leaves(report);
    if (rows.length === 0) return;
    // A row whose verdict cannot be read speaks neither for nor against; the others do.
    const readable = rows.every((entry) => stated(entry) !== undefined);
    const scenarios = scenarioVerdicts(report.results, 'NOT-RUN');
    const passed = scenarios.filter((verdict) => isPass(verdict)).length;
    const sentences = report.sections
      .filter(({ key }) => key === 'summary')
      .flatMap((section) => paragraphs(section))
      .flatMap(sentencesOf);
    const failing = rows.filter((entry) => isFail(stated(entry)));
    const open = rows.filter((entry) => stated(entry) !== undefined && !isPass(stated(entry)));
    for (const sentence of sentences) {
      const { value } = sentence;
      const well = WENT_WELL.exec(value);
      if (well !== null && !MIXED.test(value)) {
        const named = new Set(refsIn(clauseAround(sentence, well), 'S').map(({ id }) => id));
        // Of a scenario with arms some may have passed.
        const against = failing.filter(({ id, arm }) => arm === undefined && named.has(id));
        if (against.length > 0)
          say({
            range: sentence.source(well.index, well.index + well[0].trimEnd().length),
            message: `the summary says "${well[0].trim()}" of ${listOf(against)}, which failed`,
            help: 'say in the summary what the rows say, or mend the rows',
            related: placesOf(against),
            subject: 'summary/named',
          });
      }
      if (LIMITED.test(value)) continue;
      // A sentence that names what failed hides nothing.
      const isPartial =
        PART.test(value) || failing.some(({ key }) => value.includes(key)) || /\bF\d{1,3}\b/.test(value);
      const tell = (match: RegExpExecArray, what: string, against: readonly ResultEntry[]): void => {
        if (NEGATED.test(value.slice(Math.max(0, match.index - 60), match.index))) return;
        say({
          range: sentence.source(match.index, match.index + match[0].trimEnd().length),
          message: `the summary says "${match[0].replace(/\s+/g, ' ').trim()}", and ${what}`,
          help: 'say in the summary what the rows say, or mend the rows',
          related: placesOf(against),
          subject: 'summary/rows',
        });
      };
      const some = SOME_OF.exec(value);
      const all = ALL.exec(value);
      const none = NO_VIOLATION.exec(value);
      if (some !== null) {
        const [k, n] = [numberOf(some[1]), numberOf(some[2])];
        const tier = AT_TIER.exec(value.slice(some.index + some[0].length))?.[1]?.toLowerCase();
        const at = (verdict: Verdict | undefined): boolean =>
          tier === 'hardening' ? verdict === 'PASS-hardening' : isPass(verdict);
        const counts = [scenarios, rows.map((entry) => stated(entry))].map((all) => [
          all.filter(at).length,
          all.length,
        ]);
        const fits = counts.some(([good, all]) => k === good && n === all) || (tier === 'smoke' && k <= passed);
        if (readable && !fits) tell(some, `the rows give ${passed} of ${scenarios.length}`, open);
      } else if (all !== null) {
        const against = /\barms\b/i.test(all[0]) ? open.filter(({ arm }) => arm !== undefined) : open;
        if (against.length > 0) tell(all, `${listOf(against)} did not pass`, against);
      }
      const loss = NO_LOSS.exec(value);
      const lossy = failing.filter(({ oracle, execution }) =>
        /\blost\b|no-lost-ack/i.test(`${oracle?.value ?? ''} ${execution?.value ?? ''}`),
      );
      if (loss !== null && !isPartial && lossy.length > 0) tell(loss, `${listOf(lossy)} found lost ones`, lossy);
      if (none !== null && !isPartial && failing.length > 0) tell(none, `${listOf(failing)} failed`, failing);
    }
  },
});

/** The sentences of a paragraph. */
function sentencesOf(text: Text): Text[] {
  const found: Text[] = [];
  let start = 0;
  for (const match of text.value.matchAll(/[.!?](?:\s|$)/g)) {
    found.push(text.slice(start, match.index + 1));
    start = match.index + match[0].length;
  }
  if (start < text.value.length) found.push(text.slice(start));
  return found;
}

/** The part of a sentence between semicolons and colons in which a match stands. */
function clauseAround(sentence: Text, { 0: match, index }: RegExpExecArray): Text {
  const { value } = sentence;
  const start = Math.max(value.lastIndexOf(';', index), value.lastIndexOf(': ', index)) + 1;
  const rest = value.slice(index + match.length).search(/;|:\s/);
  return sentence.slice(start, rest === -1 ? value.length : index + match.length + rest);
}

function numberOf(word: string | undefined): number {
  const text = (word ?? '').toLowerCase();
  return /^\d/.test(text) ? Number(text) : NUMBERS.indexOf(text);
}

const listOf = (rows: readonly ResultEntry[]): string =>
  rows.length > 4 ? `${rows.length} rows` : rows.map(({ key }) => key).join(', ');

const placesOf = (rows: readonly ResultEntry[]): Related[] =>
  rows.slice(0, 5).map((entry) => ({ range: verdictPlace(entry), message: `${entry.key}: ${stated(entry) ?? ''}` }));
