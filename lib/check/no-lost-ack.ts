import { UserError } from '../cli/errors.js';
import { canonical, isList, record, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, OpId, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { Interner } from './intern.js';
import { effectOf, numberIn } from './linearizability/models/values.js';
import { conclude, select, selfTest, unanswered } from './pass.js';
import { KeyCheck, readOf } from './sets/key-check.js';
import type { Element } from './sets/key-check.js';

const WRITES = new Set(['add', 'append', 'write', 'put', 'insert', 'enqueue', 'set']);
const REMOVES = new Set(['remove', 'delete', 'discard']);
const READS = new Set(['read', 'get', 'scan', 'list', 'dump']);

type Fate = 'stable' | 'lost' | 'never-read' | 'not-written';

function run({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, (op) => [WRITES, REMOVES, READS].some((types) => types.has(op.op_type)));
  const findings = new Findings();
  const keys = new Interner();
  const checks: KeyCheck[] = [];
  const at = (key: Json): KeyCheck => (checks[keys.add(key)] ??= new KeyCheck(key));
  for (const op of selection.used) {
    if (READS.has(op.op_type)) {
      if (outcome(op) === 'ok') at(op.key).reads.push(readOf(op));
      continue;
    }
    const acknowledged = effectOf(op) === 'ok';
    const element = at(op.key).element(op.input, acknowledged ? numberIn(op.output, 'offset') : undefined);
    if (REMOVES.has(op.op_type)) element.removed ||= outcome(op) !== 'fail';
    else {
      element.writes.push(op);
      if (acknowledged) element.known = Math.min(element.known, op.complete_ts ?? Infinity);
    }
  }
  const tally = {
    attempted: 0,
    acknowledged: 0,
    stable: 0,
    lost: 0,
    'never-read': 0,
    stale: 0,
    recovered: 0,
    removed: 0,
  };
  const latencies: number[] = [];
  let unseen: string | undefined;
  for (const check of checks) {
    scalarReads(check);
    check.readAll();
    const absence = check.lastAbsences();
    const before = { ...tally };
    for (const element of check.elements) {
      judge(check, element, absence(element), options, findings, tally, latencies);
    }
    const unread = tally['never-read'] - before['never-read'];
    if (unread > 0 && tally.stable === before.stable)
      unseen ??= `no element of ${show(check.key)} was seen to stay: no read of it came after ${unread} acknowledged write${unread === 1 ? '' : 's'}`;
  }
  latencies.sort((a, b) => a - b);
  const quantile = (q: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? 0;
  return conclude(selection, findings, {
    partitions: checks.length,
    unknown: doubt(tally, checks) ?? unseen,
    details: {
      ...tally,
      ...(latencies.length > 0 ? { 'stale for': { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) } } : {}),
    },
  });
}

function doubt(tally: { stable: number; acknowledged: number }, checks: readonly KeyCheck[]): string | undefined {
  if (tally.stable > 0) return undefined;
  if (checks.every((check) => check.reads.length === 0)) return 'no read was answered: nothing shows what survived';
  if (tally.acknowledged === 0) return 'no write was acknowledged: there is nothing that may not be lost';
  return 'no element was seen to stay: no read came after an acknowledged write';
}

/** A register forgets by design what was overwritten: it is no set. */
function scalarReads({ key, elements, reads }: KeyCheck): void {
  const scalar = reads.find(
    ({ op, from }) => from === undefined && op.output !== null && !isList(op.output) && record(op.output) === undefined,
  );
  if (scalar === undefined || elements.filter((element) => element.writes.length > 0).length < 2) return;
  throw new UserError(
    `key ${show(key)} is written more than once and op ${String(scalar.op.op_id)} reads one value of it: a register loses what is overwritten`,
    { help: 'read the whole set or log as a list, write each key once, or use --checker linearizability' },
  );
}

function judge(
  { key, reads }: KeyCheck,
  element: Element,
  lastAbsent: number,
  options: CheckInput['options'],
  findings: Findings,
  tally: Record<
    'attempted' | 'acknowledged' | 'stable' | 'lost' | 'never-read' | 'stale' | 'recovered' | 'removed',
    number
  >,
  latencies: number[],
): void {
  const { writes, seen } = element;
  const outcomes = writes.map(effectOf);
  const read = (number: number | undefined): Operation | undefined =>
    number === undefined ? undefined : reads[number]?.op;
  const lastSeen = seen[seen.length - 1] ?? -1;
  const what = `${show(element.value)} of ${show(key)}`;
  const report = (type: string, message: string, ops: readonly (Operation | undefined)[]): void => {
    findings.add(type, () => ({
      message,
      ops: [...new Set(ops.flatMap((op): OpId[] => (op === undefined ? [] : [op.op_id])))],
      key,
    }));
  };
  if (writes.length > 0) tally.attempted++;
  if (outcomes.includes('ok')) tally.acknowledged++;
  if (element.removed) {
    tally.removed++;
    return;
  }
  if (writes.length === 0) {
    report('never-attempted', `op ${String(read(seen[0])?.op_id)} read ${what}, which no operation wrote`, [
      read(seen[0]),
    ]);
    return;
  }
  if (seen.length > 0 && outcomes.every((one) => one === 'fail')) {
    report(
      'failed-but-visible',
      `op ${String(writes[0]?.op_id)} failed to write ${what} for certain, and op ${String(read(seen[0])?.op_id)} read it`,
      [writes[0], read(seen[0])],
    );
  }
  const possible = outcomes.filter((one) => one !== 'fail').length;
  if (element.most > Math.max(1, possible) && options['duplicates'] !== 'allowed') {
    findings.add('duplicate', () => {
      // Only for the few that are told: the element's own count says that there is such a read.
      const value = canonical(element.value);
      const shows = seen.find(
        (number) => reads[number]?.values.filter((one) => canonical(one) === value).length === element.most,
      );
      const ops = [writes[0], read(shows)].flatMap((op): OpId[] => (op === undefined ? [] : [op.op_id]));
      return {
        message: `${what} was written ${possible} times at most and stands ${element.most} times in one read`,
        ops,
        key,
      };
    });
  }
  const fate = fateOf(element, lastSeen, lastAbsent, reads[lastAbsent]?.op);
  if (fate === 'stable' || fate === 'lost' || fate === 'never-read') tally[fate]++;
  if (seen.length > 0 && !outcomes.includes('ok') && outcomes.includes('info')) tally.recovered++;
  if (fate === 'lost') {
    const gone = read(lastAbsent);
    const proof = seen.length > 0 ? read(lastSeen) : writes[outcomes.indexOf('ok')];
    const how = seen.length > 0 ? `op ${String(proof?.op_id)} read` : `op ${String(proof?.op_id)} wrote, acknowledged,`;
    report(
      'lost',
      `${what}, which ${how} before ${String(gone?.invoke_ts)}, is missing from op ${String(gone?.op_id)} and every later read`,
      [proof, gone],
    );
  }
  const absence = read(lastAbsent);
  if (fate === 'stable' && absence !== undefined && absence.invoke_ts > element.known) {
    tally.stale++;
    latencies.push(absence.invoke_ts - element.known);
    if (options['stale'] === 'forbidden') {
      report(
        'stale-read',
        `op ${String(absence.op_id)} did not see ${what}, which was known since ${element.known}; later reads did`,
        [writes[0], absence],
      );
    }
  }
}

/** As Jepsen's set-full: by the last read that saw the element and the last that did not, in the order of invocation. */
function fateOf(element: Element, lastSeen: number, lastAbsent: number, absence: Operation | undefined): Fate {
  if (lastSeen > lastAbsent) return 'stable';
  if (absence !== undefined && element.known < absence.invoke_ts) return 'lost';
  return element.known < Infinity ? 'never-read' : 'not-written';
}

const checker: Checker = {
  name: 'no-lost-ack',
  models: ['log', 'map', 'queue'],
  modelOptional: true,
  summary: 'every acknowledged element is still there in the last reads, and nothing is there that was not written',
  source: 'Jepsen’s set-full checker (jepsen.checker): stable, lost, never-read and stale elements',
  cannotDetect: [
    'Loss after the last read: finish with reads of every key by a fresh client, after the heal.',
    'The order of elements (checker prefix-order).',
    'Loss of an element whose write got no answer and that nobody saw: it may never have been written.',
    'Whether a missing element comes back after the last read: a stale last read looks like a loss.',
    'Loss of what was overwritten: registers are no sets.',
  ],
  options: {
    stale: {
      description: 'whether a read may miss an element that is known',
      choices: ['allowed', 'forbidden'],
      default: 'allowed',
    },
    duplicates: {
      description: 'whether an element may show more often than it was written',
      choices: ['allowed', 'forbidden'],
      default: 'forbidden',
    },
  },
  selfTests: [
    selfTest('every acknowledged element is in the last read', 'valid', [
      { op_type: 'add', input: 1, at: [0, 1] },
      { op_type: 'add', input: 2, at: [2, null], process_id: 2 },
      { op_type: 'read', output: [1, 2], at: [5, 6] },
    ]),
    selfTest('an acknowledged element is gone', 'invalid', [
      { op_type: 'add', input: 1, at: [0, 1] },
      { op_type: 'add', input: 2, at: [2, 3] },
      { op_type: 'read', output: [2], at: [5, 6] },
    ]),
  ],
  relax: unanswered(READS),
  run,
};

export default checker;
