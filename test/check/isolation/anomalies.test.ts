import t from 'tap';
import type { CheckResult } from '../../../lib/check/checker.js';
import checker from '../../../lib/check/isolation/checker.js';
import { checkIsolation } from '../../../lib/check/isolation/serializability.js';
import { operation } from '../../../lib/history/operation.js';
import type { Json, Operation } from '../../../lib/history/operation.js';

/**
 * A history as one line a transaction: `<process> <invoke>-<complete> <micro-operations>`; ax1 appends 1 to x, rx[1 2]
 * reads the list x, wx1 writes the register x, rx1 reads it and rx- reads its initial state; a `!` in front of the
 * process is a failed transaction, a `?` one with an unknown outcome.
 */
function history(text: string): Operation[] {
  return text
    .trim()
    .split('\n')
    .map((line, i) => {
      const [who = '', when = '', ...rest] = line.trim().split(' ');
      const [invoke = 0, complete = 0] = when.split('-').map(Number);
      const mops = [...rest.join(' ').matchAll(/([arw])([a-z])(?:\[([^\]]*)\]|(\S+))/g)].map(
        ([, f, key = '', list, one]): Json => {
          const value =
            list !== undefined ? list.split(' ').filter(Boolean).map(Number) : one === '-' ? null : Number(one);
          return [f === 'a' ? 'append' : f === 'r' ? 'r' : 'w', key, value];
        },
      );
      const unknown = who.startsWith('?');
      const failed = who.startsWith('!');
      return operation({
        op_id: `T${i + 1}`,
        process_id: who.replace(/[?!]/, ''),
        invoke_ts: invoke,
        complete_ts: unknown ? null : complete,
        op_type: 'txn',
        input: mops,
        output: unknown || failed ? null : mops,
        error: failed ? { code: 'aborted', class: 'definite' } : null,
        timeout_marker: unknown,
      });
    });
}

function check(text: string, options: Record<string, string> = { level: 'strict-serializable' }): CheckResult {
  return checkIsolation({ operations: history(text), options }, { deadline: Infinity, memory: Infinity });
}

const names = (answer: CheckResult): string[] => [...new Set(answer.anomalies.map((a) => a.type))];

/** [what it shows, history, the anomaly, the strongest levels left, options] */
const CASES: [string, string, string, string[], Record<string, string>?][] = [
  ['two lists in opposite orders', 'a 0-10 ax1 ay1\nb 0-10 ax2 ay2\nc 20-30 rx[1 2] ry[2 1]', 'G0', []],
  ['a session’s second append comes first', 'a 0-1 ax1\na 5-6 ax2\nb 2-20 rx[2 1]', 'G0-process', ['serializable']],
  [
    'a later append comes first',
    'a 0-1 ax1\nb 5-6 ax2\nc 2-20 rx[2 1]',
    'G0-realtime',
    ['strong-session-serializable'],
  ],
  ['an aborted append is read', '!a 0-1 ax1\nb 5-6 rx[1]', 'G1a', ['strong-read-uncommitted']],
  ['half a transaction is read', 'a 0-1 ax1 ax2\nb 5-6 rx[1]', 'G1b', ['strong-read-uncommitted']],
  ['two read each other', 'a 0-10 ax1 ry[1]\nb 0-10 ay1 rx[1]', 'G1c', ['strong-read-uncommitted']],
  [
    'a session reads what it appends later',
    'a 0-10 rx[1]\na 11-20 ax1',
    'G1c-process',
    ['serializable', 'strong-read-uncommitted'],
  ],
  [
    'a read comes before the append that it saw',
    'a 0-10 rx[1]\nb 11-20 ax1',
    'G1c-realtime',
    ['strong-session-serializable', 'strong-read-uncommitted'],
  ],
  ['read skew', 'a 0-10 ax1 ay1\nb 0-10 rx[1] ry[]\nc 20-30 ry[1]', 'G-single', ['strong-read-committed']],
  [
    'a session does not see its own append',
    'a 0-1 ax1\na 5-6 rx[]\nb 20-30 rx[1]',
    'G-single-process',
    ['serializable', 'strong-read-committed'],
  ],
  [
    'a stale read',
    'a 0-1 ax1\nb 5-6 rx[]\nc 20-30 rx[1]',
    'G-single-realtime',
    ['strong-session-serializable', 'strong-read-committed'],
  ],
  [
    'long fork',
    'a 0-10 ax1\nb 0-10 ay1\nc 0-10 rx[1] ry[]\nd 0-10 rx[] ry[1]',
    'G-nonadjacent',
    ['strong-read-committed'],
  ],
  [
    'long fork in real time',
    'a 0-1 ax1\nb 0-1 ay1\nc 0-10 rx[1] ry[]\nd 0-10 rx[] ry[1]\ne 11-12 rx[1] ry[1]',
    'G-nonadjacent',
    ['strong-read-committed'],
  ],
  ['write skew', 'a 0-10 rx[] ay1\nb 0-10 ry[] ax1\nc 20-30 rx[1] ry[1]', 'G2-item', ['strong-snapshot-isolation']],
  ['lost update', 'a 0-10 rx[] ax1\nb 0-10 rx[] ax2', 'lost-update', ['strong-read-committed']],
  ['its own append is missing', 'a 0-10 ax1 rx[]\nb 0-10 rx[1]', 'internal', ['strong-read-committed']],
  ['a transaction reads what it appends later', 'a 0-10 rx[1] ax1', 'future-read', ['strong-read-uncommitted']],
  [
    'an append on top of an aborted one',
    '!a 0-10 ax1\nb 20-30 ax2\nc 40-50 rx[1 2]',
    'dirty-update',
    ['strong-read-uncommitted'],
  ],
  ['one append shows twice', 'a 0-10 ax1\nb 20-30 rx[1 1]', 'duplicate-elements', []],
  [
    'two orders of one list',
    'a 0-10 ax1\nb 0-10 ax2\nc 20-30 rx[1 2]\nd 20-30 rx[2 1]',
    'incompatible-order',
    ['strong-read-uncommitted'],
  ],
  [
    'the first of two appends of one transaction is gone',
    'a 0-10 ax1 ax2\nc 20-30 rx[2]',
    'incompatible-order',
    ['strong-read-uncommitted'],
  ],
  ['a value that nobody wrote', 'a 0-10 ax1\nb 0-10 rx[7]', 'garbage-read', []],
  [
    'an append that nobody read follows the last one seen',
    'a 0-1 ax1\nb 2-3 rx[1]\nc 5-6 ax2\nd 8-9 rx[1]',
    'G-single-realtime',
    ['strong-session-serializable', 'strong-read-committed'],
  ],
  [
    'a transaction with an unknown outcome, once seen, has happened whole',
    '?a 0-1 ax1 ay1\nb 2-3 rx[1] ry[]',
    'G-single',
    ['strong-read-committed'],
  ],
  [
    'registers: read skew over the initial state',
    'a 0-1 wx1 wy1\nb 0-2 rx1 ry-',
    'G-single',
    ['strong-read-committed'],
  ],
  [
    'registers: a read of the initial state after a write',
    'a 0-1 wx1\nb 2-3 rx-',
    'G-single-realtime',
    ['strong-session-serializable', 'strong-read-committed'],
  ],
  ['registers: aborted read', '!a 0-1 wx1\nb 2-3 rx1', 'G1a', ['strong-read-uncommitted']],
  ['registers: intermediate read', 'a 0-1 wx1 wx2\nb 2-3 rx1', 'G1b', ['strong-read-uncommitted']],
  ['registers: a value that nobody wrote', 'a 0-1 wx1\nb 2-3 rx9', 'garbage-read', []],
  ['registers: its own write is missing', 'a 0-1 wx1 rx-\nb 0-1 rx1', 'internal', ['strong-read-committed']],
  ['registers: a read of its own later write', 'a 0-1 rx1 wx1', 'future-read', ['strong-read-uncommitted']],
  ['registers: lost update', 'a 0-1 wx1\nb 2-9 rx1 wx2\nc 2-9 rx1 wx3', 'lost-update', ['strong-read-committed']],
  [
    'registers whose transactions write after what they read',
    'a 0-1 wx1\nb 2-3 rx1 wx2 wy1\nc 4-5 rx1 ry1',
    'G-single',
    ['strong-read-committed'],
    { assume: 'wfr-keys' },
  ],
  [
    'registers assumed to move forward in real time that do not',
    'a 0-1 wx1\nb 2-3 wx2\nc 4-5 rx1',
    'cyclic-versions',
    [],
    { assume: 'linearizable-keys' },
  ],
  [
    'registers assumed to move forward for each process that do not',
    'a 0-1 wx1\na 2-3 wx2\nc 4-5 rx2\nc 6-7 rx1',
    'cyclic-versions',
    [],
    { assume: 'sequential-keys' },
  ],
  [
    'registers that move forward in real time: write skew over known versions',
    'a 0-1 wx1 wy1\nb 2-9 rx1 wy2\nc 2-9 ry1 wx2\nd 20-30 rx2 ry2',
    'G2-item',
    ['strong-snapshot-isolation'],
    { assume: 'linearizable-keys' },
  ],
];

t.test('each anomaly is found and rules out the level that the literature says', (t) => {
  for (const [what, text, anomaly, strongest, options] of CASES) {
    const answer = check(text, { level: 'strict-serializable', ...options });
    t.equal(answer.result, 'invalid', what);
    t.ok(names(answer).includes(anomaly), `${what}: ${names(answer).join(' ')}`);
    t.same(answer.details?.['strongest'], strongest, what);
  }
  t.end();
});

t.test('an edge of a cycle says which operations, which key, and why', (t) => {
  const answer = check('a 0-10 ax1\nb 0-10 ay1\nc 0-10 rx[1] ry[]\nd 0-10 rx[] ry[1]');
  t.same(
    answer.anomalies[0]?.edges?.map(({ from, to, kind, why }) => `${from} ${kind} ${to}: ${why}`),
    [
      'T3 rw T2: op T3 read "y" as [] and did not see 1, which op T2 appended next',
      'T2 wr T4: op T4 read "y" and saw 1 as its last element, which op T2 appended',
      'T4 rw T1: op T4 read "x" as [] and did not see 1, which op T1 appended next',
      'T1 wr T3: op T3 read "x" and saw 1 as its last element, which op T1 appended',
    ],
  );
  t.end();
});

t.test('what is no violation of the expected level is told, and does not fail the check', (t) => {
  const stale = 'a 0-1 ax1\nb 5-6 rx[]\nc 20-30 rx[1]';
  const answer = check(stale, { level: 'serializable' });
  t.equal(answer.result, 'valid');
  t.same(answer.anomalies, []);
  t.match(answer.details?.['beyond'], [/^G-single-realtime: /]);
  t.equal(check(stale, { level: 'strong-session-serializable' }).result, 'valid');
  t.equal(check(stale, { level: 'strong-read-committed' }).result, 'valid');
  t.equal(check(stale, { level: 'strong-snapshot-isolation' }).result, 'invalid');
  t.end();
});

t.test('a transaction with an unknown outcome that nobody saw constrains nothing', (t) => {
  t.equal(check('?a 0-1 ax1\nb 2-3 rx[]\nc 4-5 ax2\nd 7-8 rx[2]').result, 'valid');
  t.equal(check('?a 0-1 wx1\nb 2-3 rx-\nc 4-5 wx2\nd 7-8 rx2').result, 'valid');
  t.end();
});

t.test('nothing follows a transaction without an answer, not even in its own process', (t) => {
  t.equal(check('?a 0-1 ax1\na 2-3 rx[]\nb 4-5 rx[1]').result, 'valid');
  t.equal(check('a 0-1 ax1\na 2-3 rx[]\nb 4-5 rx[1]').result, 'invalid', 'had it been answered');
  t.end();
});

t.test('transactions that touch in time are concurrent', (t) => {
  t.equal(check('a 0-2 ax1\nb 2-3 rx[]\nc 4-5 rx[1]').result, 'valid');
  t.equal(check('a 0-1 ax1\nb 2-3 rx[]\nc 4-5 rx[1]').result, 'invalid', 'one moment apart');
  t.end();
});

t.test('a value written twice cannot be judged', (t) => {
  const answer = check('a 0-1 ax1\nb 2-3 ax1\nc 4-5 rx[1]');
  t.equal(answer.result, 'unknown');
  t.match(answer.reason, 'op T1 and op T2 both append it');
  t.end();
});

t.test('a history in which nothing depends on anything is no evidence', (t) => {
  const answer = check('a 0-1 ax1\nb 2-3 ay1');
  t.equal(answer.result, 'unknown');
  t.match(answer.reason, 'no transaction depends on another one');
  t.end();
});

t.test('plain reads and writes are transactions of one step; other operations are counted out', (t) => {
  const ops = [
    operation({ op_id: 1, process_id: 1, invoke_ts: 0, complete_ts: 1, op_type: 'write', key: 'x', input: 1 }),
    operation({ op_id: 2, process_id: 2, invoke_ts: 2, complete_ts: 3, op_type: 'read', key: 'x', output: null }),
    operation({ op_id: 3, process_id: 2, invoke_ts: 4, complete_ts: 5, op_type: 'ping' }),
  ];
  const answer = checkIsolation({ operations: ops, options: {} }, { deadline: Infinity, memory: Infinity });
  t.match(answer, { result: 'valid', consumed: 2, excluded: { 'not a transaction': 1 } });
  t.same(answer.details?.['strongest'], ['strong-session-serializable', 'strong-read-committed']);
  t.end();
});

t.test('what cannot be read as transactions is refused with the operation that shows it', (t) => {
  const txn = (mops: Json): Operation =>
    operation({ op_id: 7, process_id: 1, invoke_ts: 0, complete_ts: 1, op_type: 'txn', input: mops, output: mops });
  const run = (ops: Operation[], options = {}, model?: string): unknown =>
    checkIsolation(
      { operations: ops, options, ...(model === undefined ? {} : { model }) },
      { deadline: Infinity, memory: Infinity },
    );
  t.throws(() => run([txn([['add', 'x', 1]])]), /operation 7: \["add","x",1\] is no micro-operation/);
  t.throws(() => run([txn([['w', 'x', null]])]), /writes nothing/);
  t.throws(() => run([txn(null)]), /operation 7: a transaction needs its micro-operations/);
  t.throws(
    () =>
      run([
        txn([
          ['append', 'x', 1],
          ['r', 'x', 1],
        ]),
      ]),
    /a read of a list must give a list/,
  );
  t.throws(
    () =>
      run([
        txn([
          ['append', 'x', 1],
          ['w', 'y', 1],
        ]),
      ]),
    /either list-append or rw-register/,
  );
  t.throws(() => run([txn([['append', 'x', 1]])], {}, 'rw-register'), /belongs to list-append/);
  t.throws(() => run([txn([['w', 'x', 1]])], { assume: 'linearisable-keys' }), /linearizable-keys/);
  t.throws(() => run([txn([['append', 'x', 1]])], { assume: 'wfr-keys' }), /for registers/);
  t.end();
});

t.test('the built-in self-tests give their verdicts', async (t) => {
  for (const { name, expect, model, options, operations } of checker.selfTests) {
    const input = { operations: operations(), options: options ?? {}, ...(model === undefined ? {} : { model }) };
    t.equal((await checker.run(input, { deadline: Infinity, memory: Infinity })).result, expect, name);
  }
  t.end();
});
