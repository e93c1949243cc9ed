import { readBudget } from '../../../plan/budget.js';
import { compareBudgets, type Comparison } from '../../../plan/budget-compare.js';
import { planRule } from '../../rule.js';
import { content, placeOf, quoted, saysNone } from './support.js';

export default planRule({
  id: 'DST163',
  name: 'weak-hardening-budget',
  severity: 'error',
  summary:
    'A hardening budget is not more than the smoke budget in size, duration, faults or seeds, or has no figures.',
  why: `\`PASS-hardening\` says that the claim held under more than a smoke run. If both budgets ask for five minutes and
one seed, the strongest verdict of the ten is earned by the weakest run. Bugs of distributed systems hide in rare
interleavings: one more dimension left at its smoke value (one seed, three nodes) is a dimension in which nothing was
searched.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Faults:** SIGKILL of the leader between the first send and the retry
- **Smoke budget:** 3 nodes, 5 min, 4 kills, 1 seed
- **Hardening budget:** 5 nodes, ⟦300 s⟧, 60 kills, 5 seeds
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Faults:** SIGKILL of the leader between the first send and the retry
- **Smoke budget:** 3 nodes, 5 min, 4 kills, 1 seed
- **Hardening budget:** 5 nodes, 1 h, 60 kills (one every 60 s), 5 seeds
`,
  },
  check(plan, report) {
    for (const { id, fields } of plan.scenarios) {
      const smoke = content(fields, 'smoke');
      const hardening = content(fields, 'hardening');
      for (const field of [smoke, hardening]) {
        if (field === undefined || readBudget(field.value.value).hasNumber || refersToSmoke(field.value.value))
          continue;
        report({
          range: placeOf(field),
          message: `${id}'s ${field.key} budget has no figure: ${quoted(field.value)}`,
          help: 'give size, duration, number of faults and number of seeds',
          subject: `${id}/${field.key}/figures`,
        });
      }
      if (smoke === undefined || hardening === undefined) continue;
      const { value } = hardening;
      if (refersToSmoke(value.value)) {
        if (!/[×*+]|\btimes\b|\bplus\b|\bmore\b|\bbut\b|\blonger\b|\d\s?x\b|\bdouble|\btwice\b/i.test(value.value))
          report({
            range: placeOf(hardening),
            message: `${id}'s hardening budget is the smoke budget: ${quoted(value)}`,
            help: 'ask for more in every dimension: size, duration, faults, seeds',
            subject: `${id}/hardening`,
          });
        continue;
      }
      const faultless = saysNone(content(fields, 'faults')?.value.value ?? '');
      for (const result of compareBudgets(readBudget(value.value), readBudget(smoke.value.value))) {
        if (result.outcome === 'more' || (faultless && result.dimension === 'faults')) continue;
        const { mine, other } = result;
        report({
          range: mine === undefined ? placeOf(hardening) : value.source(mine.at, mine.end),
          message: `${id}'s hardening budget: ${describe(result)}`,
          help: `ask for more than smoke's '${other.raw}'`,
          related: [{ range: smoke.value.source(other.at, other.end), message: "smoke's figure is here" }],
          subject: `${id}/hardening/${result.dimension}`,
        });
      }
    }
  },
});

function refersToSmoke(value: string): boolean {
  return /\bsmoke\b/i.test(value) && !/\bsmoke\s+(?:test|run|pass|gate|suite)/i.test(value);
}

function describe({ dimension, mine, other }: Comparison): string {
  if (mine === undefined) return `it gives no ${dimension}, and smoke's is '${other.raw}'`;
  return `${dimension} '${mine.raw}' is not more than smoke's '${other.raw}'`;
}
