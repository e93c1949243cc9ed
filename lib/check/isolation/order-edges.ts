import type { EdgeList } from '../graph/graph.js';
import { PROCESS, REALTIME } from '../graph/graph.js';
import type { Txn } from './transactions.js';

/**
 * Adds an edge from each committed transaction to the next one of its process. One with an unknown outcome may take
 * effect at any later time, so nothing follows from it.
 */
export function addProcessOrder(txns: readonly Txn[], edges: EdgeList): void {
  const latest = new Map<number | string, number>();
  for (const node of byInvocation(txns)) {
    const txn = txns[node] as Txn;
    const before = latest.get(txn.op.process_id);
    if (before !== undefined) edges.push(before, node, PROCESS, -1);
    if (txn.outcome === 'ok') latest.set(txn.op.process_id, node);
  }
}

/**
 * Adds the real-time order (a completed before b was invoked) in linear space: a chain of nodes, one for each
 * completion, that transactions enter when they complete and leave when they are invoked.
 * @param nodes the first free node number
 * @returns the first free node number afterwards
 */
export function addRealTimeOrder(txns: readonly Txn[], edges: EdgeList, nodes: number): number {
  const end = new Float64Array(txns.length);
  const completed: number[] = [];
  for (const [node, { op, outcome }] of txns.entries()) {
    if (outcome !== 'ok') continue;
    end[node] = Math.max(op.complete_ts ?? Infinity, op.invoke_ts);
    completed.push(node);
  }
  const ended = (node: number): number => end[node] as number;
  completed.sort((a, b) => ended(a) - ended(b));
  let points = 0;
  for (const node of byInvocation(txns)) {
    const invoked = (txns[node] as Txn).op.invoke_ts;
    for (; points < completed.length && ended(completed[points] as number) < invoked; points++) {
      edges.push(completed[points] as number, nodes + points, REALTIME, -1);
      if (points > 0) edges.push(nodes + points - 1, nodes + points, REALTIME, -1);
    }
    if (points > 0) edges.push(nodes + points - 1, node, REALTIME, -1);
  }
  return nodes + points;
}

function byInvocation(txns: readonly Txn[]): number[] {
  const invoked = Float64Array.from(txns, (txn) => txn.op.invoke_ts);
  const order: number[] = [];
  for (const [node, txn] of txns.entries()) if (txn.outcome !== 'fail') order.push(node);
  return order.sort((a, b) => (invoked[a] as number) - (invoked[b] as number) || a - b);
}
