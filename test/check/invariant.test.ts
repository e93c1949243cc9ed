import t from 'tap';
import checker from '../../lib/check/invariant.js';
import { check, failed, ops, types } from './checking.js';
import type { Line } from './checking.js';

t.test('counters stay between what was acknowledged and what was attempted', (t) => {
  const cases: [string, Line[], string, Record<string, string>?][] = [
    [
      'all acknowledged',
      [
        [1, 'inc', 2, null, 0, 1],
        [2, 'read', null, 2, 2, 3],
      ],
      'valid',
    ],
    [
      'one is missing',
      [
        [1, 'inc', 2, null, 0, 1],
        [2, 'read', null, 0, 2, 3],
      ],
      'invalid',
    ],
    [
      'one too many',
      [
        [1, 'inc', 2, null, 0, 1],
        [2, 'read', null, 4, 2, 3],
      ],
      'invalid',
    ],
    [
      'an unanswered one may count',
      [
        [1, 'inc', 2, null, 0, null],
        [2, 'read', null, 2, 2, 3],
      ],
      'valid',
    ],
    [
      'or not',
      [
        [1, 'inc', 2, null, 0, null],
        [2, 'read', null, 0, 2, 3],
      ],
      'valid',
    ],
    [
      'a failed one does not',
      [
        [1, 'inc', 2, null, 0, 1, failed],
        [2, 'read', null, 2, 2, 3],
      ],
      'invalid',
    ],
    [
      'one that runs beside the read',
      [
        [1, 'inc', 2, null, 0, 9],
        [2, 'read', null, 2, 2, 3],
      ],
      'valid',
    ],
    [
      'decrements',
      [
        [1, 'inc', 5, null, 0, 1],
        [1, 'dec', 2, null, 2, 3],
        [2, 'read', null, 3, 4, 5],
      ],
      'valid',
    ],
    [
      'a decrement that is missing',
      [
        [1, 'inc', 5, null, 0, 1],
        [1, 'dec', 2, null, 2, 3],
        [2, 'read', null, 5, 4, 5],
      ],
      'invalid',
    ],
    [
      'another start',
      [
        [1, 'inc', null, null, 0, 1],
        [2, 'read', null, 11, 4, 5],
      ],
      'valid',
      { initial: '10' },
    ],
    ['nothing was read', [[1, 'inc', 1, null, 0, 1]], 'unknown'],
  ];
  for (const [what, lines, result, options] of cases)
    t.equal(check(checker, ops(lines), options, 'counter').result, result, what);
  t.end();
});

t.test('a bank keeps its total', (t) => {
  const read = (at: number, a: number, b: number): Line => [1, 'read', null, { a, b }, at, at + 1];
  const run = (lines: Line[], options = {}): ReturnType<typeof check> =>
    check(checker, ops(lines), { rule: 'bank-total', ...options });
  t.equal(run([read(0, 5, 5), read(2, 2, 8)]).result, 'valid');
  t.same(types(run([read(0, 5, 5), read(2, 2, 9)])), ['wrong-total']);
  t.same(types(run([read(0, 5, 5)], { total: '11' })), ['wrong-total']);
  t.same(types(run([read(0, 5, 5), read(2, -1, 11)])), ['negative-balance']);
  t.equal(run([read(0, 5, 5), read(2, -1, 11)], { overdraft: 'allowed' }).result, 'valid');
  t.match(run([read(0, 5, 5)]), { result: 'unknown', reason: /nothing to be compared/ });
  t.throws(() => run([[1, 'read', null, 5, 0, 1]]), /op 1 reads 5, which is not a balance for each account/);
  t.end();
});

t.test('the final state is what it must be', (t) => {
  const write: Line = [1, 'write', 3, null, 0, 1];
  const read = (value: number | number[], at = 2): Line => [2, 'read', null, value, at, at + 1];
  const run = (lines: Line[], options: Record<string, string>): string => check(checker, ops(lines), options).result;
  t.equal(run([write, read(3)], { equals: '3' }), 'valid');
  t.equal(run([write, read(4)], { equals: '3' }), 'invalid');
  t.equal(run([write, read([1, 2])], { min: '2', max: '2' }), 'valid');
  t.equal(run([write, read([1, 2, 3])], { max: '2' }), 'invalid');
  t.equal(run([write, read(3, 0.5)], { equals: '3' }), 'unknown');
  t.throws(() => run([write], { equals: 'three' }), /not JSON/);
  t.throws(() => run([write], {}), /needs to know which invariant/);
  t.throws(() => run([write], { min: 'x' }), /option min must be a number/);
  t.end();
});
