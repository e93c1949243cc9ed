import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { leaves, stated, verdictPlace } from './support.js';

/** DST209. */
export default reportRule({
  id: 'DST209',
  name: 'reason-missing',
  severity: 'error',
  summary: 'An INCONCLUSIVE, PARTIAL or NOT-RUN row says in one line what was missing.',
  why: 'These verdicts are work orders: install this tool, mend that injector, record those keys. Without the reason nobody can act, and the next run ends at the same place.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | ⟦NOT-RUN⟧ | - | - | - | - |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root on this machine) | - | - | - | - |\n',
  },
  check(report, say) {
    for (const entry of leaves(report)) {
      const verdict = stated(entry);
      if (verdict === undefined || !/^(?:INCONCLUSIVE|PARTIAL|NOT-RUN)/.test(verdict)) continue;
      const remark = (entry.verdictCell?.remark ?? '').replace(/[()[\]]/g, ' ').trim();
      const cells = entry.row.cells.filter(
        (cell) =>
          cell !== entry.verdictCell?.text &&
          cell !== entry.oracle &&
          cell !== entry.artifact &&
          cell.range.start > entry.idRange.end,
      );
      // The scenario's name is no reason; a reason has words.
      const said = [remark, ...cells.slice(1).map(({ value }) => value)].some(
        (text) =>
          !isMissing(text) && /[a-z]{2,}\W+[a-z]{2,}/i.test(text) && !/^(?:none|n\/a)\b.{0,12}$/i.test(text.trim()),
      );
      if (said) continue;
      say({
        range: verdictPlace(entry),
        message: `${entry.key} is ${verdict} without a reason`,
        help: 'say in one line what was missing, and what would change it',
        subject: `${entry.key}/reason`,
      });
    }
  },
});
