import type { Anomaly, CheckLimits, Witness } from '../checker.js';
import { show } from '../../history/canonical.js';
import type { Operation } from '../../history/operation.js';
import { core } from './core.js';
import type { Prepared } from './partition.js';
import type { PartOutcome } from './scheduler.js';

/** How many steps of the longest order are shown, and how many operations in the picture. */
const STEPS = 12;
const PICTURE = 24;

export interface Explained {
  readonly anomaly: Anomaly;
  readonly witness: Witness;
}

/** What to tell about an illegal part: the core of the contradiction, the longest order, and what could not follow it. */
export function explain(found: PartOutcome, limits: CheckLimits): Explained {
  return found.conflict === undefined ? fromSearch(found, limits) : fromZones(found, found.conflict);
}

function fromZones({ part, prepared }: PartOutcome, conflict: NonNullable<PartOutcome['conflict']>): Explained {
  const ops = conflict.ops.map((op) => (prepared.operations[op] as Operation).op_id);
  const shown = around(prepared, conflict.ops);
  return {
    anomaly: { type: 'nonlinearizable', key: part.key, message: conflict.message, ops },
    witness: { ops: shown },
  };
}

function fromSearch({ part, prepared, search }: PartOutcome, limits: CheckLimits): Explained {
  const { operations, intervals, table } = prepared;
  const progress = search?.progress() ?? { order: [], blocked: 0, returned: 0 };
  const blocked = progress.blocked ?? 0;
  const op = operations[blocked] as Operation;
  const small = core(prepared, blocked, limits);
  const states: number[] = [];
  let state = 0;
  for (const step of progress.order) states.push((state = table.step(state, intervals.cls[step] as number)));
  const done = new Set(progress.order);
  const candidates = open(prepared, blocked).filter((one) => !done.has(one));
  const stuck = candidates
    .filter((one) => table.step(state, intervals.cls[one] as number) === -1)
    .map((one) => ({
      op: (operations[one] as Operation).op_id,
      why: table.explain(state, intervals.cls[one] as number),
    }));
  const told = small?.ops ?? candidates;
  const count =
    told.length === 1 ? 'this operation alone cannot be explained' : `these ${told.length} contradict each other`;
  return {
    anomaly: {
      type: 'nonlinearizable',
      key: part.key,
      message:
        `no order of the operations explains ${describe(op)}` +
        (small === undefined ? '' : `; ${count}, whatever the others did`),
      ops: told.map((one) => (operations[one] as Operation).op_id),
      ...(small?.hurried === false ? {} : { minimal: false }),
    },
    witness: {
      ops: around(prepared, [...told, blocked]),
      order: progress.order.slice(-STEPS).map((one, i, tail) => ({
        op: (operations[one] as Operation).op_id,
        state: table.describe(states[states.length - tail.length + i] as number),
      })),
      stuck: stuck.slice(0, STEPS),
    },
  };
}

/** An operation in a phrase: `operation 17, read -> 5 by process 2`. */
function describe(op: Operation): string {
  const input = op.input === null ? '' : ` ${show(op.input)}`;
  const output = op.output === null ? '' : ` -> ${show(op.output)}`;
  return `operation ${op.op_id}, ${op.op_type}${input}${output} by process ${op.process_id}`;
}

/** Operations in flight when `blocked` ended, itself included. */
function open({ intervals }: Prepared, blocked: number): number[] {
  const { call, ret } = intervals;
  const found: number[] = [];
  const end = ret[blocked] as number;
  for (let op = 0; op < call.length; op++)
    if ((call[op] as number) <= end && (ret[op] as number) >= end && ret[op] !== Infinity) found.push(op);
  return found;
}

/** The given operations and the nearest others in time, for the picture, in the order of invocation. */
function around({ operations, intervals }: Prepared, ops: readonly number[]): Operation['op_id'][] {
  const { call, ret } = intervals;
  const chosen = new Set(ops);
  const middle = Math.max(...ops.map((op) => call[op] as number));
  const from = Math.min(...ops.map((op) => call[op] as number));
  const near = (op: number): number => Math.abs((call[op] as number) - middle);
  const others: number[] = [];
  for (let op = 0; op < call.length; op++) if (!chosen.has(op) && (ret[op] as number) >= from) others.push(op);
  others.sort((a, b) => near(a) - near(b) || a - b);
  for (const op of others.slice(0, Math.max(0, PICTURE - chosen.size))) chosen.add(op);
  return [...chosen]
    .sort((a, b) => (call[a] as number) - (call[b] as number) || a - b)
    .map((op) => (operations[op] as Operation).op_id);
}
