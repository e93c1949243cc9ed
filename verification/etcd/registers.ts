import { sleep } from '../harness/command.js';
import type { Client } from '../harness/recording.js';
import { cas, get, put } from './client.js';
import type { Context } from './scenario.js';

const DEADLINE = 2_000;
const CLIENTS_A_KEY = 5;
const OPS_A_KEY = 200;
/** A key with more unknown writes than this is closed early: each doubles what the checker has to consider. */
const UNKNOWN_A_KEY = 4;

interface Slot {
  key: string;
  ops: number;
  unknown: number;
  /** The last window in which a write stayed unknown. */
  unknownIn: string | null;
  last: string | null;
  readonly clients: { readonly client: Client; readonly node: string; busy: boolean }[];
}

export interface RegisterOptions {
  readonly keys: number;
  /** Milliseconds between two rounds of one key; in a round all its idle clients act at one moment. */
  readonly every: number;
  /** Reads are serializable: answered from what the member has. */
  readonly serializable?: boolean;
  /** Clients make no further write on a key in a window after one stayed unknown there. */
  readonly careful?: boolean;
}

/** Registers: reads, writes and compare-and-swap by clients that are pinned to members and act in bursts, so that they overlap. */
export class Registers {
  private readonly slots: Slot[] = [];
  private readonly used: string[];
  private values = 0;
  private keys = 0;
  private on = true;
  private readonly rounds: Promise<void>[] = [];

  constructor(
    private readonly context: Context,
    private readonly options: RegisterOptions,
  ) {
    this.used = (context.notes.get('keys') as string[] | undefined) ?? [];
    context.notes.set('keys', this.used);
    for (let i = 0; i < options.keys; i++)
      this.slots.push({
        ...this.fresh(),
        clients: Array.from({ length: CLIENTS_A_KEY }, (_, j) => ({
          client: context.recorder.client(`s${context.seed}c${i * CLIENTS_A_KEY + j + 1}`),
          node: context.cluster.nodes[(i + j) % context.cluster.nodes.length] ?? '',
          busy: false,
        })),
      });
  }

  private fresh(): Omit<Slot, 'clients'> {
    const key = `r${this.context.seed}.${++this.keys}`;
    this.used.push(key);
    return { key, ops: 0, unknown: 0, unknownIn: null, last: null };
  }

  start(): this {
    for (const [i, slot] of this.slots.entries()) this.rounds.push(this.loop(slot, i));
    return this;
  }

  async stop(): Promise<void> {
    this.on = false;
    await Promise.all(this.rounds);
  }

  private async loop(slot: Slot, place: number): Promise<void> {
    await sleep((this.options.every / this.options.keys) * place);
    const flying = new Set<Promise<void>>();
    while (this.on) {
      if (slot.ops >= OPS_A_KEY || slot.unknown > UNKNOWN_A_KEY) Object.assign(slot, this.fresh());
      for (const one of slot.clients)
        if (!one.busy) {
          const act = this.act(slot, one).finally(() => flying.delete(act));
          flying.add(act);
        }
      await sleep(this.options.every);
    }
    await Promise.all(flying);
  }

  private async act(slot: Slot, one: Slot['clients'][number]): Promise<void> {
    const { cluster, random } = this.context;
    const { key } = slot;
    const address = cluster.address(one.node);
    const more = { node: one.node, key };
    const dice = random.next();
    one.busy = true;
    slot.ops++;
    const { epoch } = this.context.recorder;
    const mayWrite = !(this.options.careful === true && epoch !== null && slot.unknownIn === epoch);
    if (dice < 0.5 || !mayWrite) {
      const op = await one.client.do({ op_type: 'read', ...more }, DEADLINE, (signal) =>
        get(address, key, signal, this.options.serializable),
      );
      if (op.error === null && slot.key === key) slot.last = op.output as string | null;
    } else {
      const value = `${this.context.seed}.${++this.values}`;
      const from = slot.last;
      const op =
        dice < 0.8
          ? await one.client.do({ op_type: 'write', ...more, input: value }, DEADLINE, (signal) =>
              put(address, key, value, signal),
            )
          : await one.client.do({ op_type: 'cas', ...more, input: [from, value] }, DEADLINE, (signal) =>
              cas(address, key, from, value, signal),
            );
      if (slot.key === key) {
        if (op.timeout_marker) {
          slot.unknown++;
          slot.unknownIn = epoch;
        }
        if (op.error === null && op.output !== false) slot.last = value;
      }
    }
    one.busy = false;
  }
}

/** Every register is read once from each member by a fresh client. */
export async function finalRegisterReads(context: Context): Promise<void> {
  for (const node of context.cluster.nodes) {
    const client = context.recorder.client(`final-${node}`);
    for (const key of context.notes.get('keys') as string[])
      await client.do({ op_type: 'read', key, node }, 10_000, (signal) =>
        get(context.cluster.address(node), key, signal),
      );
  }
}
