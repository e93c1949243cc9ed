import { join } from 'node:path';
import type { Answers } from '../harness/audit.js';
import type { Environment } from '../harness/environment.js';
import { rewrite } from '../harness/history.js';
import { Recorder } from '../harness/recording.js';
import { recordScenario } from '../harness/records.js';
import type { CheckRequest, Session } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import { folderOf, type Place } from '../harness/window.js';
import type { CheckerRecordFile, WorkloadFile } from '../../lib/evidence/types.js';
import { outcome, type Operation } from '../../lib/history/operation.js';
import { CONTROLS, type ControlKind } from '../../lib/vocabulary/evidence-files.js';

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
  /** What each control changed; their evidence lies in the directories that controlOf names. */
  readonly controls: Readonly<Record<ControlKind, string>>;
  /** The no-op control is the negative one, too: a fault aimed at nothing is no fault. */
  readonly oneForBoth?: boolean;
  /** How questions of the audit are answered where the common answer does not do. */
  readonly audit?: Answers;
  /** Why nothing can succeed inside its windows. */
  readonly silent?: string;
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
  await recordScenario(context.session, id, {
    ...done,
    plan: context.plan,
    environment: context.environment,
    controls: {
      positive: { what: done.controls.positive, folder: controlOf(id, 'positive') },
      negative: { what: done.controls.negative, folder: controlOf(id, 'negative') },
      noop: { what: done.controls.noop, folder: controlOf(id, done.oneForBoth === true ? 'negative' : 'noop') },
    },
    answers: { ...COMMON, ...done.audit },
  });
}

/** What the harness does in every scenario; a scenario answers the rest. */
const COMMON: Answers = {
  R5: 'with their codes; the clients retry nothing',
  R6: 'the last operations of each seed are reads by a fresh client after roles had settled',
  R7: 'each seed starts new processes on empty directories',
  R8: 'configuration in verification/redis/cluster.ts',
  R10: 'every seed of the run is in the history, in order; the timeline has each start',
  W1: 'elements and values are compared',
  W2: 'no log is searched by the oracle',
  W3: 'the whole history is checked',
  W5: 'timeouts have timeout_marker and no completion',
  W6: 'every element is looked for by name',
  W8: 'the claim is about the whole set of each seed, and so is the check',
  W9: 'the final reads are of every instance that runs',
  W10: 'readings are kept with their times; only the settling of roles is waited for',
  W11: 'a single lost element is a violation',
  W12: 'one recorder stamps all operations on one monotonic clock',
  W13: 'expected elements come from the clients that wrote them',
  W14: 'elements carry client and number',
};

/** The evidence directory of a control. */
export const controlOf = (id: string, kind: ControlKind): string => `control-${id}-${kind}`;

/**
 * Runs a control into a directory of its own and has it judged.
 * @throws Error where checker and harness cannot be trusted: the negative control is not valid, or the positive not invalid
 */
export async function control(
  { session }: Context,
  id: string,
  kind: ControlKind,
  check: CheckRequest,
  body: (place: Place, recorder: Recorder) => Promise<void>,
): Promise<void> {
  const key = controlOf(id, kind);
  const place: Place = { session: session.directory, control: key };
  const recorder = recorderFor(place);
  await body(place, recorder);
  recorder.finish();
  const { result } = await judged(session, key, check);
  session.event(id, 'control', `${kind}: ${result}`);
  // What a no-op has to show is that its fault did not land: that is read from its windows.
  if (kind !== 'noop' && result !== CONTROLS[kind]) throw new Error(`the ${kind} control of ${id} is ${result}`);
}

/** The history of a place, to be filled by several seeds on one clock. */
export const recorderFor = (place: Place): Recorder => new Recorder(join(folderOf(place), 'history.jsonl'));

/** A positive control made from a recorded history: what a violation looks like to the oracle. @throws Error where it is not seen */
export async function rewritten(
  session: Session,
  id: string,
  from: string,
  check: CheckRequest,
  change: (op: Operation, all: readonly Operation[]) => Operation,
): Promise<void> {
  const to = controlOf(id, 'positive');
  rewrite(session.history(from), join(session.folder(to), 'history.jsonl'), (all) => all.map((op) => change(op, all)));
  const { result } = await judged(session, to, check);
  session.event(id, 'control', `positive: ${result}`);
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
