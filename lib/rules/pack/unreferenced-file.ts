import { posix } from 'node:path';
import { inSkill, type Pack, type Skill } from '../../pack/model.js';
import { isApart, isKnownByName, speaksOfDirectory, speaksOfFile } from '../../pack/support.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST618',
  name: 'unreferenced-file',
  severity: 'warning',
  summary: 'Nothing in a skill refers to one of its files.',
  why: `An agent reads what SKILL.md and the files behind it name, and nothing else. A reference that nothing names is never
read: either a step lost its link, or the file is left over and contradicts its successor some day.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
⟦---
name: kv-tests
description: Checks a store.
---

Read [the oracles](references/oracles.md) first.

==> skills/kv-tests/references/oracles.md <==
# Oracles

==> skills/kv-tests/references/fault-howto.md <==
# Faults
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [the oracles](references/oracles.md) first, then what fits from the \`recipes/\` directory.

==> skills/kv-tests/references/oracles.md <==
# Oracles

==> skills/kv-tests/recipes/partition.md <==
# Partition

==> skills/kv-tests/LICENSE.txt <==
MIT
`,
  },
  check(pack, report) {
    for (const skill of pack.skills) {
      const texts = textsOf(pack, skill);
      const wholeDirectories = new Map<string, boolean>();
      for (const path of skill.paths) {
        const own = inSkill(skill, path);
        const name = posix.basename(path);
        if (path === skill.main.path || isKnownByName(name) || isApart(own)) continue;
        const parents = own.split('/').slice(0, -1);
        const covered = parents.some((parent) => {
          const known =
            wholeDirectories.get(parent) ?? texts.some(({ text }) => speaksOfDirectory(text, parent.toLowerCase()));
          wholeDirectories.set(parent, known);
          return known;
        });
        if (covered || texts.some((other) => other.path !== path && speaksOfFile(other.text, name))) continue;
        const { source } = skill.main;
        report({
          source,
          range: { start: 0, end: source.lineEnd(0) },
          message: `nothing refers to ${own}`,
          help: 'link it from the step that needs it, or remove it',
          subject: `${skill.main.path}/unreferenced/${own}`,
        });
      }
    }
  },
});

/** Lower-case texts of a skill's files, scripts included, because one script may load another. */
function textsOf(pack: Pack, skill: Skill): readonly { readonly path: string; readonly text: string }[] {
  const texts: { path: string; text: string }[] = [];
  for (const path of skill.paths) {
    if (isApart(inSkill(skill, path)) && !/\.md$/i.test(path)) continue;
    const file = pack.file(path);
    if (file !== undefined) texts.push({ path, text: file.source.text.toLowerCase() });
  }
  return texts;
}
