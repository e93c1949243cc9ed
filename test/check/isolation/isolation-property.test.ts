import t from 'tap';
import type { Anomaly } from '../../../lib/check/checker.js';
import { checkIsolation } from '../../../lib/check/isolation/serializability.js';
import type { Json, Operation } from '../../../lib/history/operation.js';
import { Random } from '../../support/random.js';
import { generate } from './generate.js';
import type { Engine } from './generate.js';

type Mop = [string, number, Json];
const mops = (op: Operation): Mop[] => (op.output ?? op.input) as Mop[];

function check(operations: readonly Operation[], level: string, assume = ''): ReturnType<typeof checkIsolation> {
  return checkIsolation({ operations, options: { level, assume } }, { deadline: Infinity, memory: Infinity });
}

const shape = { txns: 120, keys: 4, processes: 5, mops: 4, fail: 0.05, info: 0.05 } as const;
const LEVEL: Record<Exclude<Engine, 'dirty'>, string> = {
  strict: 'strict-serializable',
  stale: 'serializable',
  snapshot: 'strong-snapshot-isolation',
  'read-committed': 'strong-read-committed',
};

t.test('a history made by an engine keeps the level that the engine gives', (t) => {
  const random = new Random(1);
  for (let i = 0; i < 100; i++) {
    for (const [engine, level] of Object.entries(LEVEL) as [Exclude<Engine, 'dirty'>, string][]) {
      const lists = generate(random, { ...shape, workload: 'list-append', engine });
      const one = check(lists, level);
      if (one.result !== 'valid') t.fail(`${i} ${engine} lists: ${JSON.stringify(one.anomalies[0])}`);
      const registers = generate(random, { ...shape, workload: 'rw-register', engine });
      const assume = engine === 'strict' ? 'wfr-keys,sequential-keys,linearizable-keys' : '';
      const two = check(registers, level, assume);
      if (two.result !== 'valid') t.fail(`${i} ${engine} registers: ${JSON.stringify(two.anomalies[0])}`);
    }
  }
  t.pass('800 histories');
  t.end();
});

t.test('an engine with a weaker promise is caught in nearly every history', (t) => {
  const random = new Random(2);
  const caught: Record<string, number> = {};
  for (let i = 0; i < 50; i++) {
    for (const engine of ['stale', 'snapshot', 'read-committed', 'dirty'] as const) {
      const expected =
        engine === 'stale' ? 'strict-serializable' : engine === 'dirty' ? 'read-committed' : 'serializable';
      const bad = check(generate(random, { ...shape, workload: 'list-append', engine }), expected).result === 'invalid';
      caught[engine] = (caught[engine] ?? 0) + (bad ? 1 : 0);
    }
  }
  for (const [engine, count] of Object.entries(caught)) t.ok(count >= 45, `${engine}: ${count} of 50`);
  t.end();
});

/** Changes one committed read of the history; null where there is no place for this fault. */
type Injection = (random: Random, history: readonly Operation[]) => Operation[] | null;

function changeRead(
  random: Random,
  history: readonly Operation[],
  change: (list: number[], key: number, op: Operation, place: number) => number[] | null,
): Operation[] | null {
  const places = history.flatMap((op, i) =>
    op.output === null ? [] : mops(op).flatMap(([f], j) => (f === 'r' ? [[i, j] as const] : [])),
  );
  for (let n = 0; n < 200 && places.length > 0; n++) {
    const [i, j] = random.pick(places);
    const op = history[i] as Operation;
    const [, key, list] = mops(op)[j] as Mop;
    const changed = change([...(list as number[])], key, op, j);
    if (changed === null) continue;
    const output = mops(op).map((mop, place) => (place === j ? ['r', key, changed] : mop));
    return history.map((other, place) => (place === i ? { ...other, output: output as Json } : other));
  }
  return null;
}

const longest = (history: readonly Operation[], key: number): number =>
  Math.max(
    0,
    ...history.flatMap((op) =>
      op.output === null
        ? []
        : mops(op).flatMap(([f, k, l]) => (f === 'r' && k === key ? [(l as number[]).length] : [])),
    ),
  );

const INJECTIONS: Record<string, Injection> = {
  'garbage-read': (random, history) => changeRead(random, history, (list) => [...list, 1_000_000]),
  'duplicate-elements': (random, history) =>
    changeRead(random, history, (list) => (list.length === 0 ? null : [...list, list[0] as number])),
  'incompatible-order': (random, history) =>
    changeRead(random, history, (list, key) =>
      list.length < 2 || list.length >= longest(history, key)
        ? null
        : [...list.slice(0, -2), ...list.slice(-2).reverse()],
    ),
  internal: (random, history) =>
    changeRead(random, history, (list, key, op, place) =>
      mops(op)
        .slice(0, place)
        .some(([f, k]) => f === 'append' && k === key)
        ? list.slice(0, -1)
        : null,
    ),
  'G-single-realtime': (random, history) =>
    // A read forgets its last element, whose append was complete before the read was invoked.
    changeRead(random, history, (list, key, op) => {
      const only = mops(op).length === 1;
      const last = list[list.length - 1];
      const writer = history.find((w) => mops(w).some(([f, k, v]) => f === 'append' && k === key && v === last));
      const before = writer !== undefined && (writer.complete_ts ?? Infinity) < op.invoke_ts && writer.output !== null;
      return only && before && list.length > 0 ? list.slice(0, -1) : null;
    }),
  G1a: (random, history) => {
    // The append of a transaction that failed turns up at the end of the longest list.
    const failed = history.filter((op) => op.error !== null && mops(op).some(([f]) => f === 'append'));
    if (failed.length === 0) return null;
    const [, key, value] = mops(random.pick(failed)).find(([f]) => f === 'append') as Mop;
    return changeRead(random, history, (list, k) =>
      k === key && list.length === longest(history, k) ? [...list, value as number] : null,
    );
  },
};

for (const [name, inject] of Object.entries(INJECTIONS)) {
  t.test(`${name}: injected into a strictly serializable history, it is found`, (t) => {
    const random = new Random(3);
    let tried = 0;
    for (let i = 0; i < 60; i++) {
      const good = generate(random, { ...shape, workload: 'list-append', engine: 'strict' });
      const bad = inject(random, good);
      if (bad === null) continue;
      tried++;
      const answer = check(bad, 'strict-serializable');
      const found = answer.anomalies.some((a) => a.type === name || (name.startsWith('G-') && a.edges !== undefined));
      if (answer.result !== 'invalid' || !found) t.fail(`history ${i}: ${JSON.stringify(answer.anomalies)}`);
    }
    t.ok(tried >= 30, `${tried} histories had a place for it`);
    t.end();
  });
}

t.test('every cycle that is given as a witness holds, edge by edge', (t) => {
  const random = new Random(4);
  let cycles = 0;
  for (let i = 0; i < 150; i++) {
    const engine = random.pick(['stale', 'snapshot', 'read-committed', 'dirty'] as const);
    const history = generate(random, { ...shape, txns: 40, keys: 3, workload: 'list-append', engine });
    for (const anomaly of check(history, 'strict-serializable').anomalies) {
      if (anomaly.edges === undefined) continue;
      cycles++;
      const wrong = fault(history, anomaly);
      if (wrong !== null) t.fail(`history ${i} (${engine}), ${anomaly.type}: ${wrong}`);
    }
  }
  t.ok(cycles > 200, `${cycles} cycles`);
  t.end();
});

/** What is wrong with a cycle, from the history alone; null if it stands. */
function fault(history: readonly Operation[], { type, edges = [], ops }: Anomaly): string | null {
  const byId = new Map(history.map((op) => [op.op_id, op]));
  if (new Set(ops).size !== ops.length) return 'a transaction stands twice';
  for (const [i, edge] of edges.entries()) {
    const a = byId.get(edge.from) as Operation;
    const b = byId.get(edge.to) as Operation;
    if (edge.to !== edges[(i + 1) % edges.length]?.from) return 'the edges are no cycle';
    if (!holds(history, edge.kind, a, b)) return `${edge.kind} ${edge.from} → ${edge.to} does not hold: ${edge.why}`;
  }
  const kinds = edges.map((edge) => edge.kind);
  const rw = kinds.filter((kind) => kind === 'rw').length;
  const adjacent = kinds.some((kind, i) => kind === 'rw' && kinds[(i + 1) % kinds.length] === 'rw');
  const base =
    rw === 1 ? 'G-single' : rw > 1 ? (adjacent ? 'G2-item' : 'G-nonadjacent') : kinds.includes('wr') ? 'G1c' : 'G0';
  const suffix = kinds.includes('realtime') ? '-realtime' : kinds.includes('process') ? '-process' : '';
  return type === base + suffix ? null : `it is a ${base}${suffix}`;
}

function holds(history: readonly Operation[], kind: string, a: Operation, b: Operation): boolean {
  const ok = (op: Operation): boolean => op.output !== null;
  if (kind === 'process') return ok(a) && a.process_id === b.process_id && a.invoke_ts < b.invoke_ts;
  if (kind === 'realtime') return ok(a) && (a.complete_ts ?? Infinity) < b.invoke_ts;
  const failed = new Set(
    history.filter((op) => op.error !== null).flatMap((op) => mops(op).map(([, k, v]) => `${k} ${JSON.stringify(v)}`)),
  );
  const reads = (op: Operation): Mop[] => (ok(op) ? mops(op).filter(([f]) => f === 'r') : []);
  const appends = (op: Operation): Mop[] => mops(op).filter(([f]) => f === 'append');
  if (kind === 'wr') {
    return reads(b).some(([, key, list]) => appends(a).some(([, k, v]) => k === key && (list as Json[]).at(-1) === v));
  }
  /** Whether version v of the key is followed directly by w in the longest read, or w is unread and v the last. */
  const next = (key: number, v: Json | undefined, w: Json): boolean => {
    let order: Json[] = [];
    for (const op of history)
      for (const [, k, list] of reads(op))
        if (k === key && (list as Json[]).length > order.length) order = list as Json[];
    order = [...new Set(order)].filter((x) => !failed.has(`${key} ${JSON.stringify(x)}`));
    const at = order.indexOf(w);
    return at < 0 ? order.at(-1) === v : order[at - 1] === v;
  };
  const versions = (op: Operation): Mop[] =>
    kind === 'ww'
      ? appends(op)
      : reads(op).map(([f, k, list]): Mop => [
          f,
          k,
          (list as Json[]).filter((v) => !failed.has(`${k} ${JSON.stringify(v)}`)).at(-1) ?? null,
        ]);
  return versions(a).some(([, key, v]) => appends(b).some(([, k, w]) => k === key && next(key, v ?? undefined, w)));
}
