import { planRule } from '../../rule.js';
import { content, placeOf, quoted } from './support.js';

export default planRule({
  id: 'DST159',
  name: 'scenario-tied-to-nothing',
  severity: 'error',
  summary: 'A scenario names no claim that it falsifies, or no hypothesis that it closes.',
  why: `A failure has to disprove a promise that stands in the plan: otherwise nobody knows how serious it is, and a pass
adds nothing to the adequacy argument. "An implicit SLO" is a claim that nobody wrote down, which is exactly what §1b
(with \`Inferred?\`) and §1c are for. A scenario without a hypothesis runs because it was easy to write.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** ⟦(implicit: nobody wants to pay twice)⟧
- **Closes:** ⟦the gap in the matrix⟧
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** M1 (missing claim: request ids are remembered)
- **Closes:** part of H3
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const falsifies = content(scenario.fields, 'falsifies');
      if (falsifies !== undefined && scenario.falsifies.length === 0)
        report({
          range: placeOf(falsifies),
          message: `${scenario.id} names no claim: "${falsifies.label}" says ${quoted(falsifies.value)}`,
          help: 'record the promise in §1b, or in §1c where no document makes it, and name its id here',
          subject: `${scenario.id}/falsifies/ids`,
        });
      const closes = content(scenario.fields, 'closes');
      if (closes !== undefined && scenario.closes.length === 0)
        report({
          range: placeOf(closes),
          message: `${scenario.id} names no hypothesis: "${closes.label}" says ${quoted(closes.value)}`,
          help: 'name the hypotheses of §4 that a pass would close, or write the missing one down there',
          subject: `${scenario.id}/closes/ids`,
        });
    }
  },
});
