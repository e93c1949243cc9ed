import { withGauges } from '../harness/fault.js';
import type { Context } from './scenario.js';

/** A window in which the leader is stopped; that another one took over is read at a member that goes on. */
export async function stopLeader(context: Context, hold: number): Promise<void> {
  const { cluster } = context;
  const leader = await cluster.leader();
  const [other = ''] = context.others(leader);
  const fault = { ...context.pause([leader]), nemesis: 'stop-leader' };
  await context.window(withGauges(fault, [cluster.termGauge(other)]), hold, { victim: leader });
}

/** A window in which the leader and one more are dead, of three: the member that is left has no leader. */
export async function killTwo(context: Context, hold: number): Promise<void> {
  const { cluster } = context;
  const leader = await cluster.leader();
  const two = [leader, context.random.pick(context.others(leader))];
  const survivor = cluster.nodes.find((node) => !two.includes(node)) ?? '';
  const gauge = cluster.metricGauge(survivor, 'etcd_server_has_leader', 'falls');
  await context.window(withGauges({ ...context.kill(two), nemesis: 'kill-two' }, [gauge]), hold, { victim: leader });
}
