// The oracles of the etcd scenarios beside the built-in checkers: each is seen to fail on what it is for, and to pass without.
import t from 'tap';
import type { Operation } from '../../lib/history/operation.js';
import { operation } from '../../lib/history/operation.js';
import { revisionsAgainstTime } from '../../verification/etcd/appends.js';
import { successesAtVictim } from '../../verification/etcd/s01-registers.js';
import { S6 } from '../../verification/etcd/s06-sync.js';
import { S7 } from '../../verification/etcd/s07-leases.js';
import { S8 } from '../../verification/etcd/s08-watches.js';
import { S10 } from '../../verification/etcd/s10-recovery.js';
import { S14 } from '../../verification/etcd/s14-locks.js';
import type { Context, Scenario, WindowRecord } from '../../verification/etcd/scenario.js';

const SECOND = 1e9;

interface Short {
  readonly op_type: string;
  /** Seconds; null: no answer came. */
  readonly at: readonly [number, number | null];
  readonly node?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

function operations(list: readonly Short[]): Operation[] {
  return list.map(({ op_type, at: [from, to], node = 'n1', more = {} }, i) => ({
    ...operation({ op_id: i + 1, process_id: `c${i + 1}`, invoke_ts: from * SECOND, op_type, key: 'k' }),
    complete_ts: to === null ? null : to * SECOND,
    timeout_marker: to === null,
    node_seen: node,
    ...more,
  }));
}

/** A window of ten seconds, from the tenth second on. */
const window = (nemesis: string, more: Partial<WindowRecord> = {}): WindowRecord => ({
  epoch: 'E1',
  nemesis,
  victim: 'n1',
  seed: 1,
  landed: true,
  start: 10 * SECOND,
  end: 20 * SECOND,
  readings: [],
  ...more,
});

/** What an oracle says of a recorded run. */
async function extra(
  scenario: Scenario,
  ops: readonly Short[],
  windows: readonly WindowRecord[] = [],
  notes: Readonly<Record<string, unknown>> = {},
): Promise<readonly string[]> {
  const context = {
    recorder: { operations: operations(ops) },
    windows,
    notes: new Map(Object.entries(notes)),
    reach: () => undefined,
  };
  return (await scenario.extra?.(context as unknown as Context)) ?? [];
}

t.test('S1: a success at a leader that has been cut off for more than three seconds', (t) => {
  const judge = (ops: readonly Short[]): string[] =>
    successesAtVictim({
      recorder: { operations: operations(ops) },
      windows: [window('peer-out')],
    } as unknown as Context);
  t.match(judge([{ op_type: 'read', at: [14, 15] }]), [/op 1 \(read\) succeeded at n1/]);
  t.same(judge([{ op_type: 'read', at: [11, 12] }]), [], 'it does not know it yet');
  t.same(judge([{ op_type: 'read', at: [14, 21] }]), [], 'the answer came after the heal');
  t.same(judge([{ op_type: 'read', at: [14, 15], node: 'n2' }]), [], 'another member');
  t.same(judge([{ op_type: 'write', at: [14, null] }]), [], 'no answer');
  t.end();
});

t.test('S4: revisions that disagree with real time', (t) => {
  const append = (at: [number, number], revision: number): Short => ({ op_type: 'append', at, more: { revision } });
  t.match(revisionsAgainstTime(operations([append([0, 1], 7), append([2, 3], 7)])), [/op 2 got revision 7/]);
  t.same(revisionsAgainstTime(operations([append([0, 1], 7), append([2, 3], 8)])), []);
  t.same(revisionsAgainstTime(operations([append([0, 3], 8), append([2, 4], 7)])), [], 'they overlapped');
  t.end();
});

t.test(
  'S6: a member that vouches after its sync has failed, or stays; a slow disk that stops the others',
  async (t) => {
    const failing = [{ epoch: 'E1', victim: 'n1', first: 11 * SECOND, gone: 12 * SECOND }];
    const windows = [window('failing-sync')];
    t.match(await extra(S6, [{ op_type: 'append', at: [13, 14] }], windows, { failing }), [
      /after its sync had failed/,
    ]);
    t.same(await extra(S6, [{ op_type: 'append', at: [13, 14], node: 'n2' }], windows, { failing }), []);
    const stays = [{ ...failing[0], gone: undefined }];
    t.match(await extra(S6, [], windows, { failing: stays }), [/still there 5 s after/]);
    const slow = [window('slow-sync')];
    t.match(await extra(S6, [{ op_type: 'append', at: [11, 12], node: 'n2' }], slow), [/acknowledged .* for 8\.0 s/]);
    const steady = [12, 15, 18].map((at): Short => ({ op_type: 'append', at: [at - 1, at], node: 'n2' }));
    t.same(await extra(S6, steady, slow), []);
  },
);

t.test('S7: an abandoned lease that holds its key for too long', async (t) => {
  const leases = { abandoned: [{ key: 'k', owner: 'c9', since: 30 * SECOND }], elections: [12 * SECOND] };
  const got = (at: number): Short[] => [{ op_type: 'acquire', at: [at - 1, at], more: { output: true } }];
  t.match(await extra(S7, got(41), [], { leases }), [/until 11\.0 s after/]);
  t.same(await extra(S7, got(39), [], { leases }), []);
  const later = { ...leases, elections: [36 * SECOND] };
  t.same(await extra(S7, got(41), [], { leases: later }), [], 'a change of leader starts the clock again');
});

t.test('S8: revisions out of order, in two responses, or not whole', async (t) => {
  const judge = (delivered: readonly (readonly [revision: number, write: string, events: number])[]) =>
    extra(S8, [], [], {
      watches: {
        watchers: [
          {
            name: 'w1',
            delivered: delivered.map(([revision, write, events]) => ({ revision, write, events, stream: 1 })),
          },
        ],
        sizes: new Map([
          ['a', 1],
          ['b', 3],
        ]),
        snapshots: 0,
      },
    });
  t.same(
    await judge([
      [2, 'a', 1],
      [3, 'b', 3],
    ]),
    [],
  );
  t.match(
    await judge([
      [3, 'b', 3],
      [2, 'a', 1],
    ]),
    [/revision 2 after revision 3, on one and the same stream/],
  );
  t.match(
    await judge([
      [3, 'b', 1],
      [3, 'b', 2],
    ]),
    [/1 events/, /in two responses/, /2 events/],
  );
});

t.test('S10: service that does not return in time, and writes without a majority', async (t) => {
  const write = (at: [number, number]): Short => ({ op_type: 'write', at });
  t.match(await extra(S10, [write([21, 22])], [window('kill-leader')]), [/until 12\.0 s after kill-leader/]);
  t.same(await extra(S10, [write([12, 13])], [window('kill-leader')]), []);
  t.match(await extra(S10, [], [window('kill-two')]), [/until Infinity s after kill-two/]);
  t.match(await extra(S10, [write([14, 15]), write([21, 22])], [window('no-majority')]), [/no majority was left/]);
  t.same(await extra(S10, [write([21, 22])], [window('no-majority')]), []);
  const every = (from: number, to: number, step: number): Short[] =>
    Array.from({ length: (to - from) / step }, (_, i) => write([from + i * step, from + (i + 0.5) * step]));
  t.match(await extra(S10, [...every(8, 10, 0.25), ...every(10, 20, 1)], [window('light-loss')]), [/writes a second/]);
  t.same(await extra(S10, [...every(8, 10, 0.25), ...every(10, 20, 0.25)], [window('light-loss')]), []);
});

t.test('S14: a lock that is granted without its key', async (t) => {
  const granted = (output: unknown): Short[] => [{ op_type: 'acquire', at: [1, 2], more: { output } }];
  t.match(await extra(S14, granted({ key: 'x', exists: false })), [/its ownership key does not exist/]);
  t.same(await extra(S14, granted({ key: 'x', token: 7 })), []);
});
