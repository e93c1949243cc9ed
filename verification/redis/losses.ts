import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../harness/command.js';
import { withGauges, type Fault } from '../harness/fault.js';
import { cut } from '../harness/network-faults.js';
import { kill, pause } from '../harness/process-faults.js';
import type { CheckRequest } from '../harness/session.js';
import type { Place } from '../harness/window.js';
import type { CheckerRecordFile } from '../../lib/evidence/types.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { outcome, type Operation } from '../../lib/history/operation.js';
import { NODES, type Cluster } from './cluster.js';
import { lossSeed, promoted, type LossSeed } from './loss.js';
import {
  control,
  controlOf,
  finish,
  hits,
  judged,
  recorderFor,
  rewritten,
  seedsOf,
  withoutOne,
  type Context,
  type Finished,
  type Ran,
} from './scenario.js';

export const CHECK: CheckRequest = { checker: 'no-lost-ack', model: 'log' };
const OTHERS = NODES.filter((node) => node !== 'n1');

/** SIGSTOP of n1's Redis; the aim `nothing` is the no-op. */
const pausePrimary =
  (aim: 'servers' | 'nothing' = 'servers') =>
  (cluster: Cluster): Fault =>
    withGauges(
      pause([cluster.instance('n1')], async () => (await cluster.role('n1')) !== 'no answer', aim),
      aim === 'nothing' ? [] : [promoted(cluster, 'n1')],
    );

/** n1 loses the other boxes and keeps its clients; the place `idle` is the no-op. */
const isolatePrimary =
  (place?: string) =>
  (cluster: Cluster): Fault =>
    withGauges(
      cut(cluster.run.net, {
        nemesis: 'isolate-primary',
        node: 'n1',
        direction: 'both',
        peers: OTHERS,
        ...(place === undefined ? {} : { place }),
      }),
      place === undefined ? [promoted(cluster, 'n1')] : [],
    );

const killPrimary = (cluster: Cluster): Fault =>
  withGauges(
    kill([cluster.instance('n1')], async () => (await cluster.role('n1')) !== 'no answer'),
    [promoted(cluster, 'n1')],
  );

interface Shape {
  readonly id: string;
  readonly faults: readonly ((cluster: Cluster) => Fault)[];
  readonly noop: (cluster: Cluster) => Fault;
  readonly seed: Pick<LossSeed, 'writing' | 'before' | 'hold' | 'after' | 'settings' | 'quietUntil'>;
  readonly seeds: readonly number[];
  readonly generator: string;
  /** Each seed runs each fault; otherwise the faults take turns. */
  readonly everyFault: boolean;
  readonly reach: Readonly<Record<string, (op: Operation) => boolean>>;
  /** Why nothing may be acknowledged inside a window. */
  readonly silent?: string;
  /** The weakened system that the oracle must find invalid; undefined: one element taken out of the final reads. */
  readonly weakened?: { readonly what: string; readonly seed: Partial<Shape['seed']> };
}

const acked = (op: Operation): boolean => op.op_type === 'add' && outcome(op) === 'ok';
const POOL = { pinned: 5, aware: 2, rate: 10, pinnedDeadline: 8_000, awareDeadline: 1_500 };

/** S1, S2, S3 and S5 of the plan: what is acknowledged around a failover, and what is left of it. */
export const LOSSES: readonly Shape[] = [
  {
    id: 'S1',
    faults: [pausePrimary()],
    noop: pausePrimary('nothing'),
    seed: { writing: POOL, before: 4_000, hold: 4_000, after: 12_000 },
    seeds: [1, 2, 3],
    generator: 'unique elements added to one set by 5 pinned and 2 aware clients',
    everyFault: true,
    reach: {
      'elements acknowledged by n1': (op) => acked(op) && op.node_seen === 'n1',
      'elements acknowledged by another primary': (op) => acked(op) && op.node_seen !== 'n1',
    },
  },
  {
    id: 'S2',
    faults: [isolatePrimary()],
    noop: isolatePrimary('idle'),
    seed: { writing: { ...POOL, pinnedDeadline: 3_000 }, before: 4_000, hold: 8_000, after: 1_000 },
    seeds: [1, 2, 3],
    generator: 'unique elements added to one set by 5 pinned and 2 aware clients',
    everyFault: true,
    reach: {
      'elements acknowledged by n1 inside a window': (op) =>
        acked(op) && op.node_seen === 'n1' && op.fault_epoch !== null,
    },
  },
  {
    id: 'S3',
    faults: [isolatePrimary(), pausePrimary()],
    noop: isolatePrimary('idle'),
    seed: {
      settings: { minReplicas: 1 },
      writing: { pinned: 5, aware: 2, rate: 20, pinnedDeadline: 6_000, awareDeadline: 1_500 },
      before: 3_000,
      hold: 6_000,
      after: 3_000,
      quietUntil: 3_500,
    },
    seeds: [1, 2, 3],
    generator: 'unique elements, inside a window only when the lag limit and its margin have passed',
    everyFault: true,
    reach: {
      'writes refused with NOREPLICAS at n1': (op) =>
        op.node_seen === 'n1' && typeof op.error === 'object' && op.error?.code === 'NOREPLICAS',
      'elements acknowledged by another primary': (op) => acked(op) && op.node_seen !== 'n1',
    },
    silent: 'n1 has to refuse writes without a replica',
    weakened: { what: 'the same with min-replicas-to-write 0', seed: { settings: { minReplicas: 0 } } },
  },
  {
    id: 'S5',
    faults: [pausePrimary(), killPrimary, isolatePrimary()],
    noop: isolatePrimary('idle'),
    seed: {
      writing: { pinned: 2, aware: 5, rate: 10, pinnedDeadline: 4_000, awareDeadline: 4_000, confirm: 2 },
      before: 5_000,
      hold: 6_000,
      after: 8_000,
    },
    seeds: [1, 2, 3],
    generator: 'unique elements, acknowledged when WAIT 2 answers 2',
    everyFault: false,
    reach: {
      'WAIT that answered less than 2': (op) =>
        typeof op.error === 'object' && op.error !== null && op.error.code.startsWith('WAIT answered'),
      'elements confirmed by both replicas': acked,
    },
    silent: 'with one instance gone no two replicas are left to confirm',
    weakened: {
      what: 'the same writes without WAIT at a paused primary',
      seed: { writing: POOL, hold: 4_000, after: 12_000 },
    },
  },
];

/** Runs one of them with its controls, and a loss again. */
export async function runLosses(context: Context, shape: Shape): Promise<Ran> {
  const { session } = context;
  const { id, faults } = shape;
  const controls = await runControls(context, shape);
  session.event(id, 'start', shape.generator);
  const place: Place = { session: session.directory, scenario: id };
  const recorder = recorderFor(place);
  const measured: string[] = [];
  const seeds = seedsOf(context, shape.seeds);
  let epoch = 0;
  for (const [i, seed] of seeds.entries()) {
    const chosen = shape.everyFault ? faults : faults.slice(i % faults.length, (i % faults.length) + 1);
    for (const fault of chosen) {
      epoch++;
      const since = performance.now();
      const started: string[] = [];
      const primary = await lossSeed({
        run: context.run,
        place,
        recorder,
        seed,
        fault,
        epoch: `E${epoch}`,
        ...shape.seed,
        over: async (cluster) => {
          const begun = performance.now();
          const demoted = await until(40_000, async () => (await cluster.role('n1')) === 'slave', 200);
          started.push(
            demoted === true
              ? `n1 was a replica ${((performance.now() - begun) / 1000).toFixed(1)} s after the heal`
              : 'n1 was no replica 40 s after the heal',
          );
        },
      });
      measured.push(`E${epoch}, seed ${seed}: ${started.join()}; primary in the end ${primary}`);
      session.event(id, 'note', `E${epoch} took ${((performance.now() - since) / 1000).toFixed(0)} s`);
    }
  }
  recorder.finish();
  const file = join('artifacts', `${id}-demotion.txt`);
  mkdirSync(join(session.directory, 'artifacts'), { recursive: true });
  writeFileSync(join(session.directory, file), `${measured.join('\n')}\n`);
  await session.artifact(file, 'when the old primary became a replica', id, 'verification/redis/losses.ts');
  const ran = await finish(context, id, {
    check: CHECK,
    seeds,
    generator: shape.generator,
    rate: `${shape.seed.writing.rate} operations a second of each client`,
    reach: hits(recorder, shape.reach),
    controls,
    ...(shape.silent === undefined ? {} : { silent: shape.silent }),
  });
  const reruns: CheckerRecordFile['result'][] = [];
  if (ran.record.result === 'invalid')
    for (let n = 1; n <= 3; n++) reruns.push(await again(context, shape, seeds[0] ?? 1, n));
  return { ...ran, reruns, measured };
}

/** The scenario's first seed once more, for k of n. */
async function again(context: Context, shape: Shape, seed: number, n: number): Promise<CheckerRecordFile['result']> {
  const { session } = context;
  const key = `rerun-${shape.id}-${n}`;
  const recorder = recorderFor({ session: session.directory, control: key });
  const place: Place = { session: session.directory, control: key };
  const fault = shape.faults[0];
  await lossSeed({ run: context.run, place, recorder, seed, fault, epoch: 'E1', ...shape.seed });
  recorder.finish();
  const { result } = await judged(session, key, CHECK);
  session.event(shape.id, 're-run', `${n} of 3 with seed ${seed}: ${result}`);
  await session.rerun(shape.id, seed, result, `evidence/${key}`);
  return result;
}

/** @returns what each control changed */
async function runControls(context: Context, shape: Shape): Promise<Finished['controls']> {
  const { session, run } = context;
  const { id, weakened } = shape;
  const one = (kind: ControlKind, fault: LossSeed['fault'], change: Partial<Shape['seed']>): Promise<void> =>
    control(context, id, kind, CHECK, async (place, recorder) => {
      await lossSeed({ run, place, recorder, seed: 7, fault, epoch: 'E1', ...shape.seed, ...change });
    });
  await one('negative', undefined, { after: 1_000 });
  await one('noop', shape.noop, { after: 1_000 });
  if (weakened === undefined) await rewritten(session, id, controlOf(id, 'negative'), CHECK, withoutOne);
  else await one('positive', shape.faults[0], weakened.seed);
  return {
    positive: weakened?.what ?? 'one acknowledged element taken out of the final reads of the negative control',
    negative: 'the same without a fault',
    noop: 'the fault aimed at nothing of the cluster',
  };
}
