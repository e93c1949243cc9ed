import type { Range, Source } from './source.js';

/**
 * The cells of a table row (GFM spec, "Tables"): split at pipes that no backslash escapes, outer pipes optional,
 * without outer blanks. Containers before the row (quote marks, indentation) are passed over.
 */
export function cellRanges(source: Source, line: number): Range[] {
  const { text } = source;
  let start = source.lineStart(line);
  let end = source.lineEnd(line);
  while (start < end && (isBlank(text.charCodeAt(start)) || text[start] === '>')) start++;
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
