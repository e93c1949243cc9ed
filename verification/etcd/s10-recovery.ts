import { outcome, type Operation } from '../../lib/history/operation.js';
import { sleep } from '../harness/command.js';
import { together, withGauges, type Fault, type Gauge } from '../harness/fault.js';
import { cutAll, dropped, narrow } from '../harness/network-faults.js';
import { EtcdCluster } from './cluster.js';
import { finalRegisterReads, Registers } from './registers.js';
import { S1 } from './s01-registers.js';
import { killTwo } from './windows.js';
import type { Context, Scenario, WindowRecord } from './scenario.js';

const NODES = ['n1', 'n2', 'n3'];
const PEER = [2380];
const HOLD = 6_000;
const SECOND = 1e9;
/** Cut off or without a majority, a member has to know it by then. */
const STEP_DOWN = 3 * SECOND;
const LOSSES = [0.05, 0.2, 0.4];
/** Without figures, which a report's check would take for counts. */
const LOSS_NAMES: Readonly<Record<number, string>> = { 0.05: 'light-loss', 0.2: 'heavy-loss', 0.4: 'severe-loss' };

/** A cut that comes and goes. The counter of the rule goes with the rule, so the sum is kept here. */
function flapping(context: Context, victim: string, period: number): Fault {
  const fault = context.cut({ nemesis: 'flap', node: victim, direction: 'both', ports: PEER });
  const { net } = context.run;
  let sum = 0;
  let timer: NodeJS.Timeout | undefined;
  let there = false;
  let turn: Promise<unknown> = Promise.resolve();
  const toggle = async (): Promise<void> => {
    if (there) {
      sum += await dropped(net, victim);
      await fault.heal();
    } else await fault.inject();
    there = !there;
  };
  const gauge: Gauge = {
    kind: 'counter',
    name: `packets dropped in the namespace of ${victim}, over all cuts`,
    source: 'victim',
    expect: 'rises',
    read: async () => sum + (there ? await dropped(net, victim) : 0),
  };
  return {
    ...fault,
    mechanism: `${fault.mechanism}, on and off every ${period / 1000} s`,
    gauges: [gauge],
    async inject() {
      const rc = await fault.inject();
      there = true;
      timer = setInterval(() => (turn = turn.then(toggle)), period);
      return rc;
    },
    async heal() {
      clearInterval(timer);
      await turn;
      if (there) sum += await dropped(net, victim);
      there = false;
      await fault.heal();
    },
  };
}

async function windows(context: Context): Promise<void> {
  const { cluster, run, mode } = context;
  const leader = (): Promise<string> => cluster.leader();
  const observe = async (fault: Fault, victim: string): Promise<void> => {
    await context.window(fault, HOLD, { victim });
    await sleep(2_000);
  };
  const killed = await leader();
  const [other = ''] = context.others(killed);
  await observe(withGauges({ ...context.kill([killed]), nemesis: 'kill-leader' }, [cluster.termGauge(other)]), killed);

  await killTwo(context, HOLD);
  await sleep(2_000);

  const last = await leader();
  const apart = cutAll(run.net, NODES, PEER, 'no-majority', mode === 'noop' ? 'idle' : undefined);
  await observe(together('no-majority', apart, [cluster.metricGauge(last, 'etcd_server_has_leader', 'falls')]), last);

  const flapped = await leader();
  await observe(flapping(context, flapped, 1_500), flapped);

  const lossy = await leader();
  const loss = LOSSES[(context.seed - 1) % LOSSES.length] ?? 0.05;
  const share: Gauge = {
    kind: 'state',
    name: `share of peer packets dropped at ${lossy}, in per cent`,
    source: 'victim',
    expect: 'rises',
    async read() {
      const seen = await dropped(run.net, lossy, 'seen');
      return seen === 0 ? 0 : Math.round((100 * (await dropped(run.net, lossy))) / seen);
    },
  };
  const lose = context.cut({ nemesis: LOSS_NAMES[loss] ?? 'loss', node: lossy, direction: 'both', ports: PEER, loss });
  await observe(withGauges(lose, [share]), lossy);

  const slow = await leader();
  const limit = narrow(run.net, slow, '256kbit');
  await observe(mode === 'noop' ? { ...limit, inject: () => Promise.resolve(0) } : limit, slow);
}

/** Claims C17 and C18: service returns in time; C8: nothing is acknowledged where no majority is left. */
function tooLate(context: Context): string[] {
  const writes = context.recorder.operations.filter((op) => op.op_type !== 'read' && outcome(op) === 'ok');
  return context.windows.flatMap((window) => [
    ...recovery(context, window, writes),
    ...withoutMajority(window, writes),
  ]);
}

function recovery(
  context: Context,
  { epoch, nemesis, start, end }: WindowRecord,
  writes: readonly Operation[],
): string[] {
  const bounds: Readonly<Record<string, readonly [from: number, seconds: number]>> = {
    'kill-leader': [start, 10],
    'kill-two': [end, 15],
    'no-majority': [end, 15],
    flap: [end, 15],
  };
  const bound = bounds[nemesis];
  if (bound === undefined) return steady(epoch, nemesis, start, end, writes);
  const [from, seconds] = bound;
  const next = writes.find((op) => op.invoke_ts > from && (op.complete_ts ?? 0) > from);
  const took = next === undefined ? Infinity : ((next.complete_ts ?? 0) - from) / SECOND;
  const list = (context.notes.get('recoveries') as unknown[] | undefined) ?? [];
  list.push({ epoch, nemesis, seconds: Math.round(took * 100) / 100 });
  context.notes.set('recoveries', list);
  if (took <= seconds) context.reach(`service returned after ${nemesis}`);
  return took > seconds
    ? [`no write was acknowledged until ${took.toFixed(1)} s after ${nemesis} (${epoch}); ${seconds} s are allowed`]
    : [];
}

/** With 5 % loss at least half of the baseline's writes go through. */
function steady(epoch: string, nemesis: string, start: number, end: number, writes: readonly Operation[]): string[] {
  if (nemesis !== 'light-loss') return [];
  const acked = (from: number, to: number): number =>
    writes.filter((op) => (op.complete_ts ?? 0) > from && (op.complete_ts ?? 0) <= to).length / ((to - from) / SECOND);
  const [before, during] = [acked(start - 2 * SECOND, start), acked(start, end)];
  return during < before / 2
    ? [`${during.toFixed(1)} writes a second under ${nemesis} against ${before.toFixed(1)} before (${epoch})`]
    : [];
}

function withoutMajority({ epoch, nemesis, start, end }: WindowRecord, writes: readonly Operation[]): string[] {
  if (nemesis !== 'kill-two' && nemesis !== 'no-majority') return [];
  return writes
    .filter((op) => op.invoke_ts > start + STEP_DOWN && (op.complete_ts ?? Infinity) < end)
    .map((op) => `op ${String(op.op_id)} was acknowledged although no majority was left (${epoch}, ${nemesis})`);
}

export const S10: Scenario = {
  id: 'S10',
  seeds: [1, 2, 3],
  check: { checker: 'linearizability', model: 'register', timeout: 120 },
  generator:
    'as in S1, with rounds every 400 ms; a client makes no further write on a key in a window after one stayed unknown',
  rate: 30,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES),
  async seed(context) {
    const registers = new Registers(context, { keys: 3, every: 400, careful: true }).start();
    await sleep(2_500);
    await windows(context);
    await registers.stop();
  },
  final: finalRegisterReads,
  extra: tooLate,
  keep: (context) => ({ recoveries: context.notes.get('recoveries') }),
  positive: (tools) => S1.positive(tools),
};
