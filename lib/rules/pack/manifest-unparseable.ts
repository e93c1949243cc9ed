import { manifestRule } from './support.js';

export default manifestRule(
  {
    id: 'DST624',
    name: 'manifest-unparseable',
    severity: 'error',
    summary: 'A manifest is no JSON.',
    why: `A comma behind the last entry is enough: the client that reads this manifest finds no plugin, and with it none of its
skills, while the other clients go on as before.`,
    examples: {
      failing: `==> .claude-plugin/plugin.json <==
{ "name": "kv-tests", ⟦}

==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
      passing: `==> .claude-plugin/plugin.json <==
{ "name": "kv-tests" }

==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
    },
  },
  'json',
);
