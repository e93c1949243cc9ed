import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST130',
  name: 'unused-claim',
  severity: 'error',
  soundness: true,
  summary:
    'A claim is taken up by nothing: no hypothesis, no scenario, no row of the adequacy argument, no residual row.',
  why: `A claim in §1b is what the plan says it is about. One that no hypothesis attacks, no scenario falsifies and no residual row
gives up is untested without anybody having decided so, and a report that says "all scenarios passed" is read as if it
held.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | docs | no |
| ⟦C6⟧ | Compaction never blocks appends. | liveness | docs | no |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | docs | no |
| C6 | Compaction never blocks appends. | liveness | docs | no |

## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| C6 is not exercised | compaction runs weekly | off in this release | when it is switched on |
`,
  },
  check(plan, report, index) {
    for (const { id, idRange, withdrawn } of plan.claims) {
      if (withdrawn || index.hypothesesOf.has(id) || index.falsifiedBy.has(id)) continue;
      if (index.adequacyOf.has(id) || index.residualsOf.has(id)) continue;
      report({
        range: idRange,
        message: `${id} is taken up by no hypothesis, scenario, adequacy row or residual row`,
        help: `say how ${id} could break (§4) and which scenario falsifies it, or give it a row in §7c`,
        subject: id,
      });
    }
  },
});
