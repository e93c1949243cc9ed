import { canonical } from '../history/canonical.js';
import type { Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { checkLog } from './order/log-order.js';
import { checkQueue } from './order/queue-order.js';
import { conclude, select, selfTest, unanswered } from './pass.js';

const LOG_TYPES = new Set(['append', 'read']);
const QUEUE_TYPES = new Set(['enqueue', 'dequeue', 'drain']);

function run({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, (op) => LOG_TYPES.has(op.op_type) || QUEUE_TYPES.has(op.op_type));
  const perProducer = options['scope'] === 'producer';
  const findings = new Findings();
  const logs = new Map<string, Operation[]>();
  const queues = new Map<string, Operation[]>();
  for (const op of selection.used) {
    const groups = LOG_TYPES.has(op.op_type) ? logs : queues;
    const name = canonical(op.key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [op]);
    else group.push(op);
  }
  let compared = 0;
  for (const ops of logs.values()) compared += checkLog(ops, perProducer, findings);
  for (const ops of queues.values()) compared += checkQueue(ops, perProducer, findings);
  return conclude(selection, findings, {
    partitions: logs.size + queues.size,
    unknown:
      compared === 0
        ? 'no order shows in the history: no read, offset or dequeue can be compared with another one'
        : undefined,
    details: { logs: logs.size, queues: queues.size, compared },
  });
}

const checker: Checker = {
  name: 'prefix-order',
  models: ['log', 'queue'],
  modelOptional: true,
  summary: 'logs show prefixes of one order, offsets rise as appends were made, and queues give out what came in first',
  source:
    'prefix consistency of replicated logs; for queues Henzinger, Sezgin & Vafeiadis, "Aspect-Oriented Linearizability ' +
    'Proofs" (CONCUR 2013)',
  cannotDetect: [
    'Loss, at the end or of an element that was never read (checkers no-lost-ack and total-queue).',
    'Orders among operations that were in flight at the same time: either is right.',
    'The order of elements that were written more than once: their values do not say which is which.',
    'For queues the other patterns of linearizability: a dequeue that found nothing although something was in it.',
  ],
  options: {
    scope: {
      description:
        'whether the order holds for a whole log or queue, or only among what one producer (process) sent to it',
      choices: ['key', 'producer'],
      default: 'key',
    },
  },
  selfTests: [
    selfTest('reads that are prefixes of one log', 'valid', [
      { op_type: 'append', input: 'a', output: { offset: 0 }, at: [0, 1] },
      { op_type: 'append', input: 'b', output: { offset: 1 }, at: [2, 3] },
      { op_type: 'read', output: ['a'], process_id: 2, at: [2, 4] },
      { op_type: 'read', output: ['a', 'b'], process_id: 2, at: [5, 6] },
    ]),
    selfTest('two logs', 'invalid', [
      { op_type: 'append', input: 'a', at: [0, 9] },
      { op_type: 'append', input: 'b', process_id: 2, at: [0, 9] },
      { op_type: 'read', output: ['a', 'b'], process_id: 3, at: [10, 11] },
      { op_type: 'read', output: ['b', 'a'], process_id: 4, at: [10, 11] },
    ]),
    selfTest('a queue that hands out the later element first', 'invalid', [
      { op_type: 'enqueue', input: 'a', at: [0, 1] },
      { op_type: 'enqueue', input: 'b', at: [2, 3] },
      { op_type: 'dequeue', output: 'b', at: [4, 5] },
      { op_type: 'dequeue', output: 'a', at: [6, 7] },
    ]),
  ],
  relax: unanswered(new Set(['read'])),
  run,
};

export default checker;
