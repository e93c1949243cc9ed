import { UserError } from '../../cli/errors.js';
import { didYouMean } from '../../cli/nearest.js';
import { show } from '../../history/canonical.js';
import type { OpId } from '../../history/operation.js';
import type { Anomaly, CheckInput, CheckLimits, CheckResult, Edge } from '../checker.js';
import type { Step } from '../graph/cycle.js';
import { freeze, PROCESS, REALTIME, RW, WR, WW } from '../graph/graph.js';
import { searchCycles } from './cycle-search.js';
import type { Dependencies } from './dependencies.js';
import { includes, levelName, levelNamed, ruledOutBy, strongest, weakestFaults } from './levels.js';
import type { Level } from './levels.js';
import { listAppend } from './list-append.js';
import { showKey, showTxn } from './list-versions.js';
import { addProcessOrder, addRealTimeOrder } from './order-edges.js';
import { ASSUMPTIONS } from './register-versions.js';
import type { Assumption } from './register-versions.js';
import { rwRegister } from './rw-register.js';
import type { TxnTable } from './transactions.js';
import { transactions } from './transactions.js';

const KIND_NAMES: Readonly<Record<number, string>> = {
  [WW]: 'ww',
  [WR]: 'wr',
  [RW]: 'rw',
  [PROCESS]: 'process',
  [REALTIME]: 'realtime',
};

/**
 * Checks transactional isolation: infers the dependencies between transactions, decides for each isolation level
 * whether they can hold together, and explains what rules a level out.
 * @throws UserError where the history holds malformed transactions
 */
export function checkIsolation(input: CheckInput, limits: CheckLimits): CheckResult {
  const table = transactions(input.operations, input.model);
  const { txns } = table;
  const indeterminate = txns.filter((txn) => txn.outcome === 'info').length;
  const base = {
    consumed: txns.length,
    excluded: (table.skipped > 0 ? { 'not a transaction': table.skipped } : {}) as Record<string, number>,
    indeterminate,
    partitions: 1,
  };
  const unknown = (reason: string): CheckResult => ({ ...base, result: 'unknown', reason, anomalies: [] });
  const twice = table.duplicates[0];
  if (twice !== undefined) return unknown(duplicateWrites(table, twice));

  const assume = assumptions(input.options['assume'] ?? '', table);
  const dependencies = table.kind === 'list-append' ? listAppend(table) : rwRegister(table, assume);
  const dataEdges = dependencies.edges.length;
  if (dataEdges === 0 && dependencies.counts.size === 0) {
    return unknown(
      'no transaction depends on another one: nothing was read that another transaction wrote, or overwrote',
    );
  }
  addProcessOrder(txns, dependencies.edges);
  const nodes = addRealTimeOrder(txns, dependencies.edges, dependencies.nodes);
  const graph = freeze(nodes, dependencies.edges);
  if (performance.now() > limits.deadline) {
    return unknown(
      `the time limit was reached after ${txns.length} transactions gave ${dataEdges} dependencies: no cycle was looked for`,
    );
  }
  const cycles = searchCycles(graph, txns.length, limits.deadline);

  const faults: Level[] = [...[...dependencies.counts.keys()].map(ruledOutBy), ...cycles.faults];
  const expected = levelNamed(input.options['level'] ?? 'serializable') as Level;
  const counts = new Map(dependencies.counts);
  const all: Anomaly[] = [...dependencies.anomalies];
  for (const [name, list] of cycles.found) {
    counts.set(name, list.length);
    for (const cycle of list) all.push(cycleAnomaly(table, dependencies, name, cycle));
  }
  const severity = (a: Anomaly): number => ruledOutBy(a.type).strength * 4 + ruledOutBy(a.type).base;
  all.sort((a, b) => severity(a) - severity(b) || a.ops.length - b.ops.length);
  const against = all.filter((anomaly) => includes(expected, ruledOutBy(anomaly.type)));
  const beyond = all.filter((anomaly) => !against.includes(anomaly));
  const held = strongest(faults).map(levelName);
  return {
    ...base,
    result: faults.some((fault) => includes(expected, fault)) ? 'invalid' : 'valid',
    anomalies: against,
    ...(against[0] === undefined ? {} : { witness: { ops: against[0].ops } }),
    details: {
      workload: table.kind,
      expected: levelName(expected),
      strongest: held,
      'ruled out': weakestFaults(faults).map(levelName),
      anomalies: Object.fromEntries(counts),
      ...(beyond.length > 0 ? { beyond: beyond.map(({ type, message }) => `${type}: ${message}`) } : {}),
      dependencies: dataEdges,
      ...(table.kind === 'rw-register' ? { assumed: ['initial-state', ...assume] } : {}),
    },
  };
}

function assumptions(text: string, table: TxnTable): Assumption[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const help = `option assume takes ${ASSUMPTIONS.join(', ')}, separated by commas`;
  if (names.length > 0 && table.kind === 'list-append') {
    throw new UserError('option assume is for registers: the order of appends is in the lists that were read', {
      help,
    });
  }
  return names.map((name) => {
    const known = ASSUMPTIONS.find((assumption) => assumption === name);
    if (known === undefined)
      throw new UserError(`unknown assumption "${name}".${didYouMean(name, ASSUMPTIONS)}`, { help });
    return known;
  });
}

function duplicateWrites(table: TxnTable, twice: TxnTable['duplicates'][number]): string {
  const verb = table.kind === 'list-append' ? 'append' : 'write';
  const who =
    twice.first === twice.second
      ? `op ${String(twice.first.op_id)} ${verb}s it twice`
      : `op ${String(twice.first.op_id)} and op ${String(twice.second.op_id)} both ${verb} it`;
  return `the value ${show(twice.value)} of ${show(twice.key)} does not name its writer: ${who}. Give each logical operation a value of its own and record a retry inside the client as one operation`;
}

/** A cycle in words: which order each edge forces, and why. */
function cycleAnomaly(table: TxnTable, dependencies: Dependencies, name: string, cycle: readonly Step[]): Anomaly {
  const id = (index: number): OpId => table.txns[index]?.op.op_id ?? -1;
  const edges: Edge[] = cycle.map((step) => ({
    from: id(step.from),
    to: id(step.to),
    kind: KIND_NAMES[step.kind] ?? '?',
    why: why(table, dependencies, step),
  }));
  const keys = new Set<number>();
  for (const step of cycle) {
    if (step.kind !== PROCESS && step.kind !== REALTIME) keys.add(dependencies.keyOf(step.kind, step.last));
  }
  const [key] = keys;
  const chain = [...cycle, ...cycle.slice(0, 1)].map((step) => showTxn(table, step.from)).join(' → ');
  const about = [...keys].map((k) => showKey(table, k)).join(', ');
  return {
    type: name,
    message: `${chain}: each comes before the next, so none can come first (${keys.size > 1 ? 'keys' : 'key'} ${about})`,
    ops: cycle.map((step) => id(step.from)),
    ...(key === undefined ? {} : { key: table.keys[key] ?? null }),
    edges,
  };
}

function why(table: TxnTable, dependencies: Dependencies, step: Step): string {
  const a = showTxn(table, step.from);
  const b = showTxn(table, step.to);
  const first = table.txns[step.from]?.op;
  const second = table.txns[step.to]?.op;
  if (step.kind === PROCESS) return `process ${String(first?.process_id)} executed ${a} before ${b}`;
  if (step.kind === REALTIME) {
    return `${a} completed at ${String(first?.complete_ts)}, before ${b} was invoked at ${String(second?.invoke_ts)}`;
  }
  return dependencies.explain(step.from, step.to, step.kind, step.first, step.last);
}
