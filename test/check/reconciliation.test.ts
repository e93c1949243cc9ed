import t from 'tap';
import checker from '../../lib/check/reconciliation.js';
import type { Json } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, ops, types } from './checking.js';
import type { Line } from './checking.js';

const dump = (node: string, state: Json, at: number): Line => [
  9,
  'dump',
  null,
  state,
  at,
  at + 1,
  { node_seen: node, key: null },
];
const put: Line = [1, 'put', 1, null, 0, 1];

t.test('replicas at rest', (t) => {
  const cases: [string, Line[], string, string[], Record<string, string>?][] = [
    ['equal, members in any order', [put, dump('n1', { x: 1, y: 2 }, 2), dump('n2', { y: 2, x: 1 }, 2)], 'valid', []],
    ['one value differs', [put, dump('n1', { x: 1 }, 2), dump('n2', { x: 2 }, 2)], 'invalid', ['replicas-differ']],
    ['lists with other orders', [put, dump('n1', [1, 2], 2), dump('n2', [2, 1], 2)], 'valid', []],
    [
      'lists whose order counts',
      [put, dump('n1', [1, 2], 2), dump('n2', [2, 1], 2)],
      'invalid',
      ['replicas-differ'],
      { order: 'kept' },
    ],
    ['an element twice', [put, dump('n1', [1], 2), dump('n2', [1, 1], 2)], 'invalid', ['replicas-differ']],
    [
      'what may differ',
      [put, dump('n1', { x: 1, term: 4 }, 2), dump('n2', { x: 1, term: 5 }, 2)],
      'valid',
      [],
      { ignore: 'term' },
    ],
    ['a dump before the last write', [put, dump('n1', { x: 1 }, 0), dump('n2', { x: 2 }, 2)], 'unknown', []],
    ['a node without a dump', [put, dump('n1', 1, 2), dump('n2', 1, 2)], 'unknown', [], { nodes: 'n1,n2,n3' }],
    ['a replica that still changes', [put, dump('n1', 1, 2), dump('n2', 2, 2), dump('n1', 2, 4)], 'unknown', []],
    ['no dump', [put], 'unknown', []],
  ];
  for (const [what, lines, result, found, options] of cases) {
    const answer = check(checker, ops(lines), options);
    t.equal(answer.result, result, what);
    t.same(types(answer), found, what);
  }
  t.throws(() => check(checker, ops([[1, 'dump', null, 1, 0, 1]])), /op 1 is a dump without node_seen/);
  t.end();
});

t.test('a difference is told by name and node', (t) => {
  const answer = check(
    checker,
    ops([dump('n1', { x: 1, y: 1 }, 2), dump('n2', { x: 1, y: 1 }, 2), dump('n3', { x: 2, z: 1 }, 2)]),
  );
  t.equal(
    answer.anomalies[0]?.message,
    'n3 differ from n1, n2 in 3 places: x is 2 on n3 and 1 on n1; n3 lacks y; n3 has z, which n1 lacks',
  );
  t.end();
});

t.test('views show who joined and did not leave', (t) => {
  const view = (node: string, members: string[], at: number): Line => [
    9,
    'view',
    null,
    members,
    at,
    at + 1,
    { node_seen: node, key: null },
  ];
  const change = (type: string, who: string, at: number, done: number | null): Line => [
    1,
    type,
    who,
    null,
    at,
    done,
    { key: null },
  ];
  const run = (...lines: Line[]): string[] => types(check(checker, ops(lines)));
  const both = (...members: string[]): Line[] => [view('a', members, 20), view('b', members, 20)];
  t.same(run(change('join', 'n1', 0, 1), change('join', 'n2', 2, 3), change('leave', 'n1', 4, 5), ...both('n2')), []);
  t.same(run(change('join', 'n1', 0, 1), change('join', 'n2', 2, 3), ...both('n2')), ['member-missing']);
  t.same(run(change('join', 'n1', 0, 1), change('leave', 'n1', 4, 5), ...both('n1')), ['member-not-gone']);
  t.same(
    run(change('join', 'n1', 0, 1), change('leave', 'n1', 4, null), ...both('n1')),
    [],
    'a leave without an answer',
  );
  t.same(run(change('join', 'n1', 0, 6), change('leave', 'n1', 4, 5), ...both()), [], 'changes that overlap');
  t.end();
});

t.test('equal replicas are valid, and any single change in one of them is found', (t) => {
  const random = new Random(14);
  for (let i = 0; i < 300; i++) {
    const state: Record<string, number> = {};
    for (let n = 0; n < 20; n++) state[`k${n}`] = random.int(5);
    const nodes = ['a', 'b', 'c', 'd', 'e'];
    const run = (other: Json): string[] =>
      types(check(checker, ops(nodes.map((node) => dump(node, node === 'c' ? other : state, 5)))));
    t.same(run({ ...state }), []);
    const key = `k${random.int(20)}`;
    t.same(run({ ...state, [key]: 9 }), ['replicas-differ']);
    t.same(run({ ...state, extra: 1 }), ['replicas-differ']);
    t.same(run(Object.fromEntries(Object.entries(state).filter(([name]) => name !== key))), ['replicas-differ']);
  }
  t.end();
});
