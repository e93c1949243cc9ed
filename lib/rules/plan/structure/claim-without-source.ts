import { planRule } from '../../rule.js';
import { isMissing } from '../support.js';

export default planRule({
  id: 'DST119',
  name: 'claim-without-source',
  severity: 'error',
  summary: 'A claim names no source.',
  why: `A promise that nobody made cannot be broken. Without the document, comment or test that makes it, a FAIL ends in a debate
about what the system was meant to do, and a PASS in evidence for something that no user relies on. Inferred claims have a
source, too: the code or constant that they were inferred from.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C1⟧ | An acknowledged append survives a crash. | durability | — | no |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | (inferred from \`fsync_policy\`) | yes |
`,
  },
  check(plan, report) {
    for (const { id, idRange, source, withdrawn } of plan.claims) {
      if (withdrawn || !isMissing(source)) continue;
      report({
        range: idRange,
        message: `${id} names no source`,
        help: 'write the file and line, page or test that makes the promise, or from which it was inferred',
        subject: id,
      });
    }
  },
});
