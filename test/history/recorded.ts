import { operation, type Json, type Operation } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';

/** A history as a recorder would have written it, with what is known of its run. */
export interface Recorded {
  readonly name: string;
  readonly model: string;
  readonly categories: readonly string[];
  readonly nemesis: readonly string[];
  readonly lines: readonly string[];
}

const SECOND = 1e9;
const WINDOWS = [
  { epoch: 'e1', nemesis: 'isolate-leader', start_ts: 10 * SECOND, end_ts: 15 * SECOND },
  { epoch: 'e2', nemesis: 'kill', start_ts: 25 * SECOND, end_ts: 30 * SECOND },
];

type Step = (round: number, answered: boolean) => { op_type: string; key: Json; input: Json; output: Json };

/** Clients in turn; in each window some operations time out and the client goes on under a new name. */
function record(name: string, model: string, categories: readonly string[], seed: number, step: Step): Recorded {
  const random = new Random(seed);
  const clients = [1, 2, 3, 4].map((n) => ({ name: `client-${n}`, round: 0, free: 0 }));
  const operations: Operation[] = [];
  for (let at = SECOND, id = 1; at < 40 * SECOND; id++) {
    const client = clients[id % 4] ?? { name: '', round: 0, free: 0 };
    const invoke = Math.max(at, client.free + 1000);
    const window = WINDOWS.find(({ start_ts, end_ts }) => invoke >= start_ts && invoke <= end_ts);
    const lost = window !== undefined && random.int(3) === 0;
    const complete = invoke + 1e6 + random.int(4e8);
    const { output, ...rest } = step(id, !lost);
    operations.push(
      operation({
        op_id: id,
        process_id: `${client.name}.${client.round}`,
        invoke_ts: invoke,
        complete_ts: lost ? null : complete,
        ...rest,
        output: lost ? null : output,
        error: lost ? { code: 'deadline exceeded', class: 'indefinite' } : null,
        node_seen: `n${1 + random.int(3)}`,
        fault_epoch: window?.epoch ?? null,
      }),
    );
    if (lost) client.round++;
    client.free = lost ? invoke : complete;
    at += 5e7 + random.int(1e8);
  }
  if (categories.includes('durability'))
    operations.push(
      operation({
        op_id: operations.length + 1,
        process_id: 'auditor',
        invoke_ts: 45 * SECOND,
        complete_ts: 46 * SECOND,
        op_type: 'read',
        key: operations[0]?.key ?? null,
        output: { offset: 0, value: 'e0' },
        node_seen: 'n2',
      }),
    );
  return {
    name,
    model,
    categories,
    nemesis: WINDOWS.map((window) => JSON.stringify(window)),
    lines: operations.map((op) => JSON.stringify(op)),
  };
}

/** Whole histories without a weakness, one for each shape of what is recorded. */
export function recordedHistories(): Recorded[] {
  const accounts = ['a', 'b', 'c'];
  return [
    record('register', 'register', ['safety'], 1, (round) =>
      round % 2 === 0
        ? { op_type: 'write', key: `k${round % 6}`, input: round, output: 'ok' }
        : { op_type: 'read', key: `k${(round + 1) % 6}`, input: null, output: round - 1 },
    ),
    record('queue', 'queue', ['ordering'], 2, (round) =>
      round % 2 === 0
        ? { op_type: 'enqueue', key: 'jobs', input: `job-${round}`, output: null }
        : { op_type: 'dequeue', key: 'jobs', input: null, output: `job-${round - 1}` },
    ),
    record('ledger', 'ledger', ['idempotency'], 3, (round) =>
      round % 5 === 0
        ? { op_type: 'balance', key: 'a', input: null, output: 100 }
        : {
            op_type: round % 2 === 0 ? 'credit' : 'debit',
            key: accounts[round % 3] ?? 'a',
            input: { amount: 5, idem_key: `t-${round}` },
            output: 'booked',
          },
    ),
    record('log', 'log', ['durability'], 4, (round) =>
      round % 3 === 0
        ? { op_type: 'append', key: 'events', input: `e${round}`, output: { offset: round } }
        : { op_type: 'read', key: 'events', input: null, output: { offset: round, value: `e${round}` } },
    ),
    record('session', 'session', ['safety'], 5, (round) =>
      round % 2 === 0
        ? { op_type: 'write', key: 'profile', input: `v${round}`, output: { version: round } }
        : { op_type: 'read', key: 'profile', input: null, output: { version: round - 1, value: `v${round - 1}` } },
    ),
    record('membership-table', 'membership-table', ['membership'], 6, (round) =>
      round % 4 === 0
        ? { op_type: 'join', key: null, input: `m${round}`, output: 'ok' }
        : { op_type: 'view', key: null, input: null, output: ['m1', 'm2'] },
    ),
    record('lease', 'lease', ['safety'], 7, (round) => ({
      op_type: ['acquire', 'renew', 'release'][round % 3] ?? 'acquire',
      key: 'leader',
      input: null,
      output: { token: round },
    })),
  ];
}
