import { sleep } from '../harness/command.js';
import { LoopDisk } from '../harness/disk.js';
import { plant as plantCanaries, powerLoss } from '../harness/disk-faults.js';
import { Appends, differingHashes, finalLogReads } from './appends.js';
import { EtcdCluster } from './cluster.js';
import type { Context, Scenario } from './scenario.js';

const NODES = ['n1', 'n2', 'n3'];
const disks = new WeakMap<EtcdCluster, Map<string, LoopDisk>>();
let made = 0;

async function clusterOnDisks(run: Context['run'], weakened: boolean): Promise<EtcdCluster> {
  made++;
  const own = new Map(NODES.map((node) => [node, new LoopDisk(run.scratch, `${node}-${made}`)]));
  for (const disk of own.values()) await disk.create(320);
  const cluster = new EtcdCluster(run.net, run.scratch, NODES, {
    flags: ['--snapshot-count', '500', ...(weakened ? ['--unsafe-no-fsync'] : [])],
    dataOf: (node) => `${own.get(node)?.at ?? ''}/data`,
  });
  disks.set(cluster, own);
  const destroy = cluster.destroy.bind(cluster);
  cluster.destroy = async () => {
    await destroy();
    for (const disk of own.values()) await disk.remove();
  };
  return cluster;
}

/** Power loss of one, two and all three members, soon after writes. */
async function losePower(context: Context, appends: Appends, count: number): Promise<void> {
  const { cluster } = context;
  const leader = await cluster.leader();
  const nodes = [leader, ...context.others(leader)].slice(0, count);
  const victims = nodes.map((node) => ({
    server: cluster.server(node),
    disk: disks.get(cluster)?.get(node) as LoopDisk,
  }));
  if (context.mode !== 'none') plantCanaries(victims);
  appends.hurry(120);
  await sleep(60);
  const before = context.recorder.operations.length;
  const result = await context.window(
    powerLoss(victims, cluster.ready, context.mode === 'noop' ? 'nothing' : 'victims'),
    300,
    { victim: leader },
  );
  if (result === undefined) return;
  context.reach(
    'an append in flight at the power loss',
    context.recorder.operations.slice(before).filter((op) => op.invoke_ts < result.start).length,
  );
  context.reach(`power loss of ${count} members`);
}

export const S5: Scenario = {
  id: 'S5',
  seeds: [1, 2, 3],
  check: { checker: 'no-lost-ack', model: 'log', options: { stale: 'forbidden' } },
  generator:
    '6 clients append unique elements, one new key each, 16 bytes to 16 kB; 4 clients list logs by default reads',
  rate: 40,
  cluster: clusterOnDisks,
  async seed(context) {
    const appends = new Appends(context, { clients: 6, every: 130, readers: 4, most: 16_384 }).start();
    await sleep(2_000);
    for (const count of context.short ? [1, 3] : [1, 2, 3, 3]) {
      await losePower(context, appends, count);
      await sleep(1_500);
    }
    await appends.stop();
  },
  final: finalLogReads,
  extra: differingHashes,
  async positive({ execute }) {
    await execute(
      {
        ...S5,
        async seed(context) {
          // The empty store is made durable, so that the members can start again; what follows is not.
          for (const disk of disks.get(context.cluster)?.values() ?? []) await disk.sync();
          const appends = new Appends(context, { clients: 6, every: 60, most: 64 }).start();
          await sleep(1_200);
          await losePower(context, appends, 3);
          await appends.stop();
        },
      },
      'real',
      true,
    );
    return 'all members with --unsafe-no-fsync, power loss of all three';
  },
};
