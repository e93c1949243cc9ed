import { relativeLinks, resolvePath } from '../../pack/support.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST615',
  name: 'link-leaves-pack',
  severity: 'error',
  summary: 'A link in a skill leads out of the pack.',
  why: `On the author's machine the file is there. Where the pack is installed, other files stand around it: the link is broken,
or leads the agent to a file of a stranger with the same name.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the notes](⟦../../../notes/oracles.md) first.
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the other skill](../log-tests/SKILL.md) first.

==> skills/log-tests/SKILL.md <==
---
name: log-tests
description: Checks a log.
---
`,
  },
  check(pack, report) {
    for (const skill of pack.skills)
      for (const file of skill.markdown)
        for (const { path, range } of relativeLinks(file)) {
          const target = path === '' ? '.' : resolvePath(file.path, path);
          if (target !== undefined && pack.leads(target) !== 'leaves') continue;
          report({
            source: file.source,
            range,
            message: `the link "${path}" leads out of the pack`,
            help: 'copy what is needed into the skill',
            subject: `${file.path}/link/${path}`,
          });
        }
  },
});
