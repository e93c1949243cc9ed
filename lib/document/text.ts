import type { Range } from './source.js';

export type MarkKind = 'strong' | 'em' | 'code' | 'strike' | 'link';

/** A stretch of a {@link Text} that is marked up; offsets into its value, end exclusive. */
export interface Mark {
  readonly kind: MarkKind;
  readonly start: number;
  readonly end: number;
  /** Where a link leads, and where that is written. */
  readonly href?: { readonly value: string; readonly range: Range };
}

const NO_MARKS: readonly Mark[] = [];

/**
 * What a reader sees of a piece of Markdown: markup, comments and zero-width characters are gone, escapes and
 * entities are resolved, full-width forms are plain. Every character knows where it stands in the file.
 */
export class Text {
  readonly value: string;
  /** In the order of their starts. */
  readonly marks: readonly Mark[];
  /** Pairs of (offset in value, offset in source): from there on both run in step, until the next pair. */
  private readonly direct: readonly number[] | undefined;
  /** The stretch of the source that the text was read from, markup included. */
  readonly range: Range;

  /** @param map left out where value and source run in step from the range's start: nearly every table cell */
  constructor(value: string, marks: readonly Mark[], map: readonly number[] | undefined, range: Range) {
    this.value = value;
    this.marks = marks.length === 0 ? NO_MARKS : marks;
    this.direct = map;
    this.range = range;
  }

  private get map(): readonly number[] {
    return this.direct ?? [0, this.range.start];
  }

  static empty(at: number): Text {
    return new Text('', [], [0, at], { start: at, end: at });
  }

  get isBlank(): boolean {
    return this.value.trim() === '';
  }

  /** Where the characters [start, end) of the value stand in the source. */
  source(start: number, end: number): Range {
    const from = this.offset(start);
    return { start: from, end: end > start ? this.offset(end - 1) + 1 : from };
  }

  /** The range of the visible characters, without outer blanks; of the whole text when nothing is visible. */
  get visible(): Range {
    const start = this.value.length - this.value.trimStart().length;
    const end = this.value.trimEnd().length;
    return end > start ? this.source(start, end) : this.range;
  }

  private offset(at: number): number {
    const map = this.direct;
    if (map === undefined) return this.range.start + at;
    let low = 0;
    let high = map.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((map[middle * 2] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return (map[low * 2 + 1] ?? this.range.start) + (at - (map[low * 2] ?? 0));
  }

  /** The characters [start, end) as a text of their own. */
  slice(start: number, end: number = this.value.length): Text {
    if (start <= 0 && end >= this.value.length) return this;
    const from = Math.max(0, start);
    const to = Math.max(from, Math.min(end, this.value.length));
    if (this.direct === undefined && this.marks.length === 0)
      return new Text(this.value.slice(from, to), NO_MARKS, undefined, this.source(from, to));
    const map: number[] = [0, this.offset(from)];
    const whole = this.map;
    for (let i = 0; i < whole.length; i += 2) {
      const at = whole[i] ?? 0;
      if (at > from && at < to) map.push(at - from, whole[i + 1] ?? 0);
    }
    const marks: Mark[] = [];
    for (const mark of this.marks)
      if (mark.end > from && mark.start < to)
        marks.push({ ...mark, start: Math.max(0, mark.start - from), end: Math.min(to, mark.end) - from });
    return new Text(this.value.slice(from, to), marks, map, this.source(from, to));
  }

  /** Without outer blanks. */
  trim(): Text {
    const start = this.value.length - this.value.trimStart().length;
    const end = this.value.trimEnd().length;
    return this.slice(start, Math.max(start, end));
  }

  /** The lines of the text, at its own line breaks; one pass, however many there are. */
  lines(): Text[] {
    if (!this.value.includes('\n')) return [this];
    const lines: Text[] = [];
    const whole = this.map;
    let mapAt = 0;
    let markAt = 0;
    let open: Mark[] = [];
    for (let start = 0; start <= this.value.length;) {
      const found = this.value.indexOf('\n', start);
      const end = found === -1 ? this.value.length : found;
      const map: number[] = [0, this.offset(start)];
      while (mapAt < whole.length && (whole[mapAt] ?? 0) <= start) mapAt += 2;
      for (; mapAt < whole.length && (whole[mapAt] ?? 0) < end; mapAt += 2)
        map.push((whole[mapAt] ?? 0) - start, whole[mapAt + 1] ?? 0);
      for (let mark = this.marks[markAt]; mark !== undefined && mark.start < end; mark = this.marks[++markAt])
        open.push(mark);
      const marks = open.map((mark) => ({
        ...mark,
        start: Math.max(0, mark.start - start),
        end: Math.min(end, mark.end) - start,
      }));
      open = open.filter((mark) => mark.end > end + 1);
      lines.push(new Text(this.value.slice(start, end), marks, map, this.source(start, end)));
      start = end + 1;
    }
    return lines;
  }

  /** True where the whole of [start, end) lies in a mark of that kind. */
  isMarked(kind: MarkKind, start: number, end: number): boolean {
    return this.marks.some((mark) => mark.kind === kind && mark.start <= start && mark.end >= end);
  }

  /** Several texts as one, joined by line breaks. */
  static join(parts: readonly Text[], at: number): Text {
    if (parts.length === 1 && parts[0] !== undefined) return parts[0];
    if (parts.length === 0) return Text.empty(at);
    let value = '';
    const marks: Mark[] = [];
    const map: number[] = [];
    let start = Infinity;
    let end = 0;
    for (const [i, part] of parts.entries()) {
      if (i > 0) value += '\n';
      const shift = value.length;
      const inner = part.map;
      for (let j = 0; j < inner.length; j += 2) map.push((inner[j] ?? 0) + shift, inner[j + 1] ?? 0);
      for (const mark of part.marks) marks.push({ ...mark, start: mark.start + shift, end: mark.end + shift });
      value += part.value;
      start = Math.min(start, part.range.start);
      end = Math.max(end, part.range.end);
    }
    return new Text(value, marks, map, { start, end });
  }
}
