import { sleep } from '../harness/command.js';
import { withGauges, type Fault, type Gauge } from '../harness/fault.js';
import { cut } from '../harness/network-faults.js';
import { kill, pause } from '../harness/process-faults.js';
import { CLIENT_PORT, PEER_PORT } from './client.js';
import { NODES, type Cluster } from './cluster.js';

/** `victim` is the fault as planned; `nothing` the same injection where it meets nobody, and with exit status 0 all the same. */
export type Aim = 'victim' | 'nothing';
export type MakeFault = (cluster: Cluster, leader: string, aim: Aim) => Fault;

const servers = (aim: Aim): 'servers' | 'nothing' => (aim === 'victim' ? 'servers' : 'nothing');
/** The namespace that a rule goes to. */
const place = (aim: Aim): { place?: string } => (aim === 'victim' ? {} : { place: 'idle' });
const ready =
  (cluster: Cluster) =>
  async ({ node }: { node: string }): Promise<boolean> =>
    (await cluster.status(node)) !== undefined;
const led = (cluster: Cluster) => async (): Promise<boolean> => (await cluster.leader()) !== undefined;

/** What the victim itself says of its peers. */
function answering(cluster: Cluster, node: string): Gauge {
  return {
    kind: 'state',
    name: `peers that answer ${node}, by its own status`,
    source: 'victim',
    expect: 'changes',
    read: () => cluster.read(node, 'answering'),
  };
}

/** The term that the others are in: rises when they elect. */
function term(cluster: Cluster, node: string): Gauge {
  const other = NODES.find((name) => name !== node) ?? node;
  return {
    kind: 'state',
    name: `term of ${other}`,
    source: 'victim',
    expect: 'rises',
    read: () => cluster.read(other, 'term'),
  };
}

export const killAll: MakeFault = (cluster, _leader, aim) =>
  kill([...cluster.servers.values()], ready(cluster), servers(aim));

export const killLeader: MakeFault = (cluster, leader, aim) =>
  withGauges(kill([cluster.server(leader)], ready(cluster), servers(aim)), [term(cluster, leader)]);

export const isolateLeader: MakeFault = (cluster, leader, aim) =>
  withGauges(
    cut(cluster.net, { nemesis: 'isolate-leader', node: leader, direction: 'both', ports: [PEER_PORT], ...place(aim) }),
    [answering(cluster, leader), term(cluster, leader)],
  );

/** The leader's packets to its peers are dropped, theirs arrive. */
export const muteLeader: MakeFault = (cluster, leader, aim) =>
  withGauges(
    cut(cluster.net, { nemesis: 'mute-leader', node: leader, direction: 'out', ports: [PEER_PORT], ...place(aim) }),
    [answering(cluster, leader), term(cluster, leader)],
  );

export const pauseLeader: MakeFault = (cluster, leader, aim) =>
  withGauges(pause([cluster.server(leader)], led(cluster), servers(aim)), [term(cluster, leader)]);

/** For how long requests go in and no answer comes out before the leader is killed. */
const UNANSWERED_MS = 900;

/** The leader takes and commits requests, its answers to clients are dropped, and then it is killed. */
export const loseAnswers: MakeFault = (cluster, leader, aim) => {
  const silence = cut(cluster.net, {
    nemesis: 'lose-answers',
    node: leader,
    direction: 'out',
    ports: [CLIENT_PORT],
    side: 'sport',
    ...place(aim),
  });
  const death = killLeader(cluster, leader, aim);
  return {
    nemesis: 'lose-answers-then-kill',
    mechanism: `${silence.mechanism}; then ${death.mechanism}`,
    target: [leader],
    scope: `${silence.scope}, ${death.scope}`,
    gauges: [...silence.gauges, ...death.gauges],
    async inject() {
      const rc = await silence.inject();
      await sleep(UNANSWERED_MS);
      return rc || (await death.inject());
    },
    async heal() {
      await silence.heal();
      await death.heal();
    },
    async healed() {
      const [heard, alive] = [await silence.healed(), await death.healed()];
      if (heard === undefined || alive === undefined) return undefined;
      return {
        verified_by: `${heard.verified_by}; ${alive.verified_by}`,
        before: heard.before ?? null,
        after: heard.after ?? null,
      };
    },
  };
};
