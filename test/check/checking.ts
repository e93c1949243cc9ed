import type { Checker, CheckResult } from '../../lib/check/checker.js';
import type { Json, Operation } from '../../lib/history/operation.js';
import { operation } from '../../lib/history/operation.js';

/** `[process, type, input, output, invoked, completed]`; completed null for no answer. */
export type Line = readonly [number | string, string, Json, Json, number, number | null, Partial<Operation>?];

export function ops(lines: readonly Line[]): Operation[] {
  return lines.map(([process_id, op_type, input, output, invoke_ts, complete_ts, more], i) =>
    operation({ op_id: i + 1, process_id, op_type, key: 'k', input, output, invoke_ts, complete_ts, ...more }),
  );
}

export const failed: Partial<Operation> = { error: { code: 'refused', class: 'definite' } };

export function check(
  checker: Checker,
  operations: readonly Operation[],
  options: Record<string, string> = {},
  model?: string,
): CheckResult {
  const input = { operations, options, ...(model === undefined ? {} : { model }) };
  const answer = checker.run(input, { deadline: Infinity, memory: Infinity });
  if (answer instanceof Promise) throw new Error('a linear checker answers at once');
  return answer;
}

export function types(answer: CheckResult): string[] {
  return [...new Set(answer.anomalies.map((anomaly) => anomaly.type))].sort();
}

/** The history as text, for the message of a failed random test. */
export function text(history: readonly Operation[]): string {
  return history
    .map(
      (op) =>
        `${op.op_id} p${op.process_id} ${op.op_type} ${JSON.stringify(op.input)} → ${JSON.stringify(op.output)} [${op.invoke_ts}, ${op.complete_ts}]${op.error === null ? '' : ' failed'}`,
    )
    .join('\n');
}
