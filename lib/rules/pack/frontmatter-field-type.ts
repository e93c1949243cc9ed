import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST610',
    name: 'frontmatter-field-type',
    severity: 'error',
    summary: 'An optional field of the frontmatter has a value of another kind than the specification says.',
    why: `license, compatibility (1 to 500 characters) and allowed-tools are one string each, metadata maps strings to strings. A
version of \`1.10\` without quotes is read as the number 1.1, and a list of tools is ignored where one line is expected, so
the agent asks for permissions that the skill was to have.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
metadata:
  version: ⟦1.10
---

Run the workload, then check its history.
`,
      passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
metadata:
  version: "1.10"
---

Run the workload, then check its history.
`,
    },
  },
  ['field', 'license', 'compatibility', 'metadata', 'allowed-tools'],
);
