import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST607',
    name: 'skill-description-invalid',
    severity: 'error',
    summary: 'A skill has no description, a blank one, or one of more than 1,024 characters.',
    why: `The description is all that an agent sees when it chooses a skill. Without one the skill never loads; one that is too long
is cut or refused, and then what was to trigger the skill may be in the part that is gone.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: ⟦"  "
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
  ['description'],
);
