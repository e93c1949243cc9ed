import { planRule } from '../../rule.js';
import { quoted } from './support.js';

export default planRule({
  id: 'DST170',
  name: 'missing-model-block',
  severity: 'error',
  soundness: true,
  summary: 'A scenario that falsifies a claim of a gated category has no §7.M block, or declares it not applicable.',
  why: `A claim about safety, durability, idempotency, isolation, ordering or membership is broken by *histories*, not by
single answers: every response can look right while no order of the operations explains them all. Without a model, a
recorded history and a checker, such a scenario can only notice crashes and error codes, and its PASS says nothing
about the claim.`,
  examples: {
    failing: `### Scenario ⟦S1⟧: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Closes:** H1
- **Oracle:** every acknowledged number is read back from every node

### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

⟦§7.M: not applicable⟧ (no gated claim category falsified)
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Closes:** H1
- **Oracle:** every acknowledged number is read back from every node

#### §7.M — Model / history / checker discipline

- **Model under test:** log
- **Checker:** no-lost-ack
`,
  },
  check(plan, report, index) {
    for (const scenario of plan.scenarios) {
      const cause = index.gated(scenario)[0];
      if (cause === undefined || scenario.models.some(({ notApplicable }) => notApplicable === undefined)) continue;
      const declared = scenario.models.find(({ notApplicable }) => notApplicable !== undefined)?.notApplicable;
      const { id } = scenario;
      const because = `${id} falsifies ${cause.claim.id} (${cause.category})`;
      report({
        range: declared === undefined ? scenario.idRange : declared.visible,
        message:
          declared === undefined
            ? `${because} and has no §7.M block`
            : `${because}, so ${id} needs a §7.M block; it says ${quoted(declared)}`,
        help: `add "#### §7.M — Model / history / checker discipline" to ${id} with model, history, checker, nemesis + landing evidence, ambiguous outcomes and reduction plan`,
        related: [{ range: cause.claim.idRange, message: `${cause.claim.id} is a ${cause.category} claim` }],
        subject: `${id}/§7.M`,
      });
    }
  },
});
