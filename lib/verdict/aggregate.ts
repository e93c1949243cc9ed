import type { SessionVerdict, Verdict } from '../vocabulary/verdicts.js';

/** A budget tier that a plan can ask a scenario to pass at. */
export type Tier = 'smoke' | 'hardening';

const isFail = (verdict: Verdict): boolean => verdict.startsWith('FAIL-');
const isPass = (verdict: Verdict): boolean => verdict.startsWith('PASS-');

/**
 * A scenario's verdict from those of its arms (formats.md §4, "Arms"): a FAIL arm makes it FAIL, and a reproducible
 * one wins over one that is not; else any arm that did not pass caps it at PARTIAL-surface; else the weakest pass.
 * @param arms at least one verdict
 */
export function aggregateArms(arms: readonly Verdict[]): Verdict {
  if (arms.length === 0) return 'NOT-RUN';
  if (arms.includes('FAIL-reproducible')) return 'FAIL-reproducible';
  if (arms.some(isFail)) return 'FAIL-nondeterministic';
  // Nothing at all was attempted: saying PARTIAL would claim that something was.
  if (arms.every((verdict) => verdict === 'NOT-RUN')) return 'NOT-RUN';
  if (!arms.every(isPass)) return 'PARTIAL-surface';
  return arms.includes('PASS-smoke') ? 'PASS-smoke' : 'PASS-hardening';
}

export interface SessionDecision {
  readonly verdict: SessionVerdict;
  /** Why, in one sentence. */
  readonly reason: string;
}

/**
 * A session's verdict from those of its scenarios (formats.md §4, "Session"). Total, and set by the strongest
 * evidence: no number of passes outweighs one FAIL.
 * @param scenarios each scenario's verdict, the tier that the plan asked for (default hardening), and whether its run is
 *   known to have been below the smoke budget, which passes at no tier
 */
export function sessionVerdict(
  scenarios: readonly { verdict: Verdict; asked?: Tier; belowSmoke?: boolean }[],
): SessionDecision {
  const fails = scenarios.filter(({ verdict }) => isFail(verdict));
  if (fails.length > 0) {
    const reproducible = fails.some(({ verdict }) => verdict === 'FAIL-reproducible');
    return {
      verdict: 'FAIL',
      reason: reproducible ? 'a violation reproduced' : 'a violation was seen and did not reproduce',
    };
  }
  if (scenarios.some(({ verdict }) => isPass(verdict))) {
    const short = scenarios.filter(
      ({ verdict, asked = 'hardening', belowSmoke = false }) =>
        !isPass(verdict) || belowSmoke || (asked === 'hardening' && verdict !== 'PASS-hardening'),
    );
    return short.length === 0
      ? { verdict: 'DONE', reason: 'every scenario passed at the tier that the plan asked for' }
      : {
          verdict: 'DONE_WITH_CONCERNS',
          reason: `${short.length} of ${scenarios.length} scenarios did not pass at the tier that the plan asked for`,
        };
  }
  return scenarios.some(({ verdict }) => verdict !== 'NOT-RUN')
    ? { verdict: 'INCONCLUSIVE', reason: 'something was attempted and nothing passed or failed' }
    : { verdict: 'BLOCKED', reason: 'nothing was attempted' };
}
