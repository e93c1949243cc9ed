import { MODELS_WITH_NEEDS } from '../../lib/history/needs.js';
import { outcome, type Json, type Operation } from '../../lib/history/operation.js';
import type { Recorded } from './recorded.js';

type Fields = Record<string, Json | undefined>;

/** A way to break a history. `rule` is the one that must report, on the line that `apply` gives (from 1). */
export interface Mutation {
  readonly name: string;
  readonly rule: string;
  /** Undefined where the history has nothing to break in that way. */
  readonly apply: (lines: string[], history: Recorded) => number | undefined;
  /** Where it changes what is known of the run instead of the lines. */
  readonly nemesis?: (lines: readonly string[]) => string[];
}

const parse = (line: string | undefined): Operation => JSON.parse(line ?? '{}') as Operation;

/** The index of the first operation behind a third of the file that fits. */
function pick(lines: readonly string[], fits: (op: Operation, i: number) => boolean): number | undefined {
  for (let i = Math.floor(lines.length / 3); i < lines.length; i++) if (fits(parse(lines[i]), i)) return i;
  return undefined;
}

const ok = (op: Operation): boolean => outcome(op) === 'ok';
const info = (op: Operation): boolean => outcome(op) === 'info';
const calm = (op: Operation): boolean => ok(op) && op.fault_epoch === null;
const any = (): boolean => true;

/** Changes the fields of one operation that fits. */
function change(
  name: string,
  rule: string,
  fits: (op: Operation) => boolean,
  edit: (op: Operation) => Fields,
): Mutation {
  return {
    name,
    rule,
    apply(lines) {
      const at = pick(lines, fits);
      if (at === undefined) return undefined;
      const op = parse(lines[at]);
      lines[at] = JSON.stringify({ ...op, ...edit(op) });
      return at + 1;
    },
  };
}

/** Changes the text of one line that fits. */
function text(
  name: string,
  rule: string,
  edit: (line: string) => string,
  fits = any as (op: Operation) => boolean,
): Mutation {
  return {
    name,
    rule,
    apply(lines) {
      const at = pick(lines, (op, i) => fits(op) && edit(lines[i] ?? '') !== lines[i]);
      if (at === undefined) return undefined;
      lines[at] = edit(lines[at] ?? '');
      return at + 1;
    },
  };
}

/** Moves, drops or adds lines; gives the line that must be reported. */
function lines(name: string, rule: string, apply: Mutation['apply']): Mutation {
  return { name, rule, apply };
}

const FIELDS = [
  'complete_ts',
  'key',
  'input',
  'output',
  'error',
  'timeout_marker',
  'node_seen',
  'fault_epoch',
] as const;
const drop = (field: string) => (line: string) =>
  JSON.stringify(Object.fromEntries(Object.entries(parse(line)).filter(([name]) => name !== field)));

export const MUTATIONS: readonly Mutation[] = [
  text('a line cut in half', 'DST500', (line) => line.slice(0, line.length / 2)),
  text('the last bracket lost', 'DST500', (line) => line.slice(0, -1)),
  text('two lines run together', 'DST500', (line) => `${line}${line}`),
  text('a bare word as a value', 'DST500', (line) => line.replace('"error":null', '"error":None')),
  text('NaN as a time', 'DST500', (line) => line.replace(/"complete_ts":\d+/, '"complete_ts":NaN')),
  text('a trailing comma', 'DST500', (line) => line.replace(/\}$/, ',}')),
  text('a comment behind the line', 'DST500', (line) => `${line} // slow`),
  text('a tab inside a string', 'DST500', (line) => line.replace('"client', '"\tclient')),
  text('keys without quotes', 'DST500', (line) => line.replace('"op_id"', 'op_id')),
  text('an array instead of an object', 'DST501', (line) => JSON.stringify(Object.values(parse(line)))),
  text('null instead of an operation', 'DST501', () => 'null'),
  change('an op_id with a fraction', 'DST501', any, (op) => ({ op_id: Number(op.op_id) + 0.5 })),
  change('an empty process_id', 'DST501', any, () => ({ process_id: '' })),
  change('an invocation time in quotes', 'DST501', any, (op) => ({ invoke_ts: String(op.invoke_ts) })),
  change('no invocation time', 'DST501', any, () => ({ invoke_ts: null })),
  change('an ISO date as completion', 'DST501', ok, () => ({ complete_ts: '2026-03-14T09:00:00Z' })),
  change('an op_type of a number', 'DST501', any, () => ({ op_type: 3 })),
  change('an error of a class that is none', 'DST501', any, () => ({ error: { code: 'x', class: 'unknown' } })),
  change('an error without code', 'DST501', any, () => ({ error: { message: 'boom' } })),
  change('a marker in quotes', 'DST501', any, () => ({ timeout_marker: 'false' })),
  change('a list of nodes', 'DST501', any, () => ({ node_seen: ['n1', 'n2'] })),
  change('an epoch that is a fraction', 'DST501', any, () => ({ fault_epoch: 1.5 })),
  text('op_id left out', 'DST501', drop('op_id')),
  text('process_id left out', 'DST501', drop('process_id')),
  text('op_type left out', 'DST501', drop('op_type')),
  text('a field twice', 'DST502', (line) => line.replace(/\}$/, ',"node_seen":"n9"}')),
  text('op_id twice in a line', 'DST502', (line) => line.replace('{', '{"op_id":1,')),
  text(
    'a member of the input twice',
    'DST502',
    (line) => line.replace(/"input":[^,{]+,/, '"input":{"v":1,"v":2},'),
    calm,
  ),
  ...FIELDS.map((field) => text(`${field} left out`, 'DST503', drop(field))),
  text('node_seen under another name', 'DST503', (line) => line.replace('"node_seen"', '"node"')),
  text('an output beyond 2^53', 'DST504', (line) =>
    line.replace(/"output":(?!null)(?:"[^"]*"|\d+|\{[^}]*\}|\[[^\]]*\])/, '"output":9007199254740993'),
  ),
  text('a key of sixty-four bits', 'DST504', (line) =>
    line.replace(/"key":(?:"[^"]*"|null)/, '"key":1780000000000000001'),
  ),
  change('an op_id of another line', 'DST505', any, (op) => ({ op_id: Number(op.op_id) - 3 })),
  lines('a line written twice', 'DST505', (all) => {
    const at = pick(all, any) ?? 0;
    all.splice(at + 2, 0, all[at] ?? '');
    return at + 3;
  }),
  lines('an operation dropped', 'DST506', (all) => {
    const at = pick(all, ok) ?? 0;
    all.splice(at, 1);
    return at + 1;
  }),
  lines('five operations dropped', 'DST506', (all) => {
    all.splice(20, 5);
    return 21;
  }),
  lines('the first operations dropped', 'DST506', (all) => {
    all.splice(0, 3);
    return 1;
  }),
  change('completed before it was invoked', 'DST507', ok, (op) => ({ complete_ts: op.invoke_ts - 1 })),
  change('invocation and completion swapped', 'DST507', ok, (op) => ({
    invoke_ts: op.complete_ts ?? 0,
    complete_ts: op.invoke_ts,
  })),
  lines('an operation that lasts into the next of its process', 'DST508', (all) => {
    const at = pick(all, calm) ?? 0;
    const op = parse(all[at]);
    const next = all.findIndex((line, i) => i > at && parse(line).process_id === op.process_id);
    if (next === -1) return undefined;
    all[at] = JSON.stringify({ ...op, complete_ts: parse(all[next]).invoke_ts + 10 });
    return next + 1;
  }),
  lines('two clients under one name', 'DST508', (all) => {
    const at = pick(all, calm) ?? 0;
    const op = parse(all[at]);
    const twin = { ...op, op_id: all.length + 1, invoke_ts: op.invoke_ts + 1, complete_ts: op.invoke_ts + 2 };
    all.push(JSON.stringify({ ...twin, input: 'twin', key: 'other' }));
    return all.length;
  }),
  lines('a process that goes on after a timeout', 'DST509', (all) => {
    const at = pick(all, (op) => info(op)) ?? 0;
    const { process_id } = parse(all[at]);
    const heir = String(process_id).replace(/\d+$/, (round) => String(Number(round) + 1));
    const next = all.findIndex((line, i) => i > at && parse(line).process_id === heir);
    if (next === -1) return undefined;
    all[next] = JSON.stringify({ ...parse(all[next]), process_id });
    return next + 1;
  }),
  change('a timeout without its marker', 'DST511', info, () => ({ timeout_marker: false })),
  change('a timeout that calls itself a failure', 'DST511', info, () => ({
    timeout_marker: false,
    error: { code: 'timeout', class: 'definite' },
  })),
  change('a lost answer without marker', 'DST511', ok, () => ({ complete_ts: null, output: null })),
  change('the end of the wait as completion', 'DST512', info, (op) => ({ complete_ts: op.invoke_ts + 5e9 })),
  change('a marker on an answered operation', 'DST512', ok, () => ({ timeout_marker: true, output: null })),
  change('an output that never came', 'DST513', info, () => ({ output: 'ok' })),
  change('an output of false', 'DST513', info, () => ({ output: false })),
  change('an indefinite error with an output', 'DST513', ok, () => ({
    output: 7,
    error: { code: 'unavailable', class: 'indefinite' },
  })),
  change('attempts counted in the line', 'DST514', ok, () => ({ attempts: 2 })),
  change('retries counted in the line', 'DST514', ok, () => ({ retries: 4 })),
  change('a list of attempts', 'DST514', ok, () => ({ attempts: [{ ts: 1 }, { ts: 2 }] })),
  lines('every time since 1970', 'DST515', (all) => {
    for (const [i, line] of all.entries()) {
      const op = parse(line);
      const since = 1_780_000_000 * 1e9;
      const complete_ts = op.complete_ts === null ? null : op.complete_ts + since;
      all[i] = JSON.stringify({ ...op, invoke_ts: op.invoke_ts + since, complete_ts, fault_epoch: null });
    }
    return 1;
  }),
  lines('only what succeeded', 'DST516', (all) => {
    const kept = all.map(parse).filter(ok);
    all.splice(0, all.length, ...kept.map((op, i) => JSON.stringify({ ...op, op_id: i + 1 })));
    return 1;
  }),
  {
    name: 'a window in which nobody ran',
    rule: 'DST517',
    apply: () => 1,
    nemesis: (known) => [...known, '{"epoch":"e3","start_ts":90000000000,"end_ts":91000000000}'],
  },
  lines('all tags of one fault lost', 'DST517', (all) => {
    for (const [i, line] of all.entries()) if (parse(line).fault_epoch === 'e2') all[i] = line.replace('"e2"', 'null');
    return 1;
  }),
  change('an epoch of another run', 'DST518', any, () => ({ fault_epoch: 'e9' })),
  change('the name of the fault as epoch', 'DST518', any, () => ({ fault_epoch: 'isolate-leader' })),
  change(
    'a tag lost',
    'DST519',
    (op) => op.fault_epoch !== null,
    () => ({ fault_epoch: null }),
  ),
  change('a tag on a calm operation', 'DST520', calm, (op) => ({ fault_epoch: op.invoke_ts < 20e9 ? 'e2' : 'e1' })),
  change(
    'the tag of the other fault',
    'DST520',
    (op) => op.fault_epoch === 'e1' && ok(op),
    () => ({ fault_epoch: 'e2' }),
  ),
  {
    name: 'an answer without its node',
    rule: 'DST521',
    apply: (all, { categories }) =>
      categories.includes('membership')
        ? change('', '', ok, () => ({ node_seen: null })).apply(all, { categories } as Recorded)
        : undefined,
  },
  {
    name: 'an operation of another model',
    rule: 'DST522',
    apply: (all, history) =>
      MODELS_WITH_NEEDS.includes(history.model)
        ? change('', '', ok, () => ({ op_type: 'compact' })).apply(all, history)
        : undefined,
  },
  {
    name: 'what the model needs left out',
    rule: 'DST523',
    apply(all, history) {
      const needs: Readonly<Record<string, readonly [string, Fields]>> = {
        log: ['read', { output: 'e7' }],
        session: ['write', { output: 'ok' }],
        ledger: ['credit', { input: { amount: 5 } }],
      };
      const [type, fields] = needs[history.model] ?? [];
      if (type === undefined) return undefined;
      return change(
        '',
        '',
        (op) => ok(op) && op.op_type === type,
        () => fields ?? {},
      ).apply(all, history);
    },
  },
  {
    name: 'a value written before',
    rule: 'DST524',
    apply(all, history) {
      const writes = ({ op_type }: Operation): boolean =>
        ['write', 'enqueue', 'append'].includes(op_type) && ['register', 'queue', 'log'].includes(history.model);
      const first = all.map(parse).find(writes);
      const at = pick(all, (op) => ok(op) && writes(op) && op.key === first?.key);
      if (first === undefined || at === undefined) return undefined;
      all[at] = JSON.stringify({ ...parse(all[at]), input: first.input });
      return at + 1;
    },
  },
  {
    name: 'no read at the end',
    rule: 'DST525',
    apply(all, { categories }) {
      if (!categories.includes('durability')) return undefined;
      const last = all.map(parse).findLastIndex((op) => op.op_type === 'append' && ok(op));
      all.splice(last + 1);
      const end = parse(all[last]).complete_ts ?? 0;
      for (const [i, line] of all.entries()) {
        const op = parse(line);
        if (op.op_type === 'read' && op.invoke_ts >= end) all[i] = JSON.stringify({ ...op, invoke_ts: end - 1 });
      }
      return last + 1;
    },
  },
];
