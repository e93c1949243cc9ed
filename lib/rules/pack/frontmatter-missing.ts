import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST601',
    name: 'frontmatter-missing',
    severity: 'error',
    summary: 'A SKILL.md has no frontmatter, or it is never closed.',
    why: `Clients read name and description from the YAML between two \`---\` lines at the very start. Without it they do not know the
skill, and none of them says so: the skill is simply never used.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
⟦⟧# Testing a store

Run the workload.
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
  ['frontmatter'],
);
