import { operation, type Json, type Operation } from '../../history/operation.js';
import type { SelfTest } from '../checker.js';

/** [process, type, input, output, invoked, completed]; completed null for an unknown outcome. */
type Line = readonly [number, string, Json, Json, number, number | null];

function history(lines: readonly Line[]): () => readonly Operation[] {
  return () =>
    lines.map(([process_id, op_type, input, output, invoke_ts, complete_ts], i) =>
      operation({ op_id: i + 1, process_id, op_type, key: 'k', input, output, invoke_ts, complete_ts }),
    );
}

function pair(model: string, good: readonly Line[], bad: readonly Line[]): SelfTest[] {
  return [
    { name: `${model}: known good`, model, expect: 'valid', operations: history(good) },
    { name: `${model}: known bad`, model, expect: 'invalid', operations: history(bad) },
  ];
}

const acquired: Line = [1, 'acquire', null, { token: 1 }, 0, 10];

/** Small histories with a known verdict for every model; they run before each check. */
export const selfTests: readonly SelfTest[] = [
  // The write of 2 is concurrent with both reads; and then a read that goes back.
  ...pair(
    'register',
    [
      [1, 'write', 1, null, 0, 10],
      [2, 'write', 2, null, 20, 60],
      [3, 'read', null, 1, 25, 35],
      [3, 'read', null, 2, 40, 50],
    ],
    [
      [1, 'write', 1, null, 0, 10],
      [2, 'write', 2, null, 20, 60],
      [3, 'read', null, 2, 25, 35],
      [3, 'read', null, 1, 40, 50],
    ],
  ),
  // The compare-and-set without an answer must have happened, once.
  ...pair(
    'cas-register',
    [
      [1, 'write', 1, null, 0, 10],
      [2, 'cas', [1, 2], null, 20, null],
      [3, 'read', null, 2, 30, 40],
      [3, 'cas', [1, 3], false, 50, 60],
    ],
    [
      [1, 'write', 1, null, 0, 10],
      [2, 'cas', [1, 2], null, 20, null],
      [3, 'read', null, 2, 30, 40],
      [3, 'cas', [1, 3], true, 50, 60],
    ],
  ),
  ...pair(
    'map',
    [
      [1, 'put', 'a', null, 0, 10],
      [1, 'append', 'b', null, 20, 30],
      [2, 'get', null, 'ab', 25, 40],
      [2, 'delete', null, null, 50, 60],
      [1, 'get', null, null, 70, 80],
    ],
    [
      [1, 'put', 'a', null, 0, 10],
      [2, 'delete', null, null, 20, 30],
      [1, 'get', null, 'a', 40, 50],
    ],
  ),
  ...pair(
    'queue',
    [
      [1, 'enqueue', 1, null, 0, 30],
      [2, 'enqueue', 2, null, 0, 30],
      [3, 'dequeue', null, 2, 40, 50],
      [3, 'dequeue', null, 1, 60, 70],
      [3, 'dequeue', null, null, 80, 90],
    ],
    [
      [1, 'enqueue', 1, null, 0, 10],
      [2, 'enqueue', 2, null, 20, 30],
      [3, 'dequeue', null, 2, 40, 50],
      [3, 'dequeue', null, 1, 60, 70],
    ],
  ),
  ...pair(
    'log',
    [
      [1, 'append', 'a', { offset: 1 }, 0, 30],
      [2, 'append', 'b', { offset: 0 }, 0, 30],
      [3, 'read', null, ['b', 'a'], 40, 50],
      [3, 'read', null, { offset: 1, value: 'a' }, 60, 70],
    ],
    [
      [1, 'append', 'a', { offset: 0 }, 0, 10],
      [2, 'append', 'b', { offset: 1 }, 20, 30],
      [3, 'read', null, ['b', 'a'], 40, 50],
    ],
  ),
  ...pair(
    'lock',
    [
      acquired,
      [2, 'acquire', null, { token: 2 }, 5, 40],
      [1, 'release', null, null, 20, 30],
      [3, 'acquire', null, false, 50, 60],
    ],
    [acquired, [2, 'acquire', null, { token: 2 }, 5, 15], [1, 'release', null, null, 20, 30]],
  ),
  ...pair(
    'lease',
    [
      [1, 'acquire', { ttl: 20 }, { token: 1 }, 0, 5],
      [1, 'renew', { ttl: 20 }, null, 15, 18],
      [2, 'acquire', { ttl: 20 }, { token: 2 }, 30, 36],
    ],
    [
      [1, 'acquire', { ttl: 20 }, { token: 1 }, 0, 5],
      [1, 'renew', { ttl: 20 }, null, 15, 18],
      [2, 'acquire', { ttl: 20 }, { token: 2 }, 25, 30],
    ],
  ),
  ...pair(
    'counter',
    [
      [1, 'inc', 2, null, 0, 30],
      [2, 'inc', null, null, 0, null],
      [3, 'read', null, 1, 10, 20],
      [3, 'read', null, 3, 40, 50],
    ],
    [
      [1, 'inc', 2, null, 0, 10],
      [2, 'inc', null, null, 0, null],
      [3, 'read', null, 1, 20, 30],
    ],
  ),
  ...pair(
    'session',
    [
      [1, 'write', 'a', { version: 1 }, 0, 10],
      [2, 'write', 'b', { version: 2 }, 5, 30],
      [3, 'read', null, { value: 'a', version: 1 }, 15, 20],
    ],
    [
      [1, 'write', 'a', { version: 2 }, 0, 10],
      [2, 'write', 'b', { version: 1 }, 20, 30],
    ],
  ),
  ...pair(
    'ledger',
    [
      [1, 'credit', { amount: 10, idem_key: 'p1' }, null, 0, null],
      [2, 'credit', { amount: 10, idem_key: 'p1' }, null, 20, 30],
      [3, 'balance', null, 10, 40, 50],
    ],
    [
      [1, 'credit', { amount: 10, idem_key: 'p1' }, null, 0, 10],
      [2, 'credit', { amount: 10, idem_key: 'p1' }, null, 20, 30],
      [3, 'balance', null, 20, 40, 50],
    ],
  ),
  ...pair(
    'membership-table',
    [
      [1, 'join', 'n1', null, 0, 10],
      [2, 'join', 'n2', null, 5, 30],
      [3, 'view', null, ['n1'], 15, 20],
      [3, 'view', null, ['n2', 'n1'], 40, 50],
    ],
    [
      [1, 'join', 'n1', null, 0, 10],
      [1, 'leave', 'n1', null, 20, 30],
      [3, 'view', null, ['n1'], 40, 50],
    ],
  ),
];
