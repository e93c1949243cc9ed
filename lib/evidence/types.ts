import type { Source } from '../document/source.js';
import type { BudgetTier, READING_KINDS, READING_SOURCES } from '../vocabulary/evidence-files.js';
import type { Json } from '../history/operation.js';

/** A reading of a landing signal: what stood there before the fault and what stands there inside its window. */
export interface Reading {
  readonly kind: (typeof READING_KINDS)[number];
  readonly name: string;
  readonly source: (typeof READING_SOURCES)[number];
  readonly before: Json;
  readonly after: Json;
  readonly expect?: string;
  /** When `after` was read, on the history's clock. */
  readonly ts?: number | null;
}

export interface Heal {
  readonly ts: number;
  readonly verified_by: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** A line of nemesis.jsonl. Lines of one epoch add to each other, so that each can be appended when it is known. */
export interface NemesisLine {
  readonly epoch: string | number;
  readonly nemesis?: string | null;
  readonly mechanism?: string | null;
  readonly target?: readonly string[] | null;
  readonly scope?: string | null;
  readonly planned?: Readonly<Record<string, Json>> | null;
  readonly start_ts?: number | null;
  readonly observed_ts?: number | null;
  readonly end_ts?: number | null;
  readonly injector_rc?: number | null;
  readonly landing?: readonly Reading[];
  readonly heal?: Heal | null;
}

/** checker.json: what `check --json` prints, or `record checker` writes for a checker from elsewhere. */
export interface CheckerRecordFile {
  readonly checker: string;
  readonly version: string;
  readonly digest?: string | null;
  /** The program that ran, from the session where it lies there; of a checker that is not built in. */
  readonly program?: string | null;
  /** The command that judges the history again, from the session directory. */
  readonly command?: string | null;
  readonly model: string | null;
  readonly args?: { readonly from?: string | null; readonly options?: Readonly<Record<string, Json>> | null };
  readonly input: {
    readonly file: string;
    readonly sha256: string | null;
    readonly bytes?: number | null;
    readonly lines: number | null;
  };
  readonly ops_total: number | null;
  readonly ops_consumed: number;
  readonly ops_excluded: Readonly<Record<string, number>>;
  readonly indeterminate: number;
  readonly partitions?: number;
  readonly result: 'valid' | 'invalid' | 'unknown';
  readonly reason?: string | null;
  readonly anomalies: readonly Json[];
  readonly exit_code: number;
  readonly self_test: { readonly known_good: string; readonly known_bad: string };
}

/** A line of reruns.jsonl: a violation's scenario run again with the same seed, configuration and fault sequence. */
export interface RerunLine {
  readonly seed: Json;
  readonly result: 'valid' | 'invalid' | 'unknown';
  /** The checker's record of that run, or its history, as a path from the session. */
  readonly evidence?: string | null;
}

export interface Probe {
  readonly capability: string;
  /** False for what only some other scenario needs; default true. */
  readonly required?: boolean;
  readonly command: string;
  readonly rc: number | null;
  readonly functional_test: { readonly expect: string; readonly got: string };
  readonly passed: boolean;
}

export interface EnvFile {
  readonly probes: readonly Probe[];
  readonly kernel?: string;
  readonly cpu?: string;
  readonly clock_source?: string;
  /** Whose clock stamped the history: one recorder, clocks with a known error, or each host's own wall clock. */
  readonly history_clock?: 'one-recorder' | 'bounded-error' | 'wall-clock';
  readonly versions?: Readonly<Record<string, string>>;
  readonly sut: { readonly digest: string | null; readonly commit: string | null; readonly dirty: boolean | null };
}

export interface OutcomeCounts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

export interface WorkloadFile {
  readonly seeds: readonly Json[];
  readonly generator: string;
  readonly rate?: Json;
  readonly outcomes: {
    readonly total: OutcomeCounts;
    readonly by_type?: Readonly<Record<string, OutcomeCounts>>;
    readonly windows?: readonly {
      readonly epoch: string | number;
      readonly before: OutcomeCounts;
      readonly during: OutcomeCounts;
      readonly after: OutcomeCounts;
    }[];
  };
  readonly reach: readonly { readonly name: string; readonly hits: number }[];
}

/** Figures by dimension: operations, duration_s, fault_windows, seeds, clients, and any other with a number. */
export type Figures = Readonly<Record<string, number>>;

export interface BudgetFile {
  readonly planned: { readonly smoke: Figures; readonly hardening: Figures; readonly release?: Figures | null };
  readonly met: Figures;
}

export interface Control {
  /** What was weakened, left out or aimed at nothing. */
  readonly what: string;
  /** Directory of its own evidence, from the session. */
  readonly evidence: string;
  readonly result: 'valid' | 'invalid' | 'unknown' | 'fault-not-proven';
}

export interface ControlsFile {
  readonly positive: Control | null;
  readonly negative: Control | null;
  readonly noop: Control | null;
}

export interface AuditAnswer {
  readonly open: boolean;
  /** A file, reading or count that backs the answer. */
  readonly evidence: string;
}

export interface AuditFile {
  readonly items: Readonly<Record<string, AuditAnswer>>;
}

export interface ManifestEntry {
  /** From the session directory, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly producer: string;
  readonly parents: readonly string[];
}

export interface ManifestFile {
  readonly version: 1;
  readonly plan: { readonly path: string; readonly sha256: string } | null;
  readonly files: readonly ManifestEntry[];
}

export interface VerdictFile {
  readonly verdict: string;
  readonly path: readonly { readonly node: number; readonly answer: string }[];
  readonly missing: readonly string[];
  readonly generator: string;
}

/** A file as read: its text with places, its value where it obeys the schema, and what is wrong where it does not. */
export interface Loaded<T> {
  readonly source: Source;
  readonly value: T | undefined;
  readonly problems: readonly EvidenceProblem[];
}

/** Something wrong in a file of evidence; `at` is an offset in its text. */
export interface EvidenceProblem {
  readonly message: string;
  readonly at: number;
  readonly help?: string;
}

/** A fault window: what the lines of one epoch say together. */
export interface FaultWindow {
  readonly epoch: string;
  readonly nemesis: string | undefined;
  readonly planned: Readonly<Record<string, Json>> | undefined;
  readonly start: number | undefined;
  readonly observed: number | undefined;
  readonly end: number | undefined;
  readonly injectorExit: number | undefined;
  readonly readings: readonly { readonly reading: Reading; readonly at: number }[];
  readonly heal: Heal | undefined;
  /** Offset in nemesis.jsonl of the first line of the epoch. */
  readonly at: number;
}

export type TierFigures = Readonly<Partial<Record<BudgetTier, Figures>>>;
