/** Folders that every session has: to name one of them is to name nothing in particular. */
const TOP = /^(?:evidence|logs|metrics|artifacts|findings)$/;
/** What the names of many runs begin with; a pattern must say more than that. */
const GENERAL = /^(?:(?:evidence|logs|metrics|artifacts|findings)\/)?(?:(?:control|rerun)-?)?/;
const TOKEN = /[^\s`'"()|[\]<>]+/g;
const TO = /^(?:to|through|until|–|—|\.{2,3}|…)$/;
const AND = /^(?:and|or|&|,)$/;
/** A range of more than this is a slip. */
const MOST_IN_RANGE = 1000;

/**
 * The names that a text tells several at once, as people write them: `control-S1-negative-1 to -3`, `rerun-S1-1, -2 and -3`,
 * `rerun-S1-{1..3}`, `logs/S1-*.log`, and a folder for what lies in it (`logs/S1/`). A pattern or folder that fits everything
 * (`logs/`, `control-*`) names nothing. Names that are written out are for who asks to look for. Linear in the text.
 */
export class Mentions {
  readonly #names = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #patterns: (readonly string[])[] = [];

  constructor(text: string) {
    let last: { stem: string; number: number } | undefined;
    let link: 'to' | 'and' | undefined;
    for (const [raw] of visible(text).matchAll(TOKEN)) {
      if (TO.test(raw) || AND.test(raw)) {
        if (last !== undefined) link = TO.test(raw) ? 'to' : 'and';
        continue;
      }
      const comma = raw.endsWith(',');
      const word = bare(raw);
      const found = this.#add(word);
      const next = last === undefined || link === undefined ? undefined : continued(word, last.stem, link);
      if (last !== undefined && next !== undefined) {
        this.#range(last.stem, link === 'to' ? last.number : next, next);
        last = { ...last, number: next };
      } else last = found ?? numbered(word);
      link = comma && last !== undefined ? 'and' : undefined;
    }
  }

  /** Whether the text tells of that file or directory by a range, a pattern or a folder. */
  covers(path: string): boolean {
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (this.#names.has(path) || this.#names.has(base)) return true;
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      if (this.#folders.has(path.slice(0, at))) return true;
    return this.#patterns.some((parts) => fits(parts, path) || fits(parts, base));
  }

  /** Takes up a word. @returns what may go on behind it: the end of a range that the word holds itself */
  #add(word: string): { stem: string; number: number } | undefined {
    const braces = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(word);
    if (braces !== null) {
      const [, before = '', inner = '', after = ''] = braces;
      const ends = /^(\d{1,6})\.\.(\d{1,6})$/.exec(inner);
      if (ends !== null) this.#range(before, Number(ends[1]), Number(ends[2]), after);
      else for (const part of inner.split(',')) this.#names.add(`${before}${part.trim()}${after}`);
      return undefined;
    }
    const range = /^(\D.*?)(\d{1,6})(?:\.{2,3}|…|–|—)-?(\d{1,6})$/.exec(word);
    if (range !== null) {
      const [, stem = '', from, to] = range;
      this.#range(stem, Number(from), Number(to));
      return { stem, number: Number(to) };
    }
    const pattern = word.replace(/(?:…|\.{3})$/, '*');
    if (pattern.includes('*')) {
      const said = pattern.replace(GENERAL, '').replace(/[^\p{L}\p{N}]/gu, '');
      if (said.length >= 2) this.#patterns.push(pattern.split(/\*+/));
    } else if (word.includes('/')) {
      const folder = word.replace(/\/+$/, '');
      if (!TOP.test(folder)) this.#folders.add(folder);
    }
    return undefined;
  }

  #range(stem: string, from: number, to: number, after = ''): void {
    if (to - from > MOST_IN_RANGE) return;
    for (let n = from; n <= to; n++) this.#names.add(`${stem}${n}${after}`);
  }
}

/** A text without its comments, which no reader sees. */
export function visible(text: string): string {
  const [first = '', ...rest] = text.split('<!--');
  return first + rest.map((part) => (part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : part)).join('');
}

/** A word without the stop that ends its sentence and the way up that begins its path. */
function bare(raw: string): string {
  return raw
    .replace(/[,;:!?]+$/, '')
    .replace(/(?<!\.)\.$/, '')
    .replace(/^(?:\.{1,2}\/)+/, '')
    .replace(/^\*\*(?=\w)|(?<=\w)\*\*$/g, '');
}

function numbered(word: string): { stem: string; number: number } | undefined {
  const digits = /\d{1,6}$/.exec(word)?.[0];
  const stem = digits === undefined ? '' : word.slice(0, -digits.length);
  return digits === undefined || !/[\p{L}_-]$/u.test(stem) ? undefined : { stem, number: Number(digits) };
}

/** The number with which a word goes on: `-3`, `rerun-S1-3`, and behind "to" also `3`. */
function continued(word: string, stem: string, link: 'to' | 'and'): number | undefined {
  const again = numbered(word);
  if (again !== undefined && (again.stem === stem || stem.endsWith(`/${again.stem}`))) return again.number;
  if (again?.stem === '-' && stem.endsWith('-')) return again.number;
  return link === 'to' && /^\d{1,6}$/.test(word) ? Number(word) : undefined;
}

/** Whether a name is the parts in their order, with anything but a slash between them. */
function fits(parts: readonly string[], name: string): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  const end = name.length - last.length;
  const whole = (from: number, to: number): boolean => !name.slice(from, to).includes('/');
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end || !whole(at, found)) return false;
    at = found + part.length;
  }
  return whole(at, end);
}
