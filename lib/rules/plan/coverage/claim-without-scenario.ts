import { planRule } from '../../rule.js';
import { coveredIds, isNegativeClaim } from '../support.js';

export default planRule({
  id: 'DST131',
  name: 'claim-without-scenario',
  severity: 'error',
  soundness: true,
  summary: 'No scenario falsifies a claim, and neither a residual row nor an existing test accounts for it.',
  why: `The adequacy argument can speak of a claim at length without any scenario that would end in FAIL if it were broken. Then
no outcome of the run says anything about the claim, and its row is decoration.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C6⟧ | Compaction never blocks appends. | liveness | docs | no |

## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C6 | (a) compaction under load | existing unit test | it compacts twice |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C6 | Compaction may block appends. | (negative) liveness | docs | no |

## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C6 | compaction under load | none — the claim is negative | nothing is promised that could be broken |
`,
  },
  check(plan, report, index) {
    const covered = coveredIds(plan);
    for (const claim of plan.claims) {
      const { id, idRange, withdrawn } = claim;
      if (withdrawn || index.falsifiedBy.has(id) || index.residualsOf.has(id) || covered.has(id)) continue;
      const rows = index.adequacyOf.get(id) ?? [];
      // A claim without a row is DST186's, one whose row cites foreign scenarios DST188's.
      if (rows.length === 0 || rows.some((row) => row.scenarios.length > 0 || isNegativeClaim(row, claim))) continue;
      report({
        range: idRange,
        message: `no scenario falsifies ${id}, and no residual row gives it up`,
        help: `name ${id} in the "Falsifies if it FAILs" field of a scenario that could break it, or add a row to §7c`,
        related: rows.map((row) => ({ range: row.claimText.visible, message: 'its adequacy row cites no scenario' })),
        subject: id,
      });
    }
  },
});
