import type { Text } from '../../document/text.js';
import type { Session } from '../../session/load.js';
import { sessionRule } from '../rule.js';
import { hasEvidence } from './support.js';

/** A digest, or the beginning of one where it is called SHA-256. */
const HASH = /\b[0-9a-f]{64}\b|(?<=SHA-?256:?\s)[0-9a-f]{7,63}(?![0-9a-z])/i;

/** Whether anything holds a hash of the plan, right or wrong. */
function isFixed({ log, report, manifest, arms, others }: Session): boolean {
  return (
    [log, report].some((document) =>
      HASH.test(document?.header.find(({ key }) => key === 'plan')?.value.value ?? ''),
    ) ||
    [{ manifest }, ...arms.values(), ...others.values()].some((one) => (one.manifest?.value?.plan ?? null) !== null)
  );
}

/** DST408. */
export default sessionRule({
  id: 'DST408',
  name: 'plan-changed',
  severity: 'error',
  soundness: true,
  summary: 'The plan is the one whose hash log, report and manifests give, and one of them gives it.',
  why: 'An oracle that is weakened after the run, a budget that is lowered to what was reached: then the plan no longer says what was to be shown. The hash at the head of the log fixes it before anything runs.',
  examples: {
    failing: '../../plan.md\n- Out of scope: the web\n+ Left out: the web\n\nsession-log.md\n',
    passing: 'findings/report.md\n- All scenarios ran against\n+ Everything ran against\n',
  },
  check(session, say) {
    const { plan, log, report } = session;
    if (plan === undefined) return;
    const check = (where: NonNullable<typeof log> | NonNullable<typeof report>, value: Text): void => {
      const match = HASH.exec(value.value);
      if (match === null || plan.sha256.startsWith(match[0].toLowerCase())) return;
      say({
        source: where.source,
        range: value.source(match.index, match.index + match[0].length),
        message: `${plan.shown} has another SHA-256 (${plan.sha256.slice(0, 12)}…): the plan changed after the run began`,
        help: 'restore the plan, or run again by the new one',
        subject: 'plan/hash',
      });
    };
    for (const document of [log, report]) {
      const value = document?.header.find((field) => field.key === 'plan')?.value;
      if (document !== undefined && value !== undefined) check(document, value);
    }
    if (!hasEvidence(session) || isFixed(session)) return;
    const document = log ?? report;
    const field = document?.header.find(({ key }) => key === 'plan');
    if (document === undefined || field === undefined) return;
    say({
      source: document.source,
      range: field.value.isBlank ? field.labelRange : field.value.visible,
      message: `nothing says which plan was executed: neither log nor report nor a manifest gives the SHA-256 of ${plan.shown}`,
      help: 'dst-skills new session <plan> writes it at the head of the log, and dst-skills record seal into each manifest',
      subject: 'plan/hash',
    });
  },
});
