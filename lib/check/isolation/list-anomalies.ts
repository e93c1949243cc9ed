import { show } from '../../history/canonical.js';
import type { Json, OpId } from '../../history/operation.js';
import type { Findings } from '../findings.js';
import { showKey, showList, showTxn } from './list-versions.js';
import type { ListVersions } from './list-versions.js';
import type { Txn, TxnTable } from './transactions.js';

/** The anomalies of a list-append history that need no graph. */
export function listAnomalies(table: TxnTable, versions: ListVersions, findings: Findings): void {
  const intermediate = intermediateWrites(table);
  for (const [index, txn] of table.txns.entries()) {
    if (txn.outcome !== 'ok') continue;
    insideOneTransaction(table, index, txn, findings);
    for (const { key, list } of txn.mops) {
      if (list !== null) oneRead(table, versions, intermediate, index, key, list, findings);
    }
  }
  ownOrder(table, versions, findings);
  dirtyUpdates(table, versions, findings);
}

const id = (table: TxnTable, index: number): OpId => table.txns[index]?.op.op_id ?? -1;
const keyJson = (table: TxnTable, key: number): Json => table.keys[key] ?? null;
const value = (table: TxnTable, element: number): string => show(table.values[element] ?? null);

/** Elements that their own transaction followed up with another append to the same key. */
export function intermediateWrites(table: TxnTable): Uint8Array {
  const intermediate = new Uint8Array(table.values.length);
  for (const txn of table.txns) {
    const latest = new Map<number, number>();
    for (const { write, key, element } of txn.mops) {
      if (!write) continue;
      const before = latest.get(key);
      if (before !== undefined) intermediate[before] = 1;
      latest.set(key, element);
    }
  }
  return intermediate;
}

/** Axiom INT of Cerone, Bernardi & Gotsman (CONCUR 2015), and reads of what the transaction appends only later. */
function insideOneTransaction(table: TxnTable, index: number, txn: Txn, findings: Findings): void {
  // Per key: the list as last read (null: not read yet) and what the transaction appended since.
  const state = new Map<number, { base: readonly number[] | null; own: number[] }>();
  const done = new Set<number>();
  for (const { write, key, element, list } of txn.mops) {
    const known = state.get(key);
    if (write) {
      done.add(element);
      if (known === undefined) state.set(key, { base: null, own: [element] });
      else known.own.push(element);
      continue;
    }
    if (list === null) continue;
    if (known !== undefined && !agrees(known.base, known.own, list)) {
      findings.add('internal', () => {
        const expected =
          known.base === null
            ? `a list that ends in ${showList(table, known.own)}`
            : showList(table, [...known.base, ...known.own]);
        return {
          message: `${showTxn(table, index)} read ${showKey(table, key)} as ${showList(table, list)}, where its own earlier reads and appends make it ${expected}`,
          ops: [id(table, index)],
          key: keyJson(table, key),
        };
      });
    }
    const early = list.find((e) => table.writer[e] === index && !done.has(e));
    if (early !== undefined) {
      findings.add('future-read', () => ({
        message: `${showTxn(table, index)} read ${value(table, early)} in ${showKey(table, key)} before it appended it`,
        ops: [id(table, index)],
        key: keyJson(table, key),
      }));
    }
    state.set(key, { base: list, own: [] });
  }
}

function agrees(base: readonly number[] | null, own: readonly number[], list: readonly number[]): boolean {
  const offset = list.length - own.length;
  if (base === null ? offset < 0 : offset !== base.length) return false;
  return own.every((e, i) => list[offset + i] === e) && (base === null || base.every((e, i) => list[i] === e));
}

function oneRead(
  table: TxnTable,
  versions: ListVersions,
  intermediate: Uint8Array,
  index: number,
  key: number,
  list: readonly number[],
  findings: Findings,
): void {
  const reader = showTxn(table, index);
  const name = showKey(table, key);
  const order = versions.order[key] as readonly number[];
  const about = (ops: readonly number[], message: string): { message: string; ops: OpId[]; key: Json } => ({
    message,
    ops: [...new Set(ops)].map((t) => id(table, t)),
    key: keyJson(table, key),
  });
  let compatible = true;
  for (const [i, element] of list.entries()) {
    if (order[i] !== element) compatible = false;
    const by = table.writer[element] as number;
    if (by < 0) {
      findings.add('garbage-read', () =>
        about(
          [index],
          `${reader} read ${value(table, element)} in ${name}, which no operation of the history appended`,
        ),
      );
    } else if (table.txns[by]?.outcome === 'fail') {
      findings.add('G1a', () =>
        about(
          [index, by],
          `${reader} read ${value(table, element)} in ${name}, which ${showTxn(table, by)} appended and did not commit`,
        ),
      );
    }
  }
  const top = list[list.length - 1];
  const by = top === undefined ? -1 : (table.writer[top] as number);
  if (top !== undefined && by !== index && intermediate[top] === 1) {
    findings.add('G1b', () =>
      about(
        [index, by],
        `${reader} read ${name} up to ${value(table, top)}, a state in the middle of ${showTxn(table, by)}, which appended more to ${name}`,
      ),
    );
  }
  const twice = compatible ? undefined : repeated(list);
  if (twice !== undefined) {
    findings.add('duplicate-elements', () =>
      about(
        [index, table.writer[twice] ?? -1].filter((t) => t >= 0),
        `${reader} read ${name} as ${showList(table, list)}, where ${value(table, twice)} stands more than once though it was appended once`,
      ),
    );
  } else if (!compatible) {
    const other = versions.reader[key] ?? -1;
    findings.add('incompatible-order', () =>
      about(
        [index, other],
        `${reader} read ${name} as ${showList(table, list)} and ${showTxn(table, other)} as ${showList(table, order)}: neither is a prefix of the other`,
      ),
    );
  }
}

function repeated(list: readonly number[]): number | undefined {
  const seen = new Set<number>();
  return list.find((element) => seen.size === seen.add(element).size);
}

/** What one transaction appended to a key must be there in the order in which it did, without a gap at the front. */
function ownOrder(table: TxnTable, versions: ListVersions, findings: Findings): void {
  for (const [index, txn] of table.txns.entries()) {
    if (txn.outcome === 'fail') continue;
    const latest = new Map<number, number>();
    for (const { write, key, element } of txn.mops) {
      if (!write) continue;
      const before = latest.get(key);
      latest.set(key, element);
      if (before === undefined || versions.position[element] === -1) continue;
      const a = versions.position[before] as number;
      if (a !== -1 && a < (versions.position[element] as number)) continue;
      findings.add('incompatible-order', () => {
        const reader = versions.reader[key] ?? -1;
        const fault = a === -1 ? `without ${value(table, before)}` : `before ${value(table, before)}`;
        return {
          message: `${showTxn(table, index)} appended ${value(table, before)} and then ${value(table, element)} to ${showKey(table, key)}, but ${showTxn(table, reader)} read ${value(table, element)} ${fault}`,
          ops: [...new Set([index, reader])].map((t) => id(table, t)),
          key: keyJson(table, key),
        };
      });
    }
  }
}

/** A committed append on top of an aborted one: the update built on a state that never was. */
function dirtyUpdates(table: TxnTable, versions: ListVersions, findings: Findings): void {
  for (const [key, order] of versions.order.entries()) {
    let aborted = -1;
    for (const element of order) {
      const by = table.writer[element] as number;
      const outcome = table.txns[by]?.outcome;
      if (outcome === 'fail') aborted = element;
      if (outcome !== 'ok') continue;
      if (aborted >= 0) {
        const dirty = aborted;
        const from = table.writer[dirty] as number;
        findings.add('dirty-update', () => ({
          message: `${showTxn(table, by)} committed ${value(table, element)} to ${showKey(table, key)} on top of ${value(table, dirty)}, which ${showTxn(table, from)} appended and did not commit`,
          ops: [id(table, from), id(table, by)],
          key: keyJson(table, key),
        }));
      }
      aborted = -1;
    }
  }
}
