import type { Skill } from '../../pack/model.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST619',
  name: 'duplicate-skill-name',
  severity: 'error',
  summary: 'Two skills of a pack have the same name.',
  why: `Clients keep skills by name: of two with the same one, either the first or the last is there, and which of them it is
differs between clients and may change with the order of directories.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

==> skills/old/kv-tests/SKILL.md <==
---
name: ⟦kv-tests
description: Checks a store.
---
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

==> skills/old/kv-tests-v1/SKILL.md <==
---
name: kv-tests-v1
description: Checks a store as it was in version 1.
---
`,
  },
  check(pack, report) {
    const seen = new Map<string, Skill>();
    for (const skill of pack.skills) {
      const { name, namePlace } = skill.front;
      if (name === null) continue;
      const other = seen.get(name);
      if (other === undefined) seen.set(name, skill);
      else
        report({
          source: skill.main.source,
          range: namePlace,
          message: `the name "${name}" is also that of the skill in ${other.dir}`,
          help: 'rename one of them, together with its directory',
          related: [{ range: other.front.namePlace, source: other.main.source, message: `the other "${name}"` }],
          subject: `${skill.main.path}/duplicate`,
        });
    }
  },
});
