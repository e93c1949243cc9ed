import { isList, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { Interner } from './intern.js';
import { effectOf } from './linearizability/models/values.js';
import { conclude, select, selfTest, showOps, unanswered } from './pass.js';

const TYPES = new Set(['enqueue', 'dequeue', 'drain']);

interface Element {
  readonly value: Json;
  readonly enqueues: Operation[];
  readonly dequeues: Operation[];
}

interface Queue {
  readonly key: Json;
  readonly numbers: Interner;
  readonly elements: Element[];
  /** Dequeues without an answer: each may have taken an element away that nobody will see again. */
  unanswered: number;
  /** When a dequeue or drain that found the queue empty was invoked last. */
  empty: number;
  /** When the last acknowledged enqueue completed. */
  filled: number;
}

function run({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, TYPES);
  const keys = new Interner();
  const queues: Queue[] = [];
  for (const op of selection.used) {
    const number = keys.add(op.key);
    const fresh = {
      key: op.key,
      numbers: new Interner(),
      elements: [],
      unanswered: 0,
      empty: -Infinity,
      filled: -Infinity,
    };
    note((queues[number] ??= fresh), op);
  }
  const findings = new Findings();
  const tally = {
    attempted: 0,
    acknowledged: 0,
    dequeued: 0,
    lost: 0,
    recovered: 0,
    duplicated: 0,
    unexpected: 0,
    missing: 0,
  };
  const doubts: string[] = [];
  for (const queue of queues) judge(queue, options, findings, tally, doubts);
  if (queues.length > 0 && tally.dequeued === 0) doubts.push('nothing was dequeued');
  return conclude(selection, findings, {
    partitions: queues.length,
    unknown: queues.length === 0 ? 'the history has no enqueue and no dequeue' : doubts[0],
    details: { ...tally, ...(doubts.length > 0 ? { doubts } : {}) },
  });
}

function note(queue: Queue, op: Operation): void {
  const element = (value: Json): Element => {
    const number = queue.numbers.add(value);
    return (queue.elements[number] ??= { value, enqueues: [], dequeues: [] });
  };
  if (op.op_type === 'enqueue') {
    element(op.input).enqueues.push(op);
    if (effectOf(op) === 'ok') queue.filled = Math.max(queue.filled, op.complete_ts ?? Infinity);
    return;
  }
  if (outcome(op) === 'info') queue.unanswered += op.op_type === 'drain' ? Infinity : 1;
  if (outcome(op) !== 'ok') return;
  // A drain takes until nothing is left.
  const taken = op.op_type === 'drain' && isList(op.output) ? op.output : op.output === null ? [] : [op.output];
  for (const value of taken) element(value).dequeues.push(op);
  if (op.op_type === 'drain' || op.output === null) queue.empty = Math.max(queue.empty, op.invoke_ts);
}

function judge(
  queue: Queue,
  options: CheckInput['options'],
  findings: Findings,
  tally: Record<
    'attempted' | 'acknowledged' | 'dequeued' | 'lost' | 'recovered' | 'duplicated' | 'unexpected' | 'missing',
    number
  >,
  doubts: string[],
): void {
  const { key } = queue;
  const missing: { element: Element; count: number }[] = [];
  let absent = 0;
  for (const element of queue.elements) {
    const { value, enqueues, dequeues } = element;
    const acknowledged = enqueues.filter((op) => effectOf(op) === 'ok').length;
    const possible = enqueues.filter((op) => outcome(op) !== 'fail').length;
    tally.attempted += enqueues.length;
    tally.acknowledged += acknowledged;
    tally.dequeued += dequeues.length;
    const ops = [...enqueues, ...dequeues].slice(0, 6).map((op) => op.op_id);
    const what = `${show(value)} of queue ${show(key)}`;
    if (enqueues.length === 0) {
      tally.unexpected++;
      findings.add('unexpected', () => ({
        message: `${showOps(dequeues)} dequeued ${what}, which nobody enqueued`,
        ops,
        key,
      }));
    } else if (dequeues.length > 0 && possible === 0) {
      tally.unexpected++;
      findings.add('failed-but-dequeued', () => ({
        message: `${showOps(dequeues)} dequeued ${what}, which ${showOps(enqueues)} failed to enqueue for certain`,
        ops,
        key,
      }));
    } else if (dequeues.length > possible) {
      tally.duplicated++;
      if (options['delivery'] === 'exactly-once') {
        findings.add('duplicate', () => ({
          message: `${what} was enqueued ${possible} times at most and dequeued by ${showOps(dequeues)}`,
          ops,
          key,
        }));
      }
    }
    if (acknowledged < possible && dequeues.length > acknowledged) tally.recovered++;
    if (dequeues.length < acknowledged) {
      missing.push({ element, count: acknowledged - dequeues.length });
      absent += acknowledged - dequeues.length;
    }
  }
  if (absent === 0) return;
  tally.missing += absent;
  const drained = queue.empty > queue.filled;
  if (!drained) {
    doubts.push(
      `${absent} acknowledged elements of queue ${show(key)} were not dequeued, and no dequeue after the last enqueue found it empty: they may still be in it`,
    );
  } else if (absent <= queue.unanswered) {
    doubts.push(
      `${absent} acknowledged elements of queue ${show(key)} were not seen again, and dequeues without an answer may have taken them`,
    );
  } else {
    tally.lost += absent - queue.unanswered;
    for (const { element } of missing) {
      const spare =
        queue.unanswered > 0 ? ` (${absent} are missing; dequeues without an answer explain ${queue.unanswered})` : '';
      findings.add('lost', () => ({
        message: `${showOps(element.enqueues)} enqueued ${show(element.value)} to queue ${show(key)}, acknowledged, and nobody dequeued it though the queue was drained${spare}`,
        ops: element.enqueues.slice(0, 6).map((op) => op.op_id),
        key,
      }));
    }
  }
}

const checker: Checker = {
  name: 'total-queue',
  models: ['queue'],
  modelOptional: true,
  summary: 'what was enqueued and acknowledged comes out of the drained queue, and nothing else does',
  source: 'Jepsen’s total-queue checker (jepsen.checker): lost, unexpected, duplicated and recovered elements',
  cannotDetect: [
    'The order of elements (checker prefix-order, or linearizability with model queue).',
    'Loss in a queue that was not drained: dequeue until it is empty after the last enqueue.',
    'Loss that dequeues without an answer may explain: as many elements as there are of these.',
  ],
  options: {
    delivery: {
      description: 'whether an element may be delivered more often than it was enqueued',
      choices: ['at-least-once', 'exactly-once'],
      default: 'at-least-once',
    },
  },
  selfTests: [
    selfTest('all that was enqueued comes out', 'valid', [
      { op_type: 'enqueue', input: 'a', at: [0, 1] },
      { op_type: 'enqueue', input: 'b', at: [2, null], process_id: 2 },
      { op_type: 'dequeue', output: 'a', at: [3, 4] },
      { op_type: 'dequeue', output: null, at: [5, 6] },
    ]),
    selfTest('an acknowledged element does not come out', 'invalid', [
      { op_type: 'enqueue', input: 'a', at: [0, 1] },
      { op_type: 'enqueue', input: 'b', at: [2, 3] },
      { op_type: 'drain', output: ['b'], at: [4, 5] },
    ]),
  ],
  relax: unanswered(new Set()),
  run,
};

export default checker;
