import { nearest } from '../../../cli/nearest.js';
import { CATEGORY_HINTS, CLAIM_CATEGORIES } from '../../../vocabulary/claims.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST118',
  name: 'unknown-category',
  severity: 'error',
  fixable: true,
  summary: 'A claim has a category outside the set.',
  why: `Only the known categories are tied to a discipline. "consistency" may mean linearizability, which no test shows without a
recorded history and a checker, or replica agreement at rest, which one comparison shows; as long as the word is open,
the claim escapes §7.M and its PASS cannot be weighed.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | ⟦durablity⟧ | docs/guarantees.md | no |
| C2 | Reads see the newest write. | (negative) ⟦consistency⟧ / safety | docs/guarantees.md | no |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability (log) | docs/guarantees.md | no |
| C2 | Reads see the newest write. | (negative) safety / performance | docs/guarantees.md | no |
`,
  },
  check(plan, report) {
    for (const { id, category, withdrawn } of plan.claims) {
      if (withdrawn || category === undefined || isMissing(category.text) || isPlaceholder(category.text)) continue;
      for (const { word, range } of category.unknown) {
        const key = word.toLowerCase().replace(/[\s_]+/g, '-');
        const spelling = nearest(key, CLAIM_CATEGORIES);
        const meant = CATEGORY_HINTS[key] ?? spelling;
        report({
          range,
          message: `${id} is of category "${word}", which is outside the set`,
          help: `${meant === undefined ? 'write' : `did you mean "${meant}"? It is`} one of ${CLAIM_CATEGORIES.join(', ')}`,
          // Only a slip of the pen is mended; what another word means is the author's to say.
          ...(spelling !== undefined && CATEGORY_HINTS[key] === undefined ? { fix: [{ range, text: spelling }] } : {}),
          subject: `${id}/category/${key}`,
        });
      }
    }
  },
});
