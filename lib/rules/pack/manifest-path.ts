import { manifestRule } from './support.js';

export default manifestRule(
  {
    id: 'DST626',
    name: 'manifest-path',
    severity: 'error',
    summary: 'A manifest names a path that is not there or not inside the pack.',
    why: `The directory was renamed and the manifest was not: clients that go by the manifest load no skill at all. A path that
leaves the pack is refused by all of them.`,
    examples: {
      failing: `==> .claude-plugin/plugin.json <==
{ "name": "kv-tests", "skills": ⟦"./skill/" }

==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
      passing: `==> .claude-plugin/plugin.json <==
{ "name": "kv-tests", "skills": "./skills/" }

==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
    },
  },
  'path',
);
