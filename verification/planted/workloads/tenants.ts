import { setTimeout as wait } from 'node:timers/promises';
import { outcome, type Json, type Operation } from '../../../lib/history/operation.js';
import { until } from '../../harness/command.js';
import { DEADLINE } from '../client.js';
import { pick } from '../../harness/random.js';
import { field, reached, think, type Actor, type Bench, type Workload } from './workload.js';

/** Names that one layer may take for one another: prefix, case, blank at the end, separators, two forms of one letter. */
const TENANTS = ['acme', 'acme-2', 'Acme', 'acme ', 'acme/kv', 'caf\u00e9', 'cafe\u0301'] as const;
const KEYS = 24;
/** An export lives through a change of leaders. */
const EXPORT_DEADLINE = 9_000;

abstract class Tenants implements Workload {
  readonly clients = TENANTS.length;
  protected tenants: readonly string[] = TENANTS;
  protected readonly everyone: string[] = [];
  protected made = 0;

  constructor(protected readonly bench: Bench) {}

  fresh(seed: number, part: number): void {
    if (part > 0) return;
    this.tenants = TENANTS.map((tenant) => `s${seed}-${tenant}`);
    this.everyone.push(...this.tenants);
  }

  /** The tenant that a client is. */
  protected self({ number }: Actor): string {
    return this.tenants[number % this.tenants.length] ?? '';
  }

  protected other(actor: Actor): string {
    const others = this.tenants.filter((tenant) => tenant !== this.self(actor));
    return pick(others, actor.random);
  }

  /** A value that nobody else writes: found anywhere but with its tenant, it is a leak. */
  protected canary(): string {
    return `v${++this.made}`;
  }

  protected denied(op: Operation): void {
    if ((op.error as { code?: Json } | null)?.code === 'forbidden') reached(this.bench, 'a foreign request was denied');
  }

  abstract step(actor: Actor): Promise<void>;
  abstract finish(actors: readonly Actor[]): Promise<void>;
}

/** Single keys. All tenants use the same names; the history's key is who asks, and what for. */
export class TenantKeys extends Tenants {
  async step(actor: Actor): Promise<void> {
    const { client, store, random } = actor;
    const self = this.self(actor);
    const name = `k${Math.floor(random() * 4)}`;
    const key = `${self}|${name}`;
    const dice = random();
    if (dice < 0.35) {
      const value = this.canary();
      await store.do(
        client,
        { op_type: 'write', key, input: value },
        { as: self, operation: 'put', body: { rid: value, key: name, value } },
        () => null,
      );
    } else {
      const tenant = dice < 0.7 ? self : this.other(actor);
      this.denied(await this.read(actor, self, tenant, name));
    }
    await think(random);
  }

  async finish(actors: readonly Actor[]): Promise<void> {
    const [actor] = actors;
    if (actor === undefined) return;
    for (const tenant of this.everyone) for (let n = 0; n < 4; n++) await this.read(actor, tenant, tenant, `k${n}`);
  }

  private read({ client, store }: Actor, as: string, tenant: string, name: string): Promise<Operation> {
    return store.do(
      client,
      { op_type: 'read', key: `${as}|${name}` },
      { as, tenant, operation: 'get', body: { key: name }, read: true },
      field('value'),
    );
  }
}

/** Sets of a tenant's values, which it adds to until they are `KEYS`. */
abstract class TenantSets extends Tenants {
  private readonly sizes = new Map<string, number>();

  protected async add({ client, store }: Actor, tenant: string): Promise<boolean> {
    const size = this.sizes.get(tenant) ?? 0;
    if (size >= KEYS) return false;
    this.sizes.set(tenant, size + 1);
    const value = this.canary();
    await store.do(
      client,
      { op_type: 'write', key: tenant, input: value },
      { as: tenant, operation: 'put', body: { rid: value, key: `k${size}`, value } },
      () => true,
    );
    return true;
  }

  async finish(actors: readonly Actor[]): Promise<void> {
    const left = [...this.everyone];
    await Promise.all(
      actors.map(async (actor) => {
        for (let tenant = left.pop(); tenant !== undefined; tenant = left.pop()) await this.see(actor, tenant);
      }),
    );
  }

  protected abstract see(actor: Actor, tenant: string): Promise<unknown>;
}

/** Lists of all keys. */
export class TenantLists extends TenantSets {
  async step(actor: Actor): Promise<void> {
    const self = this.self(actor);
    const dice = actor.random();
    if (dice >= 0.4 || !(await this.add(actor, self))) {
      const tenant = dice < 0.75 ? self : this.other(actor);
      this.denied(await this.list(actor, self, tenant, dice < 0.6 ? '' : 'k'));
    }
    await think(actor.random, 120, 300);
  }

  protected see(actor: Actor, tenant: string): Promise<Operation> {
    return this.list(actor, tenant, tenant, '');
  }

  private list({ client, store }: Actor, as: string, tenant: string, prefix: string): Promise<Operation> {
    return store.do(
      client,
      { op_type: 'read', key: as },
      { as, tenant, operation: 'list', body: { prefix }, read: true },
      ({ rows }) => (rows as [string, Json][]).map(([, value]) => value),
    );
  }
}

/** Exports: asked for, run by the leader page by page, fetched when done. */
export class TenantExports extends TenantSets {
  /** The last export of each tenant, for others to ask for. */
  private readonly jobs = new Map<string, string>();

  /** An export is running, so that the next leader has to resume it. */
  async armed(): Promise<void> {
    const { cluster } = this.bench;
    const running = await until(
      8_000,
      async () => {
        const leader = await cluster.leader();
        return leader !== undefined && Number(await cluster.read(leader, 'exports')) >= 3 ? true : undefined;
      },
      20,
    );
    if (running === true) reached(this.bench, 'exports were running when the fault came');
  }

  async step(actor: Actor): Promise<void> {
    const self = this.self(actor);
    for (let n = 0; n < 2; n++) await this.add(actor, self);
    const job = this.jobs.get(this.other(actor));
    if (job !== undefined && actor.random() < 0.3) await this.fetchForeign(actor, self, job);
    else await this.see(actor, self);
    await think(actor.random);
  }

  protected see({ client, store }: Actor, tenant: string): Promise<Operation> {
    return client.do({ op_type: 'read', key: tenant, node: store.home }, EXPORT_DEADLINE, async (signal) => {
      const ask = (operation: string, body: Readonly<Record<string, Json>>): ReturnType<typeof store.ask> =>
        store.ask(
          { as: tenant, operation, body, read: true },
          (found) => found,
          AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
        );
      const begun = await ask('export', { rid: `x${++this.made}` });
      if (!begun.ok) return begun;
      const { job } = (begun.output as { value: { job: string } }).value;
      this.jobs.set(tenant, job);
      while (!signal.aborted) {
        await wait(200);
        const found = await ask('job', { job });
        const { done, rows = [] } = found.ok
          ? (found.output as { done: boolean; rows?: [string, Json][] })
          : { done: false };
        if (found.ok && done) return { ...found, output: rows.map(([, value]) => value) };
      }
      return { ok: false, definite: true, code: 'not done in time' };
    });
  }

  /** Another tenant's export under its id: it does not exist for this one. */
  private async fetchForeign({ client, store }: Actor, self: string, job: string): Promise<void> {
    const op = await store.do(
      client,
      { op_type: 'read', key: self },
      { as: self, operation: 'job', body: { job }, read: true },
      ({ rows }) => ((rows ?? []) as [string, Json][]).map(([, value]) => value),
    );
    if (outcome(op) === 'fail') reached(this.bench, 'a foreign export was denied');
  }
}
