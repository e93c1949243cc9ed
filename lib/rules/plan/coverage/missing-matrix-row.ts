import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST143',
  name: 'missing-matrix-row',
  severity: 'error',
  summary: 'A claim or a hypothesis of a project-wide plan has no row in the coverage matrix.',
  why: `The matrix is where a project-wide plan shows that it looked everywhere. What has no row was not judged: neither covered nor
open, it is in none of the counts that a maintainer plans by.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C2, C5 | H2 | none | not covered | no test | S2 |
| C3 | H3 | none | not covered | no test | S3 |
| C4 | H4 | none | not covered | no test | S4 |
| C5 | H5 | none | not covered | no test | S2 |

## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C1⟧ | An acknowledged append survives a crash. | durability | docs | no |

## 4. Failure-mode hypotheses

⟦H1⟧. **Acknowledged append lost on crash** — the leader answers early. Could falsify: C1
`,
    passing: `## 5. Coverage matrix

| H | Claims | Existing test | Verdict | Gap kind | Scenario |
|---|---|---|---|---|---|
| H1 to H5 | C1–C5 | none | not covered | no test | S1, S2, S3, S4 |
`,
  },
  check(plan, report) {
    if (plan.mode !== 'project-wide' || plan.matrix.length === 0) return;
    const mapped = new Set(
      plan.matrix.flatMap(({ claims, hypotheses }) => [...claims, ...hypotheses].map(({ id }) => id)),
    );
    for (const { id, idRange, withdrawn } of [...plan.claims, ...plan.hypotheses]) {
      if (withdrawn || mapped.has(id)) continue;
      report({
        range: idRange,
        message: `${id} has no row in the coverage matrix`,
        help: `add a row to §5 for ${id}, with existing tests, verdict and gap`,
        subject: id,
      });
    }
  },
});
