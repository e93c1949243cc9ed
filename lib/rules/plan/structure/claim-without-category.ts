import { CLAIM_CATEGORIES } from '../../../vocabulary/claims.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST117',
  name: 'claim-without-category',
  severity: 'error',
  summary: 'A claim has no category.',
  why: `The category decides how a claim is tested: safety, durability, idempotency, isolation, ordering and membership need a
model, a history and a checker (§7.M), boundary and fairness a decomposition into surfaces (§7.M.S). A claim without one
gets whatever check was at hand, often "the service stayed up".`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C1⟧ | An acknowledged append survives a crash. | | docs/guarantees.md | no |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | docs/guarantees.md | no |
`,
  },
  check(plan, report) {
    for (const { id, idRange, category, withdrawn } of plan.claims) {
      if (withdrawn || (category !== undefined && isPlaceholder(category.text))) continue;
      if (
        category !== undefined &&
        !isMissing(category.text) &&
        category.categories.length + category.unknown.length > 0
      )
        continue;
      report({
        range: idRange,
        message: `${id} has no category`,
        help: `write one of ${CLAIM_CATEGORIES.join(', ')}`,
        subject: id,
      });
    }
  },
});
