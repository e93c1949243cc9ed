import { canonical } from '../../history/canonical.js';
import { outcome, type Json, type Operation } from '../../history/operation.js';
import { UserError } from '../../cli/errors.js';
import type { Intervals } from './events.js';
import type { Model, ModelSettings } from './model.js';
import { Transitions } from './transitions.js';

/** The operations of one key (or the whole history), in file order. */
export interface Part {
  readonly key: Json;
  readonly operations: Operation[];
}

export interface Partitioned {
  readonly parts: readonly Part[];
  readonly consumed: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly indeterminate: number;
}

/** Sorts the history into independent objects; operations that the model does not know are counted, not looked at. */
export function partition(operations: readonly Operation[], model: Model): Partitioned {
  const types = new Set(model.types);
  const parts = new Map<Json, Part>();
  const excluded: Record<string, number> = {};
  let consumed = 0;
  let indeterminate = 0;
  for (const op of operations) {
    if (!types.has(op.op_type)) {
      const reason = `op_type ${JSON.stringify(op.op_type)} is not one of model ${model.name}`;
      excluded[reason] = (excluded[reason] ?? 0) + 1;
      continue;
    }
    consumed++;
    if (outcome(op) === 'info') indeterminate++;
    const { key } = op;
    // Numbers and strings are their own names; a list or an object needs its canonical form.
    const name = !model.perKey ? null : typeof key === 'object' && key !== null ? `\u0000${canonical(key)}` : key;
    const part = parts.get(name);
    if (part === undefined) parts.set(name, { key: model.perKey ? key : null, operations: [op] });
    else part.operations.push(op);
  }
  return { parts: [...parts.values()], consumed, excluded, indeterminate };
}

/** What a search needs for one part; `operations` are those that can matter, in the order of the arrays. */
export interface Prepared {
  readonly operations: readonly Operation[];
  readonly intervals: Intervals;
  readonly table: Transitions;
}

/** Leaves out what cannot matter (definite failures, reads without an answer) and interns the rest. */
export function prepare(part: Part, model: Model, settings: ModelSettings): Prepared {
  const table = new Transitions(model.create(settings));
  const operations: Operation[] = [];
  const classes: number[] = [];
  for (const op of part.operations) {
    const what = outcome(op);
    if (what === 'fail') continue;
    if (op.complete_ts !== null && op.complete_ts < op.invoke_ts)
      throw new UserError(
        `operation ${op.op_id} completes at ${op.complete_ts}, before it was invoked at ${op.invoke_ts}`,
      );
    const cls = table.classOf(op, what === 'ok');
    if (what === 'info' && table.pure(cls)) continue;
    operations.push(op);
    classes.push(cls);
  }
  const call = Float64Array.from(operations, (op) => op.invoke_ts);
  const ret = Float64Array.from(operations, (op) => (outcome(op) === 'ok' ? (op.complete_ts ?? Infinity) : Infinity));
  return { operations, intervals: { call, ret, cls: Int32Array.from(classes), pred: ties(operations) }, table };
}

/** For each operation that begins at the very time at which its process's operation before it ended: that one. */
function ties(operations: readonly Operation[]): Int32Array {
  const before = new Int32Array(operations.length).fill(-1);
  const latest = new Map<number | string, number>();
  const sorted = operations.every((op, i) => i === 0 || (operations[i - 1] as Operation).invoke_ts <= op.invoke_ts);
  const indices = operations.map((_, i) => i);
  if (!sorted)
    indices.sort((a, b) => (operations[a] as Operation).invoke_ts - (operations[b] as Operation).invoke_ts || a - b);
  for (const i of indices) {
    const op = operations[i] as Operation;
    const last = latest.get(op.process_id);
    if (last !== undefined && outcomeEnds(operations[last] as Operation, op.invoke_ts)) before[i] = last;
    latest.set(op.process_id, i);
  }
  return before;
}

function outcomeEnds(op: Operation, time: number): boolean {
  return op.complete_ts === time && outcome(op) === 'ok';
}
