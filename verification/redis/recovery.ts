import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../harness/command.js';
import { withGauges } from '../harness/fault.js';
import { readOperations } from '../harness/history.js';
import { kill } from '../harness/process-faults.js';
import type { Recorder } from '../harness/recording.js';
import { faultWindow, type Place } from '../harness/window.js';
import type { CheckerRecordFile } from '../../lib/evidence/types.js';
import { recordChecker } from '../../lib/evidence/recorder.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { operation, outcome, type Operation } from '../../lib/history/operation.js';
import { Cluster } from './cluster.js';
import { gaps, violations } from './gap.js';
import { promoted } from './loss.js';
import { controlOf, hits, recorderFor, records, seedsOf, type Context, type Ran } from './scenario.js';
import { Writers } from './writers.js';

const ID = 'S9';
const LIMIT = 10;
const HOLD = 15_000;
const CLIENTS = 5;
const GENERATOR = 'unique values set by 5 aware clients while the primary is dead';

interface Seed {
  readonly seed: number;
  readonly epoch: string;
  readonly aim: 'servers' | 'nothing' | 'none';
  /** Stop two of three Sentinels before: the positive control. */
  readonly headless?: boolean;
}

async function seedRun(context: Context, place: Place, recorder: Recorder, request: Seed): Promise<void> {
  const { seed, epoch, aim } = request;
  const name = `${'scenario' in place ? place.scenario : place.control}-${seed}`;
  const cluster = await Cluster.start(context.run, name);
  try {
    const writers = Writers.start({
      cluster,
      recorder,
      key: name,
      seed,
      pinned: 0,
      aware: CLIENTS,
      rate: 20,
      pinnedDeadline: 1_000,
      awareDeadline: 1_000,
      overwrite: true,
    });
    await sleep(3_000);
    if (request.headless === true) await Promise.all(['n2', 'n3'].map((node) => cluster.sentinels.get(node)?.kill()));
    const fault = kill(
      [cluster.instance('n1')],
      async () => (await cluster.role('n1')) !== 'no answer',
      aim === 'nothing' ? 'nothing' : 'servers',
    );
    if (aim === 'none') await sleep(HOLD / 3);
    else
      await faultWindow({
        place,
        recorder,
        epoch,
        fault: aim === 'servers' ? withGauges(fault, [promoted(cluster, 'n1')]) : fault,
        hold: aim === 'servers' ? HOLD : 3_000,
        planned: { seed },
      });
    await writers.stop();
  } finally {
    await cluster.stop();
  }
}

/** A history of writes at the given seconds, all in one window: what the oracle is shown to know good from bad. */
const made = (seconds: readonly number[]): Operation[] =>
  seconds.map((at, i) =>
    operation({
      op_id: i + 1,
      process_id: 'c',
      invoke_ts: at * 1e9,
      complete_ts: at * 1e9 + 1,
      op_type: 'write',
      fault_epoch: 'E1',
    }),
  );
const steady = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) * 10 }, (_, i) => from + i / 10);
const SELF_TEST = {
  knownGood: violations(made(steady(0, 15)), LIMIT).length === 0 ? 'valid' : 'invalid',
  knownBad: violations(made([...steady(0, 1), ...steady(13, 20)]), LIMIT).length === 0 ? 'valid' : 'invalid',
} as const;

/** Judges the history of a place by gap.ts and records that as its checker. */
async function judge(context: Context, key: string): Promise<CheckerRecordFile> {
  const folder = context.session.folder(key);
  context.session.compress(key);
  const operations = readOperations(context.session.history(key));
  const found = violations(operations, LIMIT);
  const result = found.length === 0 ? 'valid' : 'invalid';
  const lines = gaps(operations).map(
    ({ epoch, seconds, after }) => `${epoch}: ${seconds.toFixed(2)} s, then ${after} in 5 s\n`,
  );
  writeFileSync(join(folder, 'gaps.txt'), lines.join(''));
  await recordChecker(context.session.directory, context.session.directory, key, {
    checker: 'acknowledgement-gap',
    version: '1',
    model: null,
    result,
    reason: null,
    consumed: undefined,
    excluded: {},
    anomalies: found,
    exit: result === 'valid' ? 0 : 1,
    ...SELF_TEST,
    program: new URL('gap.js', import.meta.url).pathname,
    supersede: false,
  });
  return JSON.parse(readFileSync(join(folder, 'checker.json'), 'utf8')) as CheckerRecordFile;
}

/** S9: how long nothing is acknowledged after the primary has died. */
export async function runRecovery(context: Context): Promise<Ran> {
  const { session } = context;
  const one = async (kind: ControlKind, request: Seed): Promise<string> => {
    const key = controlOf(ID, kind);
    const place: Place = { session: session.directory, control: key };
    const recorder = recorderFor(place);
    await seedRun(context, place, recorder, request);
    recorder.finish();
    return (await judge(context, key)).result;
  };
  const negative = await one('negative', { seed: 7, epoch: 'E1', aim: 'nothing' });
  const positive = await one('positive', { seed: 7, epoch: 'E1', aim: 'servers', headless: true });
  session.event(ID, 'control', `negative: ${negative}; positive: ${positive}`);
  if (negative !== 'valid' || positive !== 'invalid')
    throw new Error(`the controls of ${ID} are ${negative} and ${positive}`);
  session.event(ID, 'start', GENERATOR);
  const place: Place = { session: session.directory, scenario: ID };
  const recorder = recorderFor(place);
  const seeds = seedsOf(context, [1, 2, 3, 4, 5]);
  for (const [i, seed] of seeds.entries())
    await seedRun(context, place, recorder, { seed, epoch: `E${i + 1}`, aim: 'servers' });
  recorder.finish();
  session.event(ID, 'oracle', `gap.js, limit ${LIMIT} s`);
  const record = await judge(context, ID);
  await session.artifact(`evidence/${ID}/gaps.txt`, 'the gap of each window', ID, 'verification/redis/gap.ts', [
    `evidence/${ID}/history.jsonl.gz`,
  ]);
  await records(context, ID, {
    seeds,
    generator: GENERATOR,
    rate: 'about 20 operations a second of each client',
    reach: hits(recorder, {
      'writes acknowledged inside a window': (op) => op.fault_epoch !== null && outcome(op) === 'ok',
      'writes that failed inside a window': (op) => op.fault_epoch !== null && outcome(op) !== 'ok',
    }),
    controls: {
      positive: 'two of three Sentinels killed before',
      negative: 'a kill aimed at no process',
      noop: 'a kill aimed at no process',
    },
    oneForBoth: true,
    audit: {
      R6: 'the oracle is about time; the last acknowledgements of each window are at the new primary',
      W1: 'acknowledgements are counted, each of them an answer to a write',
      W6: 'acknowledgements are told apart by operation',
      W8: 'the claim is about taking writes again, and writes of all clients are counted',
      W9: 'the claim is about the time to a new primary, and no data is compared',
      W11: 'the longest gap of each window has to be within the limit',
      W13: 'times come from the recorder',
      W14: 'values carry client and number',
    },
  });
  session.event(ID, 'end', `acknowledgement-gap: ${record.result}`);
  return { record, seeds };
}
