import { show } from '../../history/canonical.js';
import { EdgeList, RW, WR, WW } from '../graph/graph.js';
import { Findings } from '../findings.js';
import { connect } from './dependencies.js';
import type { Dependencies, Target } from './dependencies.js';
import { listAnomalies } from './list-anomalies.js';
import { listVersions, showKey, showList, showTxn } from './list-versions.js';
import { lostUpdates } from './lost-update.js';
import type { TxnTable } from './transactions.js';

/**
 * Dependencies of a list-append history (Kingsbury & Alvaro, Elle, PVLDB 14(3) 2020): a read of a list shows the
 * whole order of the appends before it. An append that nobody read still follows the highest element that
 * was observed, because lists only grow.
 */
export function listAppend(table: TxnTable): Dependencies {
  const versions = listVersions(table);
  const findings = new Findings();
  listAnomalies(table, versions, findings);
  lostUpdates(table, findings);
  const { txns, writer } = table;
  const edges = new EdgeList();

  const counts = (element: number): boolean => {
    const by = writer[element] as number;
    return by >= 0 && txns[by]?.outcome !== 'fail';
  };

  // Versions that aborted transactions left behind are no versions (Adya): the order skips them.
  const previous = new Int32Array(table.values.length).fill(-1);
  const next = new Int32Array(table.values.length).fill(-1); // by element of the order, aborted or not
  const first = new Int32Array(table.keys.length).fill(-1);
  const last = new Int32Array(table.keys.length).fill(-1);
  for (const [key, order] of versions.order.entries()) {
    let waiting = 0;
    let before = -1;
    for (const [i, element] of order.entries()) {
      if (!counts(element)) continue;
      previous[element] = before;
      for (; waiting < i; waiting++) next[order[waiting] as number] = element;
      if (before < 0) first[key] = element;
      else edges.push(writer[before] as number, writer[element] as number, WW, element);
      before = element;
    }
    last[key] = before;
  }

  // The appends that nobody read, of transactions that are known to have committed: the tail of each key.
  const tail: Target[][] = table.keys.map(() => []);
  const committed = txns.map(
    (txn) =>
      txn.outcome === 'ok' || (txn.outcome === 'info' && txn.mops.some((m) => m.write && versions.seen[m.element])),
  );
  for (const [node, txn] of txns.entries()) {
    if (committed[node] !== true) continue;
    for (const { write, key, element } of txn.mops) {
      if (!write || versions.seen[element] === 1) continue;
      const targets = tail[key] as Target[];
      const highest = last[key] as number;
      previous[element] = highest;
      if (targets[targets.length - 1]?.node === node) continue;
      targets.push({ node, note: element });
      if (highest >= 0) edges.push(writer[highest] as number, node, WW, element);
    }
  }

  const tailReaders: number[][] = table.keys.map(() => []);
  for (const [node, txn] of txns.entries()) {
    for (const { key, list } of txn.mops) {
      if (list === null) continue;
      const top = list[list.length - 1];
      if (top !== undefined && counts(top)) edges.push(writer[top] as number, node, WR, top);
      // A read of another order than the longest one says nothing about what comes next in that.
      if (top !== undefined && versions.position[top] !== list.length - 1) continue;
      const after = top === undefined ? (first[key] as number) : (next[top] as number);
      if (after >= 0) edges.push(node, writer[after] as number, RW, after);
      else tailReaders[key]?.push(node);
    }
  }
  let nodes = txns.length;
  for (const [key, readers] of tailReaders.entries()) connect(edges, readers, tail[key] as Target[], () => nodes++);

  const explain = (from: number, to: number, kind: number, _first: number, element: number): string => {
    const key = table.keyOf[element] as number;
    const name = `${showKey(table, key)}`;
    const value = show(table.values[element] ?? null);
    const a = showTxn(table, from);
    const b = showTxn(table, to);
    const by = showTxn(table, versions.reader[key] ?? -1);
    const before = previous[element] as number;
    if (kind === WR) return `${b} read ${name} and saw ${value} as its last element, which ${a} appended`;
    const unread = versions.position[element] === -1;
    const last = `${value}, which ${b} appended: nobody read it, so it follows the last one that was seen`;
    if (kind === WW) {
      const shown = show(table.values[before] ?? null);
      if (unread) return `${a} appended ${shown} to ${name}, before ${last}`;
      return `${a} appended ${shown} to ${name} and ${b} the next element, ${value}, as ${by} read them`;
    }
    const reads = txns[from]?.mops.filter((m) => m.list !== null && m.key === key) ?? [];
    const read = reads.find((m) => (m.list?.[m.list.length - 1] ?? -1) === before) ?? reads[0];
    const seen = `${a} read ${name} as ${showList(table, read?.list ?? [])}`;
    return unread ? `${seen} and did not see ${last}` : `${seen} and did not see ${value}, which ${b} appended next`;
  };
  return {
    anomalies: findings.kept,
    counts: findings.counts,
    edges,
    nodes,
    explain,
    keyOf: (_, element) => table.keyOf[element] as number,
  };
}
