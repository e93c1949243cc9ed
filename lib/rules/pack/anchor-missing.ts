import { inSkill } from '../../pack/model.js';
import { anchorsOf, isTemplate, relativeLinks, resolvePath } from '../../pack/support.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST622',
  name: 'anchor-missing',
  severity: 'error',
  summary: 'A link leads to a heading that its target does not have.',
  why: `A heading was reworded and the link to it was not. An agent that follows it lands at the top of a long file and reads
the wrong part, or all of it.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Choose by [the picker](⟦references/oracles.md#checker-picker).

==> skills/kv-tests/references/oracles.md <==
# Oracles

## Pick a checker
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Choose by [the picker](references/oracles.md#pick-a-checker).

==> skills/kv-tests/references/oracles.md <==
# Oracles

## Pick a checker
`,
  },
  check(pack, report) {
    const known = new Map<string, ReadonlySet<string>>();
    for (const skill of pack.skills)
      for (const file of skill.markdown) {
        if (isTemplate(inSkill(skill, file.path))) continue;
        for (const { path, anchor, range } of relativeLinks(file)) {
          // `#L12` is a line, and an empty anchor the top.
          if (anchor === undefined || anchor === '' || anchor === 'top' || /^L\d+/.test(anchor)) continue;
          const target = path === '' ? file.path : resolvePath(file.path, path);
          const other = target === undefined ? undefined : pack.file(target);
          if (other?.markdown !== true) continue;
          const anchors = known.get(other.path) ?? anchorsOf(other);
          known.set(other.path, anchors);
          if (anchors.has(anchorKey(anchor))) continue;
          report({
            source: file.source,
            range,
            message: `${path === '' ? 'this file' : path} has no heading with the anchor "#${anchor}"`,
            help: 'take the heading as it reads: lower case, hyphens for blanks, no punctuation',
            subject: `${file.path}/anchor/${path}#${anchor}`,
          });
        }
      }
  },
});

function anchorKey(anchor: string): string {
  try {
    return decodeURIComponent(anchor).toLowerCase();
  } catch {
    return anchor.toLowerCase();
  }
}
