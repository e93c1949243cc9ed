import t from 'tap';
import checker from '../../lib/check/prefix-order.js';
import type { Json } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, ops, types } from './checking.js';
import type { Line } from './checking.js';

const append = (p: number, value: Json, offset: number | null, at: number, done: number): Line => [
  p,
  'append',
  value,
  offset === null ? null : { offset },
  at,
  done,
];

t.test('logs', (t) => {
  const cases: [string, Line[], string, string[], Record<string, string>?][] = [
    [
      'reads of growing prefixes',
      [append(1, 'a', 0, 0, 1), [2, 'read', null, ['a'], 2, 3], [2, 'read', null, ['a', 'b'], 4, 5]],
      'valid',
      [],
    ],
    [
      'a read from an offset on is no read of the whole log',
      [
        append(1, 'a', 0, 0, 1),
        append(1, 'b', 1, 2, 3),
        [2, 'read', { offset: 0 }, ['a', 'b'], 4, 5],
        [2, 'read', { offset: 1 }, ['b'], 6, 7],
      ],
      'valid',
      [],
    ],
    [
      'two reads that differ in the middle',
      [
        [1, 'read', null, ['a', 'b'], 2, 3],
        [2, 'read', null, ['a', 'c'], 4, 5],
      ],
      'invalid',
      ['not-a-prefix'],
    ],
    ['two entries at one offset', [append(1, 'a', 0, 0, 1), append(2, 'b', 0, 0, 1)], 'invalid', ['divergent-entry']],
    [
      'one offset told to two appends of one value',
      [append(1, 'a', 0, 0, 1), append(2, 'a', 0, 0, 1)],
      'invalid',
      ['offset-taken-twice'],
    ],
    [
      'a read that shows another entry than was acknowledged',
      [append(1, 'a', 0, 0, 1), [2, 'read', null, { offset: 0, values: ['z'] }, 2, 3]],
      'invalid',
      ['divergent-entry'],
    ],
    [
      'a later append at an earlier offset',
      [append(1, 'a', 5, 0, 1), append(2, 'b', 4, 2, 3)],
      'invalid',
      ['order-inverted'],
    ],
    ['appends that overlap', [append(1, 'a', 5, 0, 9), append(2, 'b', 4, 2, 3)], 'unknown', []],
    [
      'a later append in front, by a read',
      [append(1, 'a', null, 0, 1), append(2, 'b', null, 2, 3), [3, 'read', null, ['b', 'a'], 4, 5]],
      'invalid',
      ['order-inverted'],
    ],
    [
      'the order among producers is not promised',
      [
        append(1, 'a', null, 0, 1),
        append(2, 'b', null, 2, 3),
        append(2, 'c', null, 4, 5),
        [3, 'read', null, ['b', 'a', 'c'], 6, 7],
      ],
      'valid',
      [],
      { scope: 'producer' },
    ],
    ['nothing to compare', [append(1, 'a', 0, 0, 1)], 'unknown', []],
  ];
  for (const [what, lines, result, found, options] of cases) {
    const answer = check(checker, ops(lines), options);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.end();
});

t.test('queues', (t) => {
  const enqueue = (p: number, value: string, at: number, done: number | null): Line => [
    p,
    'enqueue',
    value,
    null,
    at,
    done,
  ];
  const dequeue = (value: Json, at: number, done: number): Line => [9, 'dequeue', null, value, at, done];
  const ab = [enqueue(1, 'a', 0, 1), enqueue(2, 'b', 2, 3)];
  const cases: [string, Line[], string, string[], Record<string, string>?][] = [
    ['first in, first out', [...ab, dequeue('a', 4, 5), dequeue('b', 6, 7)], 'valid', []],
    ['the later one first', [...ab, dequeue('b', 4, 5), dequeue('a', 6, 7)], 'invalid', ['overtaken']],
    ['dequeues that overlap', [...ab, dequeue('b', 4, 9), dequeue('a', 6, 7)], 'valid', []],
    [
      'enqueues that overlap',
      [enqueue(1, 'a', 0, 5), enqueue(2, 'b', 2, 3), dequeue('b', 6, 7), dequeue('a', 8, 9)],
      'unknown',
      [],
    ],
    [
      'two producers, order promised to each',
      [...ab, dequeue('b', 4, 5), dequeue('a', 6, 7), enqueue(1, 'c', 10, 11), dequeue('c', 12, 13)],
      'valid',
      [],
      { scope: 'producer' },
    ],
    ['a drain in the wrong order', [...ab, [9, 'drain', null, ['b', 'a'], 4, 5]], 'invalid', ['overtaken']],
    [
      'an enqueue without an answer may have come later',
      [
        enqueue(1, 'a', 0, null),
        enqueue(2, 'b', 2, 3),
        enqueue(2, 'c', 4, 5),
        dequeue('b', 6, 7),
        dequeue('c', 8, 9),
        dequeue('a', 10, 11),
      ],
      'valid',
      [],
    ],
  ];
  for (const [what, lines, result, found, options] of cases) {
    const answer = check(checker, ops(lines), options);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.end();
});

t.test('a log with offsets is valid, and each fault that is planted is found', (t) => {
  const random = new Random(12);
  for (let i = 0; i < 300; i++) {
    const entries = Array.from({ length: 30 }, (_, n) => `e${n}`);
    const appends = entries.map((value, n): Line => append(n % 4, value, n, 10 * n, 10 * n + 15));
    const reads = Array.from({ length: 10 }, (_, n): Line => [
      8,
      'read',
      null,
      entries.slice(0, 3 * n),
      400 + 2 * n,
      401 + 2 * n,
    ]);
    const polls = [0, 10, 20].map((offset, n): Line => [
      9,
      'read',
      { offset },
      { offset, values: entries.slice(offset, offset + 10) },
      500 + 2 * n,
      501 + 2 * n,
    ]);
    t.same(types(check(checker, ops([...appends, ...reads, ...polls]))), []);
    const swapped = [...entries];
    const at = random.int(28);
    [swapped[at], swapped[at + 1]] = [swapped[at + 1] as string, swapped[at] as string];
    const last: Line = [9, 'read', null, swapped, 600, 601];
    t.ok(
      types(
        check(checker, ops([...appends, ...reads.slice(0, 1), [8, 'read', null, entries, 598, 599], last])),
      ).includes('not-a-prefix'),
    );
    const inverted = appends.map((line, n): Line =>
      n === 5 ? append(1, 'e5', 29, 50, 65) : n === 29 ? append(1, 'e29', 5, 290, 305) : line,
    );
    t.same(types(check(checker, ops(inverted))), ['order-inverted']);
    const poll: Line = [9, 'read', { offset: at }, { offset: at, values: [swapped[at] as string] }, 700, 701];
    t.same(types(check(checker, ops([...appends, poll]))), ['divergent-entry']);
  }
  t.end();
});
