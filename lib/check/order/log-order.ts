import { canonical, show } from '../../history/canonical.js';
import { outcome } from '../../history/operation.js';
import type { Json, Operation } from '../../history/operation.js';
import type { Findings } from '../findings.js';
import { Interner } from '../intern.js';
import { numberIn } from '../linearizability/models/values.js';
import { logRead } from '../log-read.js';
import { inRealTime } from './real-time.js';

/** Acknowledged appends take rising offsets, one entry each; every read shows a stretch of one and the same log. */
export function checkLog(ops: readonly Operation[], perProducer: boolean, findings: Findings): number {
  const key = ops[0]?.key ?? null;
  const appends = ops.filter(
    (op) => op.op_type === 'append' && outcome(op) === 'ok' && numberIn(op.output, 'offset') !== undefined,
  );
  const offset = (op: Operation): number => numberIn(op.output, 'offset') ?? NaN;
  const reads = ops
    .filter((op) => op.op_type === 'read' && outcome(op) === 'ok')
    .sort((a, b) => a.invoke_ts - b.invoke_ts);
  let compared = 0;

  /** The entry at each offset, with the operation that showed it first. */
  const entries = new Map<number, { value: Json; op: Operation }>();
  const show1 = (place: number, value: Json, op: Operation): void => {
    const known = entries.get(place);
    if (known === undefined) {
      entries.set(place, { value, op });
      return;
    }
    compared++;
    if (canonical(known.value) === canonical(value)) {
      if (known.op.op_type !== 'append' || op.op_type !== 'append') return;
      findings.add('offset-taken-twice', () => ({
        message: `op ${String(known.op.op_id)} and op ${String(op.op_id)} were both told offset ${place} of ${show(key)}`,
        ops: [known.op.op_id, op.op_id],
        key,
      }));
      return;
    }
    findings.add('divergent-entry', () => ({
      message: `offset ${place} of ${show(key)} is ${show(known.value)} for op ${String(known.op.op_id)} and ${show(value)} for op ${String(op.op_id)}`,
      ops: [known.op.op_id, op.op_id],
      key,
    }));
  };
  for (const op of appends) show1(offset(op), op.input, op);

  let longest: { list: readonly Json[]; op: Operation } | undefined;
  for (const op of reads) {
    const part = logRead(op);
    if (part.from !== undefined) {
      for (const [i, value] of part.values.entries()) show1(part.from + i, value, op);
      continue;
    }
    if (!part.whole) continue;
    // A read of the whole log: of two, one is a prefix of the other.
    if (longest !== undefined) compared++;
    const place = longest === undefined ? -1 : firstDifference(longest.list, part.values);
    const rival = longest;
    if (rival !== undefined && place >= 0) {
      findings.add('not-a-prefix', () => ({
        message: `op ${String(rival.op.op_id)} and op ${String(op.op_id)} read different logs of ${show(key)}: at place ${place} the one has ${show(rival.list[place] ?? null)}, the other ${show(part.values[place] ?? null)}`,
        ops: [rival.op.op_id, op.op_id],
        key,
      }));
    }
    if (longest === undefined || part.values.length > longest.list.length) longest = { list: part.values, op };
  }
  compared += risingOffsets(key, appends, offset, perProducer, findings);
  if (longest !== undefined) compared += appendOrder(key, ops, longest, perProducer, findings);
  return compared;
}

function firstDifference(a: readonly Json[], b: readonly Json[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const [x, y] = [a[i] as Json, b[i] as Json];
    if (x !== y && canonical(x) !== canonical(y)) return i;
  }
  return -1;
}

/** An append that was acknowledged before another was sent has the lower offset. */
function risingOffsets(
  key: Json,
  appends: readonly Operation[],
  offset: (op: Operation) => number,
  perProducer: boolean,
  findings: Findings,
): number {
  return inRealTime(appends, perProducer, offset, (before, after) => {
    findings.add('order-inverted', () => ({
      message: `op ${String(before.op_id)} was acknowledged at offset ${offset(before)} of ${show(key)} before op ${String(after.op_id)} was sent, which got offset ${offset(after)}`,
      ops: [before.op_id, after.op_id],
      key,
    }));
  });
}

/** Without offsets: the longest read shows the acknowledged appends in the order in which they were made. */
function appendOrder(
  key: Json,
  ops: readonly Operation[],
  longest: { list: readonly Json[]; op: Operation },
  perProducer: boolean,
  findings: Findings,
): number {
  const numbers = new Interner();
  const place = new Map<number, number>();
  for (const [i, value] of longest.list.entries()) {
    const number = numbers.add(value);
    // An entry that stands twice does not say which append it came from.
    place.set(number, place.has(number) ? NaN : i);
  }
  const at = (op: Operation): number => place.get(numbers.add(op.input)) ?? NaN;
  const shown = ops.filter((op) => op.op_type === 'append' && outcome(op) === 'ok' && !Number.isNaN(at(op)));
  return inRealTime(shown, perProducer, at, (before, after) => {
    findings.add('order-inverted', () => ({
      message: `op ${String(before.op_id)} was acknowledged before op ${String(after.op_id)} was sent, but op ${String(longest.op.op_id)} read ${show(after.input)} of ${show(key)} in front of ${show(before.input)}`,
      ops: [before.op_id, after.op_id, longest.op.op_id],
      key,
    }));
  });
}
