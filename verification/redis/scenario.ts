import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { join } from 'node:path';
import { plannedBudgets } from '../harness/budgets.js';
import type { Recorder } from '../harness/recording.js';
import { sha256Of, type CheckRequest, type Session } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import type { CheckerRecordFile, ControlsFile, EnvFile, Probe, WorkloadFile } from '../../lib/evidence/types.js';
import type { Operation } from '../../lib/history/operation.js';
import { AUDIT_ITEMS } from '../../lib/vocabulary/evidence-files.js';

/** What every scenario of the run works with. */
export interface Context {
  readonly run: Run;
  readonly session: Session;
  readonly plan: string;
  /** Fewer seeds and windows than the plan asks for: what a pipeline runs. The verdicts say so. */
  readonly short: boolean;
  readonly probes: readonly Probe[];
}

/** The seeds that a scenario runs with. */
export const seedsOf = ({ short }: Context, full: readonly number[]): readonly number[] =>
  short ? full.slice(0, 1) : full;

/** The binary that every node runs, and where it is from. */
export const BINARY = '/usr/bin/redis-server';
export const PACKAGE = 'redis-server';

export function packageVersion(): string {
  try {
    return execFileSync('dpkg-query', ['-W', '-f=${Version}', PACKAGE], { encoding: 'utf8' });
  } catch {
    return 'not from a package';
  }
}

/** env.json: the probes that a scenario needs, and what ran. */
export function environment(probes: readonly Probe[]): EnvFile {
  return {
    probes,
    kernel: release(),
    cpu: `${cpus().length} x ${arch()}`,
    clock_source: readFileSync('/sys/devices/system/clocksource/clocksource0/current_clocksource', 'utf8').trim(),
    history_clock: 'one-recorder',
    versions: { [PACKAGE]: packageVersion(), node: process.version },
    sut: { digest: sha256Of(BINARY), commit: packageVersion(), dirty: false },
  };
}

export interface Finished {
  readonly check: CheckRequest;
  readonly seeds: readonly number[];
  readonly generator: string;
  readonly rate: string;
  readonly reach: WorkloadFile['reach'];
  readonly controls: ControlsFile;
  /** How each question of the audit is answered where the common answer does not do; null leaves it open. */
  readonly audit?: Readonly<Record<string, string | null>>;
  readonly clients: number;
}

/** Checks a scenario's history and writes the records that its verdict is computed from. */
export async function finish(context: Context, id: string, done: Finished): Promise<CheckerRecordFile> {
  const { session } = context;
  session.event(id, 'oracle', `dst-skills check --checker ${done.check.checker} --model ${done.check.model}`);
  const record = await session.check(id, done.check);
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
      duration_s: Math.floor(span(join(session.folder(id), 'history.jsonl')) / 1e9),
      fault_windows: windows,
      seeds: done.seeds.length,
      clients: done.clients,
    },
  });
  session.put(id, 'env', environment(context.probes));
  session.put(id, 'controls', done.controls);
  session.put(id, 'audit', { items: audit(id, done, windows) });
  session.event(id, 'end', `${record.checker}: ${record.result}`);
  return record;
}

/** Nanoseconds from the first to the last moment of a history. */
function span(file: string): number {
  const ops = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Operation);
  const times = ops.flatMap(({ invoke_ts, complete_ts }) => [invoke_ts, complete_ts ?? invoke_ts]);
  return Math.max(...times) - Math.min(...times);
}

/** What the harness does in every scenario answers most questions; a scenario answers the rest. */
function audit(id: string, done: Finished, windows: number): Record<string, { open: boolean; evidence: string }> {
  const evidence = `evidence/${id}`;
  const common: Record<string, string> = {
    R1: windows > 0 ? `readings at the victims in ${evidence}/nemesis.jsonl` : 'no fault is planned',
    R2: `outcomes before, during and after each window in ${evidence}/workload.json`,
    R3: `reach list in ${evidence}/workload.json`,
    R4: `${evidence}/checker.json is about the whole ${evidence}/history.jsonl`,
    R5: `errors and unknown outcomes stand in ${evidence}/history.jsonl with their codes; the clients retry nothing`,
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

/** Reads of a history in which one acknowledged element is taken out: what a loss looks like to the oracle. */
export async function withOneLost(session: Session, from: string, to: string, check: CheckRequest): Promise<void> {
  const file = join(session.folder(to), 'history.jsonl');
  cpSync(join(session.folder(from), 'history.jsonl'), file);
  const ops = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const reads = ops.map((line) => JSON.parse(line) as Operation);
  const known = reads.find((op) => op.op_type === 'add' && op.error === null && op.complete_ts !== null);
  if (known === undefined) throw new Error(`${from} has no acknowledged element`);
  const doctored = reads.map((op) =>
    op.op_type === 'read' && op.key === known.key && Array.isArray(op.output)
      ? { ...op, output: op.output.filter((element) => element !== known.input) }
      : op,
  );
  writeFileSync(file, doctored.map((op) => `${JSON.stringify(op)}\n`).join(''));
  const { result } = await session.check(to, check);
  if (result !== 'invalid') throw new Error(`the positive control ${to} is ${result}`);
}

/** How often each thing of the reach list happened. */
export function hits(
  recorder: Recorder,
  list: Readonly<Record<string, (op: Operation) => boolean>>,
): WorkloadFile['reach'] {
  return Object.entries(list).map(([name, test]) => ({ name, hits: recorder.operations.filter(test).length }));
}
