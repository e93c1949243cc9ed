import { LINK_PROBLEMS } from '../../pack/entries.js';
import { inSkill } from '../../pack/model.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST616',
  name: 'symlink-broken',
  severity: 'error',
  summary: 'A symbolic link in a skill leads out of the pack, to nothing, or to itself.',
  why: `Whoever installs the pack gets a link that points into their own files, or nowhere. An installer has to refuse the whole
pack, because a link that leaves it can put a secret in front of an agent that only reads its skill.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
⟦---
name: kv-tests
description: Checks a store.
---

Read [the oracles](references/oracles.md) first.

==> skills/kv-tests/references/oracles.md -> ../../../../notes/oracles.md <==
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the oracles](references/oracles.md) first.

==> skills/kv-tests/references/oracles.md -> ../../shared/oracles.md <==
==> skills/shared/oracles.md <==
# Oracles
`,
  },
  check(pack, report) {
    for (const skill of pack.skills) {
      const { source, path: main } = skill.main;
      for (const path of skill.paths) {
        const entry = pack.tree.get(path);
        const led = entry?.kind === 'link' ? pack.leads(path) : 'file';
        if (entry?.kind !== 'link' || (led !== 'leaves' && led !== 'dangles' && led !== 'circles')) continue;
        report({
          source,
          range: { start: 0, end: source.lineEnd(0) },
          message: `${inSkill(skill, path)} ${LINK_PROBLEMS[led]} (to ${JSON.stringify(entry.target)})`,
          help: 'put the file itself into the skill',
          subject: `${main}/symlink/${path}`,
        });
      }
    }
  },
});
