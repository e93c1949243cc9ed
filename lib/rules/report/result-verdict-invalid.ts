import { VERDICTS, type Verdict } from '../../vocabulary/verdicts.js';
import { isPlaceholder } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { cellPlace, sectionPlace } from './support.js';

const ENVIRONMENT =
  /\benv(?:ironment)?\b|\blacks?\b|\bno (?:root|docker|sudo|privileges?)\b|\bCAP_[A-Z]|\bpermission|\bnot (?:installed|permitted|available here)\b/i;
const NOT_PROVEN = /\b(?:fault|landing|injection|partition|nemesis)\b.{0,40}\b(?:not|never|un)|\bnot proven\b/i;

/** A bare INCONCLUSIVE may be any of three states: the reason in its row says which. */
function meantBy(alias: Verdict | undefined, row: string): Verdict | undefined {
  if (alias !== 'INCONCLUSIVE-oracle-too-weak') return alias;
  return ENVIRONMENT.test(row) ? 'INCONCLUSIVE-env' : NOT_PROVEN.test(row) ? 'INCONCLUSIVE-fault-not-proven' : alias;
}

/** DST203. */
export default reportRule({
  id: 'DST203',
  name: 'result-verdict-invalid',
  severity: 'error',
  soundness: true,
  fixable: true,
  summary: 'Each row of the results has exactly one of the ten verdicts.',
  why: 'The states differ in what was proven: `PASS` alone does not say whether a fault was in the game, `FAIL` not whether it showed again, `INCONCLUSIVE` not what was missing. Older spellings are taken for the weakest state that they can mean, and the fix writes that one.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | ⟦PASS⟧ | linearizability | 480 consumed; valid | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed; valid | drops 0 → 7 | evidence/S1 |\n',
  },
  check(report, say) {
    if (report.results.length === 0 && report.sections.some(({ key }) => key === 'results'))
      say({
        range: sectionPlace(report, 'results'),
        message: 'the scenario results hold no row with a scenario and a verdict',
        help: report.sections.some(({ key, lines }) => key === 'results' && lines.some(({ kind }) => kind === 'code'))
          ? 'write the table as Markdown, outside of the code block: inside of one it is text that nothing can check'
          : 'one row per scenario or arm, with ID and Verdict columns; NOT-RUN where nothing ran',
        subject: 'results',
      });
    for (const row of report.anonymousRows)
      say({
        range: row.cells[0]?.visible ?? row.range,
        message: 'the row names no scenario',
        help: 'begin it with the id that the plan gives: S1, or S5/api for an arm',
        subject: `results/${row.cells[0]?.value.trim() ?? ''}`,
      });
    const rows = new Set<unknown>();
    for (const entry of report.results) {
      const { verdict, verdictCell, key } = entry;
      const expected = `expected one of ${VERDICTS.join(', ')}`;
      if (verdict === undefined) {
        if (rows.has(entry.row) || isPlaceholder(verdictCell?.text)) continue;
        rows.add(entry.row);
        const several = verdictCell?.mentions.map(({ raw }) => raw).join(', ') ?? '';
        say({
          range: cellPlace(entry, verdictCell?.text),
          message:
            several !== ''
              ? `${key} has ${verdictCell?.mentions.length ?? 0} verdicts (${several}), expected one for each scenario or arm`
              : verdictCell === undefined || verdictCell.text.isBlank
                ? `${key} has no verdict`
                : `${key} has the verdict "${verdictCell.text.value.trim()}", ${expected}`,
          help:
            several === ''
              ? 'run "dst-skills verdict <session dir>": it computes the state from the evidence'
              : 'give each arm a row of its own',
          subject: `${key}/verdict`,
        });
      } else if (verdict.value === undefined) {
        const meant = meantBy(verdict.alias, entry.row.cells.map(({ value }) => value).join(' '));
        say({
          range: verdict.range,
          message: `${key} has the verdict "${verdict.raw}", ${expected}`,
          help:
            meant === undefined
              ? 'run "dst-skills verdict <session dir>": it computes the state from the evidence'
              : `"${verdict.raw}" says no more than ${meant}; "dst-skills verdict" tells whether the evidence gives a stronger one`,
          ...(meant === undefined ? {} : { fix: [{ range: verdict.range, text: meant }] }),
          subject: `${key}/verdict`,
        });
      } else if (!verdict.exact)
        say({
          range: verdict.range,
          message: `${key} spells its verdict "${verdict.raw}", expected ${verdict.value}`,
          fix: [{ range: verdict.range, text: verdict.value }],
          subject: `${key}/verdict`,
        });
    }
  },
});
