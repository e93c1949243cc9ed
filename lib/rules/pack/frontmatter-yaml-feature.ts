import { frontmatterRule } from './support.js';

export default frontmatterRule(
  {
    id: 'DST603',
    name: 'frontmatter-yaml-feature',
    severity: 'warning',
    summary: 'The frontmatter uses YAML that the specification leaves out: flow style, anchors, aliases, tags or tabs.',
    why: `The reference validator reads a strict subset of YAML, and clients with small parsers of their own read even less. What one
client understands another one takes for text, so the same skill has other tools or another description there.`,
    examples: {
      failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
metadata: ⟦{version: "1.0"}
---

Run the workload, then check its history.
`,
      passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
metadata:
  version: "1.0"
---

Run the workload, then check its history.
`,
    },
  },
  ['yaml-feature'],
);
