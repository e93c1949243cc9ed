import { planRule } from '../../rule.js';
import { missingBlock } from './missing-block.js';

const BLOCK = {
  name: '§7.M',
  title: 'Model / history / checker discipline',
  parts: 'model, history, checker, nemesis + landing evidence, ambiguous outcomes and reduction plan',
};

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
      if (cause !== undefined) missingBlock(report, scenario, cause, scenario.models, BLOCK);
    }
  },
});
