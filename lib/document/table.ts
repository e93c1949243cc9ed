import type { Row } from './blocks.js';
import { readInline, type Comment } from './inline.js';
import type { Range, Source } from './source.js';
import type { Text } from './text.js';

/** A table's row that reads its cells at the first use: a table may have a million rows that nobody asks for. */
export class TableRow implements Row {
  readonly line: number;
  private readonly source: Source;
  private readonly comments: Comment[];
  private readonly column: number;
  private read: readonly Text[] | undefined;

  /** @param column where the row begins behind list and quote markers, counted from 0 */
  constructor(source: Source, line: number, column: number, comments: Comment[]) {
    this.source = source;
    this.line = line;
    this.comments = comments;
    this.column = column;
  }

  get range(): Range {
    return this.source.linesRange(this.line, this.line + 1);
  }

  get cells(): readonly Text[] {
    this.read ??= cellRanges(this.source, this.line, this.column).map((range) =>
      readInline(this.source, [range], this.comments, true),
    );
    return this.read;
  }
}

/**
 * The cells of a table row (GFM spec, "Tables"): split at pipes that no backslash escapes, outer pipes optional,
 * without outer blanks. The row begins at `column`, behind the markers of its containers.
 */
function cellRanges(source: Source, line: number, column: number): Range[] {
  const { text } = source;
  let start = source.lineStart(line) + column;
  let end = source.lineEnd(line);
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  if (text[start] === '|') start++;
  const cells: Range[] = [];
  let cell = start;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '\\') {
      at++;
    } else if (char === '|') {
      cells.push(trimmed(text, cell, at));
      cell = at + 1;
    }
  }
  if (cell < end || cells.length === 0) cells.push(trimmed(text, cell, end));
  return cells;
}

function trimmed(text: string, from: number, to: number): Range {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
