import { posix } from 'node:path';
import { inSkill, type Skill } from '../../pack/model.js';
import {
  isApart,
  isKnownByName,
  isTemplate,
  relativeLinks,
  resolvePath,
  speaksOfDirectory,
  speaksOfFile,
} from '../../pack/support.js';
import { packRule } from '../rule.js';

/** A message that names more files than these is not read. */
const MOST_NAMED = 3;

export default packRule({
  id: 'DST613',
  name: 'reference-too-deep',
  severity: 'warning',
  summary: 'A reference leads to a file that SKILL.md does not name: it is two levels away, and one is recommended.',
  why: `The Agent Skills specification recommends to keep file references one level deep from SKILL.md and to avoid chains of
them. An agent that is sent from the skill to a file and from there to the next often reads a part of the last one, or
none of it; and when it decides what to read it sees SKILL.md alone. Scripts, templates and examples that a reference
uses are no such chain, nor are references that point to each other while SKILL.md names them all, or names their
directory as a whole.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the faults](references/faults.md) before you inject one.

==> skills/kv-tests/references/faults.md <==
# Faults

For partitions read [the rules](⟦partitions.md⟧).

==> skills/kv-tests/references/partitions.md <==
# Partitions
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the faults](references/faults.md) before you inject one, and
[the rules](references/partitions.md) before a partition.

==> skills/kv-tests/references/faults.md <==
# Faults

For partitions read [the rules](partitions.md).

==> skills/kv-tests/references/partitions.md <==
# Partitions
`,
  },
  check(pack, report) {
    for (const skill of pack.skills) {
      const main = skill.main.source.text.toLowerCase();
      for (const file of skill.markdown) {
        const own = inSkill(skill, file.path);
        if (file === skill.main || isTemplate(own) || isApart(own) || isKnownByName(posix.basename(own))) continue;
        const deep = new Map<string, { start: number; end: number }>();
        for (const { path, range } of relativeLinks(file)) {
          const target = path === '' ? undefined : resolvePath(file.path, path);
          if (target !== undefined && target !== file.path && isDeep(skill, target, main) && !deep.has(target))
            deep.set(target, range);
        }
        const [first] = deep.values();
        if (first === undefined) continue;
        const named = [...deep.keys()].slice(0, MOST_NAMED).map((path) => inSkill(skill, path));
        const more = deep.size > MOST_NAMED ? ` and ${deep.size - MOST_NAMED} more` : '';
        report({
          source: file.source,
          range: first,
          message: `${own} leads to ${named.join(', ')}${more}, which SKILL.md does not name: ${deep.size === 1 ? 'it is' : 'they are'} two levels or more from it, and one is recommended`,
          help: 'name it in SKILL.md too, at the step that needs it, or take what it says into the file that leads there',
          subject: `${file.path}/deep`,
        });
      }
    }
  },
});

/** A Markdown file of the skill, for an agent to read, that SKILL.md names neither itself nor by its directory. */
function isDeep(skill: Skill, target: string, main: string): boolean {
  if (target === skill.main.path || !skill.markdown.some(({ path }) => path === target)) return false;
  const own = inSkill(skill, target);
  const name = posix.basename(own);
  if (isTemplate(own) || isApart(own) || isKnownByName(name) || speaksOfFile(main, name)) return false;
  return !own
    .split('/')
    .slice(0, -1)
    .some((directory) => speaksOfDirectory(main, directory.toLowerCase()));
}
