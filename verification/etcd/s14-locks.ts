import { sleep } from '../harness/command.js';
import type { Answer, Client } from '../harness/recording.js';
import { b64, call, failure, get, pairsOf, put, revisionOf, text64, txn } from './client.js';
import { EtcdCluster } from './cluster.js';
import { grant, keepAlive, revoke } from './leases.js';
import type { Context, KnownFinding, Scenario } from './scenario.js';
import { killTwo, stopLeader } from './windows.js';

const NODES = ['n1', 'n2', 'n3'];
const DEADLINE = 2_000;
/** A lock is waited for: its call has more time. */
const PATIENCE = 8_000;
const TTL = 3;

/** Service Lock, then the ownership key as it stood at the revision of the answer. Both make one operation. */
async function acquire(address: string, name: string, lease: string, signal: AbortSignal): Promise<Answer> {
  const reply = await call(address, '/v3/lock/lock', { name: b64(name), lease }, signal);
  if (reply.status !== 200) {
    // A waiter whose lease is gone may be refused: it had the lock at no time.
    return failure(reply, 'write');
  }
  const key = text64(String(reply.body['key'] ?? ''));
  const revision = revisionOf(reply.body);
  const at = await call(address, '/v3/kv/range', { key: b64(key), revision: String(revision) }, signal);
  if (at.status !== 200)
    return { ok: false, definite: false, code: 'granted, and the ownership key could not be read' };
  const [pair] = pairsOf(at.body);
  return {
    ok: true,
    output: pair === undefined ? { key, exists: false } : { key, token: pair.createRevision },
    more: { revision },
  };
}

const tokenOf = (output: unknown): number | undefined => (output as { token?: number } | null)?.token;

/** Clients that contend for locks, each update guarded by the ownership key; some are paused past their TTL. */
class Contenders {
  private on = true;
  private readonly loops: Promise<void>[] = [];
  private updates = 0;

  constructor(
    private readonly context: Context,
    private readonly guarded: boolean,
  ) {}

  start(): this {
    const { cluster, recorder, seed, mode } = this.context;
    for (const lock of ['a', 'b'])
      for (const [i, node] of cluster.nodes.entries())
        this.loops.push(
          this.contend(
            `lock/${seed}.${lock}`,
            node,
            recorder.client(`s${seed}${lock}${i + 1}`),
            i === 0 && lock === 'a',
          ),
        );
    // A waiter whose lease ends while it waits stands for a client that was paused: there is none in a run without faults.
    if (mode === 'real' && this.guarded) this.loops.push(this.idleWaiter(`lock/${seed}.w`));
    return this;
  }

  async stop(): Promise<void> {
    this.on = false;
    await Promise.all(this.loops);
  }

  private async contend(lock: string, node: string, client: Client, sleepy: boolean): Promise<void> {
    const { cluster, random, mode } = this.context;
    const address = cluster.address(node);
    await sleep(random.int(500));
    for (let round = 1; this.on; round++) {
      const granted = await grant(address, TTL, AbortSignal.timeout(DEADLINE));
      if (granted.id === undefined) {
        await sleep(500);
        continue;
      }
      const keeper = this.renew(address, granted.id);
      const op = await client.do(
        { op_type: 'acquire', key: lock, input: { owner: client.process }, node },
        PATIENCE,
        (signal) => acquire(address, lock, granted.id, signal),
      );
      const token = tokenOf(op.output);
      if (token !== undefined) {
        const { key } = op.output as { key: string };
        // Every third time this client is paused past its TTL: it renews nothing, and acts when it comes back.
        const paused = sleepy && round % 3 === 1 && mode === 'real';
        await this.update(lock, node, client, key, token);
        if (paused) {
          keeper.stop();
          await sleep(TTL * 1_000 + 2_500);
          this.context.reach('a holder paused past its TTL');
        } else await sleep(150 + random.int(250));
        await this.update(lock, node, client, key, token);
        await client.do(
          { op_type: 'release', key: lock, input: { owner: String(op.process_id) }, node },
          DEADLINE,
          async (signal) => {
            const reply = await call(address, '/v3/lock/unlock', { key: b64(key) }, signal);
            return reply.status === 200 ? { ok: true, output: true } : failure(reply, 'write');
          },
        );
      }
      keeper.stop();
      if (!op.timeout_marker) await revoke(address, granted.id, AbortSignal.timeout(DEADLINE));
      await sleep(200 + random.int(200));
    }
  }

  /** One update of what the lock protects; refused where the ownership key is not that of the token any more. */
  private async update(lock: string, node: string, client: Client, key: string, token: number): Promise<void> {
    const address = this.context.cluster.address(node);
    const value = `${lock}.${++this.updates}`;
    const op = await client.do(
      { op_type: 'use', key: lock, input: { token, value }, node },
      DEADLINE,
      async (signal) => {
        if (!this.guarded) return put(address, `guarded/${lock}`, value, signal);
        const compare = [{ key: b64(key), target: 'CREATE', result: 'EQUAL', create_revision: String(token) }];
        const success = [{ request_put: { key: b64(`guarded/${lock}`), value: b64(value) } }];
        return (await txn(address, { compare, success }, signal)).answer;
      },
    );
    if (op.output === false) this.context.reach('an update that was refused because ownership was lost');
  }

  /** Renews a lease once a second; not part of the history, since the locks are judged by keys and revisions. */
  private renew(address: string, lease: string): { stop: () => void } {
    const timer = setInterval(() => void keepAlive(address, lease, AbortSignal.timeout(DEADLINE)), 1_000);
    return { stop: () => clearInterval(timer) };
  }

  /** One holds the lock for long; another waits for it with a lease that ends meanwhile. */
  private async idleWaiter(lock: string): Promise<void> {
    const { cluster, recorder, seed, random } = this.context;
    const [holder, waiter] = [recorder.client(`s${seed}holder`), recorder.client(`s${seed}waiter`)];
    while (this.on) {
      const node = random.pick(cluster.nodes);
      const address = cluster.address(node);
      const [long, short] = [
        await grant(address, 30, AbortSignal.timeout(DEADLINE)),
        await grant(address, 2, AbortSignal.timeout(DEADLINE)),
      ];
      if (long.id === undefined || short.id === undefined) {
        await sleep(1_000);
        continue;
      }
      const ask = (client: Client, lease: string): ReturnType<Client['do']> =>
        client.do({ op_type: 'acquire', key: lock, input: { owner: client.process }, node }, PATIENCE, (signal) =>
          acquire(address, lock, lease, signal),
        );
      const held = await ask(holder, long.id);
      if (tokenOf(held.output) !== undefined) {
        const waiting = ask(waiter, short.id);
        await sleep(5_000);
        await holder.do(
          { op_type: 'release', key: lock, input: { owner: String(held.process_id) }, node },
          DEADLINE,
          async (signal) => {
            const reply = await call(
              address,
              '/v3/lock/unlock',
              { key: b64((held.output as { key: string }).key) },
              signal,
            );
            return reply.status === 200 ? { ok: true, output: true } : failure(reply, 'write');
          },
        );
        await waiting;
        this.context.reach('a waiter whose lease ended in the queue');
      }
      await revoke(address, long.id, AbortSignal.timeout(DEADLINE));
    }
  }
}

/** Claim C16: a successful Lock names a key that exists. */
function locksWithoutKey(context: Context): string[] {
  return context.recorder.operations
    .filter((op) => op.op_type === 'acquire' && (op.output as { exists?: boolean } | null)?.exists === false)
    .map(
      (op) =>
        `op ${String(op.op_id)}: Lock answered success for ${String(op.key)}, and its ownership key does not exist at the revision of the answer`,
    );
}

async function windows(context: Context): Promise<void> {
  for (const hold of [6_000, 3_000]) {
    await stopLeader(context, hold);
    await sleep(2_000);
  }
  await killTwo(context, 5_000);
}

async function oneSeed(context: Context, guarded: boolean): Promise<void> {
  const contenders = new Contenders(context, guarded).start();
  await sleep(2_000);
  await windows(context);
  await sleep(3_000);
  await contenders.stop();
}

export const S14: Scenario = {
  id: 'S14',
  seeds: [1, 2, 3],
  check: { checker: 'exclusion', model: 'lock', options: { overlap: 'allowed' } },
  generator:
    '6 clients contend for 2 locks with leases of 3 s and make guarded updates; one is paused past its TTL now and then; one waits with a lease that ends',
  rate: 12,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES),
  seed: (context) => oneSeed(context, true),
  async final(context) {
    const seen = new Map<string, Answer>();
    for (const node of context.cluster.nodes)
      for (const lock of ['a', 'b'])
        seen.set(
          `${lock} at ${node}`,
          await get(context.cluster.address(node), `guarded/lock/${context.seed}.${lock}`, AbortSignal.timeout(10_000)),
        );
    context.notes.set('final', Object.fromEntries(seen));
  },
  extra: locksWithoutKey,
  keep: (context) => context.notes.get('final'),
  async positive({ execute }) {
    await execute(
      {
        ...S14,
        async seed(context) {
          const contenders = new Contenders(context, false).start();
          await sleep(14_000);
          await contenders.stop();
        },
        extra: () => [],
      },
      'real',
      true,
    );
    return 'updates without the guard, by a holder that is paused past its TTL';
  },
  audit: {
    W9: 'what the locks protect was read from each member at the end (artifacts)',
  },
  finding: (found): KnownFinding => {
    const known = found.some((text) => /ownership key does not exist/.test(text));
    return {
      title: known ? 'Lock answers success to a waiter whose lease has expired' : 'A lock was not exclusive',
      hypothesis: known ? 'H9' : 'H10',
      what: known
        ? 'A client waited for a lock with a lease of 2 s that it did not renew; when the holder left after 5 s, Lock answered success with an ownership key that did not exist any more.'
        : 'The resource accepted an update by a former owner.',
      blame: known ? 'SUT' : 'unknown — pending a run with two clients and one window',
      kind: 'timing',
      tags: 'safety',
      severity: known ? 'P2' : 'P0',
      cause: known
        ? 'the waiter only waits for older keys to go and does not look whether its own is still there; etcd issue 11456 and the report on etcd 3.4.3 by Jepsen (2020-01-30) describe this'
        : 'unknown',
      next: known
        ? 'guard every action by the ownership key, or read it after Lock has answered; repeat on a version that carries a fix'
        : 'reduce',
      hypotheses: known
        ? {
            H9: 'falsified: see the findings',
            H10: 'not observed: no guarded update was accepted after ownership was lost',
          }
        : { H10: 'falsified: see the findings' },
      less: known ? 'C16: success of Lock alone proves no ownership on this version' : 'C16',
    };
  },
};
