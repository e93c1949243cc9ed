import { entityAt, isInvisible, plain } from './entities.js';
import { flanking, matchEmphasis, PUNCTUATION, type Delimiter } from './emphasis.js';
import { assemble, type Link, type Piece } from './pieces.js';
import type { Range, Source } from './source.js';
import { Text } from './text.js';

/** An HTML comment: what stands between `<!--` and `-->`, and where the whole of it stands. */
export interface Comment {
  readonly text: string;
  readonly range: Range;
}

const SPECIAL =
  /[\\`*_~[\]!<&\u00a0\u00ad\u115f\u1160\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\u3164\ufeff\uff01-\uff5e\uffa0]/;
/** Elements that format; any other `<word>` is what a person typed and stays visible. */
const FORMATTING =
  /^<\/?(?:a|abbr|b|br|code|del|details|div|em|font|hr|i|img|ins|kbd|li|mark|ol|p|q|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|var|wbr)(?:\s[^<>]{0,400})?\/?>/i;
const AUTOLINK = /^<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]{0,400})>/;
/** A link's destination and optional title; bounded, so that a hostile text costs no more than its length. */
const DESTINATION =
  /^\(\s{0,8}(?:<([^<>\n]{0,600})>|([^\s()<>]{0,600}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,4}))(?:\s{1,8}(?:"[^"]{0,400}"|'[^']{0,400}'|\([^()]{0,400}\)))?\s{0,8}\)/;

/**
 * Reads inline Markdown (CommonMark 0.31 §6, with GFM's strikethrough) from the given source stretches, one a
 * line, into the text that a reader sees. Time is linear in the length. Emphasis follows the delimiter-run rules; reference links stay as they are written.
 */
export function readInline(source: Source, lines: readonly Range[], comments: Comment[], inTable = false): Text {
  const first = lines[0];
  if (first === undefined) return Text.empty(0);
  const range = { start: first.start, end: lines.at(-1)?.end ?? first.end };
  const raw =
    lines.length === 1
      ? source.text.slice(first.start, first.end)
      : lines.map((line) => source.text.slice(line.start, line.end)).join('\n');
  if (!SPECIAL.test(raw)) {
    if (lines.length === 1) return new Text(raw, [], undefined, range);
    const map: number[] = [];
    let at = 0;
    for (const line of lines) {
      map.push(at, line.start);
      at += line.end - line.start + 1;
    }
    return new Text(raw, [], map, range);
  }
  return new InlineReader(raw, lines, comments, inTable).read(range);
}

class InlineReader {
  private readonly raw: string;
  private readonly lines: readonly Range[];
  private readonly comments: Comment[];
  private readonly inTable: boolean;
  private readonly lineOffsets: number[];
  private line = 0;
  private readonly pieces: Piece[] = [];
  private readonly delimiters: Delimiter[] = [];
  /** Open brackets: the piece index of each `[`. */
  private readonly brackets: number[] = [];
  private readonly links: Link[] = [];
  private noCommentEnd = false;
  /** Positions of backtick runs by length, made at the first backtick; so that each search is one step. */
  private ticks: Map<number, number[]> | undefined;

  constructor(raw: string, lines: readonly Range[], comments: Comment[], inTable: boolean) {
    this.raw = raw;
    this.lines = lines;
    this.comments = comments;
    this.inTable = inTable;
    this.lineOffsets = [];
    let at = 0;
    for (const line of lines) {
      this.lineOffsets.push(at);
      at += line.end - line.start + 1;
    }
  }

  read(range: Range): Text {
    const { raw } = this;
    let plainFrom = 0;
    for (let at = 0; at < raw.length;) {
      const next = SPECIAL_AT[raw.charCodeAt(at)] === 1 || raw.charCodeAt(at) >= 128 ? this.special(at) : 0;
      if (next > 0) {
        at = next;
        plainFrom = at;
      } else {
        at++;
        while (at < raw.length && SPECIAL_AT[raw.charCodeAt(at)] !== 1 && raw.charCodeAt(at) < 128) at++;
        this.add(raw.slice(plainFrom, at), plainFrom);
        plainFrom = at;
      }
    }
    matchEmphasis(this.delimiters, this.pieces);
    return assemble(this.pieces, this.links, range);
  }

  /** Handles a special character; gives the offset behind what it consumed, or 0 when it is plain text. */
  private special(at: number): number {
    const { raw } = this;
    const char = raw[at] ?? '';
    switch (char) {
      case '\\':
        return this.escape(at);
      case '`':
        return this.codeSpan(at);
      case '*':
      case '_':
      case '~':
        return this.delimiterRun(at, char);
      case '!':
        return raw[at + 1] === '[' ? this.bracket(at, 2) : 0;
      case '[':
        return this.bracket(at, 1);
      case ']':
        return this.closeBracket(at);
      case '<':
        return this.angle(at);
      case '&': {
        const entity = entityAt(raw, at);
        if (entity === undefined) return 0;
        this.add(entity.value, at);
        return at + entity.length;
      }
      default: {
        const value = plain(char);
        if (value === char) return 0;
        this.add(value, at);
        return at + 1;
      }
    }
  }

  private escape(at: number): number {
    const next = this.raw[at + 1];
    if (next === '\n') return at + 1;
    if (next === undefined || !PUNCTUATION.test(next)) return 0;
    this.add(next, at + 1);
    return at + 2;
  }

  private codeSpan(at: number): number {
    const { raw } = this;
    let end = at;
    while (raw[end] === '`') end++;
    const length = end - at;
    const close = this.closingTicks(length, end);
    if (close === undefined) {
      this.add(raw.slice(at, end), at);
      return end;
    }
    let from = end;
    let to = close;
    if (raw[from] === ' ' && raw[to - 1] === ' ' && raw.slice(from, to).trim() !== '') {
      from++;
      to--;
    }
    this.code(from, to);
    return close + length;
  }

  /** The characters of a code span, as they are; only a table's escaped pipe and invisible characters change. */
  private code(from: number, to: number): void {
    const first = this.pieces.length;
    let start = from;
    for (let i = from; i < to; i++) {
      const code = this.raw.charCodeAt(i);
      const escapedPipe = this.inTable && code === 92 && this.raw[i + 1] === '|';
      if (!escapedPipe && !(code > 127 && isInvisible(code))) continue;
      if (i > start) this.add(this.raw.slice(start, i), start);
      start = i + 1;
    }
    if (to > start) this.add(this.raw.slice(start, to), start);
    const last = this.pieces.at(-1);
    const opening = this.pieces[first];
    if (opening === undefined || last === undefined) return;
    (opening.before ??= []).push({ kind: 'code', opens: true });
    (last.after ??= []).push({ kind: 'code', opens: false });
  }

  private closingTicks(length: number, from: number): number | undefined {
    if (this.ticks === undefined) {
      this.ticks = new Map();
      for (let at = this.raw.indexOf('`'); at !== -1;) {
        let end = at;
        while (this.raw[end] === '`') end++;
        const list = this.ticks.get(end - at) ?? [];
        list.push(at);
        this.ticks.set(end - at, list);
        at = this.raw.indexOf('`', end);
      }
      for (const list of this.ticks.values()) list.reverse();
    }
    // The lists run backwards, and the reader only moves forward: what lies behind it is dropped for good.
    const list = this.ticks.get(length) ?? [];
    while (list.length > 0 && (list.at(-1) ?? 0) < from) list.pop();
    return list.at(-1);
  }

  private delimiterRun(at: number, char: string): number {
    const { raw } = this;
    let end = at;
    while (raw[end] === char) end++;
    const count = end - at;
    this.add(raw.slice(at, end), at);
    if (char === '~' && count > 2) return end;
    this.delimiters.push({
      char,
      count,
      length: count,
      ...flanking(char, raw[at - 1] ?? ' ', raw[end] ?? ' '),
      piece: this.pieces.length - 1,
    });
    return end;
  }

  private bracket(at: number, length: number): number {
    this.add(this.raw.slice(at, at + length), at);
    this.brackets.push(this.pieces.length - 1);
    return at + length;
  }

  private closeBracket(at: number): number {
    const open = this.brackets.pop();
    const destination =
      open !== undefined && this.raw[at + 1] === '(' ? DESTINATION.exec(this.raw.slice(at + 1, at + 2400)) : null;
    const piece = open === undefined ? undefined : this.pieces[open];
    if (destination === null || open === undefined || piece === undefined) {
      this.add(']', at);
      return at + 1;
    }
    piece.text = '';
    const value = destination[1] ?? destination[2] ?? '';
    const start = at + 1 + destination[0].indexOf(value, 1);
    this.links.push({
      start: open + 1,
      end: this.pieces.length,
      href: { value, range: { start: this.sourceOffset(start), end: this.sourceOffset(start + value.length) } },
    });
    return at + 1 + destination[0].length;
  }

  private angle(at: number): number {
    const { raw } = this;
    if (raw.startsWith('<!--', at) && !this.noCommentEnd) {
      const end = raw.indexOf('-->', at + 4);
      if (end !== -1) {
        const range = { start: this.sourceOffset(at), end: this.sourceOffset(end + 2) + 1 };
        this.comments.push({ text: raw.slice(at + 4, end), range });
        return end + 3;
      }
      this.noCommentEnd = true;
    }
    const rest = raw.slice(at, at + 440);
    const link = AUTOLINK.exec(rest);
    if (link !== null) {
      this.add(link[1] ?? '', at + 1);
      return at + link[0].length;
    }
    const tag = FORMATTING.exec(rest);
    if (tag === null) return 0;
    if (/^<br/i.test(tag[0])) this.add(' ', at);
    return at + tag[0].length;
  }

  private add(text: string, at: number): void {
    if (text === '') return;
    // A piece never spans two source lines, so that its characters map one to one.
    let from = 0;
    for (let nl = text.indexOf('\n'); nl !== -1; nl = text.indexOf('\n', from)) {
      this.pieces.push({ text: text.slice(from, nl + 1), from: this.sourceOffset(at + from) });
      from = nl + 1;
    }
    if (from < text.length) this.pieces.push({ text: text.slice(from), from: this.sourceOffset(at + from) });
  }

  /** Source offset of a raw offset; the reader asks in rising order except for short looks ahead. */
  private sourceOffset(at: number): number {
    while (this.line > 0 && (this.lineOffsets[this.line] ?? 0) > at) this.line--;
    while (this.line + 1 < this.lineOffsets.length && (this.lineOffsets[this.line + 1] ?? 0) <= at) this.line++;
    return (this.lines[this.line]?.start ?? 0) + at - (this.lineOffsets[this.line] ?? 0);
  }
}

const SPECIAL_AT = new Uint8Array(128);
for (const char of '\\`*_~[]!<&') SPECIAL_AT[char.charCodeAt(0)] = 1;
