import { UserError } from '../../cli/errors.js';
import { canonical } from '../../history/canonical.js';
import type { Operation } from '../../history/operation.js';
import type { ModelInstance } from './model.js';

/**
 * A model seen as a table over small integers: states and operations are interned, each step is computed
 * once (the memoised model of Knossos). Operations that are interchangeable share a class.
 */
export class Transitions<S = unknown> {
  readonly #model: ModelInstance<S>;
  readonly #states: S[] = [];
  readonly #stateIds = new Map<string | number, number>();
  readonly #classIds = new Map<string, number>();
  readonly #operations: Operation[] = [];
  readonly #known: boolean[] = [];
  readonly #pure: boolean[] = [];
  /** Open addressing: (state, class) -> next state or -1; three numbers an entry, empty where the state is -1. */
  #table = new Int32Array(3 * 256).fill(-1);
  #used = 0;
  /** Characters in the names of states: a measure of how large the states are. */
  #named = 0;

  constructor(model: ModelInstance<S>) {
    this.#model = model;
    this.intern(model.initial);
  }

  /** The class of an operation; `known` is false where its outcome is unknown. */
  classOf(op: Operation, known: boolean): number {
    const identity = this.#model.identity?.(op) ?? '';
    const output = known ? canonical(op.output) : '?';
    const key = `${op.op_type}\u0000${canonical(op.input)}\u0000${output}\u0000${identity}`;
    let id = this.#classIds.get(key);
    if (id === undefined) {
      id = this.#operations.length;
      this.#classIds.set(key, id);
      const seen = known ? op : { ...op, output: null };
      const why = this.#model.unreadable?.(seen, known);
      if (why !== undefined)
        throw new UserError(`operation ${op.op_id} (${op.op_type}) cannot be read: ${why}`, {
          help: 'hold input and output to what "dst-skills check --list" says of the model',
        });
      this.#operations.push(seen);
      this.#known.push(known);
      this.#pure.push(this.#model.pure(seen));
    }
    return id;
  }

  pure(cls: number): boolean {
    return this.#pure[cls] === true;
  }

  /** The number of states met so far. */
  get states(): number {
    return this.#states.length;
  }

  /** An estimate of what the interned states and the table hold, in bytes. */
  get bytes(): number {
    return this.#table.byteLength + this.#states.length * 200 + this.#named * 4 + this.#operations.length * 120;
  }

  describe(state: number): string {
    return this.#model.describe(this.#states[state] as S);
  }

  /** Why an operation of this class cannot come next in `state`. */
  explain(state: number, cls: number): string {
    const op = this.#operations[cls];
    const value = this.#states[state] as S;
    if (op === undefined) return 'it is not known to the model';
    return this.#model.explain?.(value, op) ?? `it does not fit the state ${this.#model.describe(value)}`;
  }

  /** The state after an operation of class `cls` in `state`, or -1 where it is not possible. State 0 is the initial one. */
  step(state: number, cls: number): number {
    const mask = this.#table.length / 3 - 1;
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(cls + 1, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const at = slot * 3;
      const found = this.#table[at];
      if (found === -1) break;
      if (found === state && this.#table[at + 1] === cls) return this.#table[at + 2] as number;
      slot = (slot + 1) & mask;
    }
    const next = this.#compute(state, cls);
    this.#insert(state, cls, next);
    return next;
  }

  #compute(state: number, cls: number): number {
    const op = this.#operations[cls];
    if (op === undefined) return -1;
    const next = this.#model.apply(this.#states[state] as S, op, this.#known[cls] === true);
    if (next === undefined) return -1;
    const id = this.intern(next);
    // The search lets pure operations take effect without trying anything else: a wrong "pure" would be a wrong verdict.
    if (id !== state && this.#pure[cls] === true)
      throw new UserError(`the model calls operation ${op.op_id} (${op.op_type}) pure, but it changes the state`, {
        help: 'let "pure" answer true only for operations that never change any state',
      });
    return id;
  }

  private intern(state: S): number {
    const key = this.#model.identify(state);
    let id = this.#stateIds.get(key);
    if (id === undefined) {
      id = this.#states.length;
      this.#stateIds.set(key, id);
      if (typeof key === 'string') this.#named += key.length;
      this.#states.push(state);
    }
    return id;
  }

  #insert(state: number, cls: number, next: number): void {
    if (++this.#used * 5 > this.#table.length) this.#grow();
    put(this.#table, state, cls, next);
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 4).fill(-1);
    for (let at = 0; at < old.length; at += 3)
      if (old[at] !== -1) put(this.#table, old[at] as number, old[at + 1] as number, old[at + 2] as number);
  }
}

function put(table: Int32Array, state: number, cls: number, next: number): void {
  const mask = table.length / 3 - 1;
  let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(cls + 1, 0x85ebca6b)) >>> 0;
  slot = (slot ^ (slot >>> 15)) & mask;
  while (table[slot * 3] !== -1) slot = (slot + 1) & mask;
  table.set([state, cls, next], slot * 3);
}
