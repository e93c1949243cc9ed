import t from 'tap';
import checker from '../../lib/check/replay-equivalence.js';
import type { Json } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, ops, types } from './checking.js';
import type { Line } from './checking.js';

const state = (position: number | null, value: Json, at: number, type = 'state'): Line => [
  1,
  type,
  position,
  value,
  at,
  at + 1,
];
const log = (entries: Json, at: number): Line => [2, 'log', null, entries, at, at + 1];

t.test('states at one position are equal', (t) => {
  const cases: [string, Line[], string, string[], Record<string, string>?][] = [
    ['before and after', [state(3, { x: 1 }, 0), state(3, { x: 1 }, 9, 'replay')], 'valid', []],
    ['a key is lost', [state(3, { x: 1, y: 2 }, 0), state(3, { x: 1 }, 9, 'replay')], 'invalid', ['replay-differs']],
    ['other positions are other states', [state(3, 1, 0), state(4, 2, 9, 'replay')], 'unknown', []],
    [
      'the log gives the state',
      [
        log(
          [
            ['put', 'x', 1],
            ['put', 'x', 2],
            ['delete', 'y'],
          ],
          0,
        ),
        state(3, { x: 2 }, 9),
      ],
      'valid',
      [],
      { apply: 'map' },
    ],
    [
      'the log gives another state',
      [
        log(
          [
            ['put', 'x', 1],
            ['delete', 'x'],
          ],
          0,
        ),
        state(2, { x: 1 }, 9),
      ],
      'invalid',
      ['state-not-replayed'],
      { apply: 'map' },
    ],
    [
      'a state in the middle of the log',
      [
        log(
          [
            ['put', 'x', 1],
            ['delete', 'x'],
          ],
          0,
        ),
        state(1, { x: 1 }, 9),
      ],
      'valid',
      [],
      { apply: 'map' },
    ],
    [
      'offsets that count from 1',
      [log([5, 7], 0), state(2, 5, 9), state(3, 12, 11)],
      'valid',
      [],
      { apply: 'counter', 'first-offset': '1' },
    ],
    ['a list', [log(['a', 'b'], 0), state(null, ['a', 'b'], 9)], 'valid', [], { apply: 'list' }],
    [
      'a list that lacks the end',
      [log(['a', 'b'], 0), state(null, ['a'], 9)],
      'invalid',
      ['state-not-replayed'],
      { apply: 'list' },
    ],
    [
      'a state from before the log was read',
      [log(['a', 'b'], 5), state(null, ['a'], 0)],
      'unknown',
      [],
      { apply: 'list' },
    ],
    ['one state', [state(3, 1, 0)], 'unknown', []],
  ];
  for (const [what, lines, result, found, options] of cases) {
    const answer = check(checker, ops(lines), options);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.throws(
    () => check(checker, ops([log([['inc', 'x']], 0), state(1, {}, 9)]), { apply: 'map' }),
    /log entry \["inc","x"\] at offset 0 cannot be replayed/,
  );
  t.end();
});

t.test('a state machine that replays is valid, and a lost, doubled or swapped entry is found', (t) => {
  const random = new Random(15);
  for (let i = 0; i < 300; i++) {
    const entries = Array.from({ length: 20 }, (_, n): Json => ['put', `k${n % 3}`, n]);
    const apply = (list: Json[]): Json =>
      Object.fromEntries(list.map((entry) => [(entry as Json[])[1] as string, (entry as Json[])[2] as number]));
    const at = [5, 10, 20].map((n) => state(n, apply(entries.slice(0, n)), 10 + n));
    const run = (list: Json[]): string[] => types(check(checker, ops([log(list, 0), ...at]), { apply: 'map' }));
    t.same(run(entries), []);
    const place = 17 + random.int(3);
    t.same(run(entries.map((entry, n) => (n === place ? ['put', 'k0', 99] : entry))), ['state-not-replayed']);
    t.same(run([...entries.slice(0, 4), ['delete', 'k0'], ...entries.slice(4, 19)]), ['state-not-replayed']);
  }
  t.end();
});
