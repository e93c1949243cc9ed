import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { leaves, stated, verdictPlace } from './support.js';

/** Words that repeat the verdict, or that fit every row. */
const EMPTY =
  /^\W*(?:it\s+|we\s+|this\s+|they\s+)?(?:(?:was|were|did|has|have|could|is)\s*(?:not|n['’]t)\s*(?:be\s+|been\s+)?(?:run|executed|attempted|tested|started|done|concluded|determined|proven)|not\s+(?:run|executed|attempted|tested|started|done|proven|available|applicable|conclusive|yet run)|skipped|inconclusive|partial(?:ly)?(?: run)?|(?:for\s+)?(?:some|various|unknown|several|other|technical|practical)\s+(?:\w+\s+)?(?:reasons?|issues?|problems?)|no reasons?(?: given)?|unclear(?: why)?|(?:does|did) not apply|no (?:data|results?|evidence|comment|information)|(?:nothing|none) (?:to (?:say|report)|given)|see (?:the\s+)?(?:above|below|notes?|logs?|session log|plan)|as discussed|as agreed|out of time and so on|etc)\W*$/i;

/** True where a text gives a reason: two words at least, in whatever language. */
function givesReason(text: string): boolean {
  const words = /[\p{L}\p{N}][\p{L}\p{N}'’-]*[^\p{L}\p{N}]+[\p{L}\p{N}]{2,}/u.test(text) && /\p{L}{2}/u.test(text);
  const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{3,}/u.test(text);
  return (words || ideographs) && !isMissing(text) && !EMPTY.test(text);
}

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
          cell !== entry.name &&
          cell.range.start > entry.idRange.end,
      );
      const elsewhere = report.surfaces
        .filter(({ refs }) => refs.some(({ id, arm }) => id === entry.id && arm?.toLowerCase() === entry.arm))
        .map(({ reason }) => reason?.value ?? '');
      const said = [remark, ...cells.map(({ value }) => value), ...elsewhere].some(
        (text) => givesReason(text) && !/^(?:none|n\/a)\b.{0,12}$/i.test(text.trim()),
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
