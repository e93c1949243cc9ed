import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST608',
    name: 'skill-description-angle-brackets',
    severity: 'warning',
    summary: 'A description holds angle brackets.',
    why: `Descriptions are put into a prompt between tags. Some clients refuse \`<\` and \`>\` in them, because text in brackets
could close such a tag.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: ⟦Checks <store>. Use when it loses writes.
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
  ['angle-brackets'],
);
