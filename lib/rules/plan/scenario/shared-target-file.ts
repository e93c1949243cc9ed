import type { Scenario } from '../../../plan/model.js';
import { canonicalPath, readTargets, type Target } from '../../../plan/targets.js';
import { planRule } from '../../rule.js';
import { content } from './support.js';

export default planRule({
  id: 'DST167',
  name: 'shared-target-file',
  severity: 'error',
  summary: 'Two scenarios have the same target test file.',
  why: `The executor writes each scenario's test to its target and never overwrites: the second scenario is then either
not written at all or grows into the first one's file, where a shared set-up, seed or cluster couples two verdicts that
the plan counts as independent. Two named tests in one file (\`a_test.go::TestS1\`, \`a_test.go::TestS2\`) are fine, and
so are shared helpers behind the first file.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Target test file:** \`⟦tests/auto/s1_durable_appends_test.go⟧\`
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Target test file:** \`tests/auto/s3_transfers_test.go\` + \`tests/auto/nemesis.go\`
`,
  },
  check(plan, report) {
    const owners = new Map<string, { scenario: Scenario; target: Target }>();
    for (const scenario of plan.scenarios) {
      const field = content(scenario.fields, 'target');
      // The first file is the test; what is joined to it are its helpers.
      const target = field === undefined ? undefined : readTargets(field.value)[0];
      if (target === undefined) continue;
      const key = canonicalPath(target.path);
      const first = owners.get(key);
      if (first === undefined) {
        owners.set(key, { scenario, target });
        continue;
      }
      const named = target.test !== undefined && first.target.test !== undefined && target.test !== first.target.test;
      if (named || first.scenario.id === scenario.id) continue;
      report({
        range: target.range,
        message: `${scenario.id} and ${first.scenario.id} have the same target test file, '${target.path}'`,
        help: `give ${scenario.id} a file of its own, or name the test inside the file: '${target.path}::Test${scenario.id}'`,
        related: [{ range: first.target.range, message: `${first.scenario.id} names it here` }],
        subject: `${scenario.id}/target/shared`,
      });
    }
  },
});
