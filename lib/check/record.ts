import type { AuditFinding } from '../history/audit.js';
import type { Json, Operation } from '../history/operation.js';
import type { Anomaly, Verdict, Witness } from './checker.js';

/** An operation of a witness, with the line of the history on which it stands. */
export interface WitnessOperation {
  readonly line: number;
  readonly operation: Operation;
}

/** What a check was asked to do. */
export interface CheckRequest {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** A foreign format of lib/history/import; JSON Lines where it is undefined. */
  readonly from?: string;
  /** A name, or the path of a model file. */
  readonly model?: string;
  readonly checker?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

export interface SelfTestRecord {
  readonly known_good: Verdict | 'not run';
  readonly known_bad: Verdict | 'not run';
  readonly passed: boolean;
  readonly cases: number;
}

/** `checker.json` of the evidence (formats.md §6), and what `check --json` prints. */
export interface CheckRecord {
  readonly checker: string;
  readonly version: string;
  /** SHA-256 of the program that ran. */
  readonly digest: string;
  readonly model: string | null;
  readonly args: {
    readonly from: string | null;
    readonly options: Readonly<Record<string, string>>;
    readonly timeout_s: number;
    readonly memory_mb: number;
  };
  readonly input: {
    readonly file: string;
    readonly sha256: string | null;
    readonly bytes: number | null;
    readonly lines: number | null;
  };
  readonly ops_total: number | null;
  readonly ops_consumed: number;
  readonly ops_excluded: Readonly<Record<string, number>>;
  readonly indeterminate: number;
  readonly partitions: number;
  readonly result: Verdict;
  /** Why the result is unknown, or what was left out of a violation's search. */
  readonly reason: string | null;
  readonly anomalies: readonly Anomaly[];
  readonly witness: (Witness & { readonly operations: readonly WitnessOperation[] }) | null;
  readonly witness_file: string | null;
  /** What is weak or contradicts itself in the history as evidence (lib/history/audit.ts); no part of the result. */
  readonly history_findings: readonly AuditFinding[];
  readonly exit_code: 0 | 1;
  readonly duration_ms: number;
  readonly self_test: SelfTestRecord;
  readonly source: string;
  readonly cannot_detect: readonly string[];
  readonly details: Readonly<Record<string, Json>>;
}
