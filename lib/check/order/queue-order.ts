import { isList, show } from '../../history/canonical.js';
import { outcome } from '../../history/operation.js';
import type { Json, Operation } from '../../history/operation.js';
import type { Findings } from '../findings.js';
import { Interner } from '../intern.js';
import { end, inRealTime } from './real-time.js';

/** First in, first out: see `overtaken`. Only elements that were enqueued once and dequeued at most once are compared. */
export function checkQueue(ops: readonly Operation[], perProducer: boolean, findings: Findings): number {
  const key = ops[0]?.key ?? null;
  const numbers = new Interner();
  const enqueued: (Operation | null)[] = [];
  /** When the element was taken: the interval of its dequeue; null where it was taken twice. */
  const dequeued: ({ from: number; to: number; op: Operation } | null)[] = [];
  for (const op of ops) {
    if (op.op_type === 'enqueue') {
      if (outcome(op) === 'fail') continue;
      const number = numbers.add(op.input);
      enqueued[number] = number in enqueued ? null : op;
    } else if (outcome(op) === 'ok') {
      const taken = op.op_type === 'drain' && isList(op.output) ? op.output : op.output === null ? [] : [op.output];
      for (const value of taken) {
        const number = numbers.add(value);
        dequeued[number] = number in dequeued ? null : { from: op.invoke_ts, to: end(op), op };
      }
    }
  }
  const pairs: { enqueue: Operation; dequeue: { from: number; to: number; op: Operation } }[] = [];
  for (const [number, enqueue] of enqueued.entries()) {
    const dequeue = dequeued[number];
    if (enqueue !== null && enqueue !== undefined && dequeue !== null && dequeue !== undefined)
      pairs.push({ enqueue, dequeue });
  }
  const groups = new Map<number | string, typeof pairs>();
  for (const pair of pairs) {
    const producer = perProducer ? pair.enqueue.process_id : '';
    const group = groups.get(producer);
    if (group === undefined) groups.set(producer, [pair]);
    else group.push(pair);
  }
  let compared = 0;
  for (const group of groups.values()) compared += overtaken(key, group, findings);
  compared += drains(key, ops, numbers, enqueued, perProducer, findings);
  return compared;
}

/**
 * a was enqueued before b was, and b was dequeued before a was asked for (Henzinger, Sezgin & Vafeiadis, CONCUR 2013:
 * one of the patterns that a queue history must not show).
 */
function overtaken(
  key: Json,
  pairs: readonly { enqueue: Operation; dequeue: { from: number; to: number; op: Operation } }[],
  findings: Findings,
): number {
  const byStart = [...pairs].sort((a, b) => a.enqueue.invoke_ts - b.enqueue.invoke_ts);
  const acknowledged = pairs
    .filter(({ enqueue }) => outcome(enqueue) === 'ok')
    .sort((a, b) => end(a.enqueue) - end(b.enqueue));
  let done = 0;
  let compared = 0;
  let last: (typeof pairs)[number] | undefined;
  for (const b of byStart) {
    for (; done < acknowledged.length && end((acknowledged[done] as typeof b).enqueue) < b.enqueue.invoke_ts; done++) {
      const past = acknowledged[done] as typeof b;
      if (last === undefined || past.dequeue.from > last.dequeue.from) last = past;
    }
    const a = last;
    if (a === undefined) continue;
    compared++;
    if (a.dequeue.from <= b.dequeue.to) continue;
    findings.add('overtaken', () => ({
      message: `${show(a.enqueue.input)} was in queue ${show(key)} (op ${String(a.enqueue.op_id)}) before ${show(b.enqueue.input)} was enqueued (op ${String(b.enqueue.op_id)}), and op ${String(b.dequeue.op.op_id)} took the later one out before op ${String(a.dequeue.op.op_id)} asked for the earlier one`,
      ops: [a.enqueue.op_id, b.enqueue.op_id, b.dequeue.op.op_id, a.dequeue.op.op_id],
      key,
    }));
  }
  return compared;
}

/** A drain gives its elements in the order of the queue. */
function drains(
  key: Json,
  ops: readonly Operation[],
  numbers: Interner,
  enqueued: readonly (Operation | null)[],
  perProducer: boolean,
  findings: Findings,
): number {
  let compared = 0;
  for (const drain of ops) {
    if (drain.op_type !== 'drain' || outcome(drain) !== 'ok' || !isList(drain.output)) continue;
    const place = new Map<Operation, number>();
    for (const [i, value] of drain.output.entries()) {
      const op = enqueued[numbers.add(value)];
      if (op !== null && op !== undefined) place.set(op, place.has(op) ? NaN : i);
    }
    const shown = [...place.keys()].filter((op) => outcome(op) === 'ok' && !Number.isNaN(place.get(op)));
    compared += inRealTime(
      shown,
      perProducer,
      (op) => place.get(op) ?? NaN,
      (before, after) => {
        findings.add('overtaken', () => ({
          message: `${show(before.input)} was in queue ${show(key)} (op ${String(before.op_id)}) before ${show(after.input)} was enqueued (op ${String(after.op_id)}), and op ${String(drain.op_id)} drained the later one first`,
          ops: [before.op_id, after.op_id, drain.op_id],
          key,
        }));
      },
    );
  }
  return compared;
}
