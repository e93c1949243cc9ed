/** What the search needs to know about the operations of one partition: intervals, classes, and who must take effect. */
export interface Intervals {
  readonly call: Float64Array;
  /** Infinity where the outcome is unknown: such an operation may take effect at any later time, or never. */
  readonly ret: Float64Array;
  readonly cls: Int32Array;
  /** The operation of the same process that ended at the very moment at which this one began, or -1. */
  readonly pred: Int32Array;
}

/**
 * The invocations and responses of a partition as one sequence. Positions count from 1. Only operations that must
 * take effect (`ret` finite) have entries; an operation with an unknown outcome is known by the position before it.
 * At equal times invocations come before responses: operations that touch are taken as concurrent, so that a coarse
 * clock hides an order rather than inventing one (`pred` keeps a process's own order).
 */
export interface Events {
  readonly length: number;
  /** By position: the operation. */
  readonly opAt: Int32Array;
  /** By position: 1 for a response. */
  readonly isReturn: Uint8Array;
  /** By operation: the position of its invocation (for unknown outcomes: of the last entry before it). */
  readonly callAt: Int32Array;
  /** By operation: the position of its response, 0 for unknown outcomes. */
  readonly returnAt: Int32Array;
  /** Operations in the order of their responses. */
  readonly returns: Int32Array;
  /** By operation: a number that no other operation has at the same time; below `slots`. */
  readonly slot: Int32Array;
  readonly slots: number;
}

/** Sorts operations by `time`, leaving the order of equals as it is; already sorted input costs one pass. */
export function order(time: Float64Array, members: Int32Array): Int32Array {
  for (let i = 1; i < members.length; i++)
    if ((time[members[i - 1] as number] as number) > (time[members[i] as number] as number))
      return members.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
  return members;
}

/** 0, 1, 2 … by a plain loop: `from` with a function costs many times as much. */
export function ascending(length: number, first: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = first + i;
  return numbers;
}

/** Lays the intervals of one partition out as a sequence of entries. */
export function layOut({ call, ret }: Intervals): Events {
  const n = call.length;
  const everyone = order(call, ascending(n, 0));
  const answered = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const op = everyone[i] as number;
    if (ret[op] !== Infinity) answered[count++] = op;
  }
  const required = answered.subarray(0, count);
  const returns = order(ret, required.slice());
  const length = required.length * 2;
  const opAt = new Int32Array(length + 1);
  const isReturn = new Uint8Array(length + 1);
  const callAt = new Int32Array(n);
  const returnAt = new Int32Array(n);
  const slot = new Int32Array(n);
  const free: number[] = [];
  let slots = 0;
  let position = 0;
  let next = 0;
  const close = (): void => {
    const op = returns[next++] as number;
    opAt[++position] = op;
    isReturn[position] = 1;
    returnAt[op] = position;
    free.push(slot[op] as number);
  };
  for (let i = 0; i < n; i++) {
    const op = everyone[i] as number;
    const time = call[op] as number;
    while (next < returns.length && (ret[returns[next] as number] as number) < time) close();
    if (ret[op] === Infinity) {
      callAt[op] = position;
      continue;
    }
    opAt[++position] = op;
    callAt[op] = position;
    slot[op] = free.pop() ?? slots++;
  }
  while (next < returns.length) close();
  return { length, opAt, isReturn, callAt, returnAt, returns, slot, slots };
}
