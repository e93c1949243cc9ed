import type { CheckLimits } from '../checker.js';
import type { Intervals } from './events.js';
import type { Prepared } from './partition.js';
import { Search } from './search.js';

/**
 * Steps for one probe, and for all probes together: enough for the witness, without a second long search. A state that
 * is new to the model counts for many steps, because computing it may cost as much as the object is large.
 */
const PROBE = 100_000;
const ALL_PROBES = 2_000_000;
const NEW_STATE = 50;
const STRIDE = 2_000;

/**
 * The few operations of an illegal part that contradict each other. Leaving a write out can make a correct read look
 * wrong, so nothing is left out: an operation that is not in the core becomes optional (it may have taken effect at any
 * time after its invocation, or never), which only allows more. So the core stands whatever the others did.
 *
 * Deletion in halving chunks, as in delta debugging (Zeller & Hildebrandt 2002); a probe that needs too long
 * counts as "needed", so the core may be larger than it could be, never wrong.
 *
 * @param blocked the operation whose response no order reached
 * @returns indices of operations, ascending, and whether the deadline ended the deletion; undefined where the limits left
 * no time for one probe
 */
export function core(
  prepared: Prepared,
  blocked: number,
  limits: CheckLimits,
): { readonly ops: readonly number[]; readonly hurried: boolean } | undefined {
  const { ret } = prepared.intervals;
  const end = ret[blocked] as number;
  let needed: number[] = [];
  for (let op = 0; op < ret.length; op++) if ((ret[op] as number) <= end) needed.push(op);
  let steps = ALL_PROBES;
  let hurried = false;
  const contradicts = (required: readonly number[]): boolean => {
    hurried ||= performance.now() > limits.deadline;
    if (steps <= 0 || hurried) return false;
    const search = relaxed(prepared, required);
    const known = prepared.table.states;
    const spent = (): number => search.steps + (prepared.table.states - known) * NEW_STATE;
    const budget = Math.min(PROBE, steps);
    let result = search.run(STRIDE);
    while (result === 'more' && spent() < budget) result = search.run(STRIDE);
    steps -= spent() + required.length;
    return result === 'illegal';
  };
  if (!contradicts(needed)) return undefined;
  for (let size = Math.ceil(needed.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < needed.length;) {
      const without = [...needed.slice(0, from), ...needed.slice(from + size)];
      if (without.length > 0 && contradicts(without)) needed = without;
      else from += size;
    }
  }
  return { ops: needed, hurried };
}

/** The same part with all but `required` optional: those that only read are dropped, the others may never have happened. */
function relaxed({ intervals, table }: Prepared, required: readonly number[]): Search {
  const keep = new Set(required);
  const indices: number[] = [];
  for (let op = 0; op < intervals.call.length; op++)
    if (keep.has(op) || !table.pure(intervals.cls[op] as number)) indices.push(op);
  const position = new Map(indices.map((op, i) => [op, i]));
  const pick = (from: Float64Array): Float64Array => Float64Array.from(indices, (op) => from[op] as number);
  const ret = pick(intervals.ret);
  indices.forEach((op, i) => {
    if (!keep.has(op)) ret[i] = Infinity;
  });
  const weaker: Intervals = {
    call: pick(intervals.call),
    ret,
    cls: Int32Array.from(indices, (op) => intervals.cls[op] as number),
    // An optional operation is no predecessor: it may never take effect, and the one after it still does.
    pred: Int32Array.from(indices, (op) => {
      const before = intervals.pred[op] as number;
      return keep.has(before) ? (position.get(before) ?? -1) : -1;
    }),
  };
  return new Search(weaker, table);
}
