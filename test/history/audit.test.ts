import t from 'tap';
import { Audit, type AuditContext, type AuditFinding } from '../../lib/history/audit.js';
import { operation, type Operation } from '../../lib/history/operation.js';
import { toOperation } from '../../lib/history/validate.js';
import { WindowIndex } from '../../lib/evidence/windows.js';
import type { FaultWindow } from '../../lib/evidence/types.js';
import { history, type Line } from '../support/history.js';

function audit(operations: readonly Operation[], context: AuditContext = {}): AuditFinding[] {
  const one = new Audit(context);
  operations.forEach((op, i) => one.add(op, i + 1));
  return one.finish();
}

const brief = (findings: readonly AuditFinding[]): unknown[] =>
  findings.map(({ kind, line, count }) => [kind, line, count]);

const windows = (of: readonly { epoch: string; start: number; end: number }[]): WindowIndex =>
  new WindowIndex(of.map((window) => ({ readings: [], at: 0, ...window }) as unknown as FaultWindow));

const CLEAN: Line[] = [
  [1, 'write', 1, null, 0, 10],
  [2, 'read', null, 1, 5, 15],
  [1, 'write', 2, null, 20, null],
  [3, 'read', null, 2, 30, 40],
];

t.test('a sound history has no findings', (t) => {
  t.same(audit(history(CLEAN), { model: 'register', categories: ['safety'], windows: windows([]) }), []);
  t.end();
});

t.test('anti-patterns of recorders, each with the first line and how often', (t) => {
  const [a, b, c, d] = history(CLEAN) as [Operation, Operation, Operation, Operation];
  const cases: [string, Operation[], AuditContext, unknown[]][] = [
    ['an op_id twice', [a, { ...b, op_id: 1 }], {}, [['duplicate-op-id', 2, 1]]],
    ['ids with gaps', [a, { ...b, op_id: 9 }], {}, [['op-id-gap', 2, 1]]],
    ['completes before it was invoked', [{ ...a, complete_ts: -1 }], {}, [['completes-before-invoked', 1, 1]]],
    ['a process with two operations in flight', [a, { ...b, process_id: 1 }], {}, [['overlapping-process', 2, 1]]],
    [
      'a process that goes on after an unknown outcome',
      [a, c, { ...d, process_id: 1 }].map((op, i) => ({ ...op, op_id: i + 1 })),
      {},
      [['process-not-retired', 3, 1]],
    ],
    ['no response and no marker', [{ ...c, op_id: 1, timeout_marker: false }], {}, [['no-timeout-marker', 1, 1]]],
    ['a marker and a response', [{ ...a, timeout_marker: true }], {}, [['completed-timeout', 1, 1]]],
    ['an output of a timed-out operation', [{ ...c, op_id: 1, output: 3 }], {}, [['output-of-timeout', 1, 1]]],
    [
      'retries in one line',
      [
        { ...a, attempts: 3 },
        { ...b, retries: 1 },
      ],
      {},
      [['retries-collapsed', 1, 2]],
    ],
    ['retries of an operation of unknown outcome are what they are', [{ ...c, op_id: 1, attempts: 3 }], {}, []],
    ['no node for a membership claim', [a, b], { categories: ['membership'] }, [['no-node', 1, 2]]],
  ];
  for (const [what, operations, context, expected] of cases) t.same(brief(audit(operations, context)), expected, what);
  t.end();
});

t.test('wall-clock time is told from a monotonic clock', (t) => {
  const at = (base: number, unit: number): AuditFinding[] =>
    audit(
      history([
        [1, 'write', 1, null, base, base + 0.001 * unit],
        [2, 'write', 2, null, base + 1.5 * unit, base + 1.502 * unit],
      ]),
    );
  t.match(at(1_780_000_000_000_000_000, 1e9), [{ kind: 'wall-clock', line: 1 }]);
  t.match(at(1_780_000_000_000, 1e3), [{ kind: 'wall-clock' }]);
  t.match(at(1_780_000_000, 1), [{ kind: 'wall-clock' }]);
  for (const uptime of [0, 10, 1780, 86_400 * 20, 86_400 * 400])
    t.same(at(uptime * 1e9, 1e9), [], `${uptime} s of uptime`);
  t.end();
});

t.test('faults: windows that nobody saw, tags that nobody knows, operations without their tag', (t) => {
  const known = windows([
    { epoch: 'e1', start: 18, end: 35 },
    { epoch: 'e2', start: 100, end: 200 },
  ]);
  const tagged = history(CLEAN).map((op, i) =>
    i === 3 ? { ...op, fault_epoch: 'e1' } : i === 0 ? { ...op, fault_epoch: 'x' } : op,
  );
  t.same(brief(audit(tagged, { windows: known })), [
    ['epoch-unknown', 1, 1],
    ['epoch-unseen', 1, 1],
    ['epoch-missing', 3, 1],
  ]);
  t.end();
});

t.test('only successes under a fault are suspicious; without one they are not', (t) => {
  const calm = history(CLEAN.slice(0, 2));
  t.same(audit(calm), []);
  t.match(audit(calm.map((op) => ({ ...op, fault_epoch: 'e1' }))), [{ kind: 'only-successes', level: 'advice' }]);
  t.end();
});

t.test('what a model needs besides', (t) => {
  const cases: [string, Line[], AuditContext, unknown[]][] = [
    [
      'an operation that it does not know',
      [[1, 'increment', 1, null, 0, 1]],
      { model: 'register' },
      [['foreign-op-type', 1, 1]],
    ],
    [
      'a queue that is drained by one operation, as total-queue reads it',
      [
        [1, 'enqueue', 'a', 'ok', 0, 1],
        [2, 'drain', null, ['a'], 2, 3],
      ],
      { model: 'queue' },
      [],
    ],
    [
      'what clients write while members come and go',
      [
        [1, 'join', 'n4', null, 0, 1],
        [2, 'write', 'v', null, 0, 1],
        [1, 'view', null, ['n4'], 2, 3],
      ],
      { model: 'membership-table' },
      [],
    ],
    [
      'the offset of a log read',
      [
        [1, 'read', null, 'a', 0, 1],
        [1, 'read', null, { offset: 0, value: 'a' }, 2, 3],
      ],
      { model: 'log' },
      [['model-field', 1, 1]],
    ],
    [
      'the version of a session write',
      [
        [1, 'write', 'a', null, 0, 1],
        [1, 'write', 'b', { version: 2 }, 2, 3],
      ],
      { model: 'session' },
      [['model-field', 1, 1]],
    ],
    [
      'the idempotency key of a credit',
      [
        [1, 'credit', { amount: 1 }, null, 0, 1],
        [1, 'credit', { amount: 1, idem_key: 'k' }, null, 2, 3],
      ],
      { model: 'ledger' },
      [['model-field', 1, 1]],
    ],
    [
      'values that differ',
      [
        [1, 'enqueue', 5, null, 0, 1],
        [1, 'enqueue', 5, null, 2, 3],
      ],
      { model: 'queue' },
      [['repeated-value', 2, 1]],
    ],
    [
      'a read of each key after the last write',
      [
        [1, 'read', null, null, 0, 1],
        [1, 'write', 1, null, 2, 3],
      ],
      { model: 'register', categories: ['durability'] },
      [['no-final-read', 2, 1]],
    ],
  ];
  for (const [what, lines, context, expected] of cases) t.same(brief(audit(history(lines), context)), expected, what);
  t.end();
});

t.test('fields that were left out are told by the reader', (t) => {
  const one = new Audit();
  const op = toOperation({ op_id: 1, process_id: 1, invoke_ts: 0, op_type: 'read' }, 5, (problem) =>
    one.problem(problem),
  );
  one.add(op ?? operation({ op_id: 0, process_id: 0, invoke_ts: 0, op_type: 'none' }), 5);
  t.match(one.finish(), [
    { kind: 'missing-field', level: 'weak', line: 5, count: 1, message: /"complete_ts", "key", .* are missing/ },
  ]);
  t.end();
});
