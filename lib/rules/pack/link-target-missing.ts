import { inSkill } from '../../pack/model.js';
import { isTemplate, relativeLinks, resolvePath } from '../../pack/support.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST614',
  name: 'link-target-missing',
  severity: 'error',
  summary: 'A link in a skill leads to a file that does not exist.',
  why: `A step says "read this before you choose an oracle", and the file is gone or was renamed. The agent goes on without it
and improvises, which is what the reference was there to prevent.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the oracles](⟦references/oracle.md) first.

==> skills/kv-tests/references/oracles.md <==
# Oracles
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the oracles](references/oracles.md) first; a link is written as \`[text](references/x.md)\`.

==> skills/kv-tests/references/oracles.md <==
# Oracles
`,
  },
  check(pack, report) {
    for (const skill of pack.skills)
      for (const file of skill.markdown) {
        if (isTemplate(inSkill(skill, file.path))) continue;
        for (const { path, range } of relativeLinks(file)) {
          const target = path === '' ? undefined : resolvePath(file.path, path);
          if (target === undefined || pack.leads(target) !== 'dangles') continue;
          const fromSkill = skill.dir === '.' ? path : `${skill.dir}/${path}`;
          const meant = target !== fromSkill && pack.leads(fromSkill) === 'file';
          report({
            source: file.source,
            range,
            message: `the link leads to "${path}", which does not exist`,
            help: meant ? 'the path is relative to this file, not to the skill' : 'mend the path, or take the link out',
            subject: `${file.path}/link/${path}`,
          });
        }
      }
  },
});
