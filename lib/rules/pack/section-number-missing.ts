import { inSkill, type Pack, type PackFile, type Skill } from '../../pack/model.js';
import { isTemplate, resolvePath, sectionNumbers } from '../../pack/support.js';
import { packRule } from '../rule.js';

/** `§14 of oracles.md`, and `oracles.md §14`; a link's text or path. */
const BEFORE =
  /(?:§\s?|\b(?:section|step|part)\s)(\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?)(?=\s+(?:of|in)\s+`?[\w./-]{1,200}\.md\b)\s+(?:of|in)\s+`?([\w./-]{1,200}\.md)/gi;
const BEHIND = /([\w./-]{1,200}\.md)`?,?\s+(?:§\s?|\(§\s?|(?:section|part)\s)(\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?)/gi;

export default packRule({
  id: 'DST623',
  name: 'section-number-missing',
  severity: 'error',
  summary: 'A reference names a section number that the file does not have.',
  why: `A file lost a section, or its sections were numbered anew, and \`§14\` now means nothing or something else. The agent
that looks it up takes the nearest section for the one that was meant.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [pitfalls.md](references/pitfalls.md) ⟦§3, then run.

==> skills/kv-tests/references/pitfalls.md <==
# Pitfalls

## 1. Lost updates

## 2. Stale reads
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Read [pitfalls.md](references/pitfalls.md) §2, then run; RFC 9110 §15.5 is another matter.

==> skills/kv-tests/references/pitfalls.md <==
# Pitfalls

## 1. Lost updates

## 2. Stale reads
`,
  },
  check(pack, report) {
    const known = new Map<string, ReadonlySet<string>>();
    for (const skill of pack.skills)
      for (const file of skill.markdown) {
        if (isTemplate(inSkill(skill, file.path))) continue;
        for (const text of file.texts()) {
          if (!text.value.includes('.md')) continue;
          for (const [pattern, fileAt, numberAt] of [
            [BEFORE, 2, 1],
            [BEHIND, 1, 2],
          ] as const)
            for (const match of text.value.matchAll(pattern)) {
              const number = (match[numberAt] ?? '').toLowerCase();
              const other = fileOf(pack, skill, file, match[fileAt] ?? '');
              if (other === undefined) continue;
              const numbers = known.get(other.path) ?? sectionNumbers(other);
              known.set(other.path, numbers);
              // Without numbered headings the number means something else.
              if (numbers.size === 0 || numbers.has(number)) continue;
              const at = match.index + (numberAt === 1 ? 0 : match[0].search(/(?:§|section|part)[^§]*$/i));
              report({
                source: file.source,
                range: text.source(at, match.index + (numberAt === 1 ? match[0].indexOf(' ') : match[0].length)),
                message: `${inSkill(skill, other.path)} has no section ${number}; its headings are numbered ${[...numbers].slice(0, 20).join(', ')}`,
                help: 'name a section that is there',
                subject: `${file.path}/section/${other.path}/${number}`,
              });
            }
        }
      }
  },
});

/** The file that a name means: relative to the file, to the skill, or alone of that name in the skill. */
function fileOf(pack: Pack, skill: Skill, from: PackFile, name: string): PackFile | undefined {
  const relative = resolvePath(from.path, name);
  const direct = relative === undefined ? undefined : pack.file(relative);
  if (direct !== undefined) return direct;
  const below = resolvePath(skill.main.path, name);
  const inside = below === undefined ? undefined : pack.file(below);
  if (inside !== undefined) return inside;
  const same = skill.markdown.filter(({ path }) => path.endsWith(`/${name}`));
  return same.length === 1 ? same[0] : undefined;
}
