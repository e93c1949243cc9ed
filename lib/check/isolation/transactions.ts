import { isList } from '../../history/canonical.js';
import { UserError } from '../../cli/errors.js';
import { outcome } from '../../history/operation.js';
import type { Json, Operation, Outcome } from '../../history/operation.js';
import { Interner } from '../intern.js';

/** A read or a write of one key inside a transaction; keys and elements are numbers of the table. */
export interface MicroOp {
  readonly write: boolean;
  readonly key: number;
  /** What was written or, from a register, read; NIL for a register's initial value; UNKNOWN where nothing is known. */
  readonly element: number;
  /** The list that was read; null for writes, registers and reads whose value is not known. */
  readonly list: readonly number[] | null;
}

export const NIL = -1;
export const UNKNOWN = -2;

export interface Txn {
  readonly op: Operation;
  readonly outcome: Outcome;
  readonly mops: readonly MicroOp[];
}

/** Two operations that wrote the same value to the same key: no order of versions can be recovered then. */
export interface Duplicate {
  readonly key: Json;
  readonly value: Json;
  readonly first: Operation;
  readonly second: Operation;
}

/** A history of transactions with its keys and values numbered. A number of an element belongs to one key. */
export interface TxnTable {
  readonly kind: 'list-append' | 'rw-register';
  readonly txns: readonly Txn[];
  readonly keys: readonly Json[];
  readonly values: readonly Json[];
  readonly keyOf: readonly number[];
  /** The transaction that wrote the element, or -1 where nobody in the history did. */
  readonly writer: readonly number[];
  readonly duplicates: readonly Duplicate[];
  /** Operations that are no transactions. */
  readonly skipped: number;
}

type Word = 'r' | 'w' | 'append';

const WORDS: ReadonlyMap<Json | undefined, Word> = new Map<Json | undefined, Word>([
  ['r', 'r'],
  [':r', 'r'],
  ['read', 'r'],
  ['get', 'r'],
  ['w', 'w'],
  [':w', 'w'],
  ['write', 'w'],
  ['put', 'w'],
  ['append', 'append'],
  [':append', 'append'],
]);

/** A micro-operation as it stands in the history, [f, key, value], after `microOps` has looked at it. */
type RawMop = readonly [Json, Json, Json | undefined];

interface RawTxn {
  readonly op: Operation;
  readonly outcome: Outcome;
  readonly mops: readonly RawMop[];
}

/**
 * Reads transactions out of operations. A transaction is a list of micro-operations `[f, key, value]` with f one of
 * r, w and append, in `output` (with what the reads saw) or, where there is none, in `input` or `txn`; a plain read,
 * write or append of a key is a transaction of one micro-operation.
 * @throws UserError where a transaction is malformed, or appends and register writes are mixed
 */
export function transactions(operations: readonly Operation[], model: string | undefined): TxnTable {
  const raw: RawTxn[] = [];
  let skipped = 0;
  for (const op of operations) {
    const mops = microOps(op);
    if (mops === null) skipped++;
    else raw.push({ op, outcome: outcome(op), mops });
  }
  const kind = workload(raw, model);
  const keys = new Interner();
  const elements: Interner[] = []; // per key: value → place in `numbers`
  const numbers: number[][] = []; // per key: that place → number of the element
  const values: Json[] = [];
  const keyOf: number[] = [];
  const writer: number[] = [];
  const duplicates: Duplicate[] = [];

  const keyNumber = (key: Json): number => {
    const number = keys.add(key);
    if (number === elements.length) {
      elements.push(new Interner());
      numbers.push([]);
    }
    return number;
  };
  const elementNumber = (key: number, value: Json): number => {
    const place = (elements[key] as Interner).add(value);
    const known = numbers[key] as number[];
    if (place === known.length) {
      known.push(values.length);
      values.push(value);
      keyOf.push(key);
      writer.push(-1);
    }
    return known[place] as number;
  };

  // Writes first: a read may stand before the write that it saw.
  for (const [index, txn] of raw.entries()) {
    for (const [f, key, value = null] of txn.mops) {
      if (WORDS.get(f) === 'r') continue;
      const element = elementNumber(keyNumber(key), value);
      const before = writer[element] as number;
      if (before < 0) writer[element] = index;
      else duplicates.push({ key, value, first: (raw[before] as RawTxn).op, second: txn.op });
    }
  }
  const longest: { raw: readonly Json[]; numbered: readonly number[] }[] = [];
  const resolve = (txn: RawTxn, [f, name, value = null]: RawMop): MicroOp => {
    const key = keyNumber(name);
    if (WORDS.get(f) !== 'r') return { write: true, key, element: elementNumber(key, value), list: null };
    if (txn.outcome !== 'ok') return { write: false, key, element: UNKNOWN, list: null };
    if (kind === 'rw-register') {
      return { write: false, key, element: value === null ? NIL : elementNumber(key, value), list: null };
    }
    const list = value ?? [];
    if (!isList(list)) throw malformed(txn.op, 'a read of a list must give a list (or null for the empty one)');
    // Most reads of a list repeat the start of one that was read before: their elements need not be looked up again.
    const known = longest[key];
    const numbered = new Array<number>(list.length);
    for (let i = 0; i < list.length; i++) {
      const element = list[i] as Json;
      numbered[i] = known?.raw[i] === element ? (known.numbered[i] as number) : elementNumber(key, element);
    }
    if (list.length > (known?.raw.length ?? 0)) longest[key] = { raw: list, numbered };
    return { write: false, key, element: UNKNOWN, list: numbered };
  };
  const txns = raw.map((txn) => ({ op: txn.op, outcome: txn.outcome, mops: txn.mops.map((mop) => resolve(txn, mop)) }));
  return { kind, txns, keys: keys.values, values, keyOf, writer, duplicates, skipped };
}

/** Whether the history appends to lists or writes registers. */
function workload(raw: readonly RawTxn[], model: string | undefined): TxnTable['kind'] {
  let appends: Operation | undefined;
  let writes: Operation | undefined;
  let lists = false;
  for (const { op, mops } of raw) {
    for (const [f, , value] of mops) {
      const word = WORDS.get(f);
      if (word === 'append') appends ??= op;
      else if (word === 'w') writes ??= op;
      else if (isList(value)) lists = true;
    }
  }
  if (appends !== undefined && writes !== undefined) {
    throw new UserError(
      `operation ${String(appends.op_id)} appends and operation ${String(writes.op_id)} writes: a history is either list-append or rw-register`,
      { help: 'check the two workloads apart: each in a history file of its own' },
    );
  }
  const kind = appends !== undefined || (writes === undefined && lists) ? 'list-append' : 'rw-register';
  if ((model === 'list-append' || model === 'rw-register') && model !== kind && raw.length > 0) {
    const shown = (appends ?? writes)?.op_id;
    if (shown !== undefined) {
      throw new UserError(`the model is ${model}, but operation ${String(shown)} belongs to ${kind}`, {
        help: `use --model ${kind}`,
      });
    }
    return model;
  }
  return kind;
}

/** The micro-operations of a transaction, looked at but not copied; null where the operation is none. */
function microOps(op: Operation): readonly RawMop[] | null {
  const word = WORDS.get(op.op_type);
  if (word !== undefined) {
    if (word === 'r') return [[word, op.key, op.output]];
    if (op.input === null) throw malformed(op, 'a write needs the value that it writes in input');
    return [[word, op.key, op.input]];
  }
  if (op.op_type !== 'txn' && op.op_type !== ':txn') return null;
  const list = outcome(op) === 'ok' && isList(op.output) ? op.output : [op['txn'], op.input].find((one) => isList(one));
  if (!isList(list)) throw malformed(op, 'a transaction needs its micro-operations in input or output');
  for (const item of list) {
    const [f, key, value] = isList(item) ? item : [];
    const name = WORDS.get(f);
    if (name === undefined || key === undefined) throw malformed(op, `${JSON.stringify(item)} is no micro-operation`);
    if (name !== 'r' && (value === undefined || value === null)) {
      throw malformed(op, `${JSON.stringify(item)} writes nothing: null is the state before the first write`);
    }
  }
  return list as unknown as readonly RawMop[];
}

function malformed(op: Operation, what: string): UserError {
  return new UserError(`operation ${String(op.op_id)}: ${what}`, {
    help: 'a transaction is a list such as [["append", "x", 1], ["r", "y", [2, 3]]] or [["w", "x", 1], ["r", "y", 2]]',
  });
}

/**
 * For `reduce`: what stands in for a transaction that is left out. One that wrote stays without an answer, so that
 * whoever read its writes does not read garbage; one that failed stays as it is.
 */
export function unseen(op: Operation): Operation | undefined {
  const mops = microOps(op);
  if (mops === null || outcome(op) === 'fail') return op;
  if (mops.every(([f]) => WORDS.get(f) === 'r')) return undefined;
  const input = isList(op.input) || op.op_type !== 'txn' ? op.input : (op['txn'] ?? op.output);
  return { ...op, input, complete_ts: null, output: null, error: null, timeout_marker: true };
}
