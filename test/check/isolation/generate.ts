import type { Json, Operation } from '../../../lib/history/operation.js';
import { operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';

/** How the simulated database executes transactions. */
export type Engine =
  | 'strict' // one after the other, each between its invocation and its completion
  | 'stale' // one after the other, but read-only transactions may see an old state
  | 'snapshot' // snapshot isolation, first committer wins
  | 'read-committed' // every read sees the latest commit, writes take a lock and are applied at commit
  | 'dirty'; // reads and writes go straight to the shared state, also those that abort later

export interface Shape {
  readonly workload: 'list-append' | 'rw-register';
  readonly engine: Engine;
  readonly txns: number;
  readonly keys: number;
  readonly processes: number;
  readonly mops: number;
  /** Probability of a definite failure and of an unknown outcome. */
  readonly fail: number;
  readonly info: number;
}

type Store = number[][];
interface Running {
  readonly id: number;
  readonly process: number;
  readonly invoke: number;
  readonly mops: [string, number, number | null][];
  readonly result: [string, number, Json][];
  readonly snapshot: Store;
  readonly since: number;
  step: number;
  doomed: boolean;
}

/** A history that the engine produces: transactions overlap in time as the processes interleave at random. */
export function generate(random: Random, shape: Shape): Operation[] {
  const lists = shape.workload === 'list-append';
  const store: Store = Array.from({ length: shape.keys }, () => []);
  const old: Store[] = [copy(store)];
  const commits: { at: number; keys: Set<number> }[] = [];
  const running = new Map<number, Running>();
  const history: Operation[] = [];
  const names = Array.from({ length: shape.processes }, (_, i) => i);
  let clock = 0;
  let started = 0;
  let element = 0;

  const begin = (process: number): void => {
    const mops: Running['mops'] = [];
    for (let i = 1 + random.int(shape.mops); i > 0; i--) {
      const key = random.int(shape.keys);
      mops.push(random.chance(0.5) ? ['r', key, null] : [lists ? 'append' : 'w', key, ++element]);
    }
    const readOnly = mops.every(([f]) => f === 'r');
    const source = shape.engine === 'stale' && readOnly ? random.pick(old) : store;
    running.set(process, {
      id: started++,
      process,
      invoke: ++clock,
      mops,
      result: [],
      snapshot: copy(source),
      since: commits.length,
      step: 0,
      doomed: false,
    });
  };

  const view = (list: readonly number[]): Json => (lists ? [...list] : (list[list.length - 1] ?? null));

  const step = (txn: Running): void => {
    const mop = txn.mops[txn.step++] as [string, number, number | null];
    const [f, key, value] = mop;
    const shared = shape.engine === 'dirty' || shape.engine === 'read-committed';
    const own = txn.mops.slice(0, txn.step - 1).flatMap(([g, k, v]) => (g !== 'r' && k === key ? [v as number] : []));
    if (f === 'r') {
      const seen =
        shape.engine === 'dirty'
          ? (store[key] as number[])
          : [...((shared ? store : txn.snapshot)[key] as number[]), ...own];
      txn.result.push(['r', key, view(seen)]);
    } else {
      const locked = [...running.values()].some(
        (other) => other !== txn && other.mops.slice(0, other.step).some(([g, k]) => g !== 'r' && k === key),
      );
      if (shape.engine === 'read-committed' && locked) txn.doomed = true;
      if (shape.engine === 'dirty') store[key]?.push(value as number);
      txn.result.push([f, key, value]);
    }
  };

  const finish = (txn: Running): void => {
    running.delete(txn.process);
    const serial = shape.engine === 'strict' || shape.engine === 'stale';
    if (serial) {
      // The whole transaction happens now; what the steps saw is thrown away.
      const readOnly = txn.mops.every(([f]) => f === 'r');
      const source = shape.engine === 'stale' && readOnly ? txn.snapshot : store;
      const state = copy(source);
      txn.result.length = 0;
      for (const [f, key, value] of txn.mops) {
        if (f !== 'r') state[key]?.push(value as number);
        txn.result.push([f, key, f === 'r' ? view(state[key] as number[]) : value]);
      }
    }
    const written = new Set(txn.mops.filter(([f]) => f !== 'r').map(([, key]) => key));
    const conflict =
      shape.engine === 'snapshot' &&
      commits.slice(txn.since).some((commit) => [...commit.keys].some((key) => written.has(key)));
    const lost = random.chance(shape.info);
    const failed = conflict || txn.doomed || random.chance(shape.fail);
    if (!failed) {
      commits.push({ at: clock, keys: written });
      if (shape.engine !== 'dirty') {
        for (const [f, key, value] of txn.mops) if (f !== 'r') store[key]?.push(value as number);
      }
      old.push(copy(store));
    }
    history.push(record(txn, lost ? 'info' : failed ? 'fail' : 'ok', ++clock));
    // A process whose operation got lost retires; a new one takes its place.
    if (lost) names[names.indexOf(txn.process)] = Math.max(...names) + 1;
  };

  while (started < shape.txns || running.size > 0) {
    const process = random.pick(names);
    const txn = running.get(process);
    if (txn === undefined) {
      if (started < shape.txns) begin(process);
    } else if (txn.step < txn.mops.length) step(txn);
    else finish(txn);
  }
  return history.sort((a, b) => a.invoke_ts - b.invoke_ts);
}

function record(txn: Running, outcome: 'ok' | 'fail' | 'info', complete: number): Operation {
  return operation({
    op_id: txn.id,
    process_id: txn.process,
    invoke_ts: txn.invoke,
    complete_ts: outcome === 'info' ? null : complete,
    op_type: 'txn',
    input: txn.mops as unknown as Json,
    output: outcome === 'ok' ? (txn.result as unknown as Json) : null,
    error: outcome === 'fail' ? { code: 'aborted', class: 'definite' } : null,
    timeout_marker: outcome === 'info',
  });
}

function copy(store: Store): Store {
  return store.map((list) => [...list]);
}

/** Changes what one read of one committed transaction saw, to something that a fault could show. */
export function disturb(random: Random, history: readonly Operation[], lists: boolean): Operation[] {
  const written = history.flatMap((op) =>
    (op.input as [string, number, number][]).filter(([f]) => f !== 'r').map(([, key, value]) => ({ key, value })),
  );
  const reads = history.flatMap((op, i) =>
    op.output === null
      ? []
      : (op.output as [string, number, Json][]).flatMap(([f], j) => (f === 'r' ? [{ i, j }] : [])),
  );
  if (reads.length === 0) return [...history];
  const { i, j } = random.pick(reads);
  return history.map((op, index) => {
    if (index !== i) return op;
    const output = (op.output as [string, number, Json][]).map((mop, place): [string, number, Json] => {
      if (place !== j) return mop;
      const [f, key, value] = mop;
      const candidates = written.filter((w) => w.key === key).map((w) => w.value);
      if (!lists) return [f, key, random.chance(0.2) || candidates.length === 0 ? null : random.pick(candidates)];
      const list = [...(value as number[])];
      const what = random.int(4);
      if (what === 0) list.pop();
      else if (what === 1 && candidates.length > 0) list.push(random.pick(candidates));
      else if (what === 2 && list.length > 0) list.splice(random.int(list.length), 1);
      else list.length = random.int(list.length + 1);
      return [f, key, list];
    });
    return { ...op, output };
  });
}
