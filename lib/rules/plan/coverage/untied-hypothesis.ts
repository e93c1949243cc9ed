import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST132',
  name: 'untied-hypothesis',
  severity: 'error',
  summary: 'A hypothesis is tied to no claim and to no missing claim.',
  why: `A failure that breaks no promise is a ceremony: the scenario that provokes it can neither pass nor fail for anybody. If the
failure does matter, the promise exists and is missing from §1b or §1c, which is the more valuable finding.`,
  examples: {
    failing: `## 4. Failure-mode hypotheses

⟦H1⟧. **Lost append on crash** — the leader answers before a majority has the entry.
   - Suspected because: batching acknowledges early
   - Subsystem: log
`,
    passing: `## 4. Failure-mode hypotheses

- **H1. Lost append on crash.** The leader answers before a majority has the entry, which surfaces **M1**.
`,
  },
  check(plan, report) {
    for (const { id, idRange, falsifies, text, withdrawn } of plan.hypotheses) {
      if (withdrawn || falsifies.length > 0 || isPlaceholder(text)) continue;
      report({
        range: idRange,
        message: `${id} is tied to no claim`,
        help: `add "Could falsify:" with the claims or missing claims that ${id} would break, or drop ${id}`,
        subject: id,
      });
    }
  },
});
