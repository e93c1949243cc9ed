import { manifestRule } from './support.js';

export default manifestRule(
  {
    id: 'DST625',
    name: 'manifest-invalid',
    severity: 'error',
    summary: 'A manifest lacks what its format asks for, or has what its client refuses.',
    why: `Each client has a manifest of its own, with fields of its own: Claude Code wants an author that is an object, Cursor
refuses keys that it does not know, Gemini CLI wants a version. A manifest that is right for one and copied for another makes
the plugin disappear there.`,
    examples: {
      failing: `==> .claude-plugin/plugin.json <==
{ "name": "kv-tests", "author": ⟦"storage team" }

==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
      passing: `==> .claude-plugin/plugin.json <==
{ "name": "kv-tests", "author": { "name": "storage team" } }

==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
    },
  },
  'shape',
);
