import { outcome, type Operation } from '../../lib/history/operation.js';
import { sleep, until } from '../harness/command.js';
import { b64, call, put, txn } from './client.js';
import { plant } from './appends.js';
import { EtcdCluster } from './cluster.js';
import type { Context, Scenario } from './scenario.js';
import { Watcher } from './watcher.js';

const NODES = ['n1', 'n2', 'n3'];
const DEADLINE = 2_000;
const WRITERS = 4;
const KEYS = 20;
/** The leader keeps 5,000 entries for members that are behind: who misses more gets a snapshot. */
const FILLER = 5_600;

interface Notes {
  readonly watchers: Watcher[];
  /** How many events each write has to make. */
  readonly sizes: Map<string, number>;
  snapshots: number;
}

const notesOf = ({ notes }: Context): Notes => {
  const known = (notes.get('watches') as Notes | undefined) ?? {
    watchers: [],
    sizes: new Map<string, number>(),
    snapshots: 0,
  };
  notes.set('watches', known);
  return known;
};

/** Puts of one key, and transactions of three puts, or of two puts and a delete; each is one revision with one name. */
async function write(
  context: Context,
  prefix: string,
  name: string,
  node: string,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof put>>> {
  const { cluster, random } = context;
  const key = (n: number): string => `${prefix}k${n}`;
  const n = random.int(KEYS);
  const dice = random.next();
  const address = cluster.address(node);
  const one = (i: number): unknown => ({ request_put: { key: b64(key((n + i) % KEYS)), value: b64(name) } });
  const { sizes } = notesOf(context);
  if (dice < 0.6) {
    sizes.set(name, 1);
    return put(address, key(n), name, signal);
  }
  if (dice < 0.8) {
    sizes.set(name, 3);
    return (await txn(address, { success: [one(0), one(1), one(2)] }, signal)).answer;
  }
  // A key that is deleted twice makes no event the second time: the number is not known.
  sizes.set(name, 0);
  const gone = { request_delete_range: { key: b64(key((n + 2) % KEYS)) } };
  return (await txn(address, { success: [one(0), one(1), gone] }, signal)).answer;
}

/** Traffic that nobody watches and no history holds, until a member that is cut off has missed more than is kept for it. */
async function filler(context: Context, away: string): Promise<void> {
  const { cluster } = context;
  const others = context.others(away);
  let left = FILLER;
  const end = performance.now() + 25_000;
  const client = async (node: string): Promise<void> => {
    while (left > 0 && performance.now() < end) {
      left--;
      await call(
        cluster.address(node),
        '/v3/kv/put',
        { key: b64('filler'), value: b64('x') },
        AbortSignal.timeout(DEADLINE),
      );
    }
  };
  await Promise.all(Array.from({ length: 32 }, (_, i) => client(others[i % others.length] ?? '')));
}

async function oneSeed(context: Context): Promise<void> {
  const { cluster, recorder, random, seed } = context;
  const prefix = `w${seed}/`;
  const log = `watch/${seed}`;
  const start = ((await cluster.status(await cluster.leader()))?.revision ?? 0) + 1;
  const watchers = NODES.flatMap((_, i) => [
    new Watcher(context, `s${seed}steady${i + 1}`, prefix, start, i, false),
    new Watcher(context, `s${seed}rover${i + 1}`, prefix, start, i, true),
  ]);
  notesOf(context).watchers.push(...watchers);
  let on = true;
  let names = 0;
  const writers = Array.from({ length: WRITERS }, async (_, i) => {
    const node = NODES[i % NODES.length] ?? '';
    const client = recorder.client(`s${seed}w${i + 1}`);
    await sleep(random.int(100));
    while (on) {
      const name = `${seed}.${++names}`;
      await client.do({ op_type: 'append', key: log, input: name, node }, DEADLINE, (signal) =>
        write(context, prefix, name, node, signal),
      );
      await sleep(120 + random.int(60));
    }
  });
  await sleep(1_500);
  await windows(context);
  await sleep(2_000);
  on = false;
  await Promise.all(writers);
  await cluster.quiet();
  // The last write is acknowledged and known to every member: each watch owes everything up to it.
  const marker = recorder.client(`s${seed}marker`);
  const name = `${seed}.${++names}`;
  await marker.do({ op_type: 'append', key: log, input: name, node: 'n1' }, 10_000, (signal) =>
    write(context, prefix, name, 'n1', signal),
  );
  await until(20_000, () => watchers.every(({ delivered }) => delivered.at(-1)?.write === name) || undefined);
  for (const watcher of watchers) {
    const reader = recorder.client(watcher.name);
    await reader.do({ op_type: 'read', key: log, node: watcher.node }, DEADLINE, () =>
      Promise.resolve({
        ok: true,
        output: watcher.delivered.map((one) => one.write),
        more: { resumes: watcher.resumes },
      }),
    );
    await watcher.stop();
    context.reach('a watch that was resumed at another member', watcher.moved);
    context.reach('a stream that broke and was resumed', watcher.resumes - watcher.moved);
  }
}

async function windows(context: Context): Promise<void> {
  const { cluster, random } = context;
  const leader = await cluster.leader();
  const away = random.pick(context.others(leader));
  const saved = await cluster.metric(away, 'etcd_snap_db_save_total_duration_seconds_count');
  const cutOff = context.cut({ nemesis: 'cut-until-snapshot', node: away, direction: 'both', ports: [2380] });
  const inside = context.mode === 'real' ? { inside: () => filler(context, away) } : {};
  await context.window(
    { ...cutOff, gauges: [...cutOff.gauges, cluster.metricGauge(away, 'etcd_server_has_leader', 'falls')] },
    3_000,
    { victim: away, ...inside },
  );
  await sleep(1_500);
  if (((await cluster.metric(away, 'etcd_snap_db_save_total_duration_seconds_count')) ?? 0) > (saved ?? 0)) {
    notesOf(context).snapshots++;
    context.reach('a member with watchers caught up by a snapshot');
  }
  const killed = random.pick(NODES);
  await context.window(context.kill([killed]), 2_000, { victim: killed });
  await sleep(1_500);
  const cut = random.pick(NODES);
  await context.window(context.cut({ nemesis: 'cut-clients', node: cut, direction: 'both', ports: [2379] }), 3_000, {
    victim: cut,
  });
}

/** Claims C10 and C12: revisions rise on each watch, and each comes whole, in one response. */
function badDeliveries(context: Context): string[] {
  const { watchers, sizes } = notesOf(context);
  return watchers.flatMap(({ name, delivered }) =>
    delivered.flatMap(({ revision, write: by, events, stream: on }, i) => {
      const before = delivered[i - 1]?.revision ?? 0;
      const where = on === delivered[i - 1]?.stream ? 'on one and the same stream' : 'on a resumed stream';
      const size = sizes.get(by) ?? 0;
      return [
        ...(revision === before ? [`${name} got revision ${revision} in two responses, ${where}`] : []),
        ...(revision < before ? [`${name} got revision ${revision} after revision ${before}, ${where}`] : []),
        ...(size > 0 && events !== size
          ? [`${name} got ${events} events of revision ${revision}, which has ${size}`]
          : []),
      ];
    }),
  );
}

/** Takes one event out of what a watch delivered. */
function dropOne(operations: Operation[]): void {
  const at = operations.findIndex((op) => op.op_type === 'read' && outcome(op) === 'ok');
  const op = operations[at];
  if (op !== undefined && Array.isArray(op.output))
    operations[at] = { ...op, output: op.output.filter((_, i) => i !== 5) };
}

export const S8: Scenario = {
  id: 'S8',
  seeds: [1, 2, 3],
  check: { checker: 'prefix-order', model: 'log' },
  also: [{ checker: 'no-lost-ack', model: 'log' }],
  generator:
    '4 writers make revisions of one to three events below a prefix of 20 keys; 2 watchers a member, one of which breaks its stream and goes on at another member',
  rate: 25,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES, { flags: ['--snapshot-count', '200'] }),
  seed: oneSeed,
  final: () => Promise.resolve(),
  extra: badDeliveries,
  keep: (context) => ({
    snapshots: notesOf(context).snapshots,
    watchers: notesOf(context).watchers.map(({ name, delivered, resumes, moved }) => ({
      name,
      revisions: delivered.length,
      resumes,
      moved,
    })),
  }),
  positive({ session, control, negative }) {
    plant(negative, session, control, dropOne);
    return Promise.resolve('the negative control with one event taken out of what one watch delivered');
  },
  finding: (found) => {
    const again = found.some((text) => /after revision \d+, on one and the same stream/.test(text));
    return {
      title: again
        ? 'A watch gets its events again after its member was caught up by a snapshot'
        : 'A watch did not deliver every event once and in order',
      hypothesis: 'H6',
      what: again
        ? 'A member with watchers was cut off until the leader had to send it a snapshot. Afterwards a watch that had never been interrupted got events again that it had before, from its start revision on.'
        : '',
      blame: again ? 'SUT' : 'unknown — pending a run with one watch',
      kind: 'crash-recovery',
      tags: 'replication, idempotency/dedup',
      severity: again ? 'P2' : 'P1',
      cause: again
        ? 'restoring the store from a snapshot puts all watchers back among those that have to catch up, from the revision that they were created with; etcd issue 15271 describes this'
        : 'unknown',
      next: again
        ? 'clients: drop events at or below the last revision seen; then repeat on a version that carries the fix of issue 15271'
        : 'reduce to one watch',
      hypotheses: { H6: 'falsified: see the findings' },
      less: 'C10: on this version a watch can repeat events after its member received a snapshot',
    };
  },
  audit: {
    W9: 'watches are served by each of the three members; what each delivered is one read of the history',
    R6: 'each watch was read when the last acknowledged write had come, or 20 s after it, all members at rest',
  },
};
