import type { Json, Operation } from '../../history/operation.js';

/**
 * A sequential specification: what a correct object answers when operations come one at a time.
 * S is any value; two states are the same state exactly when `identify` gives the same string or number.
 */
export interface Model<S = unknown> {
  readonly name: string;
  /** Operation types that it understands; others are excluded from the check and counted. */
  readonly types: readonly string[];
  /** How input and output are read, a sentence or two for the docs and for error messages. */
  readonly conventions: string;
  /** True where operations on different keys are on different objects (P-compositionality, Horn & Kroening 2015). */
  readonly perKey: boolean;
  /** True for registers: parts of whole reads and writes with distinct values need no search (zones.ts). */
  readonly zones?: boolean;
  /** A fresh instance for one object; `initial` is the value that it starts with (null: the model's own). */
  create(settings: ModelSettings): ModelInstance<S>;
}

export interface ModelSettings {
  readonly initial: Json;
  readonly options: Readonly<Record<string, string>>;
}

export interface ModelInstance<S> {
  readonly initial: S;
  /**
   * The state after `op`, or undefined where `op` cannot have this output in this state. With `known` false the
   * outcome is unknown: the output is not looked at, and the answer is the state if the operation took effect.
   */
  apply(state: S, op: Operation, known: boolean): S | undefined;
  /** True where the operation never changes any state, whatever the state. */
  pure(op: Operation): boolean;
  identify(state: S): string | number;
  describe(state: S): string;
  /** Why `op` cannot come next in `state`; asked only where `apply` gave undefined. */
  explain?(state: S, op: Operation): string;
  /**
   * Why the model cannot read an operation's input or (where `known`) its output, undefined where it can. A value that
   * is not understood is a recorder's mistake, no answer of the system.
   */
  unreadable?(op: Operation, known: boolean): string | undefined;
  /**
   * What else than type, input and output decides about an operation (its process, its times …), as a string;
   * operations that agree in all of this are interchangeable.
   */
  identity?(op: Operation): string;
}
