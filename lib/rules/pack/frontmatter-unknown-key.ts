import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST604',
    name: 'frontmatter-unknown-key',
    severity: 'warning',
    summary: 'The frontmatter has a key that the specification does not know.',
    why: `The set of keys is closed: name, description, license, compatibility, metadata, allowed-tools. A misspelt key is not read
by anybody, and where it should have been the description the skill never loads. Extensions of one client belong under
\`metadata\`, or the skill is no longer portable.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
⟦description;: Checks a store.
---

Run the workload, then check its history.
`,
      passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
metadata:
  author: storage team
---

Run the workload, then check its history.
`,
    },
  },
  ['unknown-key'],
);
