import { sleep } from '../harness/command.js';
import { Appends, differingHashes, finalLogReads, forgetOne, plant, revisionsAgainstTime } from './appends.js';
import { EtcdCluster } from './cluster.js';
import type { Scenario } from './scenario.js';

const NODES = ['n1', 'n2', 'n3'];
const KILLS = 10;
/** How long the clients hurry before a fault, in ms. */
const HURRY = 60;

export const S4: Scenario = {
  id: 'S4',
  seeds: [1, 2, 3],
  check: { checker: 'no-lost-ack', model: 'log', options: { stale: 'forbidden' } },
  generator: '6 clients append unique elements to logs of their own, one new key each, 16 bytes to 16 kB',
  rate: 40,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES, { flags: ['--snapshot-count', '500'] }),
  async seed(context) {
    const { cluster, random } = context;
    const appends = new Appends(context, { clients: 6, every: 120, most: 16_384 }).start();
    await sleep(1_500);
    for (let n = 1; n <= KILLS; n++) {
      const leader = await cluster.leader();
      const nodes = n % 5 === 0 ? NODES : n % 3 === 0 ? [leader] : [random.pick(NODES)];
      const fault = context.kill(nodes);
      appends.hurry(2 * HURRY);
      await sleep(HURRY);
      const before = context.recorder.operations.length;
      const nemesis = nodes.length === 3 ? 'kill-all' : nodes[0] === leader ? 'kill-leader' : 'kill-one';
      // Where the leader is killed, the others get the time to elect another one before it is back.
      const hold = (nemesis === 'kill-leader' ? 2_500 : 500) + random.int(1_000);
      const result = await context.window({ ...fault, nemesis }, hold);
      if (result === undefined) continue;
      context.reach(
        'an append in flight at a kill',
        context.recorder.operations.slice(before).filter((op) => op.invoke_ts < result.start).length,
      );
      if (nodes.length === 3) context.reach('all members killed at one moment');
      await sleep(700);
    }
    await appends.stop();
  },
  final: finalLogReads,
  extra: (context) => [...revisionsAgainstTime(context.recorder.operations), ...differingHashes(context)],
  positive({ session, control, negative }) {
    plant(negative, session, control, forgetOne);
    return Promise.resolve('the negative control with one acknowledged element taken out of the final reads');
  },
};
