import t from 'tap';
import { checkLinearizability } from '../../../lib/check/linearizability/checker.js';
import { operation, type Json, type Operation } from '../../../lib/history/operation.js';
import { generate, OBJECTS } from '../../support/naive.js';
import { Random } from '../../support/random.js';

const limits = { deadline: Infinity, memory: 500_000_000 };

/** [process, type, input, output], one after the other. */
type Step = readonly [number, string, Json, Json];

/** What no correct object answers, whatever it held before: values from 1000 on occur nowhere else. */
const EPISODES: Readonly<Record<string, Readonly<Record<string, readonly Step[]>>>> = {
  register: {
    'stale read': [
      [90, 'write', 1001, null],
      [91, 'write', 1002, null],
      [92, 'read', null, 1001],
    ],
    'read from the future': [
      [90, 'read', null, 1001],
      [91, 'write', 1001, null],
    ],
    'value out of thin air': [[90, 'read', null, 1003]],
  },
  'cas-register': {
    'lost update': [
      [90, 'write', 1001, null],
      [91, 'cas', [1001, 1002], true],
      [92, 'cas', [1001, 1003], true],
    ],
  },
  map: {
    'deleted value read again': [
      [90, 'put', '1001', null],
      [91, 'delete', null, null],
      [92, 'get', null, '1001'],
    ],
    'lost append': [
      [90, 'put', '1001', null],
      [91, 'append', '1002', null],
      [92, 'get', null, '1001'],
    ],
  },
  queue: {
    'out of order': [
      [90, 'enqueue', 1001, null],
      [91, 'enqueue', 1002, null],
      [92, 'dequeue', null, 1002],
      [92, 'dequeue', null, 1001],
    ],
    'delivered twice': [
      [90, 'enqueue', 1001, null],
      [91, 'dequeue', null, 1001],
      [92, 'dequeue', null, 1001],
    ],
    'lost element': [
      [90, 'enqueue', 1001, null],
      [91, 'dequeue', null, null],
    ],
  },
  log: {
    'lost entry': [
      [90, 'append', 1001, null],
      [91, 'read', null, []],
    ],
    'offset given twice': [
      [90, 'append', 1001, { offset: 500 }],
      [91, 'append', 1002, { offset: 500 }],
    ],
  },
  lock: {
    'two holders': [
      [90, 'acquire', null, null],
      [91, 'acquire', null, null],
    ],
    'released by another': [
      [90, 'acquire', null, null],
      [91, 'release', null, null],
    ],
    'fencing token went back': [
      [90, 'acquire', null, { token: 5001 }],
      [90, 'release', null, null],
      [91, 'acquire', null, { token: 5000 }],
    ],
  },
  counter: {
    'lost increment': [
      [90, 'read', null, 1000],
      [91, 'inc', 1, null],
      [92, 'read', null, 1000],
    ],
  },
  session: {
    'version went back': [
      [90, 'write', 1001, { version: 9002 }],
      [91, 'write', 1002, { version: 9001 }],
    ],
    'old version read': [
      [90, 'write', 1001, { version: 9001 }],
      [91, 'write', 1002, { version: 9002 }],
      [92, 'read', null, { value: 1001, version: 9001 }],
    ],
  },
  ledger: {
    'credited twice': [
      [90, 'credit', { amount: 5, idem_key: 'new' }, 1000],
      [91, 'credit', { amount: 5, idem_key: 'new' }, 1005],
    ],
  },
  'membership-table': {
    'forgotten member': [
      [90, 'join', 'n9', null],
      [91, 'view', null, ['n1']],
    ],
  },
};

/** Five keys, each with a history that is linearizable by construction, in one file. */
function run(model: string, random: Random): Operation[] {
  const all: Operation[] = [];
  for (let key = 0; key < 5; key++) {
    // Operations of unknown outcome make a queue's search long: which elements are in it, and in which order, stays open.
    const unknown = model === 'queue' ? 0 : random.pick([0, 0.05]);
    const shape = { operations: 60, processes: 1 + random.int(4), unknown, failed: 0.05, key };
    all.push(...generate((OBJECTS[model] as () => ReturnType<(typeof OBJECTS)[string]>)(), random, shape));
  }
  return all.sort((a, b) => a.invoke_ts - b.invoke_ts).map((op, i) => ({ ...op, op_id: i + 1 }));
}

function withEpisode(history: readonly Operation[], key: number, steps: readonly Step[]): Operation[] {
  let clock = Math.max(...history.map((op) => op.complete_ts ?? op.invoke_ts)) + 1;
  const added = steps.map(([process_id, op_type, input, output], i) => {
    const invoke_ts = (clock += 10);
    return operation({
      op_id: 10_000 + i,
      process_id,
      op_type,
      key,
      input,
      output,
      invoke_ts,
      complete_ts: invoke_ts + 5,
    });
  });
  return [...history, ...added];
}

for (const [model, episodes] of Object.entries(EPISODES)) {
  t.test(`${model}: a history that is linearizable by construction is valid, on 40 of 300 operations`, (t) => {
    const random = new Random(7);
    for (let round = 0; round < 40; round++) {
      const operations = run(model, random);
      const { result, partitions, consumed } = checkLinearizability({ operations, model, options: {} }, limits);
      if (result !== 'valid' || partitions !== 5 || consumed !== operations.length) {
        t.fail(`round ${round}: ${result}`);
        break;
      }
    }
    t.end();
  });
  for (const [kind, steps] of Object.entries(episodes)) {
    t.test(`${model}: ${kind} is found, at the key where it was put`, (t) => {
      const random = new Random(11);
      for (let round = 0; round < 8; round++) {
        const key = random.int(5);
        const operations = withEpisode(run(model, random), key, steps);
        const { result, anomalies } = checkLinearizability({ operations, model, options: {} }, limits);
        const told = anomalies.map((one) => one.key);
        if (result !== 'invalid' || told.length !== 1 || told[0] !== key) {
          t.fail(`round ${round}: ${result} at ${JSON.stringify(told)}, expected key ${key}`);
          break;
        }
      }
      t.end();
    });
  }
}
