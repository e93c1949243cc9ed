import { ConfigurationCache } from './cache.js';
import { ascending, layOut, type Events, type Intervals } from './events.js';
import { Frames } from './frames.js';
import { OptionalOperations } from './optional.js';
import type { Transitions } from './transitions.js';

/** How far a search came: operations in the order in which they took effect, and the response that it could not reach. */
export interface Progress {
  readonly order: readonly number[];
  /** The operation whose response could not be passed; undefined where all were. */
  readonly blocked: number | undefined;
  /** The number of responses that were passed. */
  readonly returned: number;
}

/**
 * Looks for a legal order of one partition's operations: Wing & Gong 1993 with Lowe's memoisation of
 * configurations (2017), depth first over the list of invocations and responses. On top of that: operations
 * that never change the state take effect as soon as they can; operations of unknown outcome are tried last,
 * interchangeable ones in one order only; and configurations that have spent more of those are dominated.
 *
 * `run` works for a bounded number of steps and can be called again, so that many searches share one thread.
 */
export class Search {
  readonly #events: Events;
  readonly #cls: Int32Array;
  readonly #pred: Int32Array;
  readonly #table: Transitions;
  readonly #optional: OptionalOperations;
  readonly #cache: ConfigurationCache;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #done: Uint8Array;
  readonly #requiredWords: number;
  readonly #words: Int32Array;
  /** Operations in the order in which they took effect on the way to the present configuration. */
  readonly #trail: number[] = [];
  readonly #frames: Frames;
  #state = 0;
  #rank = 0;
  #steps = 0;
  #started = false;
  #result: 'legal' | 'illegal' | undefined;
  #best: number[] = [];
  #bestRank = -1;
  /** How much of `#best` is the beginning of `#trail`. */
  #shared = 0;

  constructor(intervals: Intervals, table: Transitions) {
    const events = layOut(intervals);
    this.#events = events;
    this.#cls = intervals.cls;
    this.#pred = intervals.pred;
    this.#table = table;
    this.#optional = new OptionalOperations(intervals, events, table);
    this.#requiredWords = Math.max(1, Math.ceil(events.slots / 32));
    const optionalWords = Math.ceil(this.#optional.size / 32);
    this.#words = new Int32Array(this.#requiredWords + optionalWords);
    this.#cache = new ConfigurationCache(this.#requiredWords, optionalWords);
    this.#next = ascending(events.length + 2, 1);
    this.#next[events.length] = 0;
    this.#previous = ascending(events.length + 2, -1);
    this.#done = new Uint8Array(intervals.call.length);
    this.#frames = new Frames(this.#words.length);
  }

  /** Steps made so far: candidates looked at. */
  get steps(): number {
    return this.#steps;
  }

  /** Configurations in memory. */
  get configurations(): number {
    return this.#cache.size;
  }

  /** What the search holds, in bytes. */
  get bytes(): number {
    return this.#cache.bytes + this.#frames.bytes + this.#table.bytes + this.#events.length * 40;
  }

  /** Goes on for about `steps` steps. */
  run(steps: number): 'legal' | 'illegal' | 'more' {
    if (this.#result !== undefined) return this.#result;
    const until = this.#steps + steps;
    if (!this.#started) {
      this.#started = true;
      this.#enter(-1);
    }
    while (this.#result === undefined) {
      if (this.#steps > until) return 'more';
      this.#advance();
    }
    return this.#result;
  }

  progress(): Progress {
    this.#remember();
    return {
      order: this.#best,
      blocked: this.#events.returns[this.#bestRank],
      returned: this.#bestRank,
    };
  }

  /** Tries the next operation at the top configuration, or leaves that configuration when none is left. */
  #advance(): void {
    const { opAt, isReturn } = this.#events;
    const frames = this.#frames;
    let at = frames.scan;
    while (at > 0 && isReturn[at] === 0) {
      const op = opAt[at] as number;
      at = this.#next[at] as number;
      this.#steps++;
      const cls = this.#cls[op] as number;
      // A legal operation without effect has been taken on entering; an illegal one stays illegal in this state.
      if (this.#table.pure(cls) || !this.#mayStart(op)) continue;
      const state = this.#table.step(this.#state, cls);
      if (state === -1) continue;
      frames.scan = at;
      this.#take(op, state);
      return;
    }
    frames.scan = 0;
    const limit = this.#events.returnAt[this.#events.returns[this.#rank] as number] as number;
    for (let group = frames.group; group < this.#optional.groups; group++) {
      this.#steps++;
      const op = this.#optional.next(group, limit);
      if (op === -1 || !this.#mayStart(op)) continue;
      const state = this.#table.step(this.#state, this.#cls[op] as number);
      if (state === -1 || state === this.#state) continue;
      frames.group = group + 1;
      this.#take(op, state);
      return;
    }
    this.#leave();
  }

  #mayStart(op: number): boolean {
    const before = this.#pred[op] as number;
    return before === -1 || this.#done[before] === 1;
  }

  #take(op: number, state: number): void {
    this.#frames.save(this.#state, this.#rank, this.#trail.length, this.#words);
    this.#state = state;
    this.#lift(op);
    this.#enter(op);
  }

  /** Completes the present configuration, and ends the search, opens a frame for it, or turns back from a known one. */
  #enter(op: number): void {
    const { opAt, isReturn, returns } = this.#events;
    let before = 0;
    let at = this.#next[0] as number;
    while (at > 0 && isReturn[at] === 0) {
      const candidate = opAt[at] as number;
      this.#steps++;
      const cls = this.#cls[candidate] as number;
      if (this.#table.pure(cls) && this.#mayStart(candidate) && this.#table.step(this.#state, cls) !== -1)
        this.#lift(candidate);
      else before = at;
      at = this.#next[before] as number;
    }
    if (this.#rank === returns.length) {
      this.#result = 'legal';
      return;
    }
    if (this.#cache.add(this.#rank, this.#state, this.#words)) {
      this.#frames.push(this.#next[0] as number);
      return;
    }
    if (op !== -1) this.#undo();
  }

  #leave(): void {
    this.#remember();
    this.#frames.pop();
    if (this.#frames.depth === 0) this.#result = 'illegal';
    else this.#undo();
  }

  /** Back to the configuration of the top frame. */
  #undo(): void {
    const frames = this.#frames;
    while (this.#trail.length > frames.trail) this.#unlift(this.#trail.pop() as number);
    if (this.#shared > this.#trail.length) this.#shared = this.#trail.length;
    this.#state = frames.state;
    this.#rank = frames.rank;
    frames.restore(this.#words);
  }

  #lift(op: number): void {
    this.#trail.push(op);
    this.#done[op] = 1;
    const end = this.#events.returnAt[op] as number;
    if (end === 0) {
      this.#setBit(this.#requiredWords * 32 + this.#optional.use(op), true);
      return;
    }
    const { callAt, returns, slot } = this.#events;
    this.#unlink(callAt[op] as number);
    this.#unlink(end);
    this.#setBit(slot[op] as number, true);
    // At once, because an operation invoked after a response that is passed now may have the same slot.
    while (this.#rank < returns.length && this.#done[returns[this.#rank] as number] === 1) {
      this.#setBit(slot[returns[this.#rank] as number] as number, false);
      this.#rank++;
    }
  }

  #unlift(op: number): void {
    this.#done[op] = 0;
    const end = this.#events.returnAt[op] as number;
    if (end === 0) {
      this.#optional.release(op);
      return;
    }
    this.#relink(end);
    this.#relink(this.#events.callAt[op] as number);
  }

  #unlink(at: number): void {
    const before = this.#previous[at] as number;
    const after = this.#next[at] as number;
    this.#next[before] = after;
    if (after > 0) this.#previous[after] = before;
  }

  #relink(at: number): void {
    this.#next[this.#previous[at] as number] = at;
    const after = this.#next[at] as number;
    if (after > 0) this.#previous[after] = at;
  }

  #setBit(bit: number, value: boolean): void {
    const word = bit >>> 5;
    const mask = 1 << (bit & 31);
    this.#words[word] = value ? (this.#words[word] as number) | mask : (this.#words[word] as number) & ~mask;
  }

  /** Keeps the longest order; only what has changed since the last time is copied. */
  #remember(): void {
    if (this.#rank < this.#bestRank) return;
    if (this.#rank === this.#bestRank && this.#trail.length <= this.#best.length) return;
    this.#best.length = this.#shared;
    for (let i = this.#shared; i < this.#trail.length; i++) this.#best.push(this.#trail[i] as number);
    this.#shared = this.#trail.length;
    this.#bestRank = this.#rank;
  }
}
