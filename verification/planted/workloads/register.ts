import { outcome, type Json } from '../../../lib/history/operation.js';
import { pick } from '../../harness/random.js';
import { field, reached, think, type Actor, type Bench, type Workload } from './workload.js';

const TENANT = 'registers';

/** Two live registers; three clients read, write and compare-and-set, three only read. */
export class Registers implements Workload {
  readonly clients = 6;
  private keys: readonly string[] = [];
  private readonly all: string[] = [];
  private written = 0;
  /** What a client saw last, by client and key: what its next compare-and-set expects. */
  private readonly seen = new Map<string, Json>();

  constructor(private readonly bench: Bench) {}

  fresh(seed: number, part: number): void {
    this.keys = [`s${seed}-${part}-a`, `s${seed}-${part}-b`];
    this.all.push(...this.keys);
  }

  async step({ client, store, random, number }: Actor): Promise<void> {
    const key = pick(this.keys, random);
    const memory = `${client.name} ${key}`;
    const dice = number >= 3 ? 0 : random();
    if (dice < 0.35) {
      const op = await this.read(client, store, key);
      if (outcome(op) === 'ok') this.seen.set(memory, op.output);
    } else {
      const value = `${client.name}.${++this.written}`;
      const rid = value;
      const expect = this.seen.get(memory) ?? null;
      const op =
        dice < 0.75
          ? await store.do(
              client,
              { op_type: 'write', key, input: value },
              { as: TENANT, operation: 'put', body: { rid, key, value } },
              () => null,
            )
          : await store.do(
              client,
              { op_type: 'cas', key, input: [expect, value] },
              { as: TENANT, operation: 'cas', body: { rid, key, expect, value } },
              () => true,
            );
      if (outcome(op) === 'ok') this.seen.set(memory, value);
      if (op.op_type === 'cas' && outcome(op) === 'ok') reached(this.bench, 'a compare-and-set succeeded');
    }
    await think(random);
  }

  async finish(actors: readonly Actor[]): Promise<void> {
    for (const { client, store } of actors) for (const key of this.all) await this.read(client, store, key);
  }

  private read(client: Actor['client'], store: Actor['store'], key: string): ReturnType<Actor['store']['do']> {
    return store.do(
      client,
      { op_type: 'read', key },
      { as: TENANT, operation: 'get', body: { key }, read: true },
      field('value'),
    );
  }
}
