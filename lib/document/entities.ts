/** The named character references that occur in such documents; others stay as they are written. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  ndash: '–',
  mdash: '—',
  minus: '−',
  hellip: '…',
  sect: '§',
  le: '≤',
  ge: '≥',
  ne: '≠',
  rarr: '→',
  larr: '←',
  times: '×',
  bull: '•',
  middot: '·',
  check: '✓',
  vert: '|',
  verbar: '|',
  zwj: '',
  zwnj: '',
  ZeroWidthSpace: '',
  NoBreak: '',
  shy: '',
};

/** A character reference at `at` in `text`: the character(s) it stands for and its length, or undefined. */
export function entityAt(text: string, at: number): { value: string; length: number } | undefined {
  // The longest name that is known; a bounded look, so that a text of nothing but ampersands stays linear.
  const length = text.slice(at, at + 24).indexOf(';') + 1;
  if (length < 3) return undefined;
  const name = text.slice(at + 1, at + length - 1);
  const numeric = /^#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (numeric !== null) {
    const code = numeric[1] === undefined ? Number.parseInt(numeric[2] ?? '', 10) : Number.parseInt(numeric[1], 16);
    const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return { value: valid ? plain(String.fromCodePoint(code)) : '\ufffd', length };
  }
  const value = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  return value === undefined ? undefined : { value, length };
}

/** One character as a reader takes it: nothing for a zero-width one, ASCII for a full-width one. */
export function plain(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (isInvisible(code)) return '';
  if (code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f || code === 0x205f)
    return ' ';
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return character;
}

/** Characters that take no room: zero-width spaces and joiners, soft hyphen, direction marks, byte order mark. */
export function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064) ||
    (code >= 0x2066 && code <= 0x206f) ||
    code === 0x180e ||
    code === 0xfeff ||
    code === 0x115f ||
    code === 0x1160 ||
    code === 0x3164 ||
    code === 0xffa0
  );
}
