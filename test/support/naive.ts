// A second opinion on linearizability: sequential objects written the plain way, apart from the library's models, a
// generator of histories that are linearizable by construction, and an oracle that tries every order.
import { isDeepStrictEqual } from 'node:util';
import { operation, outcome, type Json, type Operation } from '../../lib/history/operation.js';
import type { Random } from './random.js';

type State = Json;

/** An object that is executed: what it answers, and what it becomes. */
export interface Sequential {
  readonly initial: State;
  request(random: Random): { op_type: string; input: Json };
  execute(state: State, op: Operation): { state: State; output: Json };
  /** Whether a client may have been told `given` where the object answers `answer`; by default only the same. */
  agrees?(answer: Json, given: Json): boolean;
}

const value = (random: Random): number => random.int(3);
type Pair = readonly [Json, Json];
const list = (state: State): Json[] => [...(state as Json[])];

function register(): Sequential {
  return {
    initial: null,
    request: (random) => {
      const op_type = random.pick(['read', 'read', 'write', 'write', 'cas']);
      const input = op_type === 'read' ? null : op_type === 'write' ? value(random) : [value(random), value(random)];
      return { op_type, input };
    },
    execute(state, op) {
      if (op.op_type === 'read') return { state, output: state };
      if (op.op_type === 'write') return { state: op.input, output: null };
      const [from, to] = op.input as unknown as Pair;
      return from === state ? { state: to, output: true } : { state, output: false };
    },
  };
}

/** The plain register with values that are all different: decided without a search. */
function distinct(): Sequential {
  let next = 0;
  return {
    ...register(),
    request: (random) => (random.chance(0.5) ? { op_type: 'read', input: null } : { op_type: 'write', input: ++next }),
  };
}

const map: Sequential = {
  initial: null,
  request: (random) => {
    const op_type = random.pick(['get', 'get', 'get', 'put', 'put', 'append', 'delete']);
    return { op_type, input: op_type === 'put' || op_type === 'append' ? random.pick(['a', 'b', 'c']) : null };
  },
  execute(state, op) {
    if (op.op_type === 'get') return { state, output: state };
    if (op.op_type === 'put') return { state: op.input, output: null };
    if (op.op_type === 'delete') return { state: null, output: null };
    return { state: `${(state as string | null) ?? ''}${op.input as string}`, output: null };
  },
};

const queue: Sequential = {
  initial: [],
  request: (random) =>
    random.chance(0.5) ? { op_type: 'enqueue', input: value(random) } : { op_type: 'dequeue', input: null },
  execute(state, op) {
    if (op.op_type === 'enqueue') return { state: [...list(state), op.input], output: null };
    const [head, ...rest] = list(state);
    return { state: rest, output: head ?? null };
  },
};

const log: Sequential = {
  initial: [],
  request: (random) => {
    if (random.chance(0.5)) return { op_type: 'append', input: value(random) };
    return { op_type: 'read', input: random.chance(0.5) ? null : random.int(3) };
  },
  execute(state, op) {
    const entries = list(state);
    if (op.op_type === 'append') return { state: [...entries, op.input], output: entries.length };
    if (op.input === null) return { state, output: entries };
    return { state, output: { offset: op.input, value: entries[op.input as number] ?? null } };
  },
};

const lock: Sequential = {
  initial: [null, null],
  request: (random) => ({ op_type: random.pick(['acquire', 'release']), input: null }),
  execute(state, op) {
    const [holder, token] = state as [Json, number | null];
    if (op.op_type === 'acquire') {
      // A null output is asked to be executed. Otherwise what was handed out counts: tokens may skip numbers, and a
      // client that was not told its token shows none.
      const told = op.output === null || typeof op.output === 'number';
      const higher =
        typeof op.output === 'number' && (token === null || op.output > token) ? op.output : (token ?? 0) + 1;
      const given = told ? higher : token;
      return holder === null ? { state: [op.process_id, given], output: given } : { state, output: false };
    }
    return holder === op.process_id ? { state: [null, token], output: null } : { state, output: false };
  },
  agrees: (answer, given) => (given === true ? answer !== false : isDeepStrictEqual(answer, given)),
};

const counter: Sequential = {
  initial: 0,
  request: (random) => {
    const op_type = random.pick(['inc', 'dec', 'read']);
    return { op_type, input: op_type === 'read' ? null : 1 + random.int(3) };
  },
  execute(state, op) {
    const now = state as number;
    if (op.op_type === 'read') return { state, output: now };
    const next = op.op_type === 'inc' ? now + (op.input as number) : now - (op.input as number);
    return { state: next, output: next };
  },
};

const session: Sequential = {
  initial: [null, 0],
  request: (random) =>
    random.chance(0.5) ? { op_type: 'read', input: null } : { op_type: 'write', input: value(random) },
  execute(state, op) {
    const [now, version] = state as [Json, number];
    if (op.op_type === 'read') return { state, output: version === 0 ? { value: now } : { value: now, version } };
    return { state: [op.input, version + 1], output: { version: version + 1 } };
  },
};

const ledger: Sequential = {
  initial: [0, []],
  request: (random) => {
    const op_type = random.pick(['credit', 'debit', 'balance']);
    if (op_type === 'balance') return { op_type, input: null };
    return { op_type, input: { amount: 1 + random.int(3), idem_key: `k${random.int(4)}` } };
  },
  execute(state, op) {
    const [balance, keys] = state as [number, string[]];
    if (op.op_type === 'balance') return { state, output: balance };
    const { amount, idem_key } = op.input as { amount: number; idem_key: string };
    if (keys.includes(idem_key)) return { state, output: balance };
    const next = op.op_type === 'credit' ? balance + amount : balance - amount;
    return { state: [next, [...keys, idem_key]], output: next };
  },
};

const membership: Sequential = {
  initial: [],
  request: (random) => {
    const op_type = random.pick(['join', 'leave', 'view', 'view']);
    return { op_type, input: op_type === 'view' ? null : random.pick(['n1', 'n2', 'n3']) };
  },
  execute(state, op) {
    const members = list(state) as string[];
    if (op.op_type === 'view') return { state, output: members };
    const others = members.filter((one) => one !== op.input);
    if (op.op_type === 'leave') return { state: others, output: null };
    return { state: [...others, op.input].sort(), output: null };
  },
};

/** By the model that checks them. `register/distinct` takes the way without a search. */
export const OBJECTS: Readonly<Record<string, () => Sequential>> = {
  register,
  'cas-register': register,
  'register/distinct': distinct,
  map: () => map,
  queue: () => queue,
  log: () => log,
  lock: () => lock,
  counter: () => counter,
  session: () => session,
  ledger: () => ledger,
  'membership-table': () => membership,
};

export interface Shape {
  readonly operations: number;
  readonly processes: number;
  /** Probability that an operation's outcome stays unknown. */
  readonly unknown: number;
  /** Probability that an operation fails for certain. */
  readonly failed?: number;
  readonly key?: Json;
}

/** A history of one object that took each operation's effect between its invocation and its response (or later, or never). */
export function generate(object: Sequential, random: Random, shape: Shape): Operation[] {
  interface Flight {
    op: Operation;
    effect: boolean;
    fate: 'ok' | 'fail' | 'info';
  }
  const done: Operation[] = [];
  let state = object.initial;
  let clock = 0;
  let next = 1;
  let process = 0;
  const flights: Flight[] = [];
  const limbo: Operation[] = [];
  while (done.length < shape.operations) {
    clock += 1 + random.int(3);
    if (limbo.length > 0 && random.chance(0.2)) {
      const [late] = limbo.splice(random.int(limbo.length), 1);
      if (late !== undefined && random.chance(0.7)) state = object.execute(state, late).state;
      continue;
    }
    const start = flights.length < shape.processes && next <= shape.operations && random.chance(0.5);
    if (start || flights.length === 0) {
      const busy = new Set(flights.map((one) => one.op.process_id));
      while (busy.has(process % shape.processes)) process++;
      const request = object.request(random);
      const fate = random.chance(shape.unknown) ? 'info' : random.chance(shape.failed ?? 0) ? 'fail' : 'ok';
      const process_id = process++ % shape.processes;
      const op = operation({ op_id: next++, process_id, invoke_ts: clock, key: shape.key ?? null, ...request });
      flights.push({ op, effect: false, fate });
      continue;
    }
    const at = random.int(flights.length);
    const flight = flights[at] as Flight;
    if (flight.fate === 'ok' && !flight.effect) {
      const after = object.execute(state, flight.op);
      state = after.state;
      flight.op = { ...flight.op, output: after.output };
      flight.effect = true;
      continue;
    }
    flights.splice(at, 1);
    const ended = { ...flight.op, complete_ts: clock, timeout_marker: false };
    if (flight.fate === 'ok') done.push(ended);
    else if (flight.fate === 'fail') done.push({ ...ended, error: { code: 'refused', class: 'definite' } });
    else {
      done.push(flight.op);
      limbo.push(flight.op);
    }
  }
  return done.sort((a, b) => a.invoke_ts - b.invoke_ts);
}

/** Tries every order in which the operations can have taken effect. Exponential: for a handful of operations. */
export function bruteForce(object: Sequential, operations: readonly Operation[]): boolean {
  const relevant = operations.filter((op) => outcome(op) !== 'fail');
  const end = (op: Operation): number => (outcome(op) === 'ok' ? (op.complete_ts ?? Infinity) : Infinity);
  const agrees = object.agrees ?? isDeepStrictEqual;
  const search = (state: State, left: readonly Operation[]): boolean => {
    if (left.every((op) => outcome(op) === 'info')) return true;
    for (const op of left) {
      if (left.some((other) => other !== op && comesBefore(other, op))) continue;
      const after = object.execute(state, outcome(op) === 'ok' ? op : { ...op, output: '?' });
      if (outcome(op) === 'ok' && !agrees(after.output, op.output)) continue;
      if (
        search(
          after.state,
          left.filter((one) => one !== op),
        )
      )
        return true;
    }
    return false;
  };
  const comesBefore = (a: Operation, b: Operation): boolean => end(a) < b.invoke_ts;
  return search(object.initial, relevant);
}

/** The history with one answer changed: turned round, nudged, or taken from another operation of the same type. */
export function tamper(operations: readonly Operation[], random: Random): Operation[] {
  const answered = operations.filter((op) => outcome(op) === 'ok' && (op.output !== null || op.input === null));
  if (answered.length === 0) return [...operations];
  const victim = random.pick(answered);
  const alike = (op: Operation): boolean => op.op_type === victim.op_type && isDeepStrictEqual(op.input, victim.input);
  const donor = random.pick(answered.filter(alike));
  const changed = (): Json => {
    if (typeof victim.output === 'boolean') return !victim.output;
    if (typeof victim.output === 'number' && random.chance(0.5)) return victim.output + random.pick([-1, 1]);
    if (typeof victim.output === 'string' && random.chance(0.5)) return victim.output.slice(1) || null;
    if (Array.isArray(victim.output) && random.chance(0.5)) return (victim.output as Json[]).slice(1);
    return donor.output;
  };
  return operations.map((op) => (op === victim ? { ...op, output: changed() } : op));
}

/** The verdict that is due: where nobody got an answer, nothing was checked. */
export function verdictOf(explained: boolean, operations: readonly Operation[]): 'valid' | 'invalid' | 'unknown' {
  if (!explained) return 'invalid';
  return operations.some((op) => outcome(op) === 'ok') ? 'valid' : 'unknown';
}
