import { sleep } from '../harness/command.js';
import type { Client } from '../harness/recording.js';
import { list } from './client.js';
import { EtcdCluster } from './cluster.js';
import { createWithLease, grant, keepAlive, putWithLease, revoke } from './leases.js';
import type { Context, KnownFinding, Scenario } from './scenario.js';
import { killTwo, stopLeader } from './windows.js';

const NODES = ['n1', 'n2', 'n3'];
const DEADLINE = 2_000;
const JOBS = 4;
const SECOND = 1e9;
const TTL = 5;
/** How long after TTL and the last change of leader an abandoned lease may still hold its key. */
const GRACE = 5 * SECOND;

/** A lease that its holder has stopped renewing without a word. */
interface Abandoned {
  readonly key: string;
  readonly owner: string;
  /** When the last renewal, answered or not, had ended. */
  readonly since: number;
}

interface Notes {
  readonly abandoned: Abandoned[];
  /** When another leader or term was seen. */
  readonly elections: number[];
}

const notesOf = ({ notes }: Context): Notes => {
  const known = (notes.get('leases') as Notes | undefined) ?? { abandoned: [], elections: [] };
  notes.set('leases', known);
  return known;
};

/**
 * Jobs that one client at a time may have: who makes the key with its lease has the job until the lease ends. Three clients
 * for each job, one at each member, try to get it once a second.
 */
class Jobs {
  private on = true;
  private readonly loops: Promise<void>[] = [];

  constructor(
    private readonly context: Context,
    private readonly careless: boolean,
  ) {}

  start(): this {
    const { cluster, recorder, seed } = this.context;
    for (let job = 1; job <= JOBS; job++)
      for (const [i, node] of cluster.nodes.entries())
        this.loops.push(this.compete(`job/${seed}.${job}`, node, recorder.client(`s${seed}j${job}c${i + 1}`), i));
    this.loops.push(this.watchElections());
    return this;
  }

  async stop(): Promise<void> {
    this.on = false;
    await Promise.all(this.loops);
  }

  private async compete(key: string, node: string, client: Client, place: number): Promise<void> {
    const { cluster, random } = this.context;
    const address = cluster.address(node);
    await sleep(place * 300 + random.int(300));
    while (this.on) {
      const owner = client.process;
      let lease: string | undefined;
      const op = await client.do(
        { op_type: 'acquire', key, input: { owner, ttl: TTL * SECOND }, node },
        DEADLINE,
        async (signal) => {
          const granted = await grant(address, TTL, signal);
          if (granted.id === undefined) {
            // Without a lease no key was made, whatever became of the grant.
            return { ok: false, definite: true, code: granted.answer.ok ? '' : granted.answer.code };
          }
          lease = granted.id;
          return this.careless
            ? putWithLease(address, key, owner, lease, signal)
            : createWithLease(address, key, owner, lease, signal);
        },
      );
      if (op.output === true && lease !== undefined) await this.hold(key, node, client, owner, lease);
      else if (lease !== undefined && !op.timeout_marker) await revoke(address, lease, AbortSignal.timeout(DEADLINE));
      await sleep(800 + random.int(400));
    }
  }

  /** Renews at the own member once a second, then gives the job back or just stops. */
  private async hold(key: string, node: string, client: Client, owner: string, lease: string): Promise<void> {
    const { cluster, recorder, random } = this.context;
    const address = cluster.address(node);
    const renewals = 3 + random.int(4);
    const input = { owner, ttl: TTL * SECOND };
    let since = recorder.now();
    for (let n = 0; n < renewals && this.on; n++) {
      await sleep(1_000);
      const op = await client.do({ op_type: 'renew', key, input, node }, DEADLINE, (signal) =>
        keepAlive(address, lease, signal),
      );
      since = recorder.now();
      const leader = notesOf(this.context).elections.at(-1) ?? -Infinity;
      if (op.output === true && since - leader < 2 * SECOND)
        this.context.reach('a lease renewed within 2 s of a change of leader');
      if (op.output === false) {
        this.context.reach('a holder that learned that its lease was gone');
        return;
      }
    }
    if (!this.on) return;
    if (random.next() < 0.4) {
      await client.do({ op_type: 'release', key, input, node }, DEADLINE, (signal) => revoke(address, lease, signal));
      return;
    }
    notesOf(this.context).abandoned.push({ key, owner, since });
  }

  private async watchElections(): Promise<void> {
    const { cluster, recorder } = this.context;
    let last = '';
    while (this.on) {
      const seen = await Promise.all(cluster.nodes.map((node) => cluster.status(node, 500)));
      const term = Math.max(0, ...seen.map((status) => status?.term ?? 0));
      const leader = seen.find((status) => status?.term === term)?.leader ?? '0';
      const now = `${term} ${leader}`;
      if (last !== '' && now !== last) notesOf(this.context).elections.push(recorder.now());
      last = now;
      await sleep(250);
    }
  }
}

/** Claim C15: an abandoned lease gives its key free in time. Judged where somebody got the key afterwards. */
function heldTooLong(context: Context): string[] {
  const { abandoned, elections } = notesOf(context);
  const ops = context.recorder.operations;
  const found: string[] = [];
  let judged = 0;
  for (const { key, owner, since } of abandoned) {
    const next = ops
      .filter((op) => op.op_type === 'acquire' && op.key === key && op.output === true && op.invoke_ts > since)
      .sort((a, b) => (a.complete_ts ?? 0) - (b.complete_ts ?? 0))[0];
    if (next === undefined) continue;
    judged++;
    const until = next.complete_ts ?? 0;
    // Every change of leader starts the clocks again, and while there is no majority nothing can be revoked.
    const marks = [...elections, ...context.windows.flatMap(({ start, end }) => [start, end + 2 * SECOND])];
    const base = Math.max(since, ...marks.filter((mark) => mark < until));
    if (until - base > TTL * SECOND + GRACE)
      found.push(
        `${key} was held by the abandoned lease of ${owner} until ${((until - base) / SECOND).toFixed(1)} s after its last renewal and the last change of leader, TTL ${TTL} s`,
      );
  }
  if (judged > 0) context.reach('an abandoned lease whose key somebody else got', judged);
  return found;
}

async function windows(context: Context): Promise<void> {
  for (const hold of [7_000, 3_000]) {
    await stopLeader(context, hold);
    await sleep(2_500);
  }
  await killTwo(context, 6_000);
}

async function oneSeed(context: Context, careless: boolean): Promise<void> {
  const jobs = new Jobs(context, careless).start();
  await sleep(2_500);
  await windows(context);
  await sleep(context.mode === 'noop' ? 500 : 9_000);
  await jobs.stop();
}

export const S7: Scenario = {
  id: 'S7',
  seeds: [1, 2, 3],
  check: { checker: 'exclusion', model: 'lease' },
  generator: '12 clients compete for 4 jobs by keys with leases of 5 s, renewed once a second, given back or abandoned',
  rate: 12,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES),
  seed: (context) => oneSeed(context, false),
  async final(context) {
    // The keys that are left, from each member: at rest they agree.
    const seen = new Map<string, string>();
    for (const node of context.cluster.nodes) {
      const found = await list(context.cluster.address(node), 'job/', { serializable: true });
      seen.set(node, found?.pairs.map(({ key, value }) => `${key}=${value}`).join(' ') ?? 'no answer');
    }
    context.notes.set('left', seen);
  },
  extra: heldTooLong,
  keep: (context) => ({
    ...notesOf(context),
    left: Object.fromEntries(context.notes.get('left') as Map<string, string>),
  }),
  async positive({ execute }) {
    await execute({ ...S7, seed: (context) => oneSeed(context, true), extra: () => [] }, 'none', true);
    return 'clients that take the job by a plain put, without the compare';
  },
  audit: {
    W9: 'the keys that were left were read from each member at the end (artifacts)',
  },
  finding: (found): KnownFinding => {
    const early = found.some((text) => /was held by/.test(text) && /both of them/.test(text));
    return {
      title: early ? 'A lease ended before its time while a leader was paused' : 'A lease was not kept as granted',
      hypothesis: early ? 'H11' : 'H17',
      what: early
        ? 'A client got the key of another one whose lease had been renewed less than its TTL before.'
        : 'An abandoned lease held its key longer than TTL and grace.',
      ...(early ? { blame: 'SUT' } : {}),
      kind: 'timing',
      tags: 'leadership/election, safety',
      severity: early ? 'P0' : 'P1',
      cause: early
        ? 'a leader that was stopped continues, takes leases for expired by its own clock and has them revoked before it learns of its successor; etcd issues 12528 and 15247 describe this'
        : 'unknown',
      next: 'run the scenario against a version with pull request 16822',
      hypotheses: early
        ? {
            H11: 'falsified: see the findings',
            H17: 'not observed: each abandoned lease that was judged ended in time',
          }
        : { H17: 'falsified: see the findings' },
      ...(early ? { less: 'C14: a lease can end before its TTL when a stopped leader continues' } : {}),
    };
  },
};
