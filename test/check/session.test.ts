import t from 'tap';
import checker from '../../lib/check/session.js';
import type { Operation } from '../../lib/history/operation.js';
import { operation, outcome } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, ops, text, types } from './checking.js';
import type { Line } from './checking.js';

const write = (process: number, version: number, at: number, key = 'k', more = {}): Line => [
  process,
  'write',
  `${key}${version}`,
  { version },
  at,
  at + 1,
  { key, ...more },
];
const read = (process: number, version: number | null, at: number, key = 'k', more = {}): Line => [
  process,
  'read',
  null,
  version === null ? null : { value: `${key}${version}`, version },
  at,
  at + 1,
  { key, ...more },
];

t.test('each guarantee inside a session', (t) => {
  const cases: [string, Line[], string[], Record<string, string>?][] = [
    ['its own write is gone', [write(1, 1, 0), write(1, 2, 2), read(1, 1, 4)], ['read-your-writes']],
    ['its own write is gone altogether', [write(1, 1, 0), read(1, null, 4)], ['read-your-writes']],
    ['reads go back', [write(1, 1, 0), write(1, 2, 2), read(2, 2, 4), read(2, 1, 6)], ['monotonic-reads']],
    ['writes are ordered against the session', [write(1, 2, 0), write(1, 1, 2)], ['monotonic-writes']],
    [
      'a write is ordered before what the session had read',
      [write(1, 2, 0), read(2, 2, 2), write(2, 1, 4)],
      ['writes-follow-reads'],
    ],
    [
      'an answer without its question',
      [write(1, 1, 0, 'q'), read(2, 1, 2, 'q'), write(2, 1, 4, 'a'), read(3, 1, 6, 'a'), read(3, null, 8, 'q')],
      ['writes-follow-reads'],
    ],
    [
      'a second write without the first',
      [write(1, 1, 0, 'x'), write(1, 1, 2, 'y'), read(2, 1, 4, 'y'), read(2, null, 6, 'x')],
      ['monotonic-writes'],
    ],
    ['another session may lag behind', [write(1, 1, 0), write(1, 2, 2), read(2, 1, 4)], []],
    [
      'only what is asked for',
      [write(1, 1, 0), write(1, 2, 2), read(1, 1, 4)],
      [],
      { guarantees: 'monotonic-reads, monotonic-writes' },
    ],
    [
      'one session over two processes',
      [
        write(1, 1, 0, 'k', { session: 's' }),
        write(1, 2, 2, 'k', { session: 's' }),
        read(2, 1, 4, 'k', { session: 's' }),
      ],
      ['read-your-writes'],
    ],
  ];
  for (const [what, lines, found, options] of cases) t.same(types(check(checker, ops(lines), options)), found, what);
  t.end();
});

t.test('a read that returns only the value is known by the write of it', (t) => {
  const lines: Line[] = [write(1, 1, 0), write(1, 2, 2), [1, 'read', null, 'k1', 4, 5]];
  t.same(types(check(checker, ops(lines))), ['read-your-writes']);
  t.end();
});

t.test('without versions, or without a session that returns, nothing can be said', (t) => {
  t.match(
    check(
      checker,
      ops([
        [1, 'write', 'a', null, 0, 1],
        [1, 'read', null, 'b', 2, 3],
      ]),
    ),
    { result: 'unknown', reason: /version/ },
  );
  t.match(check(checker, ops([write(1, 1, 0), read(2, 1, 2)])), { result: 'unknown', reason: /no session came back/ });
  t.throws(() => check(checker, ops([]), { guarantees: 'monotonic-read' }), /Did you mean "monotonic-reads"/);
  t.end();
});

/** The definitions over all pairs of operations, without any memory of what came before. */
function oracle(history: readonly Operation[]): string[] {
  const found = new Set<string>();
  const done = history.filter((op) => outcome(op) === 'ok');
  const version = (op: Operation): number =>
    op.output === null ? -Infinity : (op.output as { version: number }).version;
  const before = (a: Operation, b: Operation): boolean =>
    a.process_id === b.process_id && (a.complete_ts ?? Infinity) <= b.invoke_ts && a !== b;
  for (const b of done) {
    for (const a of done) {
      if (!before(a, b)) continue;
      if (a.key === b.key) {
        if (b.op_type === 'read' && version(b) < version(a))
          found.add(a.op_type === 'write' ? 'read-your-writes' : 'monotonic-reads');
        if (b.op_type === 'write' && version(b) <= version(a))
          found.add(a.op_type === 'write' ? 'monotonic-writes' : 'writes-follow-reads');
      }
      // b's session read the write w; what w's session did before w must be visible to b.
      if (a.op_type !== 'read' || b.op_type !== 'read') continue;
      const w = done.find(
        (op) =>
          op.op_type === 'write' &&
          op.key === a.key &&
          version(op) === version(a) &&
          (op.complete_ts ?? 0) <= (a.complete_ts ?? 0),
      );
      if (w === undefined || w.process_id === b.process_id) continue;
      for (const earlier of done) {
        if (before(earlier, w) && earlier.key === b.key && version(b) < version(earlier)) {
          found.add(earlier.op_type === 'write' ? 'monotonic-writes' : 'writes-follow-reads');
        }
      }
    }
  }
  return [...found].sort();
}

/** Replicas that lag behind; sessions jump between them. */
function replicated(random: Random, sticky: boolean): Operation[] {
  const keys = ['x', 'y'];
  const replicas = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const versions = new Map<string, number>();
  const lines: Line[] = [];
  for (let n = 0; n < 14; n++) {
    const process = random.int(3);
    const key = random.pick(keys);
    const at = 10 * n;
    const replica = replicas[sticky ? process : random.int(3)] as Map<string, number>;
    if (random.chance(0.45)) {
      const version = (versions.get(key) ?? 0) + 1;
      versions.set(key, version);
      replica.set(key, version);
      lines.push(write(process, version, at, key));
    } else lines.push(read(process, replica.get(key) ?? null, at, key));
    // Replicas hear from each other now and then, of one key at a time: this is no causal broadcast.
    const heard = random.pick(keys);
    const [from, to] = [random.pick(replicas), random.pick(replicas)];
    if (random.chance(0.3)) to.set(heard, Math.max(to.get(heard) ?? 0, from.get(heard) ?? 0));
  }
  return ops(lines).map((op) =>
    op.output !== null && (op.output as { version: number }).version === 0 ? operation({ ...op, output: null }) : op,
  );
}

t.test('it agrees with the definitions over all pairs, on random histories', (t) => {
  const random = new Random(9);
  const tally = new Map<string, number>();
  for (let i = 0; i < 4000; i++) {
    const history = replicated(random, random.chance(0.5));
    const found = types(check(checker, history)).join(' ');
    const truth = oracle(history).join(' ');
    // Both may report one and the same stale read by different rules; that there is one must agree, and so must the rules.
    if (found !== truth) return (void t.fail(`${i}: found ${found}, expected ${truth}\n${text(history)}`), t.end());
    tally.set(truth, (tally.get(truth) ?? 0) + 1);
  }
  t.ok(tally.size >= 8, `${tally.size} different answers`);
  t.ok((tally.get('') ?? 0) > 100, 'some histories keep every guarantee');
  t.end();
});
