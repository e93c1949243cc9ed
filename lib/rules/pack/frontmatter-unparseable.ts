import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST602',
    name: 'frontmatter-unparseable',
    severity: 'error',
    summary: 'The frontmatter is no YAML mapping that a client could read.',
    why: `An unquoted colon in a description, a key that stands twice, a bracket that is never closed: a YAML parser refuses the
whole block, and the client skips the skill silently. Most such faults come with an edit of the description, so a skill
that worked yesterday is gone today.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store⟦: ⟧use when it loses writes.
---

Run the workload, then check its history.
`,
      passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: "Checks a store: use when it loses writes."
---

Run the workload, then check its history.
`,
    },
  },
  ['yaml'],
);
