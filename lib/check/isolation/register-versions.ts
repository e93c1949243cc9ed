import { show } from '../../history/canonical.js';
import { components } from '../graph/components.js';
import { EdgeList, freeze, WW } from '../graph/graph.js';
import type { Findings } from '../findings.js';
import { showKey } from './list-versions.js';
import type { TxnTable } from './transactions.js';
import { NIL, UNKNOWN } from './transactions.js';

/** What may be assumed beyond "every version comes after the initial state"; a wrong assumption gives false cycles. */
export const ASSUMPTIONS = ['wfr-keys', 'sequential-keys', 'linearizable-keys'] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

/** What a transaction did to a key as others see it: the version it read before writing, and its last write. */
export interface Access {
  readonly txn: number;
  readonly key: number;
  /** A version, or -1. The initial state of key k is the version `table.values.length + k`. */
  readonly read: number;
  readonly wrote: number;
}

export function accesses(table: TxnTable): Access[] {
  const result: Access[] = [];
  for (const [txn, { outcome, mops }] of table.txns.entries()) {
    if (outcome === 'fail') continue;
    const byKey = new Map<number, { read: number; wrote: number }>();
    for (const { write, key, element } of mops) {
      let access = byKey.get(key);
      if (access === undefined) byKey.set(key, (access = { read: -1, wrote: -1 }));
      if (write) access.wrote = element;
      else if (access.read < 0 && access.wrote < 0 && element !== UNKNOWN) {
        access.read = element === NIL ? table.values.length + key : element;
      }
    }
    for (const [key, { read, wrote }] of byKey) if (read >= 0 || wrote >= 0) result.push({ txn, key, read, wrote });
  }
  return result;
}

/** `before[i]` is an older version of the same key than `after[i]`, known from `source[i]`. */
export interface VersionOrder {
  readonly before: number[];
  readonly after: number[];
  readonly source: string[];
}

/**
 * The partial order of versions. Sources are taken one after the other; one that contradicts what is already known
 * is left out and reported as `cyclic-versions`.
 */
export function versionOrder(
  table: TxnTable,
  all: readonly Access[],
  assume: readonly Assumption[],
  findings: Findings,
): VersionOrder {
  const order: VersionOrder = { before: [], after: [], source: [] };
  const initial = (key: number): number => table.values.length + key;
  const sources: [string, () => Iterable<readonly [number, number]>][] = [
    [
      'initial-state',
      function* () {
        for (const { key, wrote } of all) if (wrote >= 0) yield [initial(key), wrote];
      },
    ],
  ];
  if (assume.includes('wfr-keys')) sources.push(['wfr-keys', () => writesFollowReads(all)]);
  if (assume.includes('sequential-keys')) sources.push(['sequential-keys', () => processOrder(table, all)]);
  if (assume.includes('linearizable-keys')) sources.push(['linearizable-keys', () => realTimeOrder(table, all)]);
  for (const [name, pairs] of sources) {
    const kept = order.before.length;
    for (const [before, after] of pairs()) {
      if (before === after) continue;
      order.before.push(before);
      order.after.push(after);
      order.source.push(name);
    }
    if (!reportCycles(table, order, name, findings)) continue;
    order.before.length = order.after.length = order.source.length = kept;
  }
  return order;
}

function reportCycles(table: TxnTable, order: VersionOrder, source: string, findings: Findings): boolean {
  const edges = new EdgeList();
  for (const [i, before] of order.before.entries()) edges.push(before, order.after[i] as number, WW, i);
  const graph = freeze(table.values.length + table.keys.length, edges);
  const found = components(graph, { mask: WW, product: false });
  for (let c = 0; c < found.count; c++) {
    const members = found.members.subarray(found.start[c], found.start[c + 1]);
    const versions = [...members];
    const some = versions.find((v) => v < table.values.length) ?? 0;
    const key = table.keyOf[some] as number;
    const text = versions
      .slice(0, 6)
      .map((v) => (v < table.values.length ? show(table.values[v] ?? null) : 'the initial state'));
    findings.add('cyclic-versions', () => ({
      message: `the versions ${text.join(', ')}${versions.length > 6 ? ', …' : ''} of ${showKey(table, key)} come before each other: ${source} does not hold for this key, or the key went back in time`,
      ops: [...new Set(versions.map((v) => table.writer[v] ?? -1).filter((t) => t >= 0))]
        .slice(0, 6)
        .map((t) => table.txns[t]?.op.op_id ?? -1),
      key: table.keys[key] ?? null,
    }));
  }
  return found.count > 0;
}

function* writesFollowReads(all: readonly Access[]): Iterable<readonly [number, number]> {
  for (const { read, wrote } of all) if (read >= 0 && wrote >= 0) yield [read, wrote];
}

const firstVersion = (access: Access): number => (access.read >= 0 ? access.read : access.wrote);
const finalVersion = (access: Access): number => (access.wrote >= 0 ? access.wrote : access.read);

/** If each process sees each key move forward: its successive transactions order the versions that they touch. */
function* processOrder(table: TxnTable, all: readonly Access[]): Iterable<readonly [number, number]> {
  yield* writesFollowReads(all);
  const time = (access: Access): number => table.txns[access.txn]?.op.invoke_ts ?? 0;
  const sorted = [...all].sort((a, b) => time(a) - time(b) || a.txn - b.txn);
  const latest = new Map<string, number>();
  for (const access of sorted) {
    const process = table.txns[access.txn]?.op.process_id ?? 0;
    const lane = `${access.key} ${typeof process} ${process}`;
    const before = latest.get(lane);
    if (before !== undefined) yield [before, firstVersion(access)];
    if (table.txns[access.txn]?.outcome === 'ok') latest.set(lane, finalVersion(access));
  }
}

/**
 * If each key is linearizable: a transaction that completed before another was invoked saw or left an older version.
 * Per key a frontier of completed transactions is kept from which every other one follows; it is no larger than the
 * number of transactions that ran at the same time.
 */
function* realTimeOrder(table: TxnTable, all: readonly Access[]): Iterable<readonly [number, number]> {
  yield* writesFollowReads(all);
  const perKey: Access[][] = table.keys.map(() => []);
  for (const access of all) perKey[access.key]?.push(access);
  const invoked = (access: Access): number => table.txns[access.txn]?.op.invoke_ts ?? 0;
  const completed = (access: Access): number =>
    table.txns[access.txn]?.outcome === 'ok' ? (table.txns[access.txn]?.op.complete_ts ?? Infinity) : Infinity;
  for (const list of perKey) {
    const byInvoke = [...list].sort((a, b) => invoked(a) - invoked(b));
    const byComplete = list.filter((a) => completed(a) < Infinity).sort((a, b) => completed(a) - completed(b));
    let frontier: Access[] = [];
    let done = 0;
    for (const access of byInvoke) {
      for (; done < byComplete.length; done++) {
        const next = byComplete[done] as Access;
        if (completed(next) >= invoked(access)) break;
        frontier = frontier.filter((old) => completed(old) >= invoked(next));
        frontier.push(next);
      }
      for (const old of frontier) yield [finalVersion(old), firstVersion(access)];
    }
  }
}
