import { sleep } from '../harness/command.js';
import { cut } from '../harness/network-faults.js';
import { uniform } from '../harness/random.js';
import type { Recorder } from '../harness/recording.js';
import type { CheckRequest } from '../harness/session.js';
import { faultWindow, type Place } from '../harness/window.js';
import { outcome, type Operation } from '../../lib/history/operation.js';
import { Cluster, NODES, REDIS } from './cluster.js';
import { promoted } from './loss.js';
import type { Connection } from './resp.js';
import {
  control,
  controlOf,
  finish,
  hits,
  recorderFor,
  rewritten,
  seedsOf,
  type Context,
  type Ran,
} from './scenario.js';
import { answered, opened } from './writers.js';

const ID = 'S7';
const CHECK: CheckRequest = { checker: 'reconciliation', model: 'map', options: { nodes: NODES.join(',') } };
const GENERATOR = 'unique values set on 20 keys by 2 pinned and 3 aware clients';
const KEYS = Array.from({ length: 20 }, (_, i) => `k${i + 1}`);
const ROUNDS = 3;

/** Clients that set keys until they are told to stop. */
class Setters {
  private stopped = false;
  private readonly loops: Promise<void>[];

  constructor(
    private readonly cluster: Cluster,
    private readonly recorder: Recorder,
    private readonly seed: number,
    from: string,
  ) {
    this.loops = Array.from({ length: 5 }, (_, i) => this.loop(i, i < 2, from));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  private async loop(number: number, pinned: boolean, from: string): Promise<void> {
    const chance = uniform(this.seed * 1000 + number);
    const client = this.recorder.client(`s${this.seed}.c${number}`);
    const held: { connection?: Connection } = {};
    let node = from;
    for (let i = 0; !this.stopped; i++) {
      await sleep(50 + 100 * chance());
      const key = KEYS[Math.floor(chance() * KEYS.length)] ?? 'k1';
      const input = `${this.seed}.${number}.${i}`;
      const op = await client.do({ op_type: 'write', key, input, node }, 3_000, async (signal) => {
        if (held.connection?.open !== true) {
          const made = await opened(this.cluster, node);
          if ('ok' in made) return made;
          held.connection = made;
        }
        const { connection } = held;
        signal.addEventListener('abort', () => {
          if (!connection.idle) connection.close();
        });
        return answered(await connection.ask('SET', key, input));
      });
      if (!pinned && op.error !== null) {
        held.connection?.close();
        node = (await this.cluster.named()) ?? node;
      }
    }
    held.connection?.close();
  }
}

/** The phase of one seed: clients set keys while the primary of the moment is isolated, three times. */
async function phase(
  { run }: Context,
  cluster: Cluster,
  place: Place,
  recorder: Recorder,
  seed: number,
  first: number,
  mode: 'real' | 'none' | 'noop',
): Promise<void> {
  const setters = new Setters(cluster, recorder, seed, (await cluster.named()) ?? 'n1');
  await sleep(2_000);
  for (let round = 0; round < (mode === 'real' ? ROUNDS : 1); round++) {
    const primary = (await cluster.named()) ?? 'n1';
    const fault = cut(run.net, {
      nemesis: 'isolate-primary',
      node: primary,
      direction: 'both',
      peers: NODES.filter((node) => node !== primary),
      ...(mode === 'noop' ? { place: 'idle' } : {}),
    });
    if (mode === 'none') await sleep(4_000);
    else
      await faultWindow({
        place,
        recorder,
        epoch: `E${first + round}`,
        fault: mode === 'real' ? { ...fault, gauges: [...fault.gauges, promoted(cluster, primary)] } : fault,
        hold: 4_000,
        planned: { seed },
      });
    await sleep(3_000);
  }
  await setters.stop();
}

/** Dumps, twice, what each Sentinel holds for the configuration and what each instance holds. */
async function dumps(cluster: Cluster, recorder: Recorder): Promise<void> {
  for (let n = 0; n < 2; n++) {
    if (n > 0) await sleep(2_000);
    const client = recorder.client('final');
    for (const node of NODES) {
      await client.do({ op_type: 'dump', key: 'configuration', node }, 3_000, async () => {
        const view = await cluster.view(node);
        return view === undefined
          ? { ok: false, definite: true, code: 'no answer' }
          : { ok: true, output: { primary: view.primary, epoch: view.epoch } };
      });
      await client.do({ op_type: 'dump', key: 'data', node }, 3_000, async () => {
        const reply = await cluster.ask(node, REDIS, 'MGET', ...KEYS);
        return Array.isArray(reply)
          ? {
              ok: true,
              output: Object.fromEntries(KEYS.map((key, i) => [key, (reply as (string | null)[])[i] ?? null])),
            }
          : { ok: false, definite: true, code: 'no answer' };
      });
    }
  }
}

/** One cluster and its phases, to the dumps. */
async function converge(
  context: Context,
  place: Place,
  recorder: Recorder,
  seeds: readonly number[],
  mode: 'real' | 'none' | 'noop',
): Promise<void> {
  const cluster = await Cluster.start(context.run, 'scenario' in place ? place.scenario : place.control);
  try {
    for (const [i, seed] of seeds.entries()) await phase(context, cluster, place, recorder, seed, 1 + i * ROUNDS, mode);
    // Not settling is what the oracle is for, so the dumps are taken in any case.
    await cluster.converged();
    await sleep(2_000);
    await dumps(cluster, recorder);
  } finally {
    await cluster.stop();
  }
}

/** S7. */
export async function runConverge(context: Context): Promise<Ran> {
  const { session } = context;
  for (const [kind, mode] of [
    ['negative', 'none'],
    ['noop', 'noop'],
  ] as const)
    await control(context, ID, kind, CHECK, (place, recorder) => converge(context, place, recorder, [7], mode));
  const other = (op: Operation): Operation =>
    op.op_type === 'dump' && op.key === 'data' && op.node_seen === 'n3'
      ? { ...op, output: { ...(op.output as Record<string, string>), k1: 'of an older life' } }
      : op;
  await rewritten(session, ID, controlOf(ID, 'negative'), CHECK, other);
  session.event(ID, 'start', GENERATOR);
  const seeds = seedsOf(context, [1, 2, 3]);
  const place: Place = { session: session.directory, scenario: ID };
  const recorder = recorderFor(place);
  await converge(context, place, recorder, seeds, 'real');
  recorder.finish();
  return finish(context, ID, {
    check: CHECK,
    seeds,
    generator: GENERATOR,
    rate: 'about 10 operations a second of each client',
    reach: hits(recorder, {
      'writes acknowledged inside a window': (op) =>
        op.op_type === 'write' && op.fault_epoch !== null && outcome(op) === 'ok',
      'dumps taken at rest': (op) => op.op_type === 'dump' && outcome(op) === 'ok',
    }),
    controls: {
      positive: 'the dumps of the negative control with one value of one replica changed',
      negative: 'the same without a fault',
      noop: 'the rule in a namespace without traffic',
    },
    audit: {
      R6: 'the dumps are taken when roles had settled, or after 40 s, twice and 2 s apart',
      R7: 'one cluster, started on empty directories, serves all seeds in turn',
      W3: 'the claim is about the state at rest after a heal; the history has the operations before it',
      W8: 'configurations of all Sentinels and data of all instances are compared',
      W9: 'each Sentinel and each instance is dumped by itself',
      W10: 'settling is waited for 40 s at most, and the dumps are taken whatever it gave',
      W11: 'one differing member is a violation',
      W13: 'replicas are compared with each other, which is the claim',
    },
  });
}
