import { posix } from 'node:path';
import { inSkill, type Pack, type Skill } from '../../pack/model.js';
import { packRule } from '../rule.js';

/** Files that people, tools or package managers look for by name. */
const KNOWN =
  /^(?:SKILL\.md|(?:readme|licen[cs]e|notice|changelog|contributing|authors|copying|third[_-]party).*|__init__\.py|package(?:-lock)?\.json|requirements.*\.txt|pyproject\.toml|tsconfig\.json|go\.(?:mod|sum)|cargo\.(?:toml|lock)|uv\.lock|makefile|metadata\.json|skill\.json|openai\.ya?ml|agents\.md|claude\.md|gemini\.md)$/i;
const APART = /(?:^|\/)(?:\.[^/]+|evals?|tests?|agents|node_modules)(?:\/|$)/i;
/** Directory names that are words of every text: they count where they are written as a directory. */
const COMMON =
  /^(?:references?|scripts?|assets?|templates?|examples?|resources?|docs?|data|core|src|lib|images?|rules)$/i;

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
        if (path === skill.main.path || KNOWN.test(name) || APART.test(own)) continue;
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
    if (APART.test(inSkill(skill, path)) && !/\.md$/i.test(path)) continue;
    const file = pack.file(path);
    if (file !== undefined) texts.push({ path, text: file.source.text.toLowerCase() });
  }
  return texts;
}

function speaksOfFile(text: string, name: string): boolean {
  const lower = name.toLowerCase();
  if (text.includes(lower) || text.includes(encodeURI(lower).toLowerCase())) return true;
  const stem = lower.replace(/\.[^.]*$/, '');
  if (stem.length < 3) return false;
  // `import office_helpers`, "the Ocean Depths theme".
  return isWord(text, stem) || isWord(text, stem.replace(/[-_]+/g, ' ')) || isWord(text, stem.replaceAll('-', '_'));
}

function isWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (!/[\p{L}\p{N}_-]/u.test(text[at - 1] ?? ' ') && !/[\p{L}\p{N}_-]/u.test(text[at + word.length] ?? ' '))
      return true;
  return false;
}

/** True where a text speaks of a directory as a whole: `themes/`, `themes/*.md`, "the themes folder". */
function speaksOfDirectory(text: string, directory: string): boolean {
  for (let at = text.indexOf(directory); at !== -1; at = text.indexOf(directory, at + 1)) {
    if (/[\p{L}\p{N}_-]/u.test(text[at - 1] ?? ' ')) continue;
    const behind = text.slice(at + directory.length, at + directory.length + 24);
    if (/^\/(?![\w.-])/.test(behind) || /^[`"']?\s(?:director|folder|subfolder|subdirector)/.test(behind)) return true;
    if (!COMMON.test(directory) && !/^[\w/-]/.test(behind)) return true;
  }
  return false;
}
