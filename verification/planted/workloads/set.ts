import { outcome, type Json } from '../../../lib/history/operation.js';
import { until } from '../../harness/command.js';
import { reached, think, type Actor, type Bench, type Workload } from './workload.js';

const TENANT = 'sets';

/** Clients add unique elements to a set, one key an element, and read the whole set now and then. */
export class Sets implements Workload {
  readonly clients = 6;
  private set = '';
  private readonly all: string[] = [];
  private added = 0;
  private lastAdded = -Infinity;

  constructor(private readonly bench: Bench) {}

  fresh(seed: number, part: number): void {
    this.set = `s${seed}-${part}`;
    this.all.push(this.set);
  }

  /** An add has just been acknowledged, so that something can be lost. */
  async armed(): Promise<void> {
    await until(8_000, () => performance.now() - this.lastAdded < 300, 20);
  }

  async step({ client, store, random }: Actor): Promise<void> {
    if (random() < 0.08) await this.read(client, store, this.set);
    else {
      const element = `${client.name}.${++this.added}`;
      const op = await store.do(
        client,
        { op_type: 'write', key: this.set, input: element },
        { as: TENANT, operation: 'put', body: { rid: element, key: `${this.set}/${element}`, value: element } },
        () => true,
      );
      if (outcome(op) === 'ok') this.lastAdded = performance.now();
      if (outcome(op) === 'info') reached(this.bench, 'an add was in flight when its node died');
    }
    await think(random);
  }

  async finish(actors: readonly Actor[]): Promise<void> {
    for (const { client, store } of actors) for (const set of this.all) await this.read(client, store, set);
  }

  private async read(client: Actor['client'], store: Actor['store'], set: string): Promise<void> {
    await store.do(
      client,
      { op_type: 'read', key: set },
      { as: TENANT, operation: 'list', body: { prefix: `${set}/` }, read: true },
      ({ rows }) => (rows as [string, Json][]).map(([, value]) => value),
    );
  }
}
