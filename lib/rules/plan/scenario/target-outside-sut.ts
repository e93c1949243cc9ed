import { outside, readTargets } from '../../../plan/targets.js';
import { planRule } from '../../rule.js';
import { content, isReason, placeOf, quoted, reasonBehind, saysNone } from './support.js';

export default planRule({
  id: 'DST166',
  name: 'target-outside-sut',
  severity: 'error',
  summary: 'A target test file is no path, or leads out of the system under test.',
  why: `The target file is where the test lives after the session: reviewed with the code, run by its CI. An absolute
path or a URL works on one machine; a path that climbs out of the tree lets a generated test write where nobody reviews
it. "The usual place" is where tests are lost.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Target test file:** \`⟦../shared-tests/s3_test.go⟧\`
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Target test file:** \`./tests/auto/../s3_test.go\` + \`tools/kill.sh\` (new)
`,
  },
  check(plan, report) {
    for (const { id, fields } of plan.scenarios) {
      const field = content(fields, 'target');
      if (field === undefined) continue;
      const targets = readTargets(field.value);
      if (targets.length === 0) {
        if (saysNone(field.value.value) && isReason(reasonBehind(field.value.value), 3)) continue;
        report({
          range: placeOf(field),
          message: `${id}'s target test file is no path: ${quoted(field.value)}`,
          help: "name the file relative to the SUT's root, such as `tests/auto/s1_durable_appends_test.go`",
          subject: `${id}/target`,
        });
      }
      for (const { path, range } of targets) {
        const why = outside(path);
        if (why === undefined) continue;
        report({
          range,
          message: `${id}'s target test file ${why}: ${quoted(path)}`,
          help: 'name a path inside the SUT, relative to its root',
          subject: `${id}/target/${path}`,
        });
      }
    }
  },
});
