import t from 'tap';
import checker from '../../lib/check/exclusion.js';
import type { Json } from '../../lib/history/operation.js';
import { check, failed, ops, types } from './checking.js';
import type { Line } from './checking.js';

const acquire = (p: number, at: number, done: number | null, output: Json = true): Line => [
  p,
  'acquire',
  null,
  output,
  at,
  done,
];
const release = (p: number, at: number, done: number | null): Line => [p, 'release', null, true, at, done];

t.test('two holders at one time', (t) => {
  const cases: [string, Line[], string, string[], Record<string, string>?, string?][] = [
    ['one after the other', [acquire(1, 0, 1), release(1, 5, 6), acquire(2, 2, 7), release(2, 8, 9)], 'valid', []],
    ['both at once', [acquire(1, 0, 1), acquire(2, 2, 3), release(1, 5, 6), release(2, 7, 8)], 'invalid', ['overlap']],
    ['the first never releases', [acquire(1, 0, 1), acquire(2, 2, 3)], 'invalid', ['overlap']],
    [
      'a release without an answer may have worked',
      [acquire(1, 0, 1), release(1, 2, null), acquire(2, 3, 4), release(2, 8, 9)],
      'valid',
      [],
    ],
    ['the first may have crashed', [acquire(1, 0, 1), [1, 'read', null, null, 2, null], acquire(2, 3, 4)], 'valid', []],
    [
      'an acquisition without an answer is no hold',
      [acquire(1, 0, null), acquire(2, 3, 4), acquire(3, 2, 3, false), release(2, 5, 6), acquire(3, 7, 8)],
      'valid',
      [],
    ],
    [
      'a refused one is none',
      [acquire(1, 0, 1), acquire(2, 2, 3, false), release(1, 5, 6), acquire(2, 7, 8)],
      'valid',
      [],
    ],
    [
      'a failed one is none',
      [acquire(1, 0, 1), [2, 'acquire', null, null, 2, 3, failed], release(1, 5, 6), acquire(2, 7, 8)],
      'valid',
      [],
    ],
    [
      'clocks that may differ more than they overlap',
      [acquire(1, 0, 10), release(1, 20, 21), acquire(2, 12, 18), release(2, 30, 31)],
      'valid',
      [],
      { 'clock-error': '3' },
    ],
    [
      'clocks that differ less',
      [acquire(1, 0, 10), release(1, 20, 21), acquire(2, 12, 16), release(2, 30, 31)],
      'invalid',
      ['overlap'],
      { 'clock-error': '3' },
    ],
    ['a lease that has run out', [acquire(1, 0, 1), acquire(2, 12, 13)], 'valid', [], { ttl: '10' }, 'lease'],
    ['a lease that has not', [acquire(1, 0, 1), acquire(2, 5, 6)], 'invalid', ['overlap'], { ttl: '10' }, 'lease'],
    [
      'a lease is promised its ttl also where its holder got no answer to something else',
      [acquire(1, 0, 1), [1, 'use', null, null, 2, null], acquire(2, 5, 6)],
      'invalid',
      ['overlap'],
      { ttl: '10' },
      'lease',
    ],
    [
      'a lease that was renewed',
      [acquire(1, 0, 1), [1, 'renew', null, true, 8, 9], acquire(2, 12, 13)],
      'invalid',
      ['overlap'],
      { ttl: '10' },
      'lease',
    ],
    ['another lock', [acquire(1, 0, 1), [2, 'acquire', null, true, 2, 3, { key: 'other' }]], 'valid', []],
    ['one acquisition', [acquire(1, 0, 1)], 'unknown', []],
    [
      'a holder named in the input',
      [
        [1, 'acquire', { owner: 'a' }, true, 0, 1],
        [2, 'acquire', { owner: 'a' }, true, 2, 3],
      ],
      'valid',
      [],
    ],
  ];
  for (const [what, lines, result, found, options, model] of cases) {
    const answer = check(checker, ops(lines), options, model);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.end();
});

t.test('fencing tokens rise, and the resource obeys them', (t) => {
  const use = (p: number, token: number, at: number, more = {}): Line => [
    p,
    'write',
    { token },
    true,
    at,
    at + 1,
    more,
  ];
  const two = [acquire(1, 0, 1, { token: 1 }), release(1, 2, 3), acquire(2, 4, 5, { token: 2 }), release(2, 6, 7)];
  t.same(types(check(checker, ops(two))), []);
  t.same(
    types(check(checker, ops([acquire(1, 0, 1, { token: 2 }), release(1, 2, 3), acquire(2, 4, 5, { token: 1 })]))),
    ['token-not-rising'],
  );
  t.same(types(check(checker, ops([acquire(1, 0, 3, 7), release(1, 4, 5), acquire(2, 1, 6, 7)]))), ['token-reused']);
  t.same(types(check(checker, ops([...two, use(2, 2, 8), use(1, 1, 10)]))), ['stale-token-accepted']);
  t.same(types(check(checker, ops([...two, use(2, 2, 8), use(1, 1, 10, failed)]))), []);
  const zombie = [acquire(1, 0, 1, { token: 1 }), acquire(2, 4, 5, { token: 2 }), use(2, 2, 8), use(1, 1, 10, failed)];
  t.same(types(check(checker, ops(zombie))), ['overlap']);
  t.equal(
    check(checker, ops(zombie), { overlap: 'allowed' }).result,
    'valid',
    'a resource that refuses the zombie makes the overlap harmless',
  );
  t.match(check(checker, ops([acquire(1, 0, 1), acquire(2, 2, 3)]), { overlap: 'allowed' }), { result: 'unknown' });
  t.end();
});
