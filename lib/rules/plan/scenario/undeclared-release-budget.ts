import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';
import { DECLINED, isReason, placeOf, PUT_OFF, quoted } from './support.js';

export default planRule({
  id: 'DST164',
  name: 'undeclared-release-budget',
  severity: 'error',
  summary: 'A release budget is empty, or not provided without a reason and a condition for taking it up again.',
  why: `The release budget is the gate that a release has to pass; leaving it open means that there is none, and that
nobody has decided so. "Not provided" is a legitimate decision when it says why and what would change it: the report
discloses both, and the condition is what brings the gate back.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Release budget:** ⟦not provided — the nightly pool is too small⟧
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Release budget:** not provided — the nightly pool is too small. Revisit when: the pool has five nodes.
`,
  },
  check(plan, report) {
    for (const { id, fields } of plan.scenarios) {
      const release = fields.find(({ key }) => key === 'release');
      if (release === undefined || isPlaceholder(release.value)) continue;
      const { value } = release.value;
      const fault = isMissing(release.value) ? 'is empty' : faultOf(value);
      if (fault === undefined) continue;
      report({
        range: placeOf(release),
        message: release.value.isBlank
          ? `${id}'s release budget is empty`
          : `${id}'s release budget ${fault}: ${quoted(release.value)}`,
        help: 'give the gate with its figures, or write "not provided — <reason>. Revisit when: <condition>."',
        subject: `${id}/release`,
      });
    }
  },
});

/** A gate in somebody's hands is none. */
const LEFT_OPEN =
  /\b(?:whatever|discretion|judgement|judgment|thinks|sees fit|decides|(?:as|if|when|where) (?:needed|necessary|possible|appropriate|time permits)|best[- ]effort|depends|up to (?:the|us|them))\b/i;
const REVISIT =
  /\b(?:to be )?(?:revisit(?:ed)?|re-?visit(?:ed)?|reconsider(?:ed)?|take up again)\b\s*(?:when|if|once|on|at|by|after|before)?\s*:?/i;
/** Conditions that name nothing which could happen. */
const VAGUE =
  /^(?:and |or |the |we |it |is |are |be |there |have |has |when |if |once )*(?:needed|necessary|required|possible|appropriate|later|some ?day|some ?time|soon|time|time permits|time allows|convenient|ready|asked|unknown|never|wanted|future|in the future)$/;

/** What is wrong with a release budget that declines to give one; undefined where nothing is. */
function faultOf(whole: string): string | undefined {
  const value = whole.slice(0, 4000);
  const declined = DECLINED.exec(value);
  const revisit = REVISIT.exec(value);
  if (declined === null) return !/\d/.test(value) && LEFT_OPEN.test(value) ? 'is left open' : undefined;
  if (PUT_OFF.test(value)) return 'puts its decision off';
  const reason = value.slice(declined.index + declined[0].length, revisit?.index ?? value.length);
  const said = reason.replace(/^[\s—–:;,.(-]+|[\s.;,)—–-]+$/g, '');
  // "…: because" and an empty bracket are no reasons.
  const hasReason = isReason(said) && !/^(?:because|since|as|reason|for now|at this time|yet|at present)$/i.test(said);
  if (revisit === null)
    return hasReason ? 'does not say when to revisit it' : 'gives neither a reason nor a condition for revisiting it';
  const condition = value
    .slice(revisit.index + revisit[0].length)
    .replace(/^[\s—–:-]+|[\s.)]+$/g, '')
    .toLowerCase();
  if (isMissing(condition) || isPlaceholder(condition) || VAGUE.test(condition))
    return 'names no condition for revisiting it';
  return hasReason ? undefined : 'gives no reason';
}
