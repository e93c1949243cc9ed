import t from 'tap';
import checker from '../../lib/check/total-queue.js';
import type { Json } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, failed, ops, types } from './checking.js';
import type { Line } from './checking.js';

t.test('what comes out of a queue', (t) => {
  const in1: Line = [1, 'enqueue', 'a', null, 0, 1];
  const empty: Line = [2, 'dequeue', null, null, 20, 21];
  const cases: [string, Line[], string, string[], Record<string, string>?][] = [
    ['everything comes out', [in1, [2, 'dequeue', null, 'a', 5, 6], empty], 'valid', []],
    [
      'an acknowledged element does not',
      [in1, [1, 'enqueue', 'b', null, 2, 3], [2, 'dequeue', null, 'a', 5, 6], empty],
      'invalid',
      ['lost'],
    ],
    [
      'the queue was not drained',
      [in1, [1, 'enqueue', 'b', null, 2, 3], [2, 'dequeue', null, 'a', 5, 6]],
      'unknown',
      [],
    ],
    [
      'a dequeue without an answer may have taken it',
      [
        in1,
        [1, 'enqueue', 'b', null, 2, 3],
        [2, 'dequeue', null, 'a', 5, 6],
        [3, 'dequeue', null, null, 7, null],
        empty,
      ],
      'unknown',
      [],
    ],
    [
      'one dequeue without an answer takes one element, not two',
      [
        in1,
        [1, 'enqueue', 'b', null, 2, 3],
        [3, 'dequeue', null, null, 7, null],
        empty,
        [1, 'enqueue', 'c', null, 2, 3],
        [2, 'drain', null, ['c'], 30, 31],
      ],
      'invalid',
      ['lost'],
    ],
    ['something that nobody put in', [in1, [2, 'drain', null, ['a', 'z'], 5, 6]], 'invalid', ['unexpected']],
    [
      'something that was refused',
      [in1, [1, 'enqueue', 'b', null, 2, 3, failed], [2, 'drain', null, ['a', 'b'], 5, 6]],
      'invalid',
      ['failed-but-dequeued'],
    ],
    ['at least once: twice is allowed', [in1, [2, 'drain', null, ['a', 'a'], 5, 6]], 'valid', []],
    [
      'exactly once: twice is not',
      [in1, [2, 'drain', null, ['a', 'a'], 5, 6]],
      'invalid',
      ['duplicate'],
      { delivery: 'exactly-once' },
    ],
    [
      'an unanswered enqueue that came out',
      [
        [1, 'enqueue', 'a', null, 0, null],
        [2, 'drain', null, ['a'], 5, 6],
      ],
      'valid',
      [],
    ],
    ['nothing was dequeued', [in1], 'unknown', []],
  ];
  for (const [what, lines, result, found, options] of cases) {
    const answer = check(checker, ops(lines), options);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.end();
});

t.test('a drained queue is valid, and each fault that is planted is found', (t) => {
  const random = new Random(7);
  for (let i = 0; i < 300; i++) {
    const enqueues: Line[] = Array.from({ length: 40 }, (_, n) => [
      n % 4,
      'enqueue',
      n,
      null,
      n,
      random.chance(0.1) ? null : n + 0.5,
      { key: n % 3 },
    ]);
    const out = enqueues.filter(([, , , , , done]) => done !== null || random.chance(0.5));
    const dequeues = out.map(([, , v, , , , more], n): Line => [7, 'dequeue', null, v, 100 + n, 100 + n + 0.5, more]);
    const drains = [0, 1, 2].map((key): Line => [8, 'drain', null, [], 200, 201, { key }]);
    const run = (changed: Line[]): string[] =>
      types(check(checker, ops([...enqueues, ...changed, ...drains]), { delivery: 'exactly-once' }));
    t.same(run(dequeues), []);
    const victim = random.int(dequeues.length);
    const [, , , value] = dequeues[victim] as Line;
    const acked = enqueues.some(([, , v, , , done]) => v === value && done !== null);
    t.same(run(dequeues.filter((_, n) => n !== victim)), acked ? ['lost'] : []);
    t.same(run([...dequeues, [7, 'dequeue', null, value as Json, 150, 151, { key: (value as number) % 3 }]]), [
      'duplicate',
    ]);
    t.same(run([...dequeues, [7, 'dequeue', null, 'alien', 150, 151, { key: 0 }]]), ['unexpected']);
  }
  t.end();
});
