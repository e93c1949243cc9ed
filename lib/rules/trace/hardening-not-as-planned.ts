import { readBudget } from '../../plan/budget.js';
import { seedsIn } from '../../plan/budget-planned.js';
import { fieldOf } from '../../plan/fields.js';
import { plansFault } from '../../session/plan-of.js';
import { cellPlace, leaves, stated, verdictPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** DST308. */
export default traceRule({
  id: 'DST308',
  name: 'hardening-not-as-planned',
  severity: 'error',
  soundness: true,
  summary: 'A PASS-hardening ran the fault and the seeds that the plan asks for.',
  why: 'PASS-hardening is a statement about a fault: a scenario that plans none can pass at smoke only, however long it ran. And the tier is what the plan says it is: fewer seeds than its hardening budget names is another, smaller budget that nobody reviewed.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | PASS-hardening | linearizability | ⟦480 consumed; valid; 3 seeds⟧ | drops 0 → 7 | evidence/S2 |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | ⟦PASS-hardening⟧ | invariant | 600 consumed; valid; 5 seeds | denials 0 → 7 | evidence/S4 |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | PASS-hardening | linearizability | 480 consumed; valid; 5 seeds | drops 0 → 7 | evidence/S2 |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | PASS-smoke | invariant | 600 consumed; valid; 5 seeds | no fault planned | evidence/S4 |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n',
  },
  check({ report, plan, index }, say) {
    for (const entry of leaves(report)) {
      const scenario = index.scenarios.get(entry.id);
      if (scenario === undefined || stated(entry) !== 'PASS-hardening') continue;
      const faults = fieldOf(scenario.fields, 'faults');
      if (plansFault(scenario) === false) {
        say({
          range: verdictPlace(entry),
          message: `${entry.key} is PASS-hardening, and the plan's ${entry.id} plans no fault`,
          help: 'write PASS-smoke; a fault that should be there belongs into the plan first',
          related: [
            { range: faults?.labelRange ?? scenario.idRange, message: 'the plan’s faults', source: plan.source },
          ],
          subject: `${entry.key}/fault`,
        });
        continue;
      }
      const budget = fieldOf(scenario.fields, 'hardening');
      const asked = budget === undefined ? undefined : seedsIn(budget.value.value);
      // A budget may count runs or repeats; in evidence "0 repeats" is what the oracle counted.
      const seeds = (text: string): number | undefined =>
        readBudget(text).figures.find(({ kind }) => kind === 'seeds')?.amount;
      const cell = [entry.execution, entry.landing].find((one) => one !== undefined && seeds(one.value) !== undefined);
      const ran = cell === undefined ? undefined : seeds(cell.value);
      if (asked === undefined || ran === undefined || ran >= asked || budget === undefined) continue;
      say({
        range: cellPlace(entry, cell),
        message: `${entry.key} is PASS-hardening with ${ran} seed${ran === 1 ? '' : 's'}, and the plan's hardening budget asks for ${asked}`,
        help: 'run the rest, or call it PASS-smoke: only the smoke budget was met',
        related: [{ range: budget.value.visible, message: 'the plan’s hardening budget', source: plan.source }],
        subject: `${entry.key}/seeds`,
      });
    }
  },
});
