import { operation } from '../../history/operation.js';
import type { Json, Operation } from '../../history/operation.js';
import type { SelfTest } from '../checker.js';

/** Transactions of one process each, one after the other unless `at` says when they ran. */
function txns(...list: { mops: Json; at?: readonly [number, number] }[]): Operation[] {
  return list.map(({ mops, at }, i) =>
    operation({
      op_id: i + 1,
      process_id: i + 1,
      invoke_ts: at?.[0] ?? 10 * i,
      complete_ts: at?.[1] ?? 10 * i + 5,
      op_type: 'txn',
      input: mops,
      output: mops,
    }),
  );
}

export const selfTests: readonly SelfTest[] = [
  {
    name: 'lists that were appended to and read one after the other',
    expect: 'valid',
    options: { level: 'strict-serializable' },
    operations: () =>
      txns(
        { mops: [['append', 'x', 1]] },
        {
          mops: [
            ['r', 'x', [1]],
            ['append', 'y', 1],
          ],
        },
        {
          mops: [
            ['append', 'x', 2],
            ['r', 'y', [1]],
          ],
        },
        {
          mops: [
            ['r', 'x', [1, 2]],
            ['r', 'y', [1]],
          ],
        },
      ),
  },
  {
    name: 'write skew: two transactions each overlook the other’s append',
    expect: 'invalid',
    operations: () =>
      txns(
        {
          mops: [
            ['r', 'x', []],
            ['append', 'y', 1],
          ],
          at: [0, 9],
        },
        {
          mops: [
            ['r', 'y', []],
            ['append', 'x', 1],
          ],
          at: [1, 8],
        },
        {
          mops: [
            ['r', 'x', [1]],
            ['r', 'y', [1]],
          ],
          at: [20, 30],
        },
      ),
  },
  {
    name: 'a list that shrank: a later read does not see what an earlier one saw',
    expect: 'invalid',
    options: { level: 'strict-serializable' },
    operations: () => txns({ mops: [['append', 'x', 1]] }, { mops: [['r', 'x', [1]]] }, { mops: [['r', 'x', []]] }),
  },
  {
    name: 'registers that each read saw as last written',
    expect: 'valid',
    operations: () =>
      txns(
        { mops: [['w', 'x', 1]] },
        {
          mops: [
            ['r', 'x', 1],
            ['w', 'y', 1],
          ],
        },
        {
          mops: [
            ['r', 'y', 1],
            ['r', 'x', 1],
          ],
        },
      ),
  },
  {
    name: 'lost update: two transactions read one version of a register and both wrote it',
    expect: 'invalid',
    operations: () =>
      txns(
        { mops: [['w', 'x', 1]] },
        {
          mops: [
            ['r', 'x', 1],
            ['w', 'x', 2],
          ],
          at: [10, 19],
        },
        {
          mops: [
            ['r', 'x', 1],
            ['w', 'x', 3],
          ],
          at: [11, 18],
        },
      ),
  },
];
