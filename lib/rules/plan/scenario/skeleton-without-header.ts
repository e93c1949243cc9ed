import { readHeader, skeletonsOf } from '../../../plan/skeleton.js';
import { planRule } from '../../rule.js';
import { idList, isPlaceholder } from '../support.js';
import { placeOf, pointsElsewhere } from './support.js';

export default planRule({
  id: 'DST168',
  name: 'skeleton-without-header',
  severity: 'error',
  summary: 'A skeleton holds no code, or its AUTO-GENERATED header does not name plan, scenario and claims.',
  why: `A generated test outlives the session that wrote it. Two years later the header is what tells the engineer whose
build it breaks which promise the test stands for, and where the argument for its oracle is. Without it the test is
"flaky", and is deleted. In the older generation a skeleton may point to another scenario's: "as S01 with a list
workload".`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Skeleton:**

  \`\`\`go
  ⟦// Scenario: S3 retried_transfers_move_money_once_across_failover⟧
  func TestS3ExactlyOnceTransfers(t *testing.T) {
  }
  \`\`\`
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Skeleton:**

  \`\`\`go
  package auto

  // AUTO-GENERATED from testing-plans/ledgerd-append-and-transfer.md
  // Scenario: S3
  // Claims: C3
  func TestS3ExactlyOnceTransfers(t *testing.T) {
  }
  \`\`\`
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const field = scenario.fields.find(({ key }) => key === 'skeleton');
      if (field === undefined) continue;
      const codes = skeletonsOf(scenario);
      if (codes.length === 0) {
        if (isPlaceholder(field.value)) continue;
        if (plan.generation === 'older' && pointsElsewhere(field.value.value)) continue;
        report({
          range: placeOf(field),
          message: `${scenario.id}'s skeleton holds no code`,
          help: 'add a fenced block with the frame of the test and its AUTO-GENERATED header',
          subject: `${scenario.id}/skeleton/code`,
        });
        continue;
      }
      const headers = codes.map((code) => readHeader(plan.source, code));
      const header = headers.find((one) => one !== undefined);
      const [first] = codes;
      if (header === undefined && first !== undefined) {
        report({
          range: plan.source.linesRange(first.contentFrom, first.contentFrom + 1),
          message: `${scenario.id}'s skeleton has no AUTO-GENERATED header`,
          help: `begin it with a comment: "AUTO-GENERATED from test plan: <path>", "Scenario: ${scenario.id} ${scenario.name}", "Falsifies: <claim ids>"`,
          subject: `${scenario.id}/skeleton/header`,
        });
      } else if (header !== undefined) {
        const lacks = [
          ...(header.plan === undefined ? ["the plan's path"] : []),
          ...(header.scenario === undefined ? ['the scenario'] : []),
          ...(header.claims === undefined || header.claims.ids.length === 0 ? ['the claims'] : []),
        ];
        if (lacks.length === 0) continue;
        report({
          range: header.range,
          message: `the header of ${scenario.id}'s skeleton does not name ${idList(lacks)}`,
          help: `write "AUTO-GENERATED from test plan: <path>", "Scenario: ${scenario.id} ${scenario.name}" and "Falsifies: <claim ids>"`,
          subject: `${scenario.id}/skeleton/header`,
        });
      }
    }
  },
});
