import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST605',
    name: 'skill-name-invalid',
    severity: 'error',
    summary: 'A skill has no name, or one that the specification does not allow.',
    why: `A name is 1 to 64 lower case letters, digits and single inner hyphens. It becomes a directory, a command and a key in
other files; with another character in it some clients refuse the skill and others cannot address it.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: ⟦KV_Tests
description: Checks a store.
---

Run the workload, then check its history.
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
  ['name'],
);
