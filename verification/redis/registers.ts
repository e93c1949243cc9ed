import { sleep, until } from '../harness/command.js';
import { withGauges, type Fault, type Gauge } from '../harness/fault.js';
import { cut } from '../harness/network-faults.js';
import { kill, pause } from '../harness/process-faults.js';
import { uniform } from '../harness/random.js';
import type { Answer, Recorder } from '../harness/recording.js';
import type { CheckRequest } from '../harness/session.js';
import { faultWindow, type Place } from '../harness/window.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { outcome } from '../../lib/history/operation.js';
import { Cluster, NODES } from './cluster.js';
import { ReplyError, type Connection, type Reply } from './resp.js';
import { control, finish, hits, recorderFor, seedsOf, type Context, type Ran } from './scenario.js';
import { answered, opened } from './writers.js';

const ID = 'S8';
const CHECK: CheckRequest = { checker: 'linearizability', model: 'register', timeout: 60 };
const GENERATOR = 'reads, writes and compare-and-set on single keys by 5 clients at the primary';
const CLIENTS = 5;
const LIVE = 3;
const OPS_A_KEY = 200;
const DEADLINE = 2_000;

/** Clients that read, write and compare-and-set a few keys at a time; a key retires after 200 operations. */
class Registers {
  private stopped = false;
  private ops = 0;
  private values = 0;
  private readonly last = new Map<string, string | null>();
  private readonly loops: Promise<void>[];

  constructor(
    private readonly cluster: Cluster,
    private readonly recorder: Recorder,
    private readonly seed: number,
    /** Where reads go: the primary, or a replica for the positive control. */
    private readonly readAt: string,
  ) {
    this.loops = Array.from({ length: CLIENTS }, (_, i) => this.loop(i));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  private async loop(number: number): Promise<void> {
    const chance = uniform(this.seed * 1000 + number);
    const client = this.recorder.client(`s${this.seed}.c${number}`);
    const held = new Map<string, Connection>();
    while (!this.stopped) {
      await sleep(10 + 20 * chance());
      const key = `s${this.seed}.k${Math.floor(this.ops++ / (OPS_A_KEY * LIVE)) * LIVE + Math.floor(chance() * LIVE)}`;
      const dice = chance();
      const value = `${this.seed}.${++this.values}`;
      const from = this.last.get(key) ?? null;
      const [op_type, input, node] =
        dice < 0.5
          ? (['read', null, this.readAt] as const)
          : dice < 0.8
            ? (['write', value, 'n1'] as const)
            : (['cas', [from, value], 'n1'] as const);
      const op = await client.do({ op_type, key, input, node }, DEADLINE, async (signal) => {
        let connection = held.get(node);
        if (connection?.open !== true) {
          const made = await opened(this.cluster, node);
          if ('ok' in made) return made;
          held.set(node, (connection = made));
        }
        const mine = connection;
        signal.addEventListener('abort', () => {
          if (!mine.idle) mine.close();
        });
        if (op_type === 'read') return answered(await mine.ask('GET', key));
        if (op_type === 'write') return answered(await mine.ask('SET', key, value));
        return compareAndSet(mine, key, from, value);
      });
      if (op.error !== null || op.output === false) continue;
      if (op_type === 'read') this.last.set(key, op.output as string | null);
      else this.last.set(key, value);
    }
    for (const connection of held.values()) connection.close();
  }
}

/** WATCH, GET, MULTI, SET, EXEC. EXEC answers null where the key was touched since: with unique values it then differed. */
async function compareAndSet(connection: Connection, key: string, from: string | null, to: string): Promise<Answer> {
  const watched = await connection.ask('WATCH', key);
  if (watched instanceof ReplyError) return answered(watched);
  const now = await connection.ask('GET', key);
  if (now instanceof ReplyError) return answered(now);
  if (now !== from) {
    await connection.ask('UNWATCH');
    return { ok: true, output: false };
  }
  const [, , done] = await Promise.all([
    connection.ask('MULTI'),
    connection.ask('SET', key, to),
    connection.ask('EXEC'),
  ]);
  if (done instanceof ReplyError) return answered(done);
  return { ok: true, output: Array.isArray(done) && (done as readonly Reply[])[0] === 'OK' };
}

const role = (cluster: Cluster): Gauge => ({
  kind: 'state',
  name: 'replicas that the primary counts',
  source: 'injector',
  expect: 'changes',
  read: async () => (await cluster.info('n1', 'replication', 'connected_slaves')) ?? 'no answer',
});

function faults(cluster: Cluster, seed: number): Fault[] {
  const [one, other] = seed % 2 === 0 ? (['n2', 'n3'] as const) : (['n3', 'n2'] as const);
  const follows = async (node: string): Promise<boolean> =>
    (await cluster.info(node, 'replication', 'master_link_status')) === 'up';
  return [
    pause([cluster.instance('n2'), cluster.instance('n3')], async () => (await follows('n2')) && (await follows('n3'))),
    withGauges(
      kill([cluster.instance(one)], () => follows(one)),
      [role(cluster)],
    ),
    isolate(cluster, other),
  ];
}

/** A replica loses the other boxes and keeps its clients. */
const isolate = (cluster: Cluster, node: string): Fault =>
  cut(cluster.run.net, {
    nemesis: 'isolate-replica',
    node,
    direction: 'both',
    peers: NODES.filter((other) => other !== node),
  });

interface Phase {
  readonly seed: number;
  readonly readAt: string;
  readonly faults: (cluster: Cluster) => readonly Fault[];
  readonly from: number;
}

async function phase(
  context: Context,
  place: Place,
  recorder: Recorder,
  { seed, readAt, faults: chosen, from }: Phase,
): Promise<void> {
  const name = 'scenario' in place ? place.scenario : place.control;
  const cluster = await Cluster.start(context.run, `${name}-${seed}`);
  try {
    const registers = new Registers(cluster, recorder, seed, readAt);
    await sleep(2_000);
    for (const [i, fault] of chosen(cluster).entries()) {
      const hold = fault.nemesis === 'isolate-replica' ? 4_000 : 3_000;
      await faultWindow({ place, recorder, epoch: `E${from + i}`, fault, hold, planned: { seed } });
      await until(10_000, async () => (await cluster.info('n1', 'replication', 'connected_slaves')) === '2');
      await sleep(500);
    }
    if (chosen(cluster).length === 0) await sleep(2_000);
    await registers.stop();
    if ((await cluster.named()) !== 'n1') throw new Error('there was a failover: this is another scenario');
  } finally {
    await cluster.stop();
  }
}

/** S8. */
export async function runRegisters(context: Context): Promise<Ran> {
  const { session } = context;
  const one = (kind: ControlKind, request: Partial<Phase>): Promise<void> =>
    control(context, ID, kind, CHECK, (place, recorder) =>
      phase(context, place, recorder, { seed: 7, readAt: 'n1', from: 1, faults: () => [], ...request }),
    );
  await one('negative', {});
  await one('noop', { faults: (c) => [pause([c.instance('n2')], () => Promise.resolve(true), 'nothing')] });
  await one('positive', { readAt: 'n2', faults: (c) => [isolate(c, 'n2')] });
  session.event(ID, 'start', GENERATOR);
  const place: Place = { session: session.directory, scenario: ID };
  const recorder = recorderFor(place);
  const seeds = seedsOf(context, [1, 2, 3]);
  for (const [i, seed] of seeds.entries())
    await phase(context, place, recorder, {
      seed,
      readAt: 'n1',
      faults: (cluster) => faults(cluster, seed),
      from: 3 * i + 1,
    });
  recorder.finish();
  return finish(context, ID, {
    check: CHECK,
    seeds,
    generator: GENERATOR,
    rate: 'about 50 operations a second of each client',
    reach: hits(recorder, {
      'writes acknowledged inside a window': (op) =>
        op.op_type !== 'read' && op.fault_epoch !== null && outcome(op) === 'ok',
      'compare-and-set that succeeded': (op) => op.op_type === 'cas' && op.output === true,
    }),
    controls: {
      positive: 'reads at a replica that is cut off from the primary and not from its clients',
      negative: 'the same without a fault',
      noop: 'a stop signal that goes to no process',
    },
    audit: {
      R6: 'reads of every live key go on to the end of each seed, after the last heal',
      W6: 'each read names the write that it saw, since values are unique',
      W8: 'the claim is about single keys, and each key is checked by itself',
      W9: 'the claim is about reads at the primary; reads at replicas are the positive control',
      W11: 'one stale read is a violation',
      W14: 'values carry seed and number',
    },
  });
}
