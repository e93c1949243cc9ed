import type { Range } from '../document/source.js';
import type { Text } from '../document/text.js';
import type { PackFile } from './model.js';

/** Number words and digits that prose states counts with, up to thirty. */
const WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
for (const [i, word] of WORDS.slice(1, 10).entries()) WORDS[21 + i] = `twenty-${word}`;
WORDS[30] = 'thirty';

/** A regular expression's source for a number as prose writes it. */
export const NUMBER = `(?:\\d{1,2}|${WORDS.slice(2).reverse().join('|')})`;

/** The number that a word or digits state; undefined for anything else. */
export function numberOf(word: string): number | undefined {
  if (/^\d{1,2}$/.test(word)) return Number(word);
  const at = WORDS.indexOf(word.toLowerCase());
  return at === -1 ? undefined : at;
}

/** A number as messages write it. */
export function inWords(count: number): string {
  return WORDS[count] ?? String(count);
}

/** A relative link, with what it leads to. */
export interface RelativeLink {
  /** Without anchor and query, decoded; empty for an anchor in the same file. */
  readonly path: string;
  readonly anchor: string | undefined;
  readonly range: Range;
  readonly text: Text;
  /** End of the link's text in `text`. */
  readonly end: number;
  readonly start: number;
}

/** Links of a file that lead to other files or to anchors; addresses on the network and placeholders are left out. */
export function* relativeLinks(file: PackFile): Generator<RelativeLink> {
  for (const text of file.texts())
    for (const mark of text.marks) {
      if (mark.kind !== 'link' || mark.href === undefined) continue;
      const { value, range } = mark.href;
      if (/^[a-z][a-z0-9+.-]*:/i.test(value) || value.startsWith('/') || /[{}<>$|*…]|\.\.\./.test(value)) continue;
      const hash = value.indexOf('#');
      const raw = (hash === -1 ? value : value.slice(0, hash)).replace(/\?.*$/, '');
      const anchor = hash === -1 ? undefined : value.slice(hash + 1);
      let path = raw;
      try {
        path = decodeURIComponent(raw);
      } catch {
        // Not an encoded path: taken as it is written.
      }
      // `[title](url)` and `[x](path/to/file.md)` show how a link is written.
      if (path !== '' && (!/[./]/.test(path) || /^(?:\.\/)?(?:path|link|url|file)(?:\/to)?(?:\/|$)/i.test(path)))
        continue;
      yield { path, anchor, range, text, start: mark.start, end: mark.end };
    }
}

/** The path below the pack that a relative path of a file means; undefined where it leaves the pack. */
export function resolvePath(from: string, path: string): string | undefined {
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** Files that are copied elsewhere or show what is produced: their links are relative to that other place. */
export function isTemplate(pathInSkill: string): boolean {
  return (
    /(?:^|\/)(?:assets?|templates?|examples?|evals?|fixtures?|tests?|samples?|themes?)\//i.test(pathInSkill) ||
    /template|example/i.test(pathInSkill)
  );
}

/** GitHub's anchors of a file's headings, and those that its HTML sets. */
export function anchorsOf(file: PackFile): ReadonlySet<string> {
  const anchors = new Set<string>();
  const times = new Map<string, number>();
  for (const line of file.lines) {
    if (line.kind !== 'heading') continue;
    const slug = line.text.value
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const seen = times.get(slug) ?? 0;
    times.set(slug, seen + 1);
    anchors.add(seen === 0 ? slug : `${slug}-${seen}`);
  }
  for (const match of file.source.text.matchAll(/<[a-z]{1,10}\s{1,4}(?:id|name)="([^"\n]{1,200})"/gi))
    anchors.add((match[1] ?? '').toLowerCase());
  return anchors;
}

/** The numbers that a file's headings carry: `7`, `1b`, `3.2`. */
export function sectionNumbers(file: PackFile): ReadonlySet<string> {
  const numbers = new Set<string>();
  for (const line of file.lines) {
    if (line.kind !== 'heading') continue;
    const number = /^§?\s?(?:(?:section|step|part|appendix)\s)?(\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?)(?:[.):—–\s-]|$)/i.exec(
      line.text.value.trim(),
    )?.[1];
    if (number !== undefined) numbers.add(number.toLowerCase());
  }
  return numbers;
}

/** Files that people, tools or package managers look for by name. */
const KNOWN =
  /^(?:SKILL\.md|(?:readme|licen[cs]e|notice|changelog|contributing|authors|copying|third[_-]party).*|__init__\.py|package(?:-lock)?\.json|requirements.*\.txt|pyproject\.toml|tsconfig\.json|go\.(?:mod|sum)|cargo\.(?:toml|lock)|uv\.lock|makefile|metadata\.json|skill\.json|openai\.ya?ml|agents\.md|claude\.md|gemini\.md)$/i;
const APART = /(?:^|\/)(?:\.[^/]+|evals?|tests?|agents|node_modules)(?:\/|$)/i;

/** Whether people, tools or package managers look for a file by its name. */
export function isKnownByName(name: string): boolean {
  return KNOWN.test(name);
}

/** Whether a path below a skill lies in a directory that is no reading for an agent at work. */
export function isApart(pathInSkill: string): boolean {
  return APART.test(pathInSkill);
}

/** Directory names that are words of every text: they count where they are written as a directory. */
const COMMON =
  /^(?:references?|scripts?|assets?|templates?|examples?|resources?|docs?|data|core|src|lib|images?|rules)$/i;

/** True where a text, lower case, names a file: by its name, or by what stands before the suffix. */
export function speaksOfFile(text: string, name: string): boolean {
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

/** True where a text, lower case, speaks of a directory as a whole: `themes/`, `themes/*.md`, "the themes folder". */
export function speaksOfDirectory(text: string, directory: string): boolean {
  for (let at = text.indexOf(directory); at !== -1; at = text.indexOf(directory, at + 1)) {
    if (/[\p{L}\p{N}_-]/u.test(text[at - 1] ?? ' ')) continue;
    const behind = text.slice(at + directory.length, at + directory.length + 24);
    if (/^\/(?![\w.-])/.test(behind) || /^[`"']?\s(?:director|folder|subfolder|subdirector)/.test(behind)) return true;
    if (!COMMON.test(directory) && !/^[\w/-]/.test(behind)) return true;
  }
  return false;
}
