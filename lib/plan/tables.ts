import type { Row, Table } from '../document/blocks.js';
import { normaliseLabel } from '../document/labels.js';
import type { Text } from '../document/text.js';
import type { ColumnSpec } from '../vocabulary/columns.js';

/** A table's row by column key. */
export interface KeyedRow<K extends string> {
  readonly row: Row;
  cell(key: K): Text | undefined;
}

function normaliseHeading(text: string): string {
  // `[Verdict][taxonomy]`: a reference link stays in the text as it is written.
  return normaliseLabel(text.replace(/\[([^[\]]*)\](?:\[[^[\]]*\])?/g, '$1').replace(/[()/:?]+/g, ' '))
    .replace(/[^a-z0-9#]+/g, ' ')
    .trim();
}

const INDEXES = new WeakMap<readonly ColumnSpec[], ReadonlyMap<string, string>>();

function indexOf(columns: readonly ColumnSpec[]): ReadonlyMap<string, string> {
  const known = INDEXES.get(columns);
  if (known !== undefined) return known;
  const index = new Map<string, string>();
  for (const column of columns)
    for (const name of [column.label, ...column.aliases]) index.set(normaliseHeading(name), column.key);
  INDEXES.set(columns, index);
  return index;
}

/** Which columns of the specification a table has, by key: the index of the cell. */
export function columnsOf<K extends string>(table: Table, columns: readonly ColumnSpec<K>[]): Map<K, number> {
  const index = indexOf(columns);
  const found = new Map<K, number>();
  for (const [i, cell] of table.header.cells.entries()) {
    const full = normaliseHeading(cell.value);
    const key = (index.get(full) ?? index.get(normaliseHeading(cell.value.replace(/\s*\(.*$/, '')))) as K | undefined;
    if (key !== undefined && !found.has(key)) found.set(key, i);
  }
  return found;
}

/** The rows of a table, addressed by column; rows without any visible cell and `| ... |` rows are left out. */
export function keyedRows<K extends string>(table: Table, columns: readonly ColumnSpec<K>[]): KeyedRow<K>[] {
  const at = columnsOf(table, columns);
  return table.rows
    .filter((row) => row.cells.some((cell) => !/^[\s.…]*$/.test(cell.value)))
    .map((row) => ({
      row,
      cell: (key) => {
        const i = at.get(key);
        return i === undefined ? undefined : row.cells[i];
      },
    }));
}
