import { outcome } from '../../../lib/history/operation.js';
import type { Json, Operation } from '../../../lib/history/operation.js';

/**
 * Slow and plain deciders for small histories: they try every order. They share nothing with the checker but the
 * history format.
 */
type Mop = [string, Json, Json];
export type Order = 'none' | 'session' | 'realtime';

interface Small {
  readonly ok: boolean;
  readonly mops: Mop[];
  readonly before: number[]; // transactions that must come first
  readonly op: Operation;
}

function small(history: readonly Operation[], order: Order): Small[] {
  const ops = history.filter((op) => outcome(op) !== 'fail');
  return ops.map((op) => ({
    ok: outcome(op) === 'ok',
    op,
    mops: (outcome(op) === 'ok' ? op.output : op.input) as unknown as Mop[],
    before: ops.flatMap((other, i) => {
      if (other === op || outcome(other) !== 'ok' || order === 'none') return [];
      const same = other.process_id === op.process_id;
      const first =
        order === 'session' ? same && other.invoke_ts < op.invoke_ts : (other.complete_ts ?? Infinity) < op.invoke_ts;
      return first ? [i] : [];
    }),
  }));
}

type State = ReadonlyMap<Json, readonly Json[]>;

/** The state after the transaction, or null if its reads do not fit. */
function apply(txn: Small, state: State): State | null {
  const next = new Map(state);
  for (const [f, key, value] of txn.mops) {
    const list = next.get(key) ?? [];
    if (f === 'append') next.set(key, [...list, value]);
    else if (f === 'w') next.set(key, [value]);
    else if (txn.ok) {
      const expected = Array.isArray(value) ? value : value === null ? [] : [value];
      if (JSON.stringify(expected) !== JSON.stringify(list)) return null;
    }
  }
  return next;
}

/** Is there an order of all committed and some lost transactions in which each read fits? */
export function serializable(history: readonly Operation[], order: Order): boolean {
  const txns = small(history, order);
  const place = (done: Set<number>, state: State): boolean => {
    if (txns.every((txn, i) => !txn.ok || done.has(i))) return true;
    return txns.some((txn, i) => {
      if (done.has(i) || txn.before.some((b) => !done.has(b))) return false;
      const next = apply(txn, state);
      return next !== null && place(new Set([...done, i]), next);
    });
  };
  return place(new Set(), new Map());
}

/** Is there an order of starts and commits under which each transaction reads its snapshot and the first committer wins? */
export function snapshotIsolated(history: readonly Operation[], order: Order): boolean {
  const txns = small(history, order);
  const writes = txns.map((txn) => new Set(txn.mops.filter(([f]) => f !== 'r').map(([, key]) => key)));
  const move = (started: ReadonlyMap<number, State>, done: ReadonlySet<number>, state: State): boolean => {
    if (txns.every((txn, i) => !txn.ok || done.has(i))) return true;
    return txns.some((txn, i) => {
      if (done.has(i)) return false;
      const snapshot = started.get(i);
      if (snapshot === undefined) {
        if (txn.before.some((b) => !done.has(b)) || apply(txn, state) === null) return false;
        return move(new Map([...started, [i, state]]), done, state);
      }
      const keys = [...(writes[i] as Set<Json>)];
      if (keys.some((key) => state.get(key) !== snapshot.get(key))) return false;
      const after = apply(txn, snapshot) as State;
      const next = new Map(state);
      for (const key of keys) next.set(key, after.get(key) as readonly Json[]);
      return move(started, new Set([...done, i]), next);
    });
  };
  return move(new Map(), new Set(), new Map());
}

/**
 * Adya's read-committed (with `reads`) and read-uncommitted for list-append: is there an order of the committed
 * transactions in which every list grew as it was read, and with `reads`, each read comes after its write?
 */
export function growsInSomeOrder(history: readonly Operation[], order: Order, reads: boolean): boolean {
  const all = small(history, order);
  const seen = new Set<string>();
  const longest = new Map<Json, readonly Json[]>();
  for (const txn of all) {
    if (!txn.ok) continue;
    for (const [f, key, value] of txn.mops) {
      if (f !== 'r') continue;
      for (const element of value as Json[]) seen.add(JSON.stringify([key, element]));
      if ((value as Json[]).length > (longest.get(key) ?? []).length) longest.set(key, [...new Set(value as Json[])]);
    }
  }
  const wrote = (txn: Small, key: Json, element: Json): boolean =>
    txn.mops.some(([f, k, v]) => f === 'append' && k === key && v === element);
  const committed = all.map(
    (txn) => txn.ok || txn.mops.some(([f, key, v]) => f === 'append' && seen.has(JSON.stringify([key, v]))),
  );
  const must: [number, number][] = [];
  for (const [i, txn] of all.entries()) for (const b of txn.before) must.push([b, i]);
  for (const [key, list] of longest) {
    const writers = list.map((element) => all.findIndex((txn) => wrote(txn, key, element))).filter((w) => w >= 0);
    for (const [i, w] of writers.entries()) if (i > 0) must.push([writers[i - 1] as number, w]);
    for (const [i, txn] of all.entries()) {
      const unread = txn.mops.some(([f, k, v]) => f === 'append' && k === key && !seen.has(JSON.stringify([key, v])));
      const top = writers[writers.length - 1];
      if (unread && top !== undefined) must.push([top, i]);
    }
  }
  if (reads) {
    for (const [i, txn] of all.entries()) {
      if (!txn.ok) continue;
      for (const [f, key, value] of txn.mops) {
        if (f !== 'r') continue;
        const top = (value as Json[])[(value as Json[]).length - 1];
        const w = top === undefined ? -1 : all.findIndex((other) => wrote(other, key, top));
        if (w >= 0) must.push([w, i]);
      }
    }
  }
  const place = (done: Set<number>): boolean => {
    if (committed.every((yes, i) => !yes || done.has(i))) return true;
    return all.some((_, i) => {
      if (committed[i] !== true || done.has(i)) return false;
      if (must.some(([a, b]) => b === i && a !== b && committed[a] === true && !done.has(a))) return false;
      return place(new Set([...done, i]));
    });
  };
  return place(new Set());
}

/** Dirty and impossible reads by their plain definitions. */
export function flaws(history: readonly Operation[]): { impossible: boolean; dirty: boolean } {
  let impossible = false;
  let dirty = false;
  const appends = history.flatMap((op) =>
    (op.input as unknown as Mop[]).flatMap(([f, key, v], place) => (f === 'append' ? [{ op, key, v, place }] : [])),
  );
  const lists: { key: Json; list: Json[] }[] = [];
  for (const op of history) {
    if (outcome(op) !== 'ok') continue;
    for (const [place, [f, key, value]] of (op.output as unknown as Mop[]).entries()) {
      if (f !== 'r') continue;
      const list = value as Json[];
      lists.push({ key, list });
      if (new Set(list).size < list.length) impossible = true;
      for (const [i, v] of list.entries()) {
        const by = appends.find((a) => a.key === key && a.v === v);
        if (by === undefined) {
          impossible = true;
          continue;
        }
        if (outcome(by.op) === 'fail' || (by.op === op && by.place > place)) dirty = true;
        const own = appends.filter((a) => a.op === by.op && a.key === key);
        const at = own.indexOf(by);
        // All that the same transaction appended before stands before; and unless it is the reader, nothing is cut off.
        if (own.slice(0, at).some((a) => !list.slice(0, i).includes(a.v))) dirty = true;
        if (by.op !== op && i === list.length - 1 && at < own.length - 1) dirty = true;
      }
    }
  }
  for (const a of lists) {
    for (const b of lists) {
      if (a.key !== b.key || new Set(a.list).size < a.list.length || new Set(b.list).size < b.list.length) continue;
      if (a.list.length <= b.list.length && a.list.some((v, i) => b.list[i] !== v)) dirty = true;
    }
  }
  return { impossible, dirty };
}
