import { UserError } from '../cli/errors.js';
import { canonical, isList, record, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { refused } from './linearizability/models/values.js';
import { conclude, select, selfTest, unanswered } from './pass.js';

const DUMPS = new Set(['dump', 'view', 'snapshot']);
const READS = new Set(['read', 'get', 'scan', 'balance']);
const end = (op: Operation): number => op.complete_ts ?? Infinity;

/** A replica's whole state as named parts: members of an object, elements of a list, or one value. */
type State = ReadonlyMap<string, Json>;

function run({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, (op) => !READS.has(op.op_type));
  const findings = new Findings();
  const doubts: string[] = [];
  const expected = list(options['nodes']);
  const ignore = new Set(list(options['ignore']));
  const tables = new Map<string, Operation[]>();
  const changes = new Map<string, Operation[]>();
  let written = -Infinity;
  for (const op of selection.used) {
    if (DUMPS.has(op.op_type)) {
      if (outcome(op) !== 'ok') continue;
      const table = canonical(op.key);
      push(tables, table, op);
    } else if (outcome(op) !== 'fail') {
      if (op.op_type === 'join' || op.op_type === 'leave') push(changes, canonical(op.key), op);
      written = Math.max(written, outcome(op) === 'ok' ? end(op) : op.invoke_ts);
    }
  }
  let replicas = 0;
  for (const [table, dumps] of tables) {
    const last = finalDumps(dumps, written, doubts);
    for (const node of expected) {
      if (!last.has(node)) doubts.push(`node ${node} gave no dump after the last write`);
    }
    if (last.size < 2)
      doubts.push(
        `${last.size === 0 ? 'no replica' : 'only one replica'} was dumped after the last write: there is nothing to compare`,
      );
    replicas = Math.max(replicas, last.size);
    compare(last, options['order'] === 'kept', ignore, findings);
    membership(changes.get(table) ?? [], dumps[0]?.key ?? null, last, findings);
  }
  if (tables.size === 0) doubts.push('the history has no dump (op_type dump, view or snapshot with node_seen)');
  return conclude(selection, findings, {
    partitions: tables.size,
    unknown: doubts[0],
    details: { replicas, ...(doubts.length > 0 ? { doubts } : {}) },
  });
}

function push(groups: Map<string, Operation[]>, name: string, op: Operation): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [op]);
  else group.push(op);
}

/** The last dump of each replica that was asked for after all writes had ended. */
function finalDumps(dumps: readonly Operation[], written: number, doubts: string[]): Map<string, Operation> {
  const last = new Map<string, Operation>();
  for (const op of [...dumps].sort((a, b) => a.invoke_ts - b.invoke_ts)) {
    if (op.node_seen === null) {
      throw new UserError(`op ${String(op.op_id)} is a dump without node_seen: of which replica is it?`, {
        help: 'read each replica locally and record it in node_seen',
      });
    }
    if (op.invoke_ts < written) continue;
    const before = last.get(op.node_seen);
    if (before !== undefined && canonical(before.output) !== canonical(op.output)) {
      doubts.push(
        `node ${op.node_seen} changed between op ${String(before.op_id)} and op ${String(op.op_id)}: it was not at rest`,
      );
    }
    last.set(op.node_seen, op);
  }
  return last;
}

function compare(
  last: ReadonlyMap<string, Operation>,
  ordered: boolean,
  ignore: ReadonlySet<string>,
  findings: Findings,
): void {
  // Replicas with equal states are one group; each smaller group is compared with the largest.
  const groups = new Map<string, Operation[]>();
  for (const op of last.values()) {
    const state = parts(op.output, ordered, ignore);
    const text = canonical([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
    push(groups, text, op);
  }
  const [most, ...others] = [...groups.values()].sort((a, b) => b.length - a.length);
  const reference = most?.[0];
  if (most === undefined || reference === undefined) return;
  const base = parts(reference.output, ordered, ignore);
  for (const group of others) {
    const odd = group[0] as Operation;
    const differences = diff(base, parts(odd.output, ordered, ignore));
    const nodes = (ops: readonly Operation[]): string => ops.map((op) => op.node_seen).join(', ');
    findings.add('replicas-differ', () => ({
      message: `${nodes(group)} differ from ${nodes(most)} in ${differences.length} places: ${differences
        .slice(0, 5)
        .map((d) => d(String(odd.node_seen), String(reference.node_seen)))
        .join('; ')}${differences.length > 5 ? '; …' : ''}`,
      ops: [reference.op_id, odd.op_id],
      ...(odd.key === null ? {} : { key: odd.key }),
    }));
  }
}

function parts(value: Json, ordered: boolean, ignore: ReadonlySet<string>): State {
  const members = record(value);
  if (members !== undefined) {
    return new Map(
      Object.entries(members).flatMap(([name, part]): [string, Json][] =>
        ignore.has(name) ? [] : [[name, part ?? null]],
      ),
    );
  }
  if (!isList(value)) return new Map([['the value', value]]);
  if (ordered) return new Map(value.map((element, i) => [`place ${i}`, element]));
  const count = new Map<string, number>();
  for (const element of value) count.set(canonical(element), (count.get(canonical(element)) ?? 0) + 1);
  return count;
}

function diff(base: State, odd: State): ((odd: string, base: string) => string)[] {
  const found: ((odd: string, base: string) => string)[] = [];
  for (const [name, value] of base) {
    const other = odd.get(name);
    if (other === undefined) found.push((b) => `${b} lacks ${name}`);
    else if (canonical(other) !== canonical(value))
      found.push((b, a) => `${name} is ${show(other)} on ${b} and ${show(value)} on ${a}`);
  }
  for (const name of odd.keys()) if (!base.has(name)) found.push((b, a) => `${b} has ${name}, which ${a} lacks`);
  return found;
}

/**
 * Who is a member in the end is told by a change that can have been the last one: no acknowledged change of the same
 * member began after it had ended. Where all of these joined, the member is in every view; where all left, in none.
 */
function membership(
  changes: readonly Operation[],
  key: Json,
  last: ReadonlyMap<string, Operation>,
  findings: Findings,
): void {
  const members = new Map<string, { name: Json; ops: Operation[] }>();
  for (const op of changes) {
    if (outcome(op) === 'ok' && refused(op.output)) continue;
    const input = record(op.input);
    const name = input?.['node'] ?? input?.['member'] ?? op.input;
    const member = members.get(canonical(name));
    if (member === undefined) members.set(canonical(name), { name, ops: [op] });
    else member.ops.push(op);
  }
  const settled = [...members].flatMap(([text, { name, ops }]) => {
    const acknowledged = ops.filter((op) => outcome(op) === 'ok');
    const latest = acknowledged.reduce((time, op) => Math.max(time, op.invoke_ts), -Infinity);
    const final = ops.filter((op) => end(op) >= latest);
    // Of what got no answer alone nothing is known.
    const witness = acknowledged.find((op) => op.invoke_ts === latest);
    if (witness === undefined || final.some((op) => op.op_type !== witness.op_type)) return [];
    return [{ text, name, op: witness, joined: witness.op_type === 'join' }];
  });
  for (const dump of last.values()) {
    const view = isList(dump.output)
      ? dump.output
      : (record(dump.output)?.['members'] ?? record(dump.output)?.['view']);
    if (!isList(view)) continue;
    const present = new Set(view.map(canonical));
    for (const { text, name, op, joined } of settled) {
      if (present.has(text) === joined) continue;
      findings.add(joined ? 'member-missing' : 'member-not-gone', () => ({
        message: `op ${String(op.op_id)} (${op.op_type}) was acknowledged, but ${show(name)} is ${joined ? 'missing from' : 'still in'} the view of ${String(dump.node_seen)} (op ${String(dump.op_id)})`,
        ops: [op.op_id, dump.op_id],
        ...(key === null ? {} : { key }),
      }));
    }
  }
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const dump = (node: string, output: Json, at: [number, number]): Parameters<typeof selfTest>[2][number] => ({
  op_type: 'dump',
  node_seen: node,
  output,
  key: null,
  at,
});

const checker: Checker = {
  name: 'reconciliation',
  models: ['membership-table', 'map', 'log', 'ledger'],
  modelOptional: true,
  summary: 'at rest all replicas hold the same, and views hold exactly the members that joined and did not leave',
  source: 'state comparison of replicas at quiescence, as etcd’s hash check and Jepsen’s final per-node reads do it',
  cannotDetect: [
    'A fault that all replicas share.',
    'Differences before the dumps that were repaired by then.',
    'Whether the system was really at rest: an operation without an answer may still take effect. Dump each replica twice.',
    'Anything, if the dumps went through a leader instead of being read from each replica itself.',
  ],
  options: {
    nodes: { description: 'the replicas that must have given a dump, separated by commas' },
    ignore: { description: 'members of the dumps that may differ (local counters, times), separated by commas' },
    order: {
      description: 'whether lists must have one order, or only the same elements',
      choices: ['any', 'kept'],
      default: 'any',
    },
  },
  selfTests: [
    selfTest('three replicas that agree', 'valid', [
      { op_type: 'put', input: 1, at: [0, 1] },
      dump('n1', { x: 1 }, [2, 3]),
      dump('n2', { x: 1 }, [2, 3]),
      dump('n3', { x: 1 }, [4, 5]),
    ]),
    selfTest('a replica that missed a write', 'invalid', [
      { op_type: 'put', input: 1, at: [0, 1] },
      dump('n1', { x: 1 }, [2, 3]),
      dump('n2', {}, [2, 3]),
    ]),
    selfTest('a member that left is still in the views', 'invalid', [
      { op_type: 'join', input: 'n1', key: null, at: [0, 1] },
      { op_type: 'leave', input: 'n1', key: null, at: [2, 3] },
      { ...dump('n2', ['n1', 'n2'], [4, 5]), op_type: 'view' },
      { ...dump('n3', ['n1', 'n2'], [4, 5]), op_type: 'view' },
    ]),
  ],
  relax: unanswered(new Set([...DUMPS, ...READS])),
  run,
};

export default checker;
