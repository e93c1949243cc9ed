import type { Anomaly } from '../checker.js';
import type { EdgeList } from '../graph/graph.js';
import { PASS, RW } from '../graph/graph.js';

/** What an analysis of reads and writes finds out: anomalies that need no graph, and the dependencies. */
export interface Dependencies {
  readonly anomalies: readonly Anomaly[];
  /** How many of each type there are; `anomalies` holds the first few of each. */
  readonly counts: ReadonlyMap<string, number>;
  readonly edges: EdgeList;
  /** Transactions are the nodes below; hubs have the numbers from there up to here. */
  readonly nodes: number;
  /** Why an edge of kind WW, WR or RW stands; `first` and `last` are the notes of its first and last edge. */
  explain(from: number, to: number, kind: number, first: number, last: number): string;
  /** The key that such an edge is about. */
  keyOf(kind: number, last: number): number;
}

export interface Target {
  readonly node: number;
  readonly note: number;
}

/**
 * Adds rw edges from every reader to every target except from a node to itself, in linear space: through hubs
 * where the pairs are many. `newNode` makes a hub. A hub must not lead back to the reader that entered it, so
 * readers that are also targets reach their fellows over a chain of prefixes and one of suffixes.
 */
export function connect(
  edges: EdgeList,
  readers: readonly number[],
  targets: readonly Target[],
  newNode: () => number,
): void {
  if (readers.length * targets.length <= 4 * (readers.length + targets.length)) {
    for (const reader of readers) for (const target of targets) push(edges, reader, target);
    return;
  }
  const reading = new Set(readers);
  const plain = targets.filter((target) => !reading.has(target.node));
  const both = targets.filter((target) => reading.has(target.node));
  const bothNodes = new Set(both.map((target) => target.node));
  if (plain.length > 0) {
    const hub = newNode();
    for (const reader of reading) edges.push(reader, hub, RW, -1);
    for (const target of plain) edges.push(hub, target.node, PASS, target.note);
  }
  if (both.length === 0) return;
  // prefix[i] leads to both[0..i], suffix[i] to both[i..].
  const prefix = both.map(newNode);
  const suffix = both.map(newNode);
  for (const [i, target] of both.entries()) {
    const p = prefix[i] as number;
    const s = suffix[i] as number;
    edges.push(p, target.node, PASS, target.note);
    edges.push(s, target.node, PASS, target.note);
    if (i > 0) edges.push(p, prefix[i - 1] as number, PASS, -1);
    if (i > 0) edges.push(target.node, prefix[i - 1] as number, RW, -1);
    if (i + 1 < both.length) edges.push(s, suffix[i + 1] as number, PASS, -1);
    if (i + 1 < both.length) edges.push(target.node, suffix[i + 1] as number, RW, -1);
  }
  const all = suffix[0] as number;
  for (const reader of reading) if (!bothNodes.has(reader)) edges.push(reader, all, RW, -1);
}

function push(edges: EdgeList, reader: number, target: Target): void {
  if (reader !== target.node) edges.push(reader, target.node, RW, target.note);
}
