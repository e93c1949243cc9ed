/** A stretch of a document: offsets in UTF-16 code units into {@link Source.text}, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A place as people and editors count it: from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a document on standard input is called where nobody gives it a name. */
export const STANDARD_INPUT = '<stdin>';

/** A document's text with its lines. The byte order mark is no part of the text; `bom` remembers it. */
export class Source {
  readonly path: string;
  readonly text: string;
  readonly bom: boolean;
  /** Offset of the first character of each line. Lines end at LF, CRLF or a lone CR, as CommonMark has it. */
  readonly lineStarts: readonly number[];

  constructor(path: string, text: string) {
    this.path = path;
    this.bom = text.charCodeAt(0) === 0xfeff;
    this.text = this.bom ? text.slice(1) : text;
    this.lineStarts = lineStartsOf(this.text);
  }

  get lineCount(): number {
    return this.lineStarts.length;
  }

  /** A line's text without its terminator; `line` counts from 0. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line));
  }

  /** Offset of the first character of a line, counted from 0; past the last line, the end of the text. */
  lineStart(line: number): number {
    return this.lineStarts[line] ?? this.text.length;
  }

  /** Offset behind the last character of a line, before its terminator. */
  lineEnd(line: number): number {
    let end = this.lineStarts[line + 1] ?? this.text.length;
    const start = this.lineStart(line);
    if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  /** The range of whole lines [from, to), counted from 0, without the last terminator and outer blanks. */
  linesRange(from: number, to: number): Range {
    let start = this.lineStart(from);
    let end = this.lineEnd(Math.max(from, to - 1));
    while (start < end && isBlank(this.text.charCodeAt(start))) start++;
    while (end > start && isBlank(this.text.charCodeAt(end - 1))) end--;
    return { start, end };
  }

  /** The line, counted from 0, that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  position(offset: number): Position {
    const line = this.lineAt(offset);
    return { line: line + 1, column: offset - this.lineStart(line) + 1 };
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  // Most documents have no CR at all, and indexOf is much faster than a loop over characters.
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  } else {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
  }
  if (starts.length > 1 && starts.at(-1) === text.length) starts.pop();
  return starts;
}
