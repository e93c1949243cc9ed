import type { Operation } from '../../history/operation.js';

/** When an operation was over; Infinity where no answer came. */
export const end = (op: Operation): number => op.complete_ts ?? Infinity;

/** Calls back for operations that were complete before another one was invoked and rank higher than it. */
export function inRealTime(
  ops: readonly Operation[],
  perProducer: boolean,
  rank: (op: Operation) => number,
  inverted: (before: Operation, after: Operation) => void,
): number {
  let compared = 0;
  for (const group of producers(ops, perProducer)) {
    const byInvoke = [...group].sort((a, b) => a.invoke_ts - b.invoke_ts);
    const byEnd = [...group].sort((a, b) => end(a) - end(b));
    let done = 0;
    let highest: Operation | undefined;
    for (const op of byInvoke) {
      for (; done < byEnd.length && end(byEnd[done] as Operation) < op.invoke_ts; done++) {
        const past = byEnd[done] as Operation;
        if (highest === undefined || rank(past) > rank(highest)) highest = past;
      }
      if (highest === undefined) continue;
      compared++;
      if (rank(highest) > rank(op)) inverted(highest, op);
    }
  }
  return compared;
}

function producers(ops: readonly Operation[], perProducer: boolean): Operation[][] {
  if (!perProducer) return [[...ops]];
  const groups = new Map<number | string, Operation[]>();
  for (const op of ops) {
    const group = groups.get(op.process_id);
    if (group === undefined) groups.set(op.process_id, [op]);
    else group.push(op);
  }
  return [...groups.values()];
}
