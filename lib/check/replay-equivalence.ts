import { UserError } from '../cli/errors.js';
import { canonical, isList, record, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { decimal, numberIn } from './linearizability/models/values.js';
import { conclude, select, selfTest } from './pass.js';

const STATES = new Set(['state', 'snapshot', 'dump', 'replay', 'recover']);
const LOGS = new Set(['log', 'entries', 'read']);

function run({ operations, options }: CheckInput): CheckResult {
  const apply = options['apply'] ?? 'none';
  const selection = select(operations, (op) => STATES.has(op.op_type) || (apply !== 'none' && LOGS.has(op.op_type)));
  const findings = new Findings();
  const groups = new Map<string, { states: Operation[]; logs: Operation[] }>();
  for (const op of selection.used) {
    if (outcome(op) !== 'ok') continue;
    const name = canonical(op.key);
    const group = groups.get(name) ?? { states: [], logs: [] };
    groups.set(name, group);
    (STATES.has(op.op_type) ? group.states : group.logs).push(op);
  }
  let compared = 0;
  for (const { states, logs } of groups.values()) {
    compared += sameAtOnePosition(states, findings);
    if (apply !== 'none')
      compared += againstOwnReplay(states, logs, apply, numberIn(Number(options['first-offset'] ?? 0)) ?? 0, findings);
  }
  return conclude(selection, findings, {
    partitions: groups.size,
    unknown:
      compared === 0
        ? 'no two states can be compared: record the state before and after a replay with the same position in input, or the log itself with option apply'
        : undefined,
    details: { compared, apply },
  });
}

/** How much of the log a state contains: a number or {position} or {offset} in input or output; undefined for all of it. */
function position(op: Operation): number | undefined {
  return (
    numberIn(op.input, 'position', 'offset', 'index') ??
    (record(op.output) === undefined ? undefined : numberIn(record(op.output)?.['position'] ?? null))
  );
}

function state(op: Operation): Json {
  const members = record(op.output);
  return members !== undefined && 'state' in members ? (members['state'] ?? null) : op.output;
}

/** All states of one log at one position are equal, whichever replica or replay shows them. */
function sameAtOnePosition(states: readonly Operation[], findings: Findings): number {
  const first = new Map<number | undefined, { op: Operation; text: string }>();
  let compared = 0;
  for (const op of states) {
    const at = position(op);
    const text = canonical(state(op));
    const known = first.get(at);
    if (known === undefined) {
      first.set(at, { op, text });
      continue;
    }
    compared++;
    if (known.text === text) continue;
    findings.add('replay-differs', () => ({
      message: `op ${String(known.op.op_id)} (${known.op.op_type}) and op ${String(op.op_id)} (${op.op_type}) show different states of ${show(op.key)}${at === undefined ? '' : ` at position ${at}`}: ${firstDifference(state(known.op), state(op))}`,
      ops: [known.op.op_id, op.op_id],
      key: op.key,
    }));
  }
  return compared;
}

/** Replays the longest log that was read, and compares every state at the position that it names. */
function againstOwnReplay(
  states: readonly Operation[],
  logs: readonly Operation[],
  apply: string,
  first: number,
  findings: Findings,
): number {
  let longest: { op: Operation; entries: readonly Json[] } | undefined;
  for (const op of logs) {
    const members = record(op.output);
    const entries = isList(op.output) ? op.output : (members?.['entries'] ?? members?.['values']);
    if (!isList(entries)) continue;
    if (longest === undefined || entries.length >= longest.entries.length) longest = { op, entries };
  }
  if (longest === undefined) return 0;
  const { op: source, entries } = longest;
  const wanted = states
    .map((op) => ({ op, upTo: (position(op) ?? first + entries.length) - first }))
    // A state without a position is compared only if nothing can have been added after the log was read.
    .filter(
      ({ op, upTo }) =>
        upTo >= 0 && upTo <= entries.length && (position(op) !== undefined || op.invoke_ts >= source.invoke_ts),
    )
    .sort((a, b) => a.upTo - b.upTo);
  const machine = new Machine(apply);
  let done = 0;
  let compared = 0;
  for (const { op, upTo } of wanted) {
    for (; done < upTo; done++) machine.apply(entries[done] as Json, source, first + done);
    compared++;
    const rebuilt = machine.state();
    if (canonical(rebuilt) === canonical(state(op))) continue;
    findings.add('state-not-replayed', () => ({
      message: `replaying the ${upTo} first entries of the log of ${show(op.key)} (op ${String(source.op_id)}) gives another state than op ${String(op.op_id)} (${op.op_type}) shows: ${firstDifference(rebuilt, state(op))}`,
      ops: [source.op_id, op.op_id],
      key: op.key,
    }));
  }
  return compared;
}

/** An interpreter of log entries that is independent of the system under test. */
class Machine {
  #map: Record<string, Json> = Object.create(null) as Record<string, Json>;
  #list: Json[] = [];
  #sum = 0;

  constructor(readonly kind: string) {}

  apply(entry: Json, source: Operation, offset: number): void {
    if (this.kind === 'list') {
      this.#list.push(entry);
      return;
    }
    if (this.kind === 'counter') {
      const amount = numberIn(entry, 'amount', 'delta', 'by', 'value');
      if (amount === undefined) throw unreadable(entry, source, offset, 'a number, or {"amount": n}');
      this.#sum = decimal(this.#sum + amount);
      return;
    }
    const [op, key, value] = command(entry);
    if ((op !== 'put' && op !== 'delete') || (typeof key !== 'string' && typeof key !== 'number')) {
      throw unreadable(
        entry,
        source,
        offset,
        '["put", key, value] or {"op": "put", "key": k, "value": v}, or the same with delete',
      );
    }
    if (op === 'put') this.#map[String(key)] = value ?? null;
    else Reflect.deleteProperty(this.#map, String(key));
  }

  state(): Json {
    return this.kind === 'list' ? this.#list : this.kind === 'counter' ? this.#sum : this.#map;
  }
}

function command(entry: Json): readonly (Json | undefined)[] {
  if (isList(entry)) return entry;
  const members = record(entry);
  return [members?.['op'] ?? members?.['op_type'], members?.['key'], members?.['value']];
}

function unreadable(entry: Json, source: Operation, offset: number, form: string): UserError {
  return new UserError(`op ${String(source.op_id)}: log entry ${show(entry)} at offset ${offset} cannot be replayed`, {
    help: `it should be ${form}`,
  });
}

function firstDifference(a: Json, b: Json): string {
  const [x, y] = [record(a), record(b)];
  if (x !== undefined && y !== undefined) {
    for (const name of new Set([...Object.keys(x), ...Object.keys(y)])) {
      if (canonical(x[name]) !== canonical(y[name]))
        return `${name} is ${show(x[name])} in the one and ${show(y[name])} in the other`;
    }
  }
  if (isList(a) && isList(b)) {
    const i = a.findIndex((element, place) => canonical(element) !== canonical(b[place]));
    if (i >= 0) return `place ${i} is ${show(a[i])} in the one and ${show(b[i])} in the other`;
    return `the one has ${a.length} elements, the other ${b.length}`;
  }
  return `${show(a)} and ${show(b)}`;
}

const checker: Checker = {
  name: 'replay-equivalence',
  models: ['log'],
  modelOptional: true,
  summary: 'the state rebuilt from the log is the state that was there, on every replica and at every position',
  source: 'deterministic replay of replicated state machines (Schneider, ACM Computing Surveys 22(4), 1990)',
  cannotDetect: [
    'An operation that is missing from the log and from the state alike (checker no-lost-ack).',
    'A replay that is wrong in the same way as the system, where option apply is none and both states come from it.',
    'Differences at positions that were not recorded.',
  ],
  options: {
    apply: {
      description:
        'replay the recorded log (op_type log, entries or read) too: as puts and deletes of a map, as a list, or as a sum',
      choices: ['none', 'map', 'list', 'counter'],
      default: 'none',
    },
    'first-offset': { description: 'the offset of the first entry', default: '0' },
  },
  selfTests: [
    selfTest('the state after the restart is the one before', 'valid', [
      { op_type: 'state', input: 3, output: { x: 1 }, at: [0, 1] },
      { op_type: 'replay', input: 3, output: { x: 1 }, at: [5, 6] },
    ]),
    selfTest('the replay lost a key', 'invalid', [
      { op_type: 'state', input: 3, output: { x: 1, y: 2 }, at: [0, 1] },
      { op_type: 'replay', input: 3, output: { x: 1 }, at: [5, 6] },
    ]),
    selfTest(
      'the log does not give the state',
      'invalid',
      [
        {
          op_type: 'log',
          output: [
            ['put', 'x', 1],
            ['delete', 'x'],
          ],
          at: [0, 1],
        },
        { op_type: 'state', input: 2, output: { x: 1 }, at: [2, 3] },
      ],
      { options: { apply: 'map' } },
    ),
  ],
  run,
};

export default checker;
