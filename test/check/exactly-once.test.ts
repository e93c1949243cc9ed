import t from 'tap';
import checker from '../../lib/check/exactly-once.js';
import { Random } from '../support/random.js';
import { check, failed, ops, types } from './checking.js';
import type { Line } from './checking.js';

const credit = (
  id: string,
  amount: number,
  at: number,
  done: number | null,
  process: number | string = at,
  more = {},
): Line => [process, 'credit', { idem_key: id, amount }, null, at, done, more];
const entries = (...ids: string[]): Line => [99, 'entries', null, ids.map((idem_key) => ({ idem_key })), 100, 101];
const balance = (value: number, at = 100): Line => [99, 'balance', null, value, at, at + 1];

t.test('effects by business key', (t) => {
  const cases: [string, Line[], string, string[], Record<string, string>?][] = [
    ['a resent request took effect once', [credit('a', 5, 0, null), credit('a', 5, 2, 3), entries('a')], 'valid', []],
    [
      'a resent request took effect twice',
      [credit('a', 5, 0, null), credit('a', 5, 2, 3), entries('a', 'a')],
      'invalid',
      ['duplicate-effect'],
    ],
    [
      'a business key that was sent as a number comes back as text',
      [
        [1, 'credit', { idem_key: 7, amount: 5 }, null, 0, 1],
        [2, 'entries', null, ['7'], 2, 3],
      ],
      'valid',
      [],
    ],
    ['amounts add up as decimals', [credit('a', 10.1, 0, 1), credit('b', 20.2, 2, 3), balance(30.3)], 'valid', []],
    [
      'an acknowledged request has no effect',
      [credit('a', 5, 0, 1), credit('b', 5, 2, 3), entries('b')],
      'invalid',
      ['lost-effect'],
    ],
    [
      'an unanswered request may have no effect',
      [credit('a', 5, 0, null), credit('b', 5, 2, 3), entries('b')],
      'valid',
      [],
    ],
    [
      'a refused request has an effect',
      [credit('a', 5, 0, 1, 1, failed), credit('b', 5, 2, 3), entries('a', 'b')],
      'invalid',
      ['failed-but-applied'],
    ],
    ['an effect that nobody asked for', [credit('a', 5, 0, 1), entries('a', 'z')], 'invalid', ['unexpected-effect']],
    [
      'one key for two requests',
      [credit('a', 5, 0, 1), credit('a', 7, 2, 3), entries('a')],
      'invalid',
      ['business-key-reused'],
    ],
    ['a balance of each request once', [credit('a', 5, 0, null), credit('a', 5, 2, 3), balance(5)], 'valid', []],
    [
      'a balance with one request twice',
      [credit('a', 5, 0, null), credit('a', 5, 2, 3), balance(10)],
      'invalid',
      ['wrong-balance'],
    ],
    [
      'a balance that no subset of unanswered requests gives',
      [credit('a', 5, 0, null), credit('b', 5, 2, null), balance(3)],
      'invalid',
      ['wrong-balance'],
    ],
    ['a balance before the last request ended', [credit('a', 5, 0, 200), balance(0)], 'unknown', []],
    ['nothing was read', [credit('a', 5, 0, 1)], 'unknown', []],
    ['no business key', [[1, 'credit', { amount: 5 }, null, 0, 1], balance(5)], 'unknown', []],
    [
      'a business key of another name',
      [
        [1, 'pay', { order: 'x', amount: 1 }, null, 0, 1],
        [9, 'entries', null, [{ order: 'x' }, { order: 'x' }], 5, 6],
      ],
      'invalid',
      ['duplicate-effect'],
      { field: 'order' },
    ],
    ['an initial balance', [credit('a', 5, 0, 1), balance(105)], 'valid', [], { initial: '100' }],
  ];
  for (const [what, lines, result, found, options] of cases) {
    const answer = check(checker, ops(lines), options);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.end();
});

t.test('a ledger that deduplicates is valid, and each fault that is planted is found', (t) => {
  const random = new Random(8);
  for (let i = 0; i < 300; i++) {
    const lines: Line[] = [];
    const applied: string[] = [];
    let total = 0;
    for (let n = 0; n < 30; n++) {
      const size = 1 + random.int(100);
      let done = false;
      let could = false;
      for (let attempt = 0; attempt < 3 && !done; attempt++) {
        const lost = random.chance(0.3);
        lines.push(credit(`r${n}`, size, lines.length, lost ? null : lines.length + 0.5, `${n}.${attempt}`));
        done = !lost;
        could ||= random.chance(0.5);
      }
      if (!done && !could) continue;
      applied.push(`r${n}`);
      total += size;
    }
    const acked = applied.filter((id) =>
      lines.some(([, , input, , , end]) => (input as { idem_key: string }).idem_key === id && end !== null),
    );
    const run = (...end: Line[]): string[] => types(check(checker, ops([...lines, ...end])));
    t.same(run(entries(...applied), balance(total)), []);
    t.same(run(entries(...applied, random.pick(applied))), ['duplicate-effect']);
    const gone = random.pick(acked);
    t.same(run(entries(...applied.filter((id) => id !== gone))), ['lost-effect']);
    t.same(run(balance(total + 0.5)), ['wrong-balance']);
  }
  t.end();
});
