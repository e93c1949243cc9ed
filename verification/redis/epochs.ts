import { sleep } from '../harness/command.js';
import { together, type Fault } from '../harness/fault.js';
import { cut, cutAll } from '../harness/network-faults.js';
import { kill } from '../harness/process-faults.js';
import type { Recorder } from '../harness/recording.js';
import type { CheckRequest } from '../harness/session.js';
import { faultWindow, type Place } from '../harness/window.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import type { Operation } from '../../lib/history/operation.js';
import { Cluster, NODES, SENTINEL } from './cluster.js';
import { control, finish, hits, recorderFor, rewritten, seedsOf, type Context, type Ran } from './scenario.js';
import { idIn, readLog } from './votes.js';

const ID = 'S6';
const CHECK: CheckRequest = { checker: 'exclusion', model: 'lock' };
const GENERATOR = "the Sentinels' own votes and elections, read from their logs";
const HOLD = 8_000;

type Kind = 'whole' | 'one cut off' | 'no majority' | 'no-op';

function faultOf(cluster: Cluster, primary: string, kind: Kind): Fault {
  const { net } = cluster.run;
  const follows = async (): Promise<boolean> => (await cluster.role(primary)) !== 'no answer';
  const killed = kill([cluster.instance(primary)], follows, kind === 'no-op' ? 'nothing' : 'servers');
  if (kind === 'whole' || kind === 'no-op') return killed;
  if (kind === 'no majority') return together('kill, no majority', [killed, ...cutAll(net, NODES, [SENTINEL])]);
  const alone = NODES.find((node) => node !== primary) ?? 'n2';
  const others = NODES.filter((node) => node !== alone);
  return together('kill, one Sentinel cut off', [
    killed,
    cut(net, { nemesis: 'cut', node: alone, direction: 'both', ports: [SENTINEL], peers: others }),
  ]);
}

interface Seed {
  readonly seed: number;
  readonly kinds: readonly Kind[];
  readonly first: number;
}

/**
 * One cluster through its windows, and then what its Sentinels have logged, as holds of locks that are never released: a
 * vote takes the lock of its voter and epoch, an election that of its epoch. A window without a majority is a lock that
 * nobody holds, and an election in it wants it; the configuration in the end is a lock of which all name one holder.
 */
async function seedRun(context: Context, place: Place, recorder: Recorder, request: Seed): Promise<void> {
  const { seed, kinds, first } = request;
  const name = 'scenario' in place ? place.scenario : place.control;
  const cluster = await Cluster.start(context.run, `${name}-${seed}`, { quorum: 1 });
  const lock = (key: string, node: string, owner: string): Parameters<Recorder['logged']>[1] => ({
    op_type: 'acquire',
    key: `seed ${seed}: ${key}`,
    input: { owner },
    node,
  });
  const configurations = async (when: string): Promise<void> => {
    for (const node of NODES) {
      const view = await cluster.view(node);
      const owner = view === undefined ? `no answer of ${node}` : `${view.primary} in epoch ${view.epoch}`;
      recorder.logged(`s${seed}.${node}`, lock(`configuration ${when}`, node, owner), recorder.now(), true);
    }
  };
  const headless: { epoch: string; start: number; end: number }[] = [];
  try {
    await configurations('at the start');
    const offset = Date.now() * 1e6 - recorder.now();
    for (const [i, kind] of kinds.entries()) {
      const epoch = `E${first + i}`;
      const primary = (await cluster.converged()) ?? 'n1';
      const fault = faultOf(cluster, primary, kind);
      const { start, end } = await faultWindow({ place, recorder, epoch, fault, hold: HOLD, planned: { seed, kind } });
      if (kind === 'no majority') headless.push({ epoch, start, end });
      await cluster.converged();
      await sleep(1_000);
    }
    for (const { epoch, start } of headless)
      recorder.logged('observer', lock(`majority in ${epoch}`, 'observer', 'nobody'), start, true);
    const ids = new Map(NODES.map((node) => [idIn(cluster.log(node, 'sentinel')), node]));
    for (const node of NODES)
      for (const said of readLog(cluster.log(node, 'sentinel'))) {
        const at = said.at * 1e6 - offset;
        const process_id = `s${seed}.${node}`;
        if (said.what === 'vote')
          recorder.logged(
            process_id,
            lock(`vote of ${node} in epoch ${said.epoch}`, node, ids.get(said.for ?? '') ?? String(said.for)),
            at,
            true,
          );
        if (said.what !== 'elected') continue;
        recorder.logged(process_id, lock(`epoch ${said.epoch}`, node, node), at, true);
        const inside = headless.find(({ start, end }) => start <= at && at <= end);
        if (inside !== undefined)
          recorder.logged(process_id, lock(`majority in ${inside.epoch}`, node, node), at, true);
      }
    await configurations('in the end');
  } finally {
    await cluster.stop();
  }
}

/** The second vote of the history becomes one of the first voter in the same epoch, for another Sentinel. */
function votedTwice(op: Operation, all: readonly Operation[]): Operation {
  const [one, other] = all.filter(({ key }) => String(key).includes('vote of'));
  return op.op_id === other?.op_id && one !== undefined
    ? { ...op, key: one.key, input: { owner: 'another Sentinel' } }
    : op;
}

/** S6. */
export async function runEpochs(context: Context): Promise<Ran> {
  const { session } = context;
  const one = (kind: ControlKind, kinds: readonly Kind[]): Promise<void> =>
    control(context, ID, kind, CHECK, (place, recorder) =>
      seedRun(context, place, recorder, { seed: 7, kinds, first: 1 }),
    );
  await one('negative', []);
  await one('noop', ['no-op']);
  session.event(ID, 'start', GENERATOR);
  const place: Place = { session: session.directory, scenario: ID };
  const recorder = recorderFor(place);
  const seeds = seedsOf(context, [1, 2, 3]);
  const kinds = ['whole', 'one cut off', 'no majority'] as const;
  for (const [i, seed] of seeds.entries())
    await seedRun(context, place, recorder, { seed, kinds, first: 1 + i * kinds.length });
  recorder.finish();
  await rewritten(session, ID, ID, CHECK, votedTwice);
  const about = (word: string) => (op: Operation) => String(op.key).includes(word);
  return finish(context, ID, {
    check: CHECK,
    seeds,
    generator: GENERATOR,
    rate: 'as the Sentinels vote',
    reach: hits(recorder, {
      elections: about(': epoch'),
      'votes for another Sentinel than the voter': (op) =>
        about('vote of')(op) && (op.input as { owner?: string }).owner !== op.node_seen,
      'votes inside a window without a majority': (op) =>
        about('vote of')(op) &&
        recorder.operations.some(({ key }) => String(key).endsWith(`majority in ${op.fault_epoch ?? '-'}`)),
    }),
    controls: {
      positive: "the scenario's history with one vote given twice in an epoch, to another Sentinel",
      negative: 'the same without a fault',
      noop: 'a kill aimed at no process',
    },
    audit: {
      R5: 'a log line that is no vote or election is no operation; candidacies without success leave no lock',
      R6: 'the last operations of each seed are the configurations that all Sentinels name after roles had settled',
      W1: 'holders are compared, not that somebody was elected',
      W2: "the oracle judges operations; they are read from the Sentinels' logs, which are where Sentinels say whom they voted for",
      W5: 'a logged vote was given; votes that were given and not logged are named in the plan as out of sight',
      W6: 'a hold names its holder, voter and epoch',
      W8: 'locks are a voter and an epoch, which the claim is about',
      W9: 'the logs of all three Sentinels are read',
      W12: 'log times are milliseconds of one machine, mapped to the recorder; the locks are never released, so that order does not matter',
      W13: 'the expectation is the rule that one lock has one holder',
      W14: 'holders are told apart by run id',
    },
  });
}
