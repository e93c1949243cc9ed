import { packRule } from '../rule.js';

export default packRule({
  id: 'DST612',
  name: 'skill-body-empty',
  severity: 'warning',
  summary: 'A SKILL.md has frontmatter and nothing else.',
  why: `The agent loads the skill and learns nothing from it, but believes that it follows one. Usually the body was lost in a
merge or by a script that writes frontmatter.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
⟦---
name: kv-tests
description: Checks a store.
---
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Run the workload, then read every key.
`,
  },
  check(pack, report) {
    for (const { main, front } of pack.skills) {
      const { source } = main;
      if (front.bodyFrom === 0) continue;
      const body = front.bodyFrom < source.lineCount ? source.text.slice(source.lineStart(front.bodyFrom)) : '';
      if (body.trim() !== '') continue;
      report({
        source,
        range: { start: 0, end: source.lineEnd(0) },
        message: 'the skill has no body: it tells the agent nothing',
        help: 'write the steps below the frontmatter',
        subject: `${main.path}/body`,
      });
    }
  },
});
