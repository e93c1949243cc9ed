import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST600',
    name: 'byte-order-mark',
    severity: 'error',
    summary: 'A SKILL.md begins with a byte order mark.',
    why: `The mark is invisible in an editor and stands before the \`---\` that clients look for at byte 0. Several of them then find
no frontmatter and skip the skill without a word: the team believes that its agents test with it, and they never do.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
⟦BOM⟧---
name: kv-tests
description: Checks a store.
---
`,
      passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store. Use when asked whether it loses writes.
---

Run the workload, then check its history.
`,
    },
  },
  ['byte-order-mark', 'encoding'],
);
