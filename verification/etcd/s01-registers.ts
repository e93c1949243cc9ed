import { outcome } from '../../lib/history/operation.js';
import { sleep } from '../harness/command.js';
import { withGauges } from '../harness/fault.js';
import { EtcdCluster } from './cluster.js';
import { finalRegisterReads, Registers } from './registers.js';
import type { Context, Scenario } from './scenario.js';

const NODES = ['n1', 'n2', 'n3'];
const HOLD = 6_000;
/** A leader that was cut off has to know it by then: twice the election timeout, and a second for a loaded machine. */
const STEP_DOWN = 3e9;
const PEER = [2380];

/** The leader's peer traffic is dropped one way, or the leader or a follower is stopped. */
async function windows(context: Context): Promise<void> {
  const { cluster } = context;
  for (const direction of ['out', 'in'] as const) {
    const victim = await cluster.leader();
    const [other = ''] = context.others(victim);
    const fault = withGauges(context.cut({ nemesis: `peer-${direction}`, node: victim, direction, ports: PEER }), [
      cluster.metricGauge(victim, 'etcd_server_is_leader', 'falls'),
      cluster.termGauge(other),
      cluster.metricGauge(other, 'etcd_server_leader_changes_seen_total', 'rises', 'counter'),
    ]);
    await observe(context, fault, victim);
  }
  const leader = await cluster.leader();
  const [other = ''] = context.others(leader);
  await observe(
    context,
    withGauges({ ...context.pause([leader]), nemesis: 'stop-leader' }, [cluster.termGauge(other)]),
    leader,
  );
  const follower = context.random.pick(context.others(await cluster.leader()));
  await observe(context, { ...context.pause([follower]), nemesis: 'stop-follower' }, follower, 4_000);
}

async function observe(
  context: Context,
  fault: Parameters<Context['window']>[0],
  victim: string,
  hold = HOLD,
): Promise<void> {
  const { cluster, recorder } = context;
  const before = await cluster.leader();
  const result = await context.window(fault, hold, { victim });
  if (result === undefined) return;
  // The heal is an event: elections after it are counted, too.
  await sleep(1_500);
  if ((await cluster.leader()) !== before) context.reach('leader changed');
  const at = recorder.operations.filter(({ node_seen }) => node_seen === victim);
  const flying = at.filter(
    ({ op_type, invoke_ts, complete_ts }) =>
      op_type !== 'read' && invoke_ts < result.start && (complete_ts ?? Infinity) > result.start,
  );
  context.reach('a write in flight at the victim when the fault began', flying.length);
  context.reach(
    'a read at the victim while it was cut off or stopped',
    at.filter(({ op_type, invoke_ts }) => op_type === 'read' && invoke_ts > result.start && invoke_ts < result.end)
      .length,
  );
}

/** Successes at a member that was cut off long enough to know it (claim C8). */
export function successesAtVictim(context: Context): string[] {
  return context.windows
    .filter(({ nemesis }) => nemesis.startsWith('peer-'))
    .flatMap(({ epoch, victim, start, end }) =>
      context.recorder.operations
        .filter(
          (op) =>
            op.node_seen === victim &&
            op.invoke_ts > start + STEP_DOWN &&
            (op.complete_ts ?? Infinity) < end &&
            outcome(op) === 'ok',
        )
        .map(
          (op) =>
            `op ${String(op.op_id)} (${op.op_type}) succeeded at ${victim}, which had been cut off for more than 3 s (${epoch})`,
        ),
    );
}

export const S1: Scenario = {
  id: 'S1',
  seeds: [1, 2, 3],
  check: { checker: 'linearizability', model: 'register', timeout: 120 },
  generator:
    'bursts of 5 clients a key on 3 keys: half reads, 30 % writes, 20 % compare-and-swap; fresh keys after 200 operations',
  rate: 25,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES, { flags: ['--snapshot-count', '10000'] }),
  async seed(context) {
    const registers = new Registers(context, { keys: 3, every: 500 }).start();
    await sleep(2_000);
    await windows(context);
    await sleep(1_000);
    await registers.stop();
  },
  final: finalRegisterReads,
  extra: successesAtVictim,
  async positive({ execute }) {
    // The same registers with serializable reads, which a cut-off leader answers from what it has.
    await execute(
      {
        ...S1,
        async seed(context) {
          const registers = new Registers(context, { keys: 3, every: 400, serializable: true }).start();
          await sleep(1_000);
          const victim = await context.cluster.leader();
          await context.window(context.cut({ nemesis: 'peer-out', node: victim, direction: 'out', ports: PEER }), HOLD);
          await registers.stop();
        },
      },
      'real',
      true,
    );
    return 'serializable reads, which a member answers from what it has, while the leader is cut off';
  },
};
