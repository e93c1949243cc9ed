import { show } from '../../history/canonical.js';
import type { Json, OpId } from '../../history/operation.js';
import { EdgeList, WR, WW } from '../graph/graph.js';
import { Findings } from '../findings.js';
import { connect } from './dependencies.js';
import type { Dependencies, Target } from './dependencies.js';
import { intermediateWrites } from './list-anomalies.js';
import { showKey, showTxn } from './list-versions.js';
import { lostUpdates } from './lost-update.js';
import { accesses, versionOrder } from './register-versions.js';
import type { Assumption } from './register-versions.js';
import type { TxnTable } from './transactions.js';
import { NIL, UNKNOWN } from './transactions.js';

/**
 * Dependencies of a history of register transactions with unique writes (Kingsbury & Alvaro, Elle): a read names its
 * write, so wr edges are certain. The order of versions is not visible: ww and rw edges come from the initial state and
 * from what `assume` allows.
 */
export function rwRegister(table: TxnTable, assume: readonly Assumption[]): Dependencies {
  const findings = new Findings();
  registerAnomalies(table, findings);
  lostUpdates(table, findings);
  const { txns, values, writer } = table;
  const all = accesses(table);
  const order = versionOrder(table, all, assume, findings);
  const edges = new EdgeList();

  const readers: number[][] = Array.from({ length: values.length + table.keys.length }, () => []);
  /** The committed transaction that left the version behind, or -1. */
  const installed = new Int32Array(values.length + table.keys.length).fill(-1);
  const observed = new Uint8Array(txns.length);
  for (const { txn, read } of all) {
    if (read < 0) continue;
    readers[read]?.push(txn);
    const by = writer[read];
    if (by !== undefined && by >= 0) observed[by] = 1;
  }
  for (const { txn, wrote } of all) {
    if (wrote >= 0 && (txns[txn]?.outcome === 'ok' || observed[txn] === 1)) installed[wrote] = txn;
  }
  for (const { txn, read } of all) {
    if (read >= 0 && (installed[read] as number) >= 0) edges.push(installed[read] as number, txn, WR, read);
  }
  // Successors of each version; a version that follows in more than one way counts once.
  const successors = new Map<number, Map<number, number>>();
  for (const [i, before] of order.before.entries()) {
    const after = order.after[i] as number;
    const to = installed[after] as number;
    if (to < 0) continue;
    let targets = successors.get(before);
    if (targets === undefined) successors.set(before, (targets = new Map()));
    if (targets.has(to)) continue;
    targets.set(to, i);
    const from = installed[before] as number;
    if (from >= 0) edges.push(from, to, WW, i);
  }
  let nodes = txns.length;
  for (const [version, targets] of successors) {
    const list: Target[] = [...targets].map(([node, note]) => ({ node, note }));
    connect(edges, readers[version] as number[], list, () => nodes++);
  }

  const name = (version: number): string => show(values[version] ?? null);
  const keyOf = (kind: number, note: number): number => {
    const version = kind === WR ? note : (order.after[note] as number);
    return table.keyOf[version] as number;
  };
  const explain = (from: number, to: number, kind: number, _first: number, note: number): string => {
    const key = showKey(table, keyOf(kind, note));
    const a = showTxn(table, from);
    const b = showTxn(table, to);
    if (kind === WR) return `${b} read ${key} = ${name(note)}, which ${a} wrote`;
    const before = order.before[note] as number;
    const did =
      before < values.length
        ? `${kind === WW ? 'wrote' : 'read'} ${key} = ${name(before)}`
        : `read ${key} in its initial state`;
    return `${a} ${did} and ${b} wrote ${name(order.after[note] as number)}, a later version (${order.source[note] as string})`;
  };
  return { anomalies: findings.kept, counts: findings.counts, edges, nodes, explain, keyOf };
}

/** The anomalies of register transactions that need no graph. */
function registerAnomalies(table: TxnTable, findings: Findings): void {
  const intermediate = intermediateWrites(table);
  const id = (index: number): OpId => table.txns[index]?.op.op_id ?? -1;
  const version = (element: number): string =>
    element < 0 ? 'its initial state' : show(table.values[element] ?? null);
  for (const [index, txn] of table.txns.entries()) {
    if (txn.outcome !== 'ok') continue;
    const me = showTxn(table, index);
    const state = new Map<number, number>();
    const done = new Set<number>();
    for (const { write, key, element } of txn.mops) {
      const name = showKey(table, key);
      const about = (ops: readonly number[], message: string): { message: string; ops: OpId[]; key: Json } => ({
        message,
        ops: ops.map(id),
        key: table.keys[key] ?? null,
      });
      const known = state.get(key);
      if (element !== UNKNOWN) state.set(key, element);
      if (write) {
        done.add(element);
        continue;
      }
      if (known !== undefined && known !== element) {
        findings.add('internal', () =>
          about(
            [index],
            `${me} read ${name} as ${version(element)}, where its own earlier reads and writes make it ${version(known)}`,
          ),
        );
      }
      if (element === NIL || element === UNKNOWN) continue;
      const by = table.writer[element] as number;
      if (by === index) {
        if (!done.has(element)) {
          findings.add('future-read', () =>
            about([index], `${me} read ${name} as ${version(element)} before it wrote that`),
          );
        }
      } else if (by < 0) {
        findings.add('garbage-read', () =>
          about([index], `${me} read ${name} as ${version(element)}, which no operation of the history wrote`),
        );
      } else if (table.txns[by]?.outcome === 'fail') {
        findings.add('G1a', () =>
          about(
            [index, by],
            `${me} read ${name} as ${version(element)}, which ${showTxn(table, by)} wrote and did not commit`,
          ),
        );
      } else if (intermediate[element] === 1) {
        findings.add('G1b', () =>
          about(
            [index, by],
            `${me} read ${name} as ${version(element)}, which ${showTxn(table, by)} overwrote before it committed`,
          ),
        );
      }
    }
  }
}
