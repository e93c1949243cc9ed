import { posix } from 'node:path';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST606',
  name: 'skill-name-differs-from-directory',
  severity: 'error',
  summary: "A skill's name is not the name of its directory.",
  why: `The specification wants both to be the same. Clients that find skills by directory and those that go by name then
know the skill under two names: one warns, another does not load it, and an installer that links by name makes a second copy.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: ⟦store-tests
description: Checks a store.
---
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
`,
  },
  check(pack, report) {
    for (const { dir, main, front } of pack.skills) {
      const directory = posix.basename(dir);
      // A repository that is one skill may be cloned under any name.
      if (dir === '.' || front.name === null || front.name === directory) continue;
      report({
        source: main.source,
        range: front.namePlace,
        message: `the skill "${front.name}" stands in a directory called "${directory}"`,
        help: 'give both the same name',
        subject: `${main.path}/name`,
      });
    }
  },
});
