// One run of one scenario: node job.js '{"session": …}'. Records history.jsonl and nemesis.jsonl; judges nothing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outcome } from '../../lib/history/operation.js';
import { sleep } from '../harness/command.js';
import { probeChecker, probed, versionOf, type Need } from '../harness/environment.js';
import { probeDrop, probeNamespaces, probeSignals } from '../harness/probes.js';
import { uniform } from '../harness/random.js';
import { Recorder } from '../harness/recording.js';
import { recordEvent } from '../../lib/evidence/recorder.js';
import { supervised, type Run } from '../harness/supervise.js';
import { faultWindow, folderOf, type Place } from '../harness/window.js';
import { Cluster, NODES } from './cluster.js';
import type { Aim } from './faults.js';
import { ELECTED, scenario, SCENARIOS, WINDOWS } from './scenarios.js';
import type { Bug } from './store/bugs.js';
import { reached, type Actor, type Bench } from './workloads/workload.js';

export interface JobSpec {
  readonly place: Place;
  readonly key: string;
  readonly bugs: readonly Bug[];
  /** Undefined: no fault at all. */
  readonly aim: Aim | undefined;
  readonly seeds: readonly number[];
  /** File that the nodes' logs go to, line by line in the order of time; none: they are not kept. */
  readonly log?: string;
  /** File that the result goes to. */
  readonly result: string;
}

/** What a run knows beside its history. */
export interface JobResult {
  readonly reach: Readonly<Record<string, number>>;
  readonly clients: number;
  /** How often a landing was seen in the run, and windows in all. */
  readonly windows: number;
  readonly landed: number;
  /** Whether all replicas held the same at the end, and what each held. */
  readonly equal: boolean;
  readonly digests: readonly string[];
  /** What the nodes themselves said of their switches when they started. */
  readonly bugs: readonly string[];
  /** Entries that the nodes found when they first started. */
  readonly restored: number;
}

const BASELINE_MS = 2_000;
const SETTLE_MS = 2_500;
const PROBE = 'probe';

async function job({ net, scratch }: Run, spec: JobSpec): Promise<number> {
  const { place, key, aim, seeds } = spec;
  const { workload: make, fault, hold } = scenario(key);
  const say = (event: string, note = ''): void => {
    if ('scenario' in place) recordEvent(place.session, { scenario: place.scenario, event, note });
  };
  const cluster = new Cluster(net, join(scratch, 'nodes'), spec.bugs);
  const recorder = new Recorder(join(folderOf(place), 'history.jsonl'));
  const bench: Bench = { cluster, recorder, reach: new Map() };
  const workload = make(bench);
  say('start', `seeds ${seeds.join(', ')}; switched on: ${spec.bugs.join(', ') || 'nothing'}`);
  await cluster.start();
  const about = await Promise.all(NODES.map((node) => cluster.status(node)));
  let windows = 0;
  let landed = 0;
  for (const seed of seeds) {
    const load = new Load(bench, workload, seed);
    say('baseline', `seed ${seed}`);
    await sleep(BASELINE_MS);
    for (let part = 1; part <= WINDOWS && aim !== undefined; part++) {
      const leader = await cluster.settled();
      const before = Number(await cluster.read(leader, 'term'));
      // Last, so that what is at stake still is when the fault comes.
      await workload.armed?.();
      const epoch = `E${++windows}`;
      const result = await faultWindow({ place, recorder, epoch, fault: fault(cluster, leader, aim), hold });
      if (result.landed) landed++;
      const after = await cluster.settled();
      if (Number(await cluster.read(after, 'term')) > before) reached(bench, ELECTED);
      workload.healed?.();
      await sleep(SETTLE_MS);
      workload.fresh(seed, part);
    }
    await sleep(aim === undefined ? 2 * SETTLE_MS : SETTLE_MS / 2);
    await load.stop();
  }
  await cluster.settled();
  const quiet = await cluster.quiesce(4_000);
  say('final reads', `by fresh clients at ${NODES.join(', ')}; states ${quiet.equal ? 'equal' : 'differ'}`);
  await workload.finish(
    NODES.map((home, number): Actor => ({
      client: recorder.client(`final-${home}`),
      store: cluster.client(home),
      random: uniform(number),
      number,
    })),
  );
  recorder.finish();
  await cluster.stop();
  if (spec.log !== undefined) {
    const lines = NODES.flatMap((node) => readFileSync(join(scratch, 'nodes', `${node}.log`), 'utf8').split('\n'));
    mkdirSync(dirname(spec.log), { recursive: true });
    writeFileSync(
      spec.log,
      `${lines
        .filter((line) => line !== '')
        .sort()
        .join('\n')}\n`,
    );
  }
  const result: JobResult = {
    reach: Object.fromEntries(bench.reach),
    clients: workload.clients,
    windows,
    landed,
    ...quiet,
    bugs: [...new Set(about.map((one) => JSON.stringify(one?.['bugs'] ?? null)))],
    restored: Math.max(...about.map((one) => Number(one?.['restored'] ?? 0))),
  };
  writeFileSync(spec.result, JSON.stringify(result));
  const { ok } = recorder.count((op) => outcome(op) === 'ok');
  say('end', `${recorder.operations.length} operations, ${ok} succeeded`);
  return 0;
}

/** The clients of one seed, at work until they are stopped. */
class Load {
  private stopped = false;
  private readonly ended: Promise<unknown>;

  constructor(bench: Bench, workload: ReturnType<ReturnType<typeof scenario>['workload']>, seed: number) {
    workload.fresh(seed, 0);
    const actors = Array.from({ length: workload.clients }, (_, number): Actor => {
      const home = NODES[number % NODES.length] ?? 'n1';
      const client = bench.recorder.client(`s${seed}c${number + 1}`);
      return { client, store: bench.cluster.client(home), random: uniform(seed * 1_000 + number), number };
    });
    this.ended = Promise.all(
      actors.map(async (actor) => {
        while (!this.stopped) await workload.step(actor);
      }),
    );
    // Reported where it is awaited.
    this.ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }
}

/** The functional probes of the plan's section 6b. */
async function probe(run: Run, result: string): Promise<number> {
  const scenarios = [...new Set(SCENARIOS.map(({ key }) => key.split('/')[0] ?? key))];
  const kernel = await versionOf('uname', '-r');
  const needs: Need[] = [
    { row: 'Linux network namespaces', scenarios, version: kernel, probes: [() => probeNamespaces(run)] },
    { row: 'nftables', scenarios, version: await versionOf('nft', '--version'), probes: [() => probeDrop(run)] },
    { row: 'Signals', scenarios, version: kernel, probes: [probeSignals] },
    { row: 'Node.js', scenarios, version: process.version, probes: [probeChecker] },
  ];
  writeFileSync(result, JSON.stringify(await probed(needs, new Set(scenarios))));
  return 0;
}

const [, , what = '', file = ''] = process.argv;
process.exitCode = await supervised(NODES, (run) =>
  what === PROBE ? probe(run, file) : job(run, JSON.parse(what) as JobSpec),
);
