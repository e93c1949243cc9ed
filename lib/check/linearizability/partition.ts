import { canonical } from '../../history/canonical.js';
import { outcome, type Json, type Operation } from '../../history/operation.js';
import { UserError } from '../../cli/errors.js';
import { ascending, order, type Intervals } from './events.js';
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
  /** Operations whose effect and answer are known. */
  readonly answered: number;
}

/** Sorts the history into independent objects; operations that the model does not know are counted, not looked at. */
export function partition(operations: readonly Operation[], model: Model): Partitioned {
  const types = new Set(model.types);
  const parts = new Map<Json, Part>();
  const excluded: Record<string, number> = {};
  let consumed = 0;
  let indeterminate = 0;
  let answered = 0;
  for (const op of operations) {
    if (!types.has(op.op_type)) {
      const reason = `op_type ${JSON.stringify(op.op_type)} is not one of model ${model.name}`;
      excluded[reason] = (excluded[reason] ?? 0) + 1;
      continue;
    }
    consumed++;
    const what = outcome(op);
    if (what === 'info') indeterminate++;
    else if (what === 'ok') answered++;
    const { key } = op;
    // Numbers and strings are their own names; a list or an object needs its canonical form.
    const name = !model.perKey ? null : typeof key === 'object' && key !== null ? `\u0000${canonical(key)}` : key;
    const part = parts.get(name);
    if (part === undefined) parts.set(name, { key: model.perKey ? key : null, operations: [op] });
    else part.operations.push(op);
  }
  return { parts: [...parts.values()], consumed, excluded, indeterminate, answered };
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
  const size = part.operations.length;
  const call = new Float64Array(size);
  const ret = new Float64Array(size);
  const cls = new Int32Array(size);
  let n = 0;
  for (const op of part.operations) {
    const what = outcome(op);
    if (what === 'fail') continue;
    if (op.complete_ts !== null && op.complete_ts < op.invoke_ts)
      throw new UserError(
        `operation ${op.op_id} completes at ${op.complete_ts}, before it was invoked at ${op.invoke_ts}`,
      );
    const known = what === 'ok';
    const id = table.classOf(op, known);
    if (!known && table.pure(id)) continue;
    operations.push(op);
    call[n] = op.invoke_ts;
    ret[n] = known ? (op.complete_ts ?? Infinity) : Infinity;
    cls[n++] = id;
  }
  const intervals = { call: call.subarray(0, n), ret: ret.subarray(0, n), cls: cls.subarray(0, n) };
  return { operations, intervals: { ...intervals, pred: ties(operations, intervals.call, intervals.ret) }, table };
}

/** For each operation that begins at the very time at which its process's operation before it ended: that one. */
function ties(operations: readonly Operation[], call: Float64Array, ret: Float64Array): Int32Array {
  const before = new Int32Array(operations.length).fill(-1);
  const latest = new Map<number | string, number>();
  const visit = (i: number): void => {
    const { process_id } = operations[i] as Operation;
    const last = latest.get(process_id);
    if (last !== undefined && ret[last] === call[i]) before[i] = last;
    latest.set(process_id, i);
  };
  for (const i of order(call, ascending(operations.length, 0))) visit(i);
  return before;
}
