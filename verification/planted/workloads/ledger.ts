import { outcome, type Operation } from '../../../lib/history/operation.js';
import { field, reached, think, type Actor, type Bench, type Workload } from './workload.js';

const TENANT = 'ledger';
/** Sends of one request at most. */
const SENDS = 3;

/** Clients book entries under request ids, and send again: what got no answer, some that did, and old ones after a heal. */
export class Ledger implements Workload {
  readonly clients = 6;
  private account = '';
  private readonly all: string[] = [];
  private booked = 0;
  private heals = 0;
  /** The last acknowledged request of each client, and the heal after which it was last sent again. */
  private readonly last = new Map<string, { account: string; request: string; heals: number }>();

  constructor(private readonly bench: Bench) {}

  fresh(seed: number, part: number): void {
    this.account = `s${seed}-${part}`;
    this.all.push(this.account);
  }

  healed(): void {
    this.heals++;
  }

  async step(actor: Actor): Promise<void> {
    const { client, random } = actor;
    const old = this.last.get(client.name);
    if (old !== undefined && old.heals < this.heals) {
      old.heals = this.heals;
      await this.book(actor, old.account, old.request);
      reached(this.bench, 'a request was sent again after the heal');
    }
    const { account, heals } = this;
    const request = `${client.name}-${++this.booked}`;
    for (let send = 1; send <= SENDS; send++) {
      const result = outcome(await this.book(actor, account, request));
      if (send > 1 && result === 'ok') reached(this.bench, 'a request without an answer was sent again and answered');
      await think(random);
      if (result === 'info') continue;
      if (result === 'ok') this.last.set(client.name, { account, request, heals });
      break;
    }
    if (random() < 0.1) await this.book(actor, account, request);
    await think(random);
  }

  async finish(actors: readonly Actor[]): Promise<void> {
    for (const { client, store } of actors)
      for (const account of this.all)
        await store.do(
          client,
          { op_type: 'entries', key: account },
          { as: TENANT, operation: 'get', body: { key: account }, read: true },
          (body) => field('value')(body) ?? [],
        );
  }

  private book({ client, store }: Actor, account: string, request: string): Promise<Operation> {
    return store.do(
      client,
      { op_type: 'credit', key: account, input: { request_id: request, amount: 1 } },
      { as: TENANT, operation: 'append', body: { rid: request, key: account, value: request } },
      () => true,
    );
  }
}
