import type { Readable } from 'node:stream';
import { canonical } from '../history/canonical.js';
import type { Operation } from '../history/operation.js';
import type { CheckInput, CheckLimits, CheckResult, Verdict } from './checker.js';
import type { CheckRequest } from './record.js';
import { ready } from './run.js';
import type { Selected } from './select.js';

/** One probe gets at most this share of the time, so that a hard one does not end the reduction. */
const PROBE_SHARE = 0.1;

export type ReduceRequest = CheckRequest;

/** A smaller history that still violates. */
export interface Reduced {
  readonly checker: string;
  readonly model: string | null;
  /** The verdict on the history as given; only an invalid one can be reduced. */
  readonly result: Verdict;
  readonly reason: string | null;
  readonly anomaly: { readonly type: string; readonly message: string } | null;
  readonly operations: readonly Operation[];
  readonly before: { readonly operations: number; readonly keys: number; readonly processes: number };
  readonly after: { readonly operations: number; readonly keys: number; readonly processes: number };
  /** True where leaving out any single operation would lose the violation. */
  readonly minimal: boolean;
  readonly probes: number;
}

/** Loads the history of a request and reduces it. @throws UserError */
export async function runReduce(
  request: ReduceRequest,
  stdin: Readable,
  started = performance.now(),
): Promise<Reduced> {
  const { history, selected, limits } = await ready(request, stdin, started);
  return reduce(selected, history.operations, request.options, limits);
}

/**
 * Delta debugging (Zeller & Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002) over keys, then
 * processes, then single operations. A smaller history counts only if the checker finds an anomaly of the same
 * type in it and none of a type that was not there before, with `relax` standing in for what was left out; a probe
 * that ends `unknown` does not count.
 */
export async function reduce(
  selected: Selected,
  operations: readonly Operation[],
  options: Readonly<Record<string, string>>,
  limits: CheckLimits,
): Promise<Reduced> {
  const check = (kept: readonly Operation[], deadline: number): CheckResult | Promise<CheckResult> => {
    const input: CheckInput = { operations: kept, model: selected.model, options };
    return selected.run(input, { ...limits, deadline });
  };
  const first = await check(operations, limits.deadline);
  const target = first.anomalies[0];
  const described = { checker: selected.checker.name, model: selected.model ?? null, before: size(operations) };
  if (first.result !== 'invalid' || target === undefined)
    return {
      ...described,
      result: first.result,
      reason: first.reason ?? null,
      anomaly: null,
      operations,
      after: size(operations),
      minimal: false,
      probes: 0,
    };
  let probes = 0;
  const types = new Set(first.anomalies.map((one) => one.type));
  const shows = async (probe: readonly Operation[], alone: boolean): Promise<boolean> => {
    const now = performance.now();
    const result = await check(probe, now + Math.max(0, limits.deadline - now) * PROBE_SHARE);
    // Leaving a write out can make a correct read look wrong: a kind of anomaly that was not there shows that. Where
    // stand-ins have ruled that out, the kept operations alone may show such a kind beside the violation.
    if (!alone && result.anomalies.some((one) => !types.has(one.type))) return false;
    return result.result === 'invalid' && result.anomalies.some((one) => one.type === target.type);
  };
  const violates = async (kept: readonly Operation[]): Promise<boolean> => {
    probes++;
    const probe = withStandIns(operations, kept, selected);
    // What is kept must violate whatever the others did, and also as a history of its own.
    return (await shows(probe, false)) && (probe === kept || (await shows(kept, true)));
  };
  const named = new Set(target.ops);
  let kept: readonly Operation[] = operations;
  // The checker's own witness is often small already.
  const witness = operations.filter((op) => named.has(op.op_id));
  if (witness.length > 0 && (await violates(witness))) kept = witness;
  const expired = (): boolean => performance.now() > limits.deadline;
  for (const unit of [(op: Operation) => canonical(op.key), (op: Operation) => `${op.process_id}`])
    kept = (await ddmin(groups(kept, unit), violates, expired)).kept;
  const last = await ddmin(
    kept.map((op) => [op]),
    violates,
    expired,
  );
  return {
    ...described,
    result: 'invalid',
    reason: null,
    anomaly: { type: target.type, message: target.message },
    operations: last.kept,
    after: size(last.kept),
    minimal: last.minimal,
    probes,
  };
}

function withStandIns(
  all: readonly Operation[],
  kept: readonly Operation[],
  { relax }: Selected,
): readonly Operation[] {
  if (relax === undefined) return kept;
  const inside = new Set(kept);
  const keys = new Set(kept.map((op) => canonical(op.key)));
  return all.flatMap((op) => {
    if (inside.has(op)) return [op];
    const standIn = keys.has(canonical(op.key)) ? relax(op) : undefined;
    return standIn === undefined ? [] : [standIn];
  });
}

type Unit = readonly Operation[];

/** Removes units as long as the rest violates; 1-minimal when it ends on its own. Units keep their order. */
async function ddmin(
  units: readonly Unit[],
  violates: (kept: readonly Operation[]) => Promise<boolean>,
  expired: () => boolean,
): Promise<{ kept: readonly Operation[]; minimal: boolean }> {
  let current = units;
  let parts = 2;
  while (current.length >= 2) {
    const chunk = Math.ceil(current.length / parts);
    let smaller: readonly Unit[] | undefined;
    for (let from = 0; from < current.length && smaller === undefined; from += chunk) {
      if (expired()) return { kept: inOrder(current), minimal: false };
      const without = [...current.slice(0, from), ...current.slice(from + chunk)];
      if (without.length > 0 && (await violates(inOrder(without)))) smaller = without;
    }
    if (smaller !== undefined) {
      current = smaller;
      parts = Math.max(2, parts - 1);
    } else if (chunk > 1) parts = Math.min(current.length, parts * 2);
    else break;
  }
  return { kept: inOrder(current), minimal: !expired() };
}

function inOrder(units: readonly Unit[]): readonly Operation[] {
  const flat = units.flat();
  return units.every((unit) => unit.length === 1) ? flat : flat.sort((a, b) => a.invoke_ts - b.invoke_ts);
}

function groups(operations: readonly Operation[], unit: (op: Operation) => string): readonly Unit[] {
  const found = new Map<string, Operation[]>();
  for (const op of operations) {
    const name = unit(op);
    const group = found.get(name);
    if (group === undefined) found.set(name, [op]);
    else group.push(op);
  }
  return [...found.values()];
}

function size(operations: readonly Operation[]): Reduced['before'] {
  return {
    operations: operations.length,
    keys: new Set(operations.map((op) => canonical(op.key))).size,
    processes: new Set(operations.map((op) => op.process_id)).size,
  };
}
