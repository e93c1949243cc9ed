import { show } from '../../history/canonical.js';
import type { TxnTable } from './transactions.js';

/** The order in which the elements of each list were appended, as far as reads show it. */
export interface ListVersions {
  /** Per key: the elements of the longest list that a committed transaction read, each once. */
  readonly order: readonly (readonly number[])[];
  /** Per key: the transaction that read it, or -1. */
  readonly reader: readonly number[];
  /** Per element: its place in the order of its key, or -1 if it is not in there. */
  readonly position: Int32Array;
  /** Per element: whether any committed transaction saw it. */
  readonly seen: Uint8Array;
}

export function listVersions(table: TxnTable): ListVersions {
  const longest: (readonly number[])[] = table.keys.map(() => []);
  const reader: number[] = table.keys.map(() => -1);
  const seen = new Uint8Array(table.values.length);
  for (const [index, txn] of table.txns.entries()) {
    for (const { key, list } of txn.mops) {
      if (list === null) continue;
      for (const element of list) seen[element] = 1;
      if (list.length > (longest[key]?.length ?? 0)) {
        longest[key] = list;
        reader[key] = index;
      }
    }
  }
  const position = new Int32Array(table.values.length).fill(-1);
  const order = longest.map((list) => {
    const distinct: number[] = [];
    for (const element of list) {
      if (position[element] !== -1) continue;
      position[element] = distinct.length;
      distinct.push(element);
    }
    return distinct;
  });
  return { order, reader, position, seen };
}

/** A list as text, its middle left out where it is long. */
export function showList(table: TxnTable, list: readonly number[]): string {
  const text = (elements: readonly number[]): string => elements.map((e) => show(table.values[e] ?? null)).join(' ');
  return list.length <= 8 ? `[${text(list)}]` : `[${text(list.slice(0, 2))} … ${text(list.slice(-4))}]`;
}

export function showKey(table: TxnTable, key: number): string {
  return show(table.keys[key] ?? null);
}

export function showTxn(table: TxnTable, index: number): string {
  return `op ${String(table.txns[index]?.op.op_id)}`;
}
