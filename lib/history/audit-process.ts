/** Operations of a process that are remembered so that lines a little out of order are judged rightly. */
const WINDOW = 32;

/** What is wrong with an operation in the sequence of its process. */
export type Sequence =
  | { readonly kind: 'overlapping-process' }
  /** `line` is that of the operation that goes on, `after` that of the one whose outcome is unknown. */
  | { readonly kind: 'process-not-retired'; readonly line: number; readonly after: number }
  | { readonly kind: 'lines-out-of-order' };

/**
 * The sequence of one process: one operation in flight, and none after one whose outcome it never learned. Lines come
 * in any order within a window, so that histories that are written at invocation, at completion, or with what stayed
 * open at the end are judged alike; memory does not grow with the operations.
 */
export class ProcessSequence {
  /** Invocation and completion of the last operations, in order of invocation. */
  readonly #calls: number[] = [];
  readonly #ends: number[] = [];
  /** Nothing before this moment is remembered. */
  #floor = -Infinity;
  #busyUntil = -Infinity;
  #lastCall = -Infinity;
  #lastLine = 0;
  #unknown: { call: number; line: number } | undefined;

  /** @param end Infinity where the outcome is unknown */
  add(call: number, end: number, line: number): Sequence | undefined {
    const found = this.#sequence(call, end, line);
    if (call >= this.#lastCall) {
      this.#lastCall = call;
      this.#lastLine = line;
    }
    if (end === Infinity) {
      if (this.#unknown === undefined || call < this.#unknown.call) this.#unknown = { call, line };
    } else {
      this.#remember(call, end);
      this.#busyUntil = Math.max(this.#busyUntil, end);
    }
    return found;
  }

  #sequence(call: number, end: number, line: number): Sequence | undefined {
    if (this.#unknown !== undefined && call > this.#unknown.call)
      return { kind: 'process-not-retired', line, after: this.#unknown.line };
    if (end === Infinity && this.#lastCall > call)
      return { kind: 'process-not-retired', line: this.#lastLine, after: line };
    if (call >= this.#lastCall) return call < this.#busyUntil ? { kind: 'overlapping-process' } : undefined;
    if (call < this.#floor) return { kind: 'lines-out-of-order' };
    const at = this.#placeOf(call);
    const overlaps = (this.#ends[at - 1] ?? -Infinity) > call || (this.#calls[at] ?? Infinity) < end;
    return overlaps ? { kind: 'overlapping-process' } : undefined;
  }

  #placeOf(call: number): number {
    let at = this.#calls.length;
    while (at > 0 && (this.#calls[at - 1] ?? 0) > call) at--;
    return at;
  }

  #remember(call: number, end: number): void {
    const at = this.#placeOf(call);
    if (at === this.#calls.length) {
      this.#calls.push(call);
      this.#ends.push(end);
    } else {
      this.#calls.splice(at, 0, call);
      this.#ends.splice(at, 0, end);
    }
    if (this.#calls.length <= WINDOW) return;
    this.#calls.shift();
    this.#floor = Math.max(this.#floor, this.#ends.shift() ?? this.#floor);
  }
}
