/**
 * What the evidence of one scenario (or one arm) says, reduced to what a verdict depends on (formats.md §4 and §6).
 * Every field is read from an artifact, none from prose; what is not recorded is false, empty or undefined.
 */
export interface ArmFacts {
  /** A workload was started: the history or the timeline shows it. */
  readonly attempted: boolean;
  /** Required capabilities whose functional probe failed (env.json). */
  readonly missingCapabilities: readonly string[];
  /** False where no probe is recorded at all; left out where some are. */
  readonly probed?: boolean;
  /** The checker's record (checker.json); undefined when the declared checker did not run. */
  readonly checker: CheckerFacts | undefined;
  /** Re-runs of a violation with the same inputs: how many, and how many showed it again. */
  readonly reruns: { readonly total: number; readonly reproduced: number };
  /** Fault windows as planned and as proven by landing readings of the thing perturbed (nemesis.jsonl). */
  readonly fault: { readonly planned: boolean; readonly landed: boolean; readonly detail?: string };
  /** Why the history is weak or contradicts itself; empty for a sound one. */
  readonly historyWeaknesses: readonly string[];
  /** Tiers whose every figure was met (budget.json). */
  readonly budget: {
    readonly smoke: boolean;
    readonly hardening: boolean;
    /** What is short of the hardening budget. */
    readonly shortfalls: readonly string[];
    /** What is short of the smoke budget; undefined or empty where it was met, or where no budget is recorded. */
    readonly smokeShortfalls?: readonly string[];
  };
  /** A weakened SUT or planted bug made this oracle FAIL (controls.json). */
  readonly positiveControl: boolean;
  /** The run without a fault was called invalid (controls.json): harness, checker, or the system without any fault. */
  readonly negativeControlFailed?: boolean;
  /** Open items of the weak-oracle audit (audit.json). */
  readonly openWeakOracleItems: readonly string[];
  /** The oracle judged a model of the system, not only the surface of its answers. */
  readonly modelChecked: boolean;
}

export interface CheckerFacts {
  readonly name: string;
  readonly result: 'valid' | 'invalid' | 'unknown';
  /** Why the result is unknown. */
  readonly reason?: string;
  /** Operations, keys or arms that it did not consume, in words; empty when it consumed everything. */
  readonly unconsumed: readonly string[];
}
