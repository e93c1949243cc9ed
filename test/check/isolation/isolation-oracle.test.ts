import t from 'tap';
import type { Test } from 'tap';
import type { Operation } from '../../../lib/history/operation.js';
import { checkIsolation } from '../../../lib/check/isolation/serializability.js';
import { BASES, STRENGTHS } from '../../../lib/check/isolation/levels.js';
import { Random } from '../../support/random.js';
import { disturb, generate } from './generate.js';
import type { Engine } from './generate.js';
import { flaws, growsInSomeOrder, serializable, snapshotIsolated } from './oracle.js';
import type { Order } from './oracle.js';

const NO_LIMITS = { deadline: Infinity, memory: Infinity };
const ORDERS: Order[] = ['none', 'session', 'realtime'];
const ENGINES: Engine[] = ['strict', 'stale', 'snapshot', 'read-committed', 'dirty'];

function held(history: readonly Operation[], options: Record<string, string> = {}): string[] | undefined {
  const answer = checkIsolation({ operations: history, options }, NO_LIMITS);
  if (answer.result === 'unknown') return undefined;
  const ruledOut = answer.details?.['ruled out'] as string[];
  return BASES.flatMap((base, b) =>
    STRENGTHS.flatMap((strength, s) => {
      const out = ruledOut.some((name) => {
        const [rb, rs] = index(name);
        return b >= rb && s >= rs;
      });
      return out ? [] : [`${strength}${base}`];
    }),
  );
}

function index(name: string): [number, number] {
  if (name === 'strict-serializable') return [3, 2];
  const s = name.startsWith('strong-session-') ? 1 : name.startsWith('strong-') ? 2 : 0;
  return [BASES.findIndex((base) => name.endsWith(base)), s];
}

function expected(history: readonly Operation[]): string[] {
  const { impossible, dirty } = flaws(history);
  const hold = [
    (order: Order) => !impossible && growsInSomeOrder(history, order, false),
    (order: Order) => !impossible && !dirty && growsInSomeOrder(history, order, true),
    (order: Order) => snapshotIsolated(history, order),
    (order: Order) => serializable(history, order),
  ];
  return BASES.flatMap((base, b) =>
    STRENGTHS.flatMap((strength, s) => (hold[b]?.(ORDERS[s] as Order) === true ? [`${strength}${base}`] : [])),
  );
}

t.test('the levels that hold for a list-append history are those that a search of all orders finds', (t) => {
  const random = new Random(20);
  const tally = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const engine = random.pick(ENGINES);
    const shape = { workload: 'list-append', engine, txns: 2 + random.int(3), keys: 1 + random.int(2) } as const;
    let history = generate(random, { ...shape, processes: 2, mops: 3, fail: 0.1, info: 0.15 });
    for (let n = random.int(3); n > 0; n--) history = disturb(random, history, true);
    const answer = held(history);
    if (answer === undefined) continue;
    const truth = expected(history);
    const unread = unreadAppends(history);
    // Two appends to one key that nobody read have no known order: only then may a snapshot level seem to hold.
    const decided = (level: string): boolean => !(level.endsWith('snapshot-isolation') && unread > 1);
    for (const level of truth) {
      if (!answer.includes(level)) return fail(t, history, answer, truth, `case ${i} (${engine}): ${level} holds`);
    }
    for (const level of answer.filter(decided)) {
      if (!truth.includes(level))
        return fail(t, history, answer, truth, `case ${i} (${engine}): ${level} does not hold`);
    }
    const label = truth.join(' ');
    tally.set(label, (tally.get(label) ?? 0) + 1);
  }
  t.ok(tally.size >= 12, `${tally.size} different sets of levels occurred`);
  t.end();
});

t.test('no level that holds for a register history is ruled out', (t) => {
  const random = new Random(21);
  for (let i = 0; i < 4000; i++) {
    const engine = random.pick(ENGINES.slice(0, 3));
    const shape = { workload: 'rw-register', engine, txns: 2 + random.int(3), keys: 1 + random.int(2) } as const;
    let history = generate(random, { ...shape, processes: 2, mops: 3, fail: 0.1, info: 0.15 });
    for (let n = random.int(2); n > 0; n--) history = disturb(random, history, false);
    const answer = held(history);
    if (answer === undefined) continue;
    for (const [b, decide] of [[2, snapshotIsolated] as const, [3, serializable] as const]) {
      for (const [s, order] of ORDERS.entries()) {
        const level = `${STRENGTHS[s] as string}${BASES[b] as string}`;
        if (decide(history, order) && !answer.includes(level)) {
          return fail(t, history, answer, [level], `case ${i} (${engine}): ${level} holds`);
        }
      }
    }
  }
  t.pass('4000 histories');
  t.end();
});

function unreadAppends(history: readonly Operation[]): number {
  const read = new Set<string>();
  const count = new Map<number, number>();
  for (const op of history) {
    for (const [f, key, v] of (op.output ?? []) as [string, number, number[]][]) {
      if (f === 'r') for (const e of v) read.add(`${key} ${e}`);
    }
  }
  for (const op of history) {
    const keys = new Set<number>();
    for (const [f, key, v] of (op.input ?? []) as [string, number, number][]) {
      if (f === 'append' && !read.has(`${key} ${v}`)) keys.add(key);
    }
    for (const key of keys) count.set(key, (count.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...count.values());
}

function fail(t: Test, history: readonly Operation[], answer: string[], truth: string[], why: string): void {
  const lines = history.map(
    (op) =>
      `${op.op_id} p${op.process_id} [${op.invoke_ts}, ${op.complete_ts}] ${JSON.stringify(op.output ?? op.input)}${op.error === null ? '' : ' failed'}`,
  );
  t.fail(
    `${why}\n${lines.join('\n')}\nchecker: ${answer.join(' ')}\ntruth: ${truth.join(' ')}\n${JSON.stringify(checkIsolation({ operations: history, options: { level: 'strict-serializable' } }, NO_LIMITS), null, 1)}`,
  );
  t.end();
}
