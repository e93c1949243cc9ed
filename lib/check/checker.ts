import type { Json, OpId, Operation } from '../history/operation.js';

export type Verdict = 'valid' | 'invalid' | 'unknown';

export interface CheckInput {
  /** In the order of the file; a checker sorts for itself if it needs another order. */
  readonly operations: readonly Operation[];
  /** The model of the plan (`register`, `queue`, …); undefined where the checker needs none. */
  readonly model?: string;
  /** The checker's own options (`--option name=value`), validated against `Checker.options` by the runner. */
  readonly options: Readonly<Record<string, string>>;
}

/** A checker that reaches a limit stops and answers `unknown`; it never answers `valid` then. */
export interface CheckLimits {
  /** On the clock of `performance.now()`, milliseconds; Infinity for none. */
  readonly deadline: number;
  /** What the checker may allocate for itself, in bytes; Infinity for none. */
  readonly memory: number;
}

/** A dependency between two operations or transactions, as in a cycle: `from` must come before `to` because `why`. */
export interface Edge {
  readonly from: OpId;
  readonly to: OpId;
  /** ww, wr, rw, process, realtime, … */
  readonly kind: string;
  readonly why: string;
}

export interface Anomaly {
  /** Kebab-case or the literature's name: `nonlinearizable`, `lost-write`, `G-single`. */
  readonly type: string;
  /** One or two sentences that a reader can check by hand in the history. */
  readonly message: string;
  /** The operations that show it, fewest that the checker can give. */
  readonly ops: readonly OpId[];
  readonly key?: Json;
  readonly edges?: readonly Edge[];
  /** False where the time was over before `ops` were as few as the checker can make them. */
  readonly minimal?: false;
}

/** Where the search stood when it failed: the longest order of operations that fits, and what does not. */
export interface Witness {
  /** The operations to show in the text and in the picture. */
  readonly ops: readonly OpId[];
  /** For searches: the longest legal order, each step with the state after it. */
  readonly order?: readonly { readonly op: OpId; readonly state: string }[];
  /** Operations that none of the legal orders can take next, with the reason. */
  readonly stuck?: readonly { readonly op: OpId; readonly why: string }[];
}

/**
 * An operation that failed for certain is consumed: that it had no effect is what the checker uses. Operations of a kind
 * that the checker or the model does not know are excluded.
 *
 * `consumed` plus the counts in `excluded` is the number of operations in the input.
 */
export interface CheckResult {
  readonly result: Verdict;
  /** Needed for `unknown`: which limit, and how far it got. */
  readonly reason?: string;
  readonly anomalies: readonly Anomaly[];
  readonly consumed: number;
  /** Operations that the checker did not look at, counted by reason. */
  readonly excluded: Readonly<Record<string, number>>;
  /** Operations with an unknown outcome among the consumed. */
  readonly indeterminate: number;
  /** Independent parts that were checked alone (keys, sessions, …); 1 for the whole. */
  readonly partitions: number;
  readonly witness?: Witness;
  /** Figures of the checker's own (strongest level that holds, worst group, …). */
  readonly details?: Readonly<Record<string, Json>>;
}

export interface SelfTest {
  readonly name: string;
  readonly expect: 'valid' | 'invalid';
  readonly model?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly operations: () => readonly Operation[];
}

export interface CheckerOption {
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

export interface Checker {
  readonly name: string;
  /** Models that it knows; empty where it needs none. */
  readonly models: readonly string[];
  /** The history itself shows what the checker needs: a model may be named, and only the checker's own are accepted. */
  readonly modelOptional?: boolean;
  readonly summary: string;
  /** Honest limits, a sentence each; the docs and `check --json` print them. */
  readonly cannotDetect: readonly string[];
  /** The paper or system that it implements. */
  readonly source: string;
  readonly options?: Readonly<Record<string, CheckerOption>>;
  /** At least one known good and one known bad history; they run before every check. */
  readonly selfTests: readonly SelfTest[];
  /**
   * For `reduce`: what stands in for an operation that is left out, so that leaving it out cannot itself make a
   * violation (a read whose write is gone); undefined where nothing need stand in. Without this function operations
   * are left out as they are.
   */
  relax?(op: Operation, model: string | undefined): Operation | undefined;
  /** @throws UserError where the history lacks what the checker needs (with the operation that shows it). */
  run(input: CheckInput, limits: CheckLimits): CheckResult | Promise<CheckResult>;
}
