import type StateBlock from 'markdown-it/lib/rules_block/state_block.mjs';

/**
 * A block rule for markdown-it that finds GFM tables (GFM spec 0.29 §4.10) and makes one token of each, where the
 * stock rule makes three for every cell: rows are read later, and only those that somebody looks at. Which lines are a
 * table is decided as the stock rule does; a fuzz test holds the two together.
 */
export function tableRule(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (startLine + 2 > endLine) return false;
  const delimiter = startLine + 1;
  if (outside(state, delimiter) || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const columns = delimiterColumns(lineOf(state, delimiter));
  if (columns === 0 || columns !== headerColumns(lineOf(state, startLine))) return false;
  if (silent) return true;

  const parent = state.parentType;
  // The type names what the terminating rules must know of: they ask whether they interrupt a table.
  state.parentType = 'table' as typeof parent;
  const terminators = state.md.block.ruler.getRules('blockquote');
  let line = startLine + 2;
  for (; line < endLine; line++) {
    if (outside(state, line) || state.isEmpty(line)) break;
    const at = line;
    if (terminators.some((rule) => rule(state, at, endLine, true))) break;
  }
  state.parentType = parent;
  const token = state.push('table', 'table', 0);
  token.map = [startLine, line];
  token.meta = columnsOfLines(state, startLine, line);
  state.line = line;
  return true;
}

/** Where each line of the table begins, behind list and quote markers, counted from 0 in its own line. */
function columnsOfLines(state: StateBlock, from: number, to: number): Int32Array {
  const columns = new Int32Array(to - from);
  for (let line = from; line < to; line++) {
    const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
    columns[line - from] = start - (state.src.lastIndexOf('\n', start - 1) + 1);
  }
  return columns;
}

/** True for a line that is indented less than its container, or so much that it is code. */
function outside(state: StateBlock, line: number): boolean {
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  return indent < 0 || indent >= 4;
}

function lineOf(state: StateBlock, line: number): string {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(start, state.eMarks[line] ?? start);
}

/** Number of columns of `|---|:-:|`, 0 for any other line. */
function delimiterColumns(line: string): number {
  // The first two characters decide nearly every line; `- -` would be a list.
  if (!/^(?:[|:][-:| \t]|-[-:|])/.test(line)) return 0;
  if (!/^[-:|\s]*$/.test(line)) return 0;
  const cells = line.trim().split('|');
  let columns = 0;
  for (const [i, cell] of cells.entries()) {
    const text = cell.trim();
    if (text === '') {
      // Outer pipes may stand alone, inner cells may not be empty.
      if (i === 0 || i === cells.length - 1) continue;
      return 0;
    }
    if (!/^:?-+:?$/.test(text)) return 0;
    columns++;
  }
  return columns;
}

/** Number of cells of a header row, 0 without a pipe. */
function headerColumns(line: string): number {
  const text = line.trim();
  if (!text.includes('|')) return 0;
  let cells = 1;
  let empty = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '|') {
      if (at > 0) cells++;
      empty = true;
      continue;
    }
    empty = false;
  }
  return empty ? cells - 1 : cells;
}
