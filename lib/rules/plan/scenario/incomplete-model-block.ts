import { MODEL_FIELDS } from '../../../vocabulary/blocks.js';
import { planRule } from '../../rule.js';
import { dueBlocks, pointsElsewhere } from './support.js';

export default planRule({
  id: 'DST172',
  name: 'incomplete-model-block',
  severity: 'error',
  summary: 'A §7.M block that is due lacks a field.',
  why: `The six fields hang together: the checker needs the model and a history that carries what it reads; its verdict
counts only if the fault landed; what a timeout means decides whether a violation is one; and a failure that cannot be
made small and blamed on somebody stays an argument. A block with five of them looks complete and is not.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### ⟦⟦§7.M — Model / history / checker discipline⟧⟧

- **Model under test:** ledger
- **Operation history:** default fields, recorded in-process
- **Checker:** exactly-once on the request id
- **Nemesis:** process kill of the leader; the term rises on the survivors
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

§7.M (model / history / checker discipline)

- Model under test:    ledger
- Operation history:   default fields, recorded in-process
- Checker:             exactly-once on the request id
- Nemesis + landing:   process kill of the leader; the term rises on the survivors
- Ambiguous outcomes:  an unanswered transfer may be booked once or not at all
- Reduction plan:      ddmin, then classify as SUT, harness, checker or environment
`,
  },
  check(plan, report, index) {
    for (const { block, owner } of dueBlocks(plan, index)) {
      if (pointsElsewhere(block.opening.value.replace(/^.{0,30}7\s?\.\s?M/s, ''))) continue;
      const present = new Set(block.fields.map(({ key }) => key));
      const range = block.opening.visible;
      if (present.size === 0) {
        report({
          range,
          message: `the §7.M block of ${owner} is empty`,
          help: `give it ${MODEL_FIELDS.map(({ label }) => `"**${label}:**"`).join(', ')}`,
          subject: `${owner}/§7.M/fields`,
        });
        continue;
      }
      for (const spec of MODEL_FIELDS)
        if (!present.has(spec.key))
          report({
            range,
            message: `the §7.M block of ${owner} has no "${spec.label}": a reader does not learn ${spec.purpose}`,
            help: `add "- **${spec.label}:** …" to the §7.M block of ${owner}`,
            subject: `${owner}/§7.M/${spec.key}`,
          });
    }
  },
});
