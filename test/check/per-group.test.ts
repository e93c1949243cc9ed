import t from 'tap';
import checker from '../../lib/check/per-group.js';
import type { Operation } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, failed, ops, types } from './checking.js';
import type { Line } from './checking.js';

/** One operation every 10 ms; latencies in ms. */
function load(group: string, latencies: readonly (number | null)[], more: Partial<Operation> = {}): Line[] {
  return latencies.map((ms, i): Line => [
    group,
    'read',
    null,
    null,
    10 * i,
    ms === null ? null : 10 * i + ms,
    { group, ...more },
  ]);
}
const steady = (ms: number, count = 200): number[] => Array.from({ length: count }, () => ms);
const ms = { unit: 'ms' };

t.test('the four formulas against their thresholds', (t) => {
  const cases: [string, Line[], Record<string, string>, string, string[]][] = [
    [
      'groups that fare alike',
      [...load('a', steady(5)), ...load('b', steady(6))],
      { 'worst-p99-ratio': '1.5' },
      'valid',
      [],
    ],
    [
      'a group that waits',
      [...load('a', steady(5, 2000)), ...load('b', steady(50, 15))],
      { 'worst-p99-ratio': '1.5', 'min-samples': '10' },
      'invalid',
      ['worst_group_p99 / aggregate_p99'],
    ],
    [
      'a p99 of too few operations',
      [...load('a', steady(5, 2000)), ...load('b', steady(50, 15))],
      { 'worst-p99-ratio': '1.5' },
      'unknown',
      [],
    ],
    [
      'a group that starves',
      [...load('a', steady(5)), ...load('b', steady(5, 20))],
      { 'min-throughput': '50' },
      'invalid',
      ['min_group_throughput'],
    ],
    [
      'a group that gets little of what it asks for',
      [...load('a', steady(5)), ...load('b', [5, null, null, null])],
      { 'min-share': '0.5' },
      'invalid',
      ['min_group_throughput'],
    ],
    [
      'a group with errors',
      [...load('a', steady(5)), ...load('b', steady(5, 20), failed)],
      { 'max-error-rate': '0.1' },
      'invalid',
      ['error_rate_by_group'],
    ],
    ['one group', load('a', steady(5)), { 'max-error-rate': '0.1' }, 'unknown', []],
    [
      'repeats that agree',
      [1, 2, 3].flatMap((repeat) => [...load('a', steady(5), { repeat }), ...load('b', steady(5), { repeat })]),
      { 'max-repeat-spread': '0.1' },
      'valid',
      [],
    ],
    [
      'repeats that differ',
      [1, 2, 3].flatMap((repeat) => [
        ...load('a', steady(2 * repeat), { repeat }),
        ...load('b', steady(2 * repeat), { repeat }),
      ]),
      { 'max-repeat-spread': '0.1', 'max-error-rate': '0' },
      'unknown',
      [],
    ],
    [
      'too few repeats',
      [...load('a', steady(5)), ...load('b', steady(5))],
      { 'max-repeat-spread': '0.1' },
      'unknown',
      [],
    ],
    ['no group', [[1, 'read', null, null, 0, 1]], { 'max-error-rate': '0.1' }, 'unknown', []],
  ];
  for (const [what, lines, options, result, found] of cases) {
    const answer = check(checker, ops(lines), { ...ms, ...options });
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.end();
});

t.test('the figures are told, whatever the verdict', (t) => {
  const answer = check(
    checker,
    ops([...load('a', steady(5, 100)), ...load('b', [...steady(5, 50), ...steady(7, 50)])]),
    { ...ms, 'worst-p99-ratio': '2' },
  );
  t.match(answer.details, {
    'worst_group_p99 / aggregate_p99': { value: 1, group: 'b', aggregate_p99: 7 },
    error_rate_by_group: { worst: 0 },
    groups: { a: { ok: 100, p99: 5 }, b: { ok: 100, p99: 7 } },
  });
  t.throws(() => check(checker, ops([]), {}), /a formula needs a threshold/);
  t.end();
});

t.test('the p99 is that of the sorted latencies, on random groups', (t) => {
  const random = new Random(16);
  for (let i = 0; i < 200; i++) {
    const groups = ['a', 'b', 'c'].map((name) => ({
      name,
      latencies: Array.from({ length: 100 + random.int(200) }, () => 1 + random.int(1000)),
    }));
    const answer = check(checker, ops(groups.flatMap(({ name, latencies }) => load(name, latencies))), {
      ...ms,
      'worst-p99-ratio': '1000',
    });
    const p99 = (values: number[]): number =>
      [...values].sort((x, y) => x - y)[Math.ceil(0.99 * values.length) - 1] as number;
    const shown = answer.details?.['groups'] as Record<string, { p99: number }>;
    for (const { name, latencies } of groups) t.equal(shown[name]?.p99, p99(latencies));
    const all = p99(groups.flatMap(({ latencies }) => latencies));
    const worst = Math.max(...groups.map(({ latencies }) => p99(latencies)));
    t.match(answer.details, {
      'worst_group_p99 / aggregate_p99': { value: Number((worst / all).toPrecision(4)), aggregate_p99: all },
    });
  }
  t.end();
});
