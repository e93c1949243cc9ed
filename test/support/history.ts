import { operation, type Json, type Operation } from '../../lib/history/operation.js';

/** [process, type, input, output, invoked, completed]; completed null where the outcome is unknown. */
export type Line = readonly [number | string, string, Json, Json, number, number | null];

/** A history on one key from a compact table. */
export function history(lines: readonly Line[], more: Partial<Operation> = {}): Operation[] {
  return lines.map(([process_id, op_type, input, output, invoke_ts, complete_ts], i) =>
    operation({ op_id: i + 1, process_id, op_type, key: 'x', input, output, invoke_ts, complete_ts, ...more }),
  );
}

/** The history as the text of a JSON Lines file. */
export function jsonl(operations: readonly Operation[]): string {
  return operations.map((op) => `${JSON.stringify(op)}\n`).join('');
}
