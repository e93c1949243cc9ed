import { readBudget } from '../../../plan/budget.js';
import { compareBudgets } from '../../../plan/budget-compare.js';
import { planRule } from '../../rule.js';
import { content } from './support.js';

export default planRule({
  id: 'DST165',
  name: 'weak-release-budget',
  severity: 'warning',
  summary: 'A release budget asks for less than the hardening budget.',
  why: `The release gate is the last run before users meet the change. Where it is shorter, smaller or has fewer faults
than the hardening run, a release may pass its gate with evidence that would not have earned \`PASS-hardening\`.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Hardening budget:** 5 nodes, 20 minutes, 60 kills, 5 seeds
- **Release budget:** 5 nodes, ⟦10 minutes⟧, 60 kills, 5 seeds
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Hardening budget:** 5 nodes, 20 minutes, 60 kills, 5 seeds
- **Release budget:** 5 nodes, 1 hour, 60 kills, 5 seeds
`,
  },
  check(plan, report) {
    for (const { id, fields } of plan.scenarios) {
      const hardening = content(fields, 'hardening');
      const release = content(fields, 'release');
      if (hardening === undefined || release === undefined) continue;
      if (/^\W*(?:not?|none|n\/a|omitted|skipped|deferred)\b/i.test(release.value.value)) continue;
      const results = compareBudgets(readBudget(release.value.value), readBudget(hardening.value.value));
      for (const { dimension, outcome, mine, other } of results) {
        if (outcome !== 'less' || mine === undefined) continue;
        report({
          range: release.value.source(mine.at, mine.end),
          message: `${id}'s release budget: ${dimension} '${mine.raw}' is less than hardening's '${other.raw}'`,
          help: `ask for at least '${other.raw}', or say in the field why less is enough before a release`,
          related: [{ range: hardening.value.source(other.at, other.end), message: "hardening's figure is here" }],
          subject: `${id}/release/${dimension}`,
        });
      }
    }
  },
});
