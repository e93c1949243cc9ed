import { canonical } from '../../history/canonical.js';
import type { Json, Operation } from '../../history/operation.js';
import type { Intervals } from './events.js';
import { plainAccess } from './models/map.js';

/** Two values whose operations cannot be put one after the other. Indices are those of the partition. */
export interface Conflict {
  readonly message: string;
  readonly ops: readonly number[];
}

/** All operations on one value: its write and the reads that returned it. */
interface Cluster {
  readonly value: Json;
  write: number;
  readonly reads: number[];
  /** The operation that ends first, and the one that begins last. */
  first: number;
  last: number;
  /** Times of these two. For the initial value, which was written before everything, `end` is -Infinity. */
  end: number;
  begin: number;
}

/**
 * Decides linearizability of a register whose writes all write different values, in O(n log n) (Gibbons & Korach,
 * "Testing Shared Memories", 1997): in a legal order the operations on one value stand together, so values are
 * ordered by any operation of the one that ended before an operation of the other began, and it suffices that
 * no two values are ordered both ways.
 *
 * @returns a conflict, `null` where there is none, or undefined where this method does not apply: another operation
 *   than whole reads and writes, a value written twice, or a tie of times inside a process, which only a search decides.
 */
export function checkZones(
  operations: readonly Operation[],
  { call, ret, pred }: Intervals,
  initial: Json,
): Conflict | null | undefined {
  const clusters = new Map<string, Cluster>();
  clusters.set(canonical(initial), fresh(initial, -1, -Infinity));
  for (let i = 0; i < operations.length; i++) {
    const op = operations[i] as Operation;
    const kind = plainAccess(op);
    if (kind === undefined) return undefined;
    if (kind === 'read') continue;
    const key = canonical(op.input);
    if (clusters.has(key)) return undefined;
    clusters.set(key, fresh(op.input, i, ret[i] as number));
  }
  for (let i = 0; i < operations.length; i++) {
    const op = operations[i] as Operation;
    if (plainAccess(op) !== 'read' || ret[i] === Infinity) continue;
    const cluster = clusters.get(canonical(op.output));
    if (cluster === undefined) return { message: 'the read returned a value that was never written', ops: [i] };
    cluster.reads.push(i);
    if (cluster.write !== -1 && (ret[i] as number) < (call[cluster.write] as number))
      return { message: 'the read ended before the write of its value began', ops: [cluster.write, i] };
  }
  const forward: Cluster[] = [];
  const backward: Cluster[] = [];
  for (const cluster of clusters.values()) {
    bound(cluster, call, ret);
    // A write of unknown outcome that nobody read need not have happened.
    if (cluster.reads.length === 0 && (cluster.write === -1 || ret[cluster.write] === Infinity)) continue;
    (cluster.end < cluster.begin ? forward : backward).push(cluster);
  }
  const conflict = overlap(forward) ?? inside(forward, backward);
  if (conflict !== undefined) return conflict;
  // Ties were taken as concurrent here, which is too lenient where one process had an order.
  return pred.some((before) => before !== -1) ? undefined : null;
}

function fresh(value: Json, write: number, end: number): Cluster {
  return { value, write, reads: [], first: write, last: write, end, begin: -Infinity };
}

function bound(cluster: Cluster, call: Float64Array, ret: Float64Array): void {
  if (cluster.write !== -1) cluster.begin = call[cluster.write] as number;
  for (const read of cluster.reads) {
    if ((ret[read] as number) < cluster.end) {
      cluster.end = ret[read] as number;
      cluster.first = read;
    }
    if ((call[read] as number) > cluster.begin) {
      cluster.begin = call[read] as number;
      cluster.last = read;
    }
  }
}

function overlap(forward: Cluster[]): Conflict | undefined {
  forward.sort((a, b) => a.end - b.end);
  // With all zones so far apart, the latest is the one that reaches farthest.
  for (let i = 1; i < forward.length; i++) {
    const [a, b] = [forward[i - 1] as Cluster, forward[i] as Cluster];
    if (b.end < a.begin) return conflictOf(a, b);
  }
  return undefined;
}

function inside(forward: Cluster[], backward: readonly Cluster[]): Conflict | undefined {
  for (const b of backward) {
    let low = 0;
    let high = forward.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((forward[middle] as Cluster).end < b.begin) low = middle + 1;
      else high = middle;
    }
    const f = forward[low - 1];
    if (f !== undefined && b.end < f.begin) return conflictOf(f, b);
  }
  return undefined;
}

function conflictOf(a: Cluster, b: Cluster): Conflict {
  const ops = [a.write, a.first, a.last, b.write, b.first, b.last].filter((op) => op !== -1);
  return {
    message:
      `values ${canonical(a.value)} and ${canonical(b.value)} would have to come before each other: ` +
      'an operation on each ended before one on the other began',
    ops: [...new Set(ops)].sort((x, y) => x - y),
  };
}
