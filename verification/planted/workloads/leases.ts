import { setTimeout as wait } from 'node:timers/promises';
import { outcome, type Json, type Operation } from '../../../lib/history/operation.js';
import { until } from '../../harness/command.js';
import { reached, think, type Actor, type Bench, type Workload } from './workload.js';

const TENANT = 'leases';
const TTL_MS = 6_000;
const BRIEF_TTL_MS = 500;
const MS = 1e6;

const HELD_LONG = 3;

/**
 * Six clients take three leases, hold them without a word for most of their time, write under their token, and let go.
 * Two more share a fourth for a moment each, which is soon free again after a holder that could not release it, so that
 * something can succeed at any time while the other three are held.
 */
export class Leases implements Workload {
  readonly clients = 8;
  private locks: readonly string[] = [];
  private taken = 0;
  private lastGrant = -Infinity;

  constructor(private readonly bench: Bench) {}

  fresh(seed: number): void {
    this.locks = [0, 1, 2, 3].map((number) => `s${seed}-lock${number}`);
  }

  /** One of the leases that are held has just been granted, so that most of its time is left when the fault comes. */
  async armed(): Promise<void> {
    await until(8_000, () => performance.now() - this.lastGrant < 300 || undefined, 20);
  }

  async step(actor: Actor): Promise<void> {
    const { client, store, random, number } = actor;
    const brief = number >= 2 * HELD_LONG;
    const ttl = brief ? BRIEF_TTL_MS : TTL_MS;
    const lock = this.locks[brief ? HELD_LONG : number % HELD_LONG] ?? '';
    const owner = `${client.name}.${++this.taken}`;
    const acquired = await store.do(
      client,
      { op_type: 'acquire', key: lock, input: { owner, ttl: ttl * MS } },
      { as: TENANT, operation: 'acquire', body: { rid: owner, lease: lock, owner, ttl } },
      ({ value }) => value ?? null,
    );
    if (outcome(acquired) !== 'ok') {
      await think(random, 150, 350);
      return;
    }
    if (!brief) this.lastGrant = performance.now();
    reached(this.bench, 'a lease was granted');
    const { token } = acquired.output as { token: number };
    await this.use(actor, lock, owner, token);
    const half = brief ? 50 : 2_000;
    await wait(half * (1 + random() / 4));
    if (random() < 0.4) {
      const renewed = await store.do(
        client,
        { op_type: 'renew', key: lock, input: { owner, ttl: ttl * MS } },
        { as: TENANT, operation: 'renew', body: { rid: `${owner}-renew`, lease: lock, owner, token } },
        ({ value }) => value ?? null,
      );
      if (outcome(renewed) === 'ok') reached(this.bench, 'a lease was renewed');
    }
    await wait(half * (1 + random() / 4));
    await this.use(actor, lock, owner, token);
    await store.do(
      client,
      { op_type: 'release', key: lock, input: { owner } },
      { as: TENANT, operation: 'release', body: { rid: `${owner}-release`, lease: lock, owner, token } },
      () => true,
    );
    await think(random, 300, 600);
    // A holder that does not know that its time is over.
    const late = await this.use(actor, lock, owner, token);
    if (late.error !== null && (late.error as { code?: Json }).code === 'stale-token')
      reached(this.bench, 'a write with an old token was refused');
  }

  /** Nothing is left to read: what the locks gave and the resource took is the history itself. */
  async finish(actors: readonly Actor[]): Promise<void> {
    for (const actor of actors) await this.use(actor, this.locks[0] ?? '', 'nobody', 1);
  }

  private use({ client, store }: Actor, lock: string, owner: string, token: number): Promise<Operation> {
    const rid = `${owner}-use-${++this.taken}`;
    return store.do(
      client,
      { op_type: 'use', key: lock, input: { owner, token } },
      { as: TENANT, operation: 'put', body: { rid, key: lock, value: rid, fence: { lease: lock, token } } },
      () => true,
    );
  }
}
