import type { Plan, Scenario } from '../../../plan/model.js';
import { SCENARIO_FIELDS, type ScenarioFieldKey } from '../../../vocabulary/scenario.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST156',
  name: 'missing-scenario-field',
  severity: 'error',
  summary: 'A scenario lacks a field that its generation of the plan demands.',
  why: `A scenario is an executable specification: whoever runs it must not have to guess. What is left out is decided at
run time by the one who wants the run to be green: no budget, and two minutes will do; no observability, and the oracle
has nothing to read; no target file, and the harness dies with the session.

Plans of the older generation have exit criteria in the place of the three budgets; each is held to its own form.`,
  examples: {
    failing: `### Scenario ⟦S3⟧: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Closes:** H3
- **Technique:** crash and recovery testing
- **Workload:** 4 clients transfer between 8 accounts, each request id sent up to three times
- **Faults:** SIGKILL of the leader between the first send and the retry
- **Oracle:** exactly-once: every acknowledged request id is booked once in the audit table
- **Observability required:** operation history with request ids, audit table
- **Smoke budget:** 3 nodes, 2 minutes, 4 kills, 1 seed
- **Release budget:** 5 nodes, 4 hours, 500 kills, 20 seeds
- **Target test file:** \`tests/auto/s3_exactly_once_transfers_test.go\`
- **Skeleton language:** go
- **Skeleton:**

  \`\`\`go
  // AUTO-GENERATED from test plan: testing-plans/ledgerd-append-and-transfer.md
  // Scenario: S3
  // Falsifies: C3
  \`\`\`
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies:** C3
- **Closes:** H3
- **Technique:** crash and recovery testing
- **Workload:** 4 clients transfer between 8 accounts, each request id sent up to three times
- **Faults:** SIGKILL of the leader between the first send and the retry
- **Oracle:** exactly-once: every acknowledged request id is booked once in the audit table
- **Observability:** operation history with request ids, audit table
- **Smoke:** 3 nodes, 2 minutes, 4 kills, 1 seed
- **Hardening:** 5 nodes, 20 minutes, 60 kills, 5 seeds
- **Release:** 5 nodes, 4 hours, 500 kills, 20 seeds
- **Target file:** \`tests/auto/s3_exactly_once_transfers_test.go\`
- **Language:** go
- **Skeleton:**

  \`\`\`go
  // AUTO-GENERATED from test plan: testing-plans/ledgerd-append-and-transfer.md
  // Scenario: S3
  // Falsifies: C3
  \`\`\`
`,
  },
  check(plan, report) {
    const demanded = SCENARIO_FIELDS.filter(({ since }) => since === 'both' || since === plan.generation);
    for (const scenario of plan.scenarios) {
      if (scenario.fields.length === 0) {
        report({
          range: scenario.idRange,
          message: `${scenario.id} has no fields: it is a heading and nothing that could run`,
          help: `give it ${demanded.map(({ label }) => `"**${label}:**"`).join(', ')}`,
          subject: `${scenario.id}/fields`,
        });
        continue;
      }
      const present = presentFields(plan, scenario);
      for (const spec of demanded) {
        if (present.has(spec.key)) continue;
        report({
          range: scenario.idRange,
          message: `${scenario.id} has no "${spec.label}": a reader does not learn ${spec.purpose}`,
          help: `add "- **${spec.label}:** …" to ${scenario.id}`,
          subject: `${scenario.id}/${spec.key}`,
        });
      }
    }
  },
});

/** The fields that are there, and those that another thing makes needless. */
function presentFields(plan: Plan, scenario: Scenario): Set<ScenarioFieldKey> {
  const present = new Set(scenario.fields.map(({ key }) => key));
  // An AUTO-GENERATED block without its label is a skeleton all the same.
  if (scenario.codes.some(({ content }) => /AUTO-GENERATED/i.test(content))) present.add('skeleton');
  // Without a skeleton one finding is enough, and in the older generation the fence is, too.
  if (!present.has('skeleton') || plan.generation === 'older') present.add('language');
  return present;
}
