import t from 'tap';
import { checkLinearizability } from '../../../lib/check/linearizability/checker.js';
import { history, type Line } from '../../support/history.js';

function verdict(model: string, lines: readonly Line[], options: Record<string, string> = {}): string {
  const input = { operations: history(lines), model, options };
  return checkLinearizability(input, { deadline: Infinity, memory: Infinity }).result;
}

/** [what, model, verdict, operations, options] */
const CASES: readonly (readonly [string, string, 'valid' | 'invalid', readonly Line[], Record<string, string>?])[] = [
  ['an untouched register reads as null', 'register', 'valid', [[1, 'read', null, null, 0, 1]]],
  ['or as the initial value', 'register', 'valid', [[1, 'read', null, 'a', 0, 1]], { initial: '"a"' }],
  [
    'values are compared by what they hold',
    'register',
    'valid',
    [
      [1, 'write', { a: 1, b: [2] }, null, 0, 1],
      [1, 'read', null, { b: [2], a: 1 }, 2, 3],
    ],
  ],
  [
    '1 and "1" are different',
    'register',
    'invalid',
    [
      [1, 'write', 1, null, 0, 1],
      [1, 'read', null, '1', 2, 3],
    ],
  ],
  [
    'operations that touch in time are concurrent',
    'register',
    'valid',
    [
      [1, 'write', 1, null, 0, 10],
      [2, 'read', null, null, 10, 20],
    ],
  ],
  [
    'but not those of one process',
    'register',
    'invalid',
    [
      [1, 'write', 1, null, 0, 10],
      [1, 'read', null, null, 10, 20],
    ],
  ],
  [
    'a write without an answer may take effect late',
    'register',
    'valid',
    [
      [1, 'write', 1, null, 0, null],
      [2, 'read', null, null, 10, 20],
      [2, 'read', null, 1, 30, 40],
    ],
  ],
  [
    'or never',
    'register',
    'valid',
    [
      [1, 'write', 1, null, 0, null],
      [2, 'read', null, null, 10, 20],
    ],
  ],
  [
    'but not before it was invoked',
    'register',
    'invalid',
    [
      [2, 'read', null, 1, 0, 5],
      [1, 'write', 1, null, 10, null],
    ],
  ],
  [
    'nor twice',
    'register',
    'invalid',
    [
      [1, 'write', 1, null, 0, null],
      [2, 'read', null, 1, 10, 20],
      [2, 'write', 2, null, 30, 40],
      [2, 'read', null, 2, 45, 48],
      [2, 'read', null, 1, 50, 60],
    ],
  ],
  [
    'cas takes members by name',
    'cas-register',
    'valid',
    [
      [1, 'cas', { expected: null, new: 5 }, { succeeded: true }, 0, 1],
      [1, 'cas', { old: 1, new: 2 }, { ok: false }, 2, 3],
      [1, 'read', null, 5, 4, 5],
    ],
  ],
  [
    'a cas without an answer may have failed',
    'cas-register',
    'valid',
    [
      [1, 'cas', [1, 2], null, 0, null],
      [2, 'read', null, null, 5, 6],
    ],
  ],
  [
    'append of elements to an absent key makes a list',
    'map',
    'valid',
    [
      [1, 'append', 1, null, 0, 1],
      [1, 'append', 2, null, 2, 3],
      [2, 'get', null, [1, 2], 4, 5],
    ],
  ],
  [
    'a log may be asked for one offset, for what follows one, or for all of it while it is empty',
    'log',
    'valid',
    [
      [2, 'read', null, null, 0, 1],
      [1, 'append', 'a', 0, 2, 3],
      [1, 'append', 'b', 1, 4, 5],
      [2, 'read', 1, 'b', 6, 7],
      [2, 'read', { offset: 1 }, ['b'], 8, 9],
      [2, 'read', { offset: 0, max: 1 }, ['a'], 10, 11],
      [2, 'read', { offset: 0 }, ['a', 'b'], 12, 13],
    ],
  ],
  [
    'and must answer with what stands there',
    'log',
    'invalid',
    [
      [1, 'append', 'a', 0, 2, 3],
      [1, 'append', 'b', 1, 4, 5],
      [2, 'read', { offset: 1 }, 'a', 6, 7],
    ],
  ],
  [
    'a read from the first offset on, without a limit, shows all',
    'log',
    'invalid',
    [
      [1, 'append', 'a', 0, 2, 3],
      [1, 'append', 'b', 1, 4, 5],
      [2, 'read', { offset: 0 }, ['a'], 6, 7],
    ],
  ],
  [
    'an untouched counter may read as null',
    'counter',
    'valid',
    [
      [1, 'read', null, null, 0, 1],
      [1, 'inc', { idem_key: 'k' }, null, 2, 3],
      [1, 'read', null, 1, 4, 5],
    ],
  ],
  [
    'one that was counted up may not',
    'counter',
    'invalid',
    [
      [1, 'inc', null, null, 2, 3],
      [1, 'read', null, null, 4, 5],
    ],
  ],
  [
    'amounts add up as decimals',
    'ledger',
    'valid',
    [
      [1, 'credit', { amount: 10.1, idem_key: 'a' }, null, 0, 1],
      [1, 'credit', { amount: 20.2, idem_key: 'b' }, 30.3, 2, 3],
      [1, 'balance', null, 30.299999999999997, 4, 5],
      [1, 'balance', null, 30.3, 6, 7],
    ],
  ],
  [
    'a full queue may refuse an element',
    'queue',
    'valid',
    [
      [1, 'enqueue', 1, true, 0, 1],
      [1, 'enqueue', 2, false, 2, 3],
      [2, 'dequeue', null, 1, 4, 5],
      [2, 'dequeue', null, null, 6, 7],
    ],
  ],
  [
    'append to a list',
    'map',
    'valid',
    [
      [1, 'put', [1], null, 0, 1],
      [1, 'append', 2, null, 2, 3],
      [1, 'get', null, [1, 2], 4, 5],
    ],
  ],
  [
    'peek leaves the element',
    'queue',
    'valid',
    [
      [1, 'enqueue', 1, null, 0, 1],
      [1, 'peek', null, 1, 2, 3],
      [1, 'dequeue', null, 1, 4, 5],
    ],
  ],
  [
    'a dequeue without an answer may have taken the element',
    'queue',
    'valid',
    [
      [1, 'enqueue', 1, null, 0, 1],
      [2, 'dequeue', null, null, 2, null],
      [1, 'dequeue', null, null, 4, 5],
    ],
  ],
  [
    'a log read of some entries',
    'log',
    'valid',
    [
      [1, 'append', 'a', 10, 0, 1],
      [1, 'append', 'b', { offset: 11 }, 2, 3],
      [1, 'read', null, { offset: 10, values: ['a'] }, 4, 5],
      [1, 'read', 12, null, 6, 7],
    ],
    { 'first-offset': '10' },
  ],
  [
    'a log read beyond what was appended',
    'log',
    'invalid',
    [
      [1, 'append', 'a', null, 0, 1],
      [1, 'read', null, { offset: 0, values: ['a', 'b'] }, 4, 5],
    ],
  ],
  [
    'a gap in the offsets',
    'log',
    'invalid',
    [
      [1, 'append', 'a', 0, 0, 1],
      [1, 'append', 'b', 2, 2, 3],
    ],
  ],
  [
    'a lock is held by the named owner, whatever process asks',
    'lock',
    'valid',
    [
      [1, 'acquire', { owner: 'w' }, true, 0, 1],
      [2, 'release', { owner: 'w' }, null, 2, 3],
      [1, 'acquire', 'v', null, 4, 5],
    ],
  ],
  ['a lock that was refused while free', 'lock', 'invalid', [[1, 'acquire', null, false, 0, 1]]],
  [
    'an acquire without an answer may hold the lock',
    'lock',
    'valid',
    [
      [1, 'acquire', null, null, 0, null],
      [2, 'acquire', null, false, 5, 6],
    ],
  ],
  [
    'a lease that is released is free at once',
    'lease',
    'valid',
    [
      [1, 'acquire', null, null, 0, 1],
      [1, 'release', null, null, 2, 3],
      [2, 'acquire', null, null, 4, 5],
    ],
    { ttl: '100' },
  ],
  [
    'a lease that has not expired for certain',
    'lease',
    'invalid',
    [
      [1, 'acquire', null, null, 0, 1],
      [2, 'acquire', null, null, 90, 99],
    ],
    { ttl: '100' },
  ],
  [
    'a lease that may have expired',
    'lease',
    'valid',
    [
      [1, 'acquire', null, null, 0, 1],
      [2, 'acquire', null, null, 90, 100],
    ],
    { ttl: '100' },
  ],
  [
    'a lease refused after it has expired for certain',
    'lease',
    'invalid',
    [
      [1, 'acquire', null, null, 0, 1],
      [2, 'acquire', null, false, 102, 103],
    ],
    { ttl: '100' },
  ],
  [
    'a lease token that does not rise',
    'lease',
    'invalid',
    [
      [1, 'acquire', null, 7, 0, 1],
      [2, 'acquire', null, 7, 200, 201],
    ],
    { ttl: '100' },
  ],
  [
    'a counter that answers with the new value',
    'counter',
    'valid',
    [
      [1, 'inc', null, 1, 0, 1],
      [1, 'dec', 3, -2, 2, 3],
    ],
  ],
  [
    'and with a wrong one',
    'counter',
    'invalid',
    [
      [1, 'inc', null, 1, 0, 1],
      [2, 'inc', null, 1, 2, 3],
    ],
  ],
  [
    'a session read teaches the version of a write without an answer',
    'session',
    'invalid',
    [
      [1, 'write', 'a', null, 0, null],
      [2, 'read', null, { value: 'a', version: 3 }, 5, 6],
      [2, 'read', null, { value: 'a', version: 4 }, 7, 8],
    ],
  ],
  [
    'a debit below zero is allowed',
    'ledger',
    'valid',
    [
      [1, 'debit', 5, null, 0, 1],
      [1, 'balance', null, -5, 2, 3],
    ],
  ],
  ['unless overdraft is forbidden', 'ledger', 'invalid', [[1, 'debit', 5, null, 0, 1]], { overdraft: 'forbidden' }],
  [
    'and then a refusal needs a reason',
    'ledger',
    'invalid',
    [[1, 'debit', 5, false, 0, 1]],
    { overdraft: 'forbidden', initial: '10' },
  ],
  [
    'a member that left is not in the view',
    'membership-table',
    'valid',
    [
      [1, 'join', { node: 'a' }, null, 0, 1],
      [1, 'leave', { node: 'a' }, null, 2, 3],
      [1, 'view', null, { members: [] }, 4, 5],
    ],
  ],
  ['a view is a set', 'membership-table', 'valid', [[1, 'view', null, ['b', 'a'], 0, 1]], { initial: '["a", "b"]' }],
];

for (const [what, model, expected, lines, options] of CASES) {
  t.test(`${model}: ${what}: ${expected}`, (t) => {
    t.equal(verdict(model, lines, options), expected);
    t.end();
  });
}

t.test('a definite failure has no effect, and is consumed', (t) => {
  const [write, read] = history([
    [1, 'write', 1, null, 0, 10],
    [2, 'read', null, null, 20, 30],
  ]);
  const failed = { ...write, error: { code: 'refused', class: 'definite' } } as typeof write;
  const operations = [failed, read].filter((op) => op !== undefined);
  const found = checkLinearizability(
    { operations, model: 'register', options: {} },
    { deadline: Infinity, memory: Infinity },
  );
  t.match(found, { result: 'valid', consumed: 2, excluded: {} });
  t.end();
});

t.test('operations of another kind are excluded, and counted by reason', (t) => {
  const operations = history([
    [1, 'write', 1, null, 0, 10],
    [1, 'watch', null, null, 20, 30],
  ]);
  const found = checkLinearizability(
    { operations, model: 'register', options: {} },
    { deadline: Infinity, memory: Infinity },
  );
  t.match(found, { result: 'valid', consumed: 1, excluded: { 'op_type "watch" is not one of model register': 1 } });
  t.end();
});

t.test('with partition=off a map is one object, and the verdict is the same', (t) => {
  const operations = [
    ...history(
      [
        [1, 'put', 1, null, 0, 10],
        [1, 'get', null, 1, 20, 30],
      ],
      { key: 'a' },
    ),
    ...history(
      [
        [2, 'put', 2, null, 0, 10],
        [2, 'get', null, 1, 20, 30],
      ],
      { key: 'b' },
    ),
  ].map((op, i) => ({ ...op, op_id: i + 1 }));
  for (const partition of ['key', 'off']) {
    const found = checkLinearizability(
      { operations, model: 'map', options: { partition } },
      { deadline: Infinity, memory: Infinity },
    );
    t.equal(found.result, 'invalid', partition);
    t.equal(found.partitions, partition === 'off' ? 1 : 2);
  }
  t.end();
});

t.test('an integer that JSON cannot hold exactly is refused, not compared', (t) => {
  t.throws(() => verdict('register', [[1, 'write', 2 ** 60, null, 0, 1]]), { message: /beyond 2\^53/ });
  t.end();
});

t.test('only a map can be taken whole', (t) => {
  t.throws(() => verdict('queue', [[1, 'enqueue', 1, null, 0, 1]], { partition: 'off' }), {
    message: /partition=off is for model map/,
  });
  t.end();
});

t.test('where nobody got an answer, nothing was checked', (t) => {
  const lines: Line[] = [
    [1, 'write', 1, null, 0, null],
    [2, 'read', null, null, 1, null],
  ];
  t.equal(verdict('register', lines), 'unknown');
  t.equal(verdict('register', []), 'unknown');
  t.end();
});

t.test('an input or output that the model cannot read is no violation: it is refused, with its operation', (t) => {
  const cases: [string, Line, RegExp][] = [
    ['counter', [1, 'inc', '3', null, 0, 1], /operation 1 \(inc\) cannot be read: "3" in input holds no number/],
    ['counter', [1, 'inc', { n: 3 }, null, 0, 1], /\(inc\) cannot be read/],
    ['counter', [1, 'read', null, '3', 0, 1], /operation 1 \(read\) cannot be read: "3" in output/],
    ['ledger', [1, 'credit', { idem_key: 'a' }, null, 0, 1], /\(credit\) cannot be read/],
    ['ledger', [1, 'balance', null, '10', 0, 1], /\(balance\) cannot be read/],
    ['cas-register', [1, 'cas', { before: 1, after: 2 }, true, 0, 1], /neither \[from, to\] nor/],
    ['map', [1, 'cas', 5, null, 0, null], /neither \[from, to\] nor/],
    ['log', [1, 'read', null, 'a', 0, 1], /"a" in output is one entry, without its offset/],
    ['lease', [1, 'acquire', { ttl: '30s' }, true, 0, 1], /ttl "30s" in input is no number/],
    ['membership-table', [1, 'view', null, 'n1', 0, 1], /"n1" in output is no list of members/],
  ];
  for (const [model, line, message] of cases) t.throws(() => verdict(model, [line]), { message }, message.source);
  t.throws(() => verdict('lease', [[1, 'acquire', null, true, 0, 1]], { ttl: '10s' }), {
    message: 'option ttl must be a number, not "10s"',
  });
  t.throws(() => verdict('log', [[1, 'append', 1, 0, 0, 1]], { 'first-offset': 'one' }), {
    message: 'option first-offset must be a number, not "one"',
  });
  t.end();
});
