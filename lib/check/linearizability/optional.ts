import type { Events, Intervals } from './events.js';
import type { Transitions } from './transitions.js';

/**
 * The operations of unknown outcome in one partition. Interchangeable ones form a group and are used in the order
 * of their invocation: whichever of them took effect, the earlier one could have. So the set of used ones is a prefix
 * of each group, and equal choices have equal bits.
 */
export class OptionalOperations {
  /** Operations, group by group, each group in the order of invocation; the index is the operation's bit. */
  readonly #members: Int32Array;
  readonly #starts: Int32Array;
  readonly #used: Int32Array;
  readonly #groupOf = new Map<number, number>();
  readonly #callAt: Int32Array;

  constructor(intervals: Intervals, events: Events, table: Transitions) {
    const groups = new Map<string, number[]>();
    const { ret, cls, pred } = intervals;
    for (let op = 0; op < ret.length; op++) {
      if (ret[op] !== Infinity || table.pure(cls[op] as number)) continue;
      // One that waits for its process's operation before it is not interchangeable with others.
      const key = pred[op] === -1 ? `${cls[op]}` : `${cls[op]}/${op}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [op]);
      else group.push(op);
    }
    const lists = [...groups.values()];
    for (const list of lists) list.sort((a, b) => (events.callAt[a] as number) - (events.callAt[b] as number) || a - b);
    this.#members = Int32Array.from(lists.flat());
    this.#starts = new Int32Array(lists.length + 1);
    this.#used = new Int32Array(lists.length);
    this.#callAt = events.callAt;
    lists.forEach((list, group) => {
      this.#starts[group + 1] = (this.#starts[group] as number) + list.length;
      for (const op of list) this.#groupOf.set(op, group);
    });
  }

  get size(): number {
    return this.#members.length;
  }

  get groups(): number {
    return this.#used.length;
  }

  /** The group's next unused operation if it was invoked before list position `limit`, else -1. */
  next(group: number, limit: number): number {
    const at = (this.#starts[group] as number) + (this.#used[group] as number);
    if (at >= (this.#starts[group + 1] as number)) return -1;
    const op = this.#members[at] as number;
    return (this.#callAt[op] as number) < limit ? op : -1;
  }

  /** Marks the group's next operation, which must be `op`, as used and gives its bit. */
  use(op: number): number {
    const group = this.#groupOf.get(op) as number;
    const bit = (this.#starts[group] as number) + (this.#used[group] as number);
    this.#used[group] = (this.#used[group] as number) + 1;
    return bit;
  }

  /** Undoes the latest `use` of the group of `op`. */
  release(op: number): void {
    const group = this.#groupOf.get(op) as number;
    this.#used[group] = (this.#used[group] as number) - 1;
  }
}
