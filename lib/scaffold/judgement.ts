import { landedWindows } from '../evidence/facts.js';
import type { FoundPlan } from '../session/plan-of.js';
import type { ScenarioState } from '../session/state.js';
import { withVerdicts } from './words.js';

/** What follows from the scenarios' verdicts for the plan's hypotheses and claims, and nothing beyond. */

const isFail = ({ verdict }: ScenarioState): boolean => verdict.startsWith('FAIL-');
const notRun = ({ verdict }: ScenarioState): boolean => verdict === 'NOT-RUN';
/** A scenario passed at the tier that its plan asks for. */
const asPlanned = ({ verdict, asked, belowSmoke }: ScenarioState): boolean =>
  verdict === 'PASS-hardening' || (verdict === 'PASS-smoke' && asked === 'smoke' && !belowSmoke);

/** The coverage summary: every hypothesis of the plan, once. */
export function coverageRows({ plan }: FoundPlan, states: readonly ScenarioState[]): string[][] {
  return plan.hypotheses
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ id }) => {
      const closing = states.filter(({ scenario }) => scenario?.closes.some((ref) => ref.id === id));
      if (closing.length > 0) return [id, closing.map((state) => state.id).join(', '), coverage(closing)];
      // A plan leaves to ordinary tests what they decide (§7c): whoever executes it runs them, or says why not.
      const left = plan.residuals.filter(({ refs }) => refs.some((ref) => ref.id === id));
      const test = left.some(({ why }) => /\btests?\b/i.test(why?.value ?? '')) && !states.every(notRun);
      return test
        ? [
            id,
            '7c',
            '{{what the single test of 7c showed at this build and at its parent, with its artifact; or not exercised, because}}',
          ]
        : [id, 'none', 'not exercised because no scenario closes it'];
    });
}

function coverage(closing: readonly ScenarioState[]): string {
  if (closing.some(isFail)) return `falsified a claim: ${withVerdicts(closing.filter(isFail))}`;
  if (closing.every(notRun)) return `not exercised because nothing of it ran: ${withVerdicts(closing)}`;
  if (closing.every(({ verdict }) => verdict.startsWith('PASS-')))
    return `not observed under the tested threats: ${withVerdicts(closing)}`;
  return `inconclusive: ${withVerdicts(closing)}`;
}

interface ClaimState {
  readonly id: string;
  readonly argument: string;
  readonly scenarios: readonly ScenarioState[];
}

function claimsOf({ plan }: FoundPlan, states: readonly ScenarioState[]): ClaimState[] {
  return plan.claims
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ id }) => {
      const rows = plan.adequacy.filter(({ claims }) => claims.some((ref) => ref.id === id));
      const named = new Set(rows.flatMap(({ scenarios }) => scenarios.map((ref) => ref.id)));
      const scenarios = states.filter(
        (state) => named.has(state.id) || state.scenario?.falsifies.some((ref) => ref.id === id),
      );
      return { id, argument: rows[0]?.why?.value.trim() ?? 'none in the plan', scenarios };
    });
}

/** The adequacy assessment: every claim of the plan with what ran and what that leaves of the argument. */
export function claimRows(plan: FoundPlan, states: readonly ScenarioState[]): string[][] {
  return claimsOf(plan, states).map(({ id, argument, scenarios }) => [
    id,
    argument,
    scenarios.every(notRun)
      ? 'nothing'
      : scenarios
          .map((state) => {
            const landed = state.arms.reduce((sum, { evidence }) => sum + (evidence ? landedWindows(evidence) : 0), 0);
            return `${state.id} ${state.verdict}${landed === 0 ? '' : ` (${landed} fault windows landed)`}`;
          })
          .join(', '),
    adequacy(scenarios),
  ]);
}

function adequacy(scenarios: readonly ScenarioState[]): string {
  if (scenarios.length === 0) return 'not established: no scenario falsifies it';
  if (scenarios.some(isFail)) return `falsified: ${withVerdicts(scenarios.filter(isFail))}`;
  if (scenarios.every(asPlanned)) return 'adequate under the tested threats, as the plan argues';
  const short = withVerdicts(scenarios.filter((state) => !asPlanned(state)));
  return scenarios.some(({ verdict }) => verdict.startsWith('PASS-'))
    ? `weaker than planned because of ${short}`
    : `not established: ${short}`;
}

/** The confidence delta, claim by claim. */
export function confidence(plan: FoundPlan, states: readonly ScenarioState[]): string {
  const claims = claimsOf(plan, states);
  const words = (found: readonly ClaimState[], say: (ids: string) => string): string =>
    found.length === 0 ? 'nothing.' : `${say(found.map(({ id }) => id).join(', '))}.`;
  const less = claims.filter(({ scenarios }) => scenarios.some(isFail));
  const more = claims.filter(
    ({ scenarios }) => scenarios.length > 0 && scenarios.every(({ verdict }) => verdict.startsWith('PASS-')),
  );
  const same = claims.filter((claim) => !less.includes(claim) && !more.includes(claim));
  return [
    `- **More:** ${words(more, (ids) => `no violation of ${ids} was observed under the tested threats`)}`,
    `- **Less:** ${words(less, (ids) => `a violation of ${ids} was found`)}`,
    `- **Unchanged:** ${words(same, (ids) => `this run establishes nothing about ${ids}`)}`,
  ].join('\n');
}
