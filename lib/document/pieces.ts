import type { Range } from './source.js';
import { Text, type Mark, type MarkKind } from './text.js';

/** A stretch of the visible text, with the marks that begin and end around it. */
export interface Piece {
  text: string;
  /** Source offset of its first character. */
  readonly from: number;
  /** Marks that begin or end before the piece's text, and behind it. */
  before?: Tag[];
  after?: Tag[];
}

export interface Tag {
  readonly kind: MarkKind;
  readonly opens: boolean;
}

/** A link around the pieces from `start` to before `end`. */
export interface Link {
  readonly start: number;
  readonly end: number;
  readonly href: NonNullable<Mark['href']>;
}

/** The text that pieces make together, with their marks and where each character stands in the source. */
export function assemble(pieces: readonly Piece[], links: readonly Link[], range: Range): Text {
  let value = '';
  const map: number[] = [];
  const marks: Mark[] = [];
  const offsets: number[] = [];
  const open = new Map<MarkKind, number[]>();
  const apply = (tags: readonly Tag[] = []): void => {
    for (const { kind, opens } of tags) {
      const starts = open.get(kind) ?? [];
      open.set(kind, starts);
      const start = opens ? void starts.push(value.length) : starts.pop();
      if (start !== undefined && value.length > start) marks.push({ kind, start, end: value.length });
    }
  };
  for (const piece of pieces) {
    offsets.push(value.length);
    apply(piece.before);
    if (piece.text !== '') {
      map.push(value.length, piece.from);
      value += piece.text;
    }
    apply(piece.after);
  }
  offsets.push(value.length);
  for (const link of links) {
    const start = offsets[link.start] ?? 0;
    const end = offsets[link.end] ?? value.length;
    marks.push({ kind: 'link', start, end, href: link.href });
  }
  marks.sort((a, b) => a.start - b.start || b.end - a.end);
  return new Text(value, marks, map.length === 0 ? [0, range.start] : map, range);
}
