import { outcome, type Operation } from '../../lib/history/operation.js';
import { sleep, until } from '../harness/command.js';
import { withGauges } from '../harness/fault.js';
import { plant } from './appends.js';
import { get, put } from './client.js';
import { EtcdCluster } from './cluster.js';
import { Driver, NEW, refusalsOf, violationsOf } from './membership.js';
import type { Context, Scenario } from './scenario.js';

const OLD = ['n1', 'n2', 'n3'];
const DEADLINE = 2_000;
const SECOND = 1e9;
const PEER = [2380];
/** How long the leader is cut off, in ms: the others elect one and accept writes before it ends. */
const CUT = 8_000;
/** The plan's smoke budget: cycles go on until the run has lasted this long, in ms. */
const LASTS = 182_000;

/** Four clients that put unique values at voters and read each back; both make one operation. */
function traffic(context: Context, on: () => boolean): Promise<void>[] {
  const { cluster, recorder, seed } = context;
  let n = 0;
  return Array.from({ length: 4 }, async (_, i) => {
    const client = recorder.client(`s${seed}c${i + 1}`);
    for (let turn = i; on(); turn++) {
      const node = OLD[turn % OLD.length] ?? '';
      const value = `${seed}.${++n}`;
      const key = `m${i}.${n}`;
      await client.do({ op_type: 'write', key, input: value, node }, DEADLINE, async (signal) => {
        const answer = await put(cluster.address(node), key, value, signal);
        return answer.ok
          ? get(cluster.address(node), key, signal).then((read) => (read.ok ? read : { ...read, definite: false }))
          : answer;
      });
      await sleep(400);
    }
  });
}

/** A window with a step of the driver inside it; without faults the step alone. */
async function during(
  context: Context,
  fault: Parameters<Context['window']>[0],
  hold: number,
  step: () => Promise<unknown>,
): Promise<void> {
  await Promise.all([context.window(fault, hold), sleep(1_000).then(step)]);
}

async function cycle(context: Context, driver: Driver): Promise<void> {
  const { cluster, random } = context;
  const cutLeader = async (): Promise<{ fault: Parameters<Context['window']>[0]; leader: string; other: string }> => {
    const leader = await cluster.leader(30_000);
    const [other = ''] = OLD.filter((node) => node !== leader && cluster.servers.has(node));
    const fault = context.cut({ nemesis: 'cut-leader', node: leader, direction: 'out', ports: PEER });
    return {
      fault: withGauges(fault, [
        cluster.metricGauge(leader, 'etcd_server_is_leader', 'falls'),
        cluster.termGauge(other),
      ]),
      leader,
      other,
    };
  };
  // One of three is down: a fourth voter would leave two of four.
  const follower = context.others(await cluster.leader(30_000))[0] ?? '';
  const asked = OLD.find((node) => node !== follower) ?? '';
  if (context.mode === 'real')
    await during(context, context.kill([follower]), 3_000, () =>
      driver.forbiddenAdd('a voter added with one of three down', asked, NEW, false),
    );

  const first = await cutLeader();
  await during(context, first.fault, CUT, () => driver.add(first.leader, first.other, NEW, true));
  context.reach('a change proposed while the leader was cut off');
  await driver.forbiddenAdd('a second learner', first.other, 'n5', true);
  await driver.forbiddenPromotion(first.other);
  const started = cluster.join(NEW);
  started.start();
  await until(20_000, async () => ((await cluster.status(NEW))?.leader ?? '0') !== '0' || undefined);
  await driver.forbiddenAtLearner();
  const learner = cluster.server(NEW);
  const stopped = {
    ...context.pause([NEW]),
    nemesis: 'stop-learner',
    async healed() {
      await sleep(0);
      return learner.state !== 'T'
        ? { verified_by: `/proc state of ${NEW}`, before: 'T', after: learner.state }
        : undefined;
    },
  };
  await context.window(stopped, 4_000);

  const second = await cutLeader();
  await during(context, second.fault, CUT, () => driver.promote(second.leader, second.other, NEW));
  await until(20_000, async () => (await cluster.healthy(NEW)) || undefined);
  await context.window({ ...context.kill([NEW]), nemesis: 'kill-new' }, 2_000);

  const third = await cutLeader();
  const old = random.pick(OLD.filter((node) => node !== third.leader && node !== third.other).concat(third.leader));
  const removed =
    old === third.leader ? (OLD.find((node) => node !== third.leader && node !== third.other) ?? '') : old;
  let away = false;
  await during(context, third.fault, CUT, async () => (away = await driver.remove(third.leader, third.other, removed)));
  if (away) {
    const server = cluster.server(removed);
    await driver.gone(removed);
    cluster.servers.delete(removed);
    cluster.wipe(removed);
    await until(20_000, () => cluster.quiet());
    if (await driver.add(third.other, third.other, removed, false)) {
      const again = cluster.join(removed);
      again.start();
      await until(20_000, async () => (await cluster.healthy(removed)) || undefined);
      context.reach('a removed member added again with an empty directory');
    }
    await server.end();
  }
  // Each member's own view, twice, at rest.
  await cluster.quiet();
  await sleep(1_000);
  await views(context, driver);
  // Back to three, so that the next cycle can begin.
  const [at = ''] = OLD;
  if (await driver.remove(at, third.other, NEW)) {
    await driver.gone(NEW);
    cluster.servers.delete(NEW);
    cluster.wipe(NEW);
  }
  await cluster.quiet();
}

async function views(context: Context, driver: Driver): Promise<void> {
  const seen = new Set<string>();
  for (let round = 1; round <= 2; round++)
    for (const node of context.cluster.servers.keys()) seen.add(JSON.stringify((await driver.view(node)).output));
  if (seen.size !== 1) violationsOf(context).push(`at rest the members' views differ: ${[...seen].join(' and ')}`);
}

/** Claim C20: a learner that is stopped does not hold up the voters. */
function heldUp(context: Context): string[] {
  const { recorder, windows } = context;
  return windows
    .filter(({ nemesis }) => nemesis === 'stop-learner')
    .flatMap(({ epoch, start, end }) => {
      const writes = recorder.operations.filter(
        (op) => op.op_type === 'write' && op.invoke_ts > start && op.invoke_ts < end - SECOND,
      );
      const fast = writes.filter((op) => outcome(op) === 'ok' && (op.complete_ts ?? Infinity) - op.invoke_ts < SECOND);
      return fast.length < 0.95 * writes.length
        ? [
            `only ${fast.length} of ${writes.length} puts at voters were acknowledged within 1 s while the learner was stopped (${epoch})`,
          ]
        : [];
    });
}

const readBackWrong = ({ recorder }: Context): string[] =>
  recorder.operations
    .filter((op) => op.op_type === 'write' && outcome(op) === 'ok' && op.output !== op.input)
    .map((op) => `op ${String(op.op_id)} put ${JSON.stringify(op.input)} and read ${JSON.stringify(op.output)}`);

/** Puts the view of a member from before the last change in the place of its last one. */
function staleView(operations: Operation[]): void {
  const views_ = operations.flatMap((op, i) => (op.op_type === 'view' && op.output !== null ? [i] : []));
  const last = views_.at(-1) ?? 0;
  const node = operations[last]?.node_seen;
  const early = views_.find(
    (i) =>
      operations[i]?.node_seen === node &&
      JSON.stringify(operations[i]?.output) !== JSON.stringify(operations[last]?.output),
  );
  for (const i of views_.slice(-2 * OLD.length))
    if (operations[i]?.node_seen === node && early !== undefined)
      operations[i] = { ...(operations[i] as Operation), output: operations[early]?.output ?? null };
}

export const S9: Scenario = {
  id: 'S9',
  seeds: [1],
  check: { checker: 'reconciliation', model: 'membership-table', options: { nodes: OLD.join(',') } },
  generator:
    'a driver that adds a learner, promotes it, removes an old member and adds it again; 4 clients that put at voters and read back',
  rate: 5,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, OLD),
  async seed(context) {
    let on = true;
    const clients = traffic(context, () => on);
    const driver = new Driver(context);
    const begun = performance.now();
    do await cycle(context, driver);
    while (context.mode === 'real' && performance.now() - begun < LASTS);
    on = false;
    await Promise.all(clients);
    context.notes.set('driver', driver);
  },
  async final(context) {
    await views(context, context.notes.get('driver') as Driver);
  },
  extra: (context) => [...violationsOf(context), ...heldUp(context), ...readBackWrong(context)],
  keep: (context) => ({ refused: refusalsOf(context) }),
  positive({ session, control, negative }) {
    plant(negative, session, control, staleView);
    return Promise.resolve(
      "the negative control with a member's view from before the last change in the place of its last one",
    );
  },
  audit: { W14: 'every value that is put is unique, and every change of membership has one entry of the views' },
};
