import { join } from 'node:path';
import { outcome } from '../../lib/history/operation.js';
import { sleep, until } from '../harness/command.js';
import type { Gauge } from '../harness/fault.js';
import { withGauges } from '../harness/fault.js';
import { syncFault } from '../harness/disk-faults.js';
import { Appends, finalLogReads, forgetOne, plant } from './appends.js';
import { EtcdCluster } from './cluster.js';
import type { Context, Scenario } from './scenario.js';

const NODES = ['n1', 'n2', 'n3'];
const GONE_WITHIN = 5e9;
const LONGEST_GAP = 5e9;
let traces = 0;

/** Mean time of a WAL sync since the last reading, in steps of 100 ms, by the member's own metric. */
function meanSync(cluster: EtcdCluster, node: string): Gauge {
  let last: [number, number] = [0, 0];
  return {
    kind: 'state',
    name: `mean sync of the log in ms since the reading before, at ${node}`,
    source: 'victim',
    expect: 'rises',
    async read() {
      const sum = await cluster.metric(node, 'etcd_disk_wal_fsync_duration_seconds_sum', 3_000);
      const count = await cluster.metric(node, 'etcd_disk_wal_fsync_duration_seconds_count', 3_000);
      if (sum === undefined || count === undefined) return 'no answer';
      const [sum0, count0] = last;
      last = [sum, count];
      return count > count0 ? Math.round(((sum - sum0) / (count - count0)) * 10) * 100 : 0;
    },
  };
}

interface Failing {
  readonly epoch: string;
  readonly victim: string;
  readonly first: number;
  readonly gone: number | undefined;
}

async function failing(context: Context, victim: string): Promise<void> {
  const { cluster, recorder, run } = context;
  const server = cluster.server(victim);
  const fault = syncFault(
    server,
    'error=EIO',
    join(run.scratch, `trace-${++traces}`),
    cluster.ready,
    context.mode === 'noop' ? 'nothing' : 'server',
  );
  const gauge: Gauge = {
    kind: 'state',
    name: `server process of ${victim} in /proc`,
    source: 'victim',
    expect: 'changes',
    read: () =>
      server.running
        ? 'there'
        : `gone, exit ${server.exit ?? ''}`.replace(/\d+/, (rc) => (rc === '0' ? 'ok' : 'with an error')),
  };
  const seen: { first?: number; gone?: number } = {};
  const result = await context.window({ ...withGauges(fault, [gauge]), nemesis: 'failing-sync' }, 3_000, {
    victim,
    inside: async () => {
      if (context.mode !== 'real') return;
      await until(5_000, async () => Number(await fault.gauges[0]?.read()) > 0 || undefined, 10);
      seen.first = recorder.now();
      if (await server.ends(5_000)) seen.gone = recorder.now();
    },
  });
  if (result === undefined || seen.first === undefined) return;
  notes(context).push({ epoch: context.windows.at(-1)?.epoch ?? '', victim, first: seen.first, gone: seen.gone });
  context.reach('a sync failed while appends were in flight');
}

const notes = (context: Context): Failing[] => {
  const known = (context.notes.get('failing') as Failing[] | undefined) ?? [];
  context.notes.set('failing', known);
  return known;
};

async function slow(context: Context, victim: string, role: string): Promise<void> {
  const { cluster, run } = context;
  const fault = syncFault(
    cluster.server(victim),
    'delay_enter=500000',
    join(run.scratch, `trace-${++traces}`),
    cluster.ready,
    context.mode === 'noop' ? 'nothing' : 'server',
  );
  const gauge = meanSync(cluster, victim);
  await gauge.read();
  await sleep(1_000);
  const result = await context.window({ ...withGauges(fault, [gauge]), nemesis: 'slow-sync' }, 8_000, { victim });
  if (result !== undefined) context.reach(`the ${role} had a slow disk`);
}

/** Claims C9 and C17: a member with a failing disk vouches for nothing, and a slow one does not stop the others for long. */
function violations(context: Context): string[] {
  const { recorder, windows } = context;
  const acked = recorder.operations.filter((op) => op.op_type === 'append' && outcome(op) === 'ok');
  const found = notes(context).flatMap(({ epoch, victim, first, gone }) => {
    const end = windows.find((window) => window.epoch === epoch)?.end ?? Infinity;
    const late = acked.filter(
      (op) => op.node_seen === victim && op.invoke_ts > first && (op.complete_ts ?? Infinity) < end,
    );
    return [
      ...late.map((op) => `op ${String(op.op_id)} was acknowledged by ${victim} after its sync had failed (${epoch})`),
      ...(gone === undefined || gone - first > GONE_WITHIN
        ? [`${victim} was still there 5 s after its sync had failed (${epoch})`]
        : []),
    ];
  });
  for (const { epoch, nemesis, victim, start, end } of windows.filter((window) => window.nemesis === 'slow-sync')) {
    const times = [
      start,
      ...acked
        .filter((op) => op.node_seen !== victim && (op.complete_ts ?? 0) > start && (op.complete_ts ?? 0) < end)
        .map((op) => op.complete_ts ?? 0),
      end,
    ].sort((a, b) => a - b);
    const gap = Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
    if (gap > LONGEST_GAP)
      found.push(
        `no append was acknowledged at a healthy member for ${(gap / 1e9).toFixed(1)} s (${epoch}, ${nemesis})`,
      );
  }
  return found;
}

export const S6: Scenario = {
  id: 'S6',
  seeds: [1, 2, 3],
  check: { checker: 'no-lost-ack', model: 'log', options: { stale: 'forbidden' } },
  generator: '6 clients, two a member, append unique elements to logs of their own, one new key each',
  rate: 30,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES),
  async seed(context) {
    const { cluster } = context;
    const appends = new Appends(context, { clients: 6, every: 180 }).start();
    await sleep(1_500);
    for (const role of ['follower', 'leader'] as const) {
      const victim = async (): Promise<string> => {
        const leader = await cluster.leader();
        return role === 'leader' ? leader : context.random.pick(context.others(leader));
      };
      await failing(context, await victim());
      await sleep(500);
      await slow(context, await victim(), role);
      await sleep(500);
    }
    await appends.stop();
  },
  final: finalLogReads,
  extra: violations,
  positive({ session, control, negative }) {
    plant(negative, session, control, forgetOne);
    return Promise.resolve('the negative control with one acknowledged element taken out of the final reads');
  },
};
