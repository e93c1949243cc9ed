// Histories that keep their promise by construction, long ones, and one violation of each kind put into them.
import t from 'tap';
import exclusion from '../../lib/check/exclusion.js';
import invariant from '../../lib/check/invariant.js';
import perGroup from '../../lib/check/per-group.js';
import prefixOrder from '../../lib/check/prefix-order.js';
import session from '../../lib/check/session.js';
import type { Json } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, failed, ops, types, type Line } from './checking.js';

const changed = (lines: readonly Line[], at: number, line: Line): Line[] => lines.with(at, line);

t.test('a lock service that hands out rising tokens is valid, and each fault that is planted is found', (t) => {
  const random = new Random(51);
  for (let round = 0; round < 200; round++) {
    const lines: Line[] = [];
    for (let n = 1, clock = 0; n <= 20; n++) {
      // The next one asks while the lock is still held, and gets it once it is free.
      const [asked, got] = [clock + random.int(3), clock + 4];
      const over = got + 3 + random.int(4);
      lines.push([n % 5, 'acquire', null, { token: n }, asked, got]);
      if (random.chance(0.3)) lines.push([5 + (n % 3), 'acquire', null, false, got, got + 1]);
      lines.push(
        [n % 5, 'write', { token: n }, true, got + 1, got + 2],
        [n % 5, 'release', null, true, over, over + 1],
      );
      if (random.chance(0.5)) lines.push([9, 'write', { token: n - 1 }, true, got + 1, got + 2, failed]);
      clock = over;
    }
    const run = (list: Line[]): string[] => types(check(exclusion, ops(list)));
    t.same(run(lines), []);
    const grants = lines.flatMap(([, type, , output], at) => (type === 'acquire' && output !== false ? [at] : []));
    const at = random.pick(grants.slice(2, -2));
    const [holder, , , , asked, got] = lines[at] as Line;
    const { token } = (lines[at] as Line)[3] as { token: number };
    const grant = (output: Json): Line[] => changed(lines, at, [holder, 'acquire', null, output, asked, got]);
    t.same(
      run([
        ...lines,
        [77, 'acquire', null, { token: 100 }, (got ?? 0) - 1, (got ?? 0) + 1],
        [77, 'release', null, true, (got ?? 0) + 3, (got ?? 0) + 4],
      ]).includes('overlap'),
      true,
    );
    t.same(run(grant({ token: token - 2 })).includes('token-not-rising'), true);
    t.same(run(grant({ token: token + 1 })).includes('token-reused'), true);
    t.same(run([...lines, [78, 'write', { token: token - 1 }, true, 5000, 5001]]), ['stale-token-accepted']);
  }
  t.end();
});

t.test('a counter and a bank that lose nothing are valid, and each fault that is planted is found', (t) => {
  const random = new Random(52);
  for (let round = 0; round < 200; round++) {
    const counter: Line[] = [];
    const bank: Line[] = [];
    const accounts: Record<string, number> = { a: 10, b: 10, c: 10 };
    let value = 0;
    for (let n = 0; n < 40; n++) {
      const at = 10 * n;
      const by = 1 + random.int(3);
      const applied = random.chance(0.9);
      if (applied) value += by;
      counter.push(
        [n, 'inc', by, null, at, applied && random.chance(0.8) ? at + 5 : null],
        [99, 'read', null, value, at + 6, at + 7],
      );
      const [from, to] = [random.pick(['a', 'b', 'c']), random.pick(['a', 'b', 'c'])];
      const amount = Math.min(accounts[from] ?? 0, by);
      accounts[from] = (accounts[from] ?? 0) - amount;
      accounts[to] = (accounts[to] ?? 0) + amount;
      bank.push(
        [n, 'transfer', { from, to, amount }, null, at, at + 5],
        [99, 'read', null, { ...accounts }, at + 6, at + 7],
      );
    }
    const bounds = (lines: Line[]): string[] => types(check(invariant, ops(lines), { rule: 'counter-bounds' }));
    const total = (lines: Line[]): string[] => types(check(invariant, ops(lines), { rule: 'bank-total' }));
    t.same(bounds(counter), []);
    t.same(total(bank), []);
    const at = 2 * random.int(38) + 3;
    const [, , , , from, to] = counter[at] as Line;
    const attempted = counter
      .slice(0, at)
      .reduce((sum, [, type, by]) => (type === 'inc' ? sum + (by as number) : sum), 0);
    const known = counter
      .slice(0, at)
      .reduce((sum, [, type, by, , , end]) => (type === 'inc' && end !== null ? sum + (by as number) : sum), 0);
    for (const wrong of [attempted + 1, known - 1])
      t.same(bounds(changed(counter, at, [99, 'read', null, wrong, from, to])), ['counter-out-of-bounds']);
    const seen = (bank[at] as Line)[3] as Record<string, number>;
    const read = (balances: Json): Line[] => changed(bank, at, [99, 'read', null, balances, from, to]);
    t.same(total(read({ ...seen, a: (seen['a'] ?? 0) + 1 })), ['wrong-total']);
    t.same(total(read({ ...seen, a: -1, b: (seen['b'] ?? 0) + (seen['a'] ?? 0) + 1 })), ['negative-balance']);
    t.equal(check(invariant, ops(counter), { rule: 'final-state', equals: String(value) }).result, 'valid');
    t.same(types(check(invariant, ops(counter), { rule: 'final-state', max: String(value - 1) })), [
      'wrong-final-state',
    ]);
  }
  t.end();
});

t.test('groups that fare alike are valid, and one that is slowed, starved or refused is found', (t) => {
  const random = new Random(53);
  for (let round = 0; round < 100; round++) {
    const lines: Line[] = [];
    for (const group of ['a', 'b', 'c', 'd'])
      for (let n = 0; n < 120; n++)
        lines.push([group, 'read', null, null, 10 * n, 10 * n + 2 + random.int(3), { group }]);
    const victim = random.pick(['a', 'b', 'c', 'd']);
    const run = (options: Record<string, string>, change: (line: Line, n: number) => Line = (line) => line): string[] =>
      types(
        check(perGroup, ops(lines.map((line, n) => (line[0] === victim ? change(line, n) : line))), {
          unit: 'ms',
          ...options,
        }),
      );
    const all = { 'worst-p99-ratio': '1.5', 'min-throughput': '90', 'min-share': '0.95', 'max-error-rate': '0.05' };
    t.same(run(all), []);
    const slow = ([p, type, input, output, from, , more]: Line): Line => [p, type, input, output, from, from + 9, more];
    const lost = ([p, type, input, output, from, , more]: Line, n: number): Line => [
      p,
      type,
      input,
      output,
      from,
      n % 4 === 0 ? null : from + 2,
      more,
    ];
    const refused = ([p, type, input, output, from, to, more]: Line, n: number): Line => [
      p,
      type,
      input,
      output,
      from,
      to,
      { ...more, ...(n % 4 === 0 ? failed : {}) },
    ];
    // Two of its 120: its own p99, and not yet that of all.
    t.same(
      run({ 'worst-p99-ratio': '1.5' }, (line, n) => (n % 60 === 0 ? slow(line) : line)),
      ['worst_group_p99 / aggregate_p99'],
    );
    t.same(run({ 'min-throughput': '90' }, lost), ['min_group_throughput']);
    t.same(run({ 'min-share': '0.95' }, lost), ['min_group_throughput']);
    t.same(run({ 'max-error-rate': '0.05' }, refused), ['error_rate_by_group']);
  }
  t.end();
});

t.test('a queue that gives out what came in first is valid, and one that overtakes is found', (t) => {
  const random = new Random(54);
  for (let round = 0; round < 200; round++) {
    const order = Array.from({ length: 30 }, (_, n) => n);
    const enqueues = order.map((n): Line => [n % 3, 'enqueue', n, null, 10 * n, 10 * n + 5 + random.int(5)]);
    const dequeues = (list: readonly number[]): Line[] =>
      list.map((n, at): Line => [7 + (at % 2), 'dequeue', null, n, 400 + 10 * at, 404 + 10 * at + random.int(5)]);
    const run = (list: readonly number[]): string[] => types(check(prefixOrder, ops([...enqueues, ...dequeues(list)])));
    t.same(run(order), []);
    const at = random.int(25);
    const later = at + 1 + random.int(4);
    t.same(run(order.with(at, order[later] as number).with(later, order[at] as number)), ['overtaken']);
  }
  t.end();
});

t.test('sessions on one copy keep every guarantee, and each that is broken is found', (t) => {
  const random = new Random(55);
  for (let round = 0; round < 200; round++) {
    const versions: Record<string, number> = { x: 1, y: 1 };
    const call = (p: number, type: string, version: number, at: number, key: string): Line =>
      type === 'write'
        ? [p, 'write', `${key}${version}`, { version }, at, at + 5, { key }]
        : [p, 'read', null, { value: `${key}${version}`, version }, at, at + 5, { key }];
    const lines = Array.from({ length: 60 }, (_, n): Line => {
      const key = random.pick(['x', 'y']);
      const type = random.pick(['read', 'read', 'write']);
      if (type === 'write') versions[key] = (versions[key] ?? 0) + 1;
      return call(random.int(4), type, versions[key] ?? 0, 10 * n, key);
    });
    const key = random.pick(['x', 'y']);
    const now = versions[key] ?? 0;
    const run = (first: readonly [string, number], second: readonly [string, number]): string[] =>
      types(check(session, ops([...lines, call(9, ...first, 900, key), call(9, ...second, 950, key)])));
    t.same(run(['write', now + 1], ['read', now + 1]), []);
    t.ok(run(['write', now + 1], ['read', now]).includes('read-your-writes'));
    t.ok(run(['read', now], ['read', now - 1]).includes('monotonic-reads'));
    t.ok(run(['write', now + 2], ['write', now + 1]).includes('monotonic-writes'));
    t.ok(run(['read', now], ['write', now - 1]).includes('writes-follow-reads'));
  }
  t.end();
});
