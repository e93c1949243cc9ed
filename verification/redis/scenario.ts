import { join } from 'node:path';
import { plannedBudgets } from '../harness/budgets.js';
import type { Environment } from '../harness/environment.js';
import { readOperations, rewrite } from '../harness/history.js';
import type { Recorder } from '../harness/recording.js';
import type { CheckRequest, Session } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import type { CheckerRecordFile, ControlsFile, WorkloadFile } from '../../lib/evidence/types.js';
import { outcome, type Operation } from '../../lib/history/operation.js';
import { AUDIT_ITEMS } from '../../lib/vocabulary/evidence-files.js';

/** What every scenario of the run works with. */
export interface Context {
  readonly run: Run;
  readonly session: Session;
  readonly plan: string;
  /** Fewer seeds and windows than the plan asks for: what a pipeline runs. The verdicts say so. */
  readonly short: boolean;
  readonly environment: Environment;
}

/** The seeds that a scenario runs with. */
export const seedsOf = ({ short }: Context, full: readonly number[]): readonly number[] =>
  short ? full.slice(0, 1) : full;

/** The binary that every node runs, and where it is from. */
export const BINARY = '/usr/bin/redis-server';

export interface Finished {
  readonly seeds: readonly number[];
  readonly generator: string;
  readonly rate: string;
  readonly reach: WorkloadFile['reach'];
  readonly controls: ControlsFile;
  /** How each question of the audit is answered where the common answer does not do; null leaves it open. */
  readonly audit?: Readonly<Record<string, string | null>>;
  readonly clients: number;
}

/** A scenario that is over. */
export interface Ran {
  readonly record: CheckerRecordFile;
  readonly seeds: readonly number[];
  /** Results of re-runs of a violation with the first seed. */
  readonly reruns?: readonly CheckerRecordFile['result'][];
  /** What was measured beside the history. */
  readonly measured?: readonly string[];
}

/** Compresses a complete history and checks it. */
export async function judged(session: Session, key: string, request: CheckRequest): Promise<CheckerRecordFile> {
  session.compress(key);
  return session.check(key, request);
}

/** Checks a scenario's history by a built-in checker, and writes its records. */
export async function finish(
  context: Context,
  id: string,
  done: Finished & { readonly check: CheckRequest },
): Promise<Ran> {
  const { session } = context;
  session.event(id, 'oracle', `dst-skills check --checker ${done.check.checker} --model ${done.check.model}`);
  const record = await judged(session, id, done.check);
  await records(context, id, done);
  session.event(id, 'end', `${record.checker}: ${record.result}`);
  return { record, seeds: done.seeds };
}

/** Writes what a scenario's verdict is computed from beside history, windows and the checker's record. */
export async function records(context: Context, id: string, done: Finished): Promise<void> {
  const { session } = context;
  const outcomes = await session.outcomes(id);
  session.put(id, 'workload', {
    seeds: done.seeds,
    generator: done.generator,
    rate: done.rate,
    outcomes,
    reach: done.reach,
  });
  const { total } = outcomes;
  const windows = outcomes.windows?.length ?? 0;
  session.put(id, 'budget', {
    planned: plannedBudgets(context.plan, id),
    met: {
      operations: total.ok + total.fail + total.info,
      duration_s: Math.floor(span(session.history(id)) / 1e9),
      fault_windows: windows,
      seeds: done.seeds.length,
      clients: done.clients,
    },
  });
  session.put(id, 'env', context.environment.env(id));
  session.put(id, 'controls', done.controls);
  session.put(id, 'audit', { items: audit(id, done, windows) });
}

/** Nanoseconds from the first to the last moment of a history. */
function span(file: string): number {
  const times = readOperations(file).flatMap(({ invoke_ts, complete_ts }) => [invoke_ts, complete_ts ?? invoke_ts]);
  return Math.max(...times) - Math.min(...times);
}

/** What the harness does in every scenario answers most questions; a scenario answers the rest. */
function audit(id: string, done: Finished, windows: number): Record<string, { open: boolean; evidence: string }> {
  const evidence = `evidence/${id}`;
  const common: Record<string, string> = {
    R1: windows > 0 ? `readings at the victims in ${evidence}/nemesis.jsonl` : 'no fault is planned',
    R2: `outcomes before, during and after each window in ${evidence}/workload.json`,
    R3: `reach list in ${evidence}/workload.json`,
    R4: `${evidence}/checker.json is about the whole ${evidence}/history.jsonl.gz`,
    R5: `errors and unknown outcomes stand in ${evidence}/history.jsonl.gz with their codes; the clients retry nothing`,
    R6: 'the last operations of each seed are reads by a fresh client after roles had settled',
    R7: 'each seed starts new processes on empty directories',
    R8: `digest and version of the binary in ${evidence}/env.json; configuration in verification/redis/cluster.ts`,
    R9: `positive control in ${evidence}/controls.json`,
    R10: 'every seed of the run is in the history, in order; the timeline has each start',
    W1: 'elements and values are compared',
    W2: 'no log is searched by the oracle',
    W3: 'the whole history is checked',
    W4: `failed and unknown operations are counted in ${evidence}/workload.json`,
    W5: 'timeouts have timeout_marker and no completion',
    W6: 'every element is looked for by name',
    W7: `consumed operations in ${evidence}/checker.json are all of the history`,
    W8: 'the claim is about the whole set of each seed, and so is the check',
    W9: 'the final reads are of every instance that runs',
    W10: 'readings are kept with their times; only the settling of roles is waited for',
    W11: 'a single lost element is a violation',
    W12: 'one recorder stamps all operations on one monotonic clock',
    W13: 'expected elements come from the clients that wrote them',
    W14: 'elements carry client and number',
  };
  return Object.fromEntries(
    AUDIT_ITEMS.map(({ id: item }) => {
      const answer = done.audit?.[item] === undefined ? common[item] : done.audit[item];
      return [item, { open: answer === undefined || answer === null, evidence: answer ?? 'not answered by this run' }];
    }),
  );
}

/** A positive control made from a recorded history: what a violation looks like to the oracle. @throws Error where it is not seen */
export async function rewritten(
  session: Session,
  from: string,
  to: string,
  check: CheckRequest,
  change: (op: Operation, all: readonly Operation[]) => Operation,
): Promise<void> {
  rewrite(session.history(from), join(session.folder(to), 'history.jsonl'), (all) => all.map((op) => change(op, all)));
  const { result } = await judged(session, to, check);
  if (result !== 'invalid') throw new Error(`the positive control ${to} is ${result}`);
}

/** Takes one acknowledged element out of the reads. */
export function withoutOne(op: Operation, all: readonly Operation[]): Operation {
  const known = all.find((one) => one.op_type === 'add' && outcome(one) === 'ok');
  return op.op_type === 'read' && op.key === known?.key && Array.isArray(op.output)
    ? { ...op, output: op.output.filter((element) => element !== known.input) }
    : op;
}

/** How often each thing of the reach list happened. */
export function hits(
  recorder: Recorder,
  list: Readonly<Record<string, (op: Operation) => boolean>>,
): WorkloadFile['reach'] {
  return Object.entries(list).map(([name, test]) => ({ name, hits: recorder.operations.filter(test).length }));
}
