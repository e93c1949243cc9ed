import { UserError } from '../cli/errors.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, CheckResult, SelfTest } from './checker.js';
import type { Findings } from './findings.js';

/** The part of a history that a checker looks at, and the counts that its record needs. */
export interface Selection {
  readonly used: readonly Operation[];
  readonly excluded: Readonly<Record<string, number>>;
  readonly indeterminate: number;
}

/** Takes the operations of the given types, or those that `wanted` accepts; the others are counted by their type. */
export function select(
  operations: readonly Operation[],
  wanted: ReadonlySet<string> | ((op: Operation) => boolean),
): Selection {
  const accepts = typeof wanted === 'function' ? wanted : (op: Operation): boolean => wanted.has(op.op_type);
  const used: Operation[] = [];
  const excluded: Record<string, number> = {};
  let indeterminate = 0;
  for (const op of operations) {
    if (accepts(op)) {
      used.push(op);
      if (outcome(op) === 'info') indeterminate++;
    } else {
      const reason = `op_type ${op.op_type}`;
      excluded[reason] = (excluded[reason] ?? 0) + 1;
    }
  }
  return { used, excluded, indeterminate };
}

/**
 * The answer of a checker that collected its findings in one pass: invalid if there are any, else unknown if there is
 * a reason to be, else valid.
 */
export function conclude(
  selection: Selection,
  findings: Findings,
  rest: {
    readonly partitions?: number;
    readonly unknown?: string | undefined;
    readonly details?: Readonly<Record<string, Json>>;
  } = {},
): CheckResult {
  const { anomalies, counts } = { anomalies: findings.kept, counts: findings.counts };
  const invalid = counts.size > 0;
  const unknown = invalid ? undefined : rest.unknown;
  return {
    result: invalid ? 'invalid' : unknown === undefined ? 'valid' : 'unknown',
    ...(unknown === undefined ? {} : { reason: unknown }),
    anomalies,
    consumed: selection.used.length,
    excluded: selection.excluded,
    indeterminate: selection.indeterminate,
    partitions: rest.partitions ?? 1,
    ...(anomalies[0] === undefined ? {} : { witness: { ops: anomalies[0].ops } }),
    details: { ...(invalid ? { anomalies: Object.fromEntries(counts) } : {}), ...rest.details },
  };
}

/** A number that a user gave as an option. @throws UserError where it is none */
export function numberOption(options: CheckInput['options'], name: string): number | undefined {
  const text = options[name];
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new UserError(`option ${name} must be a number, not "${text}"`);
  return value;
}

/** A line of a built-in history: what differs from an acknowledged operation of process 1 on key k. */
export type SelfTestLine = Partial<Operation> & {
  readonly op_type: string;
  readonly at: readonly [number, number | null];
};

export function selfTest(
  name: string,
  expect: SelfTest['expect'],
  lines: readonly SelfTestLine[],
  rest: Pick<SelfTest, 'model' | 'options'> = {},
): SelfTest {
  return { name, expect, ...rest, operations: () => lines.map(line) };
}

function line({ at, ...fields }: SelfTestLine, i: number): Operation {
  return {
    op_id: i + 1,
    process_id: 1,
    invoke_ts: at[0],
    complete_ts: at[1],
    key: 'k',
    input: null,
    output: null,
    error: null,
    timeout_marker: at[1] === null,
    node_seen: null,
    fault_epoch: null,
    ...fields,
  };
}

/**
 * For `reduce`: an operation that is left out and may have had an effect stays as one without an answer; reads go.
 * One that failed for certain stays as it is, because that it had no effect is knowledge, too.
 */
export function unanswered(reads: ReadonlySet<string>): (op: Operation) => Operation | undefined {
  return (op) => {
    if (reads.has(op.op_type)) return undefined;
    if (outcome(op) === 'fail') return op;
    return { ...op, complete_ts: null, output: null, error: null, timeout_marker: true };
  };
}

/** `op 7`, `op 7, op 9` or `op 7, op 9, … (12 in all)`. */
export function showOps(ops: readonly Operation[], limit = 4): string {
  const shown = ops.slice(0, limit).map((op) => `op ${String(op.op_id)}`);
  return ops.length > limit ? `${shown.join(', ')}, … (${ops.length} in all)` : shown.join(', ');
}
