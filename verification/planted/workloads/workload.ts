import { setTimeout as wait } from 'node:timers/promises';
import type { Recorder, Client } from '../../harness/recording.js';
import type { Cluster } from '../cluster.js';
import type { StoreClient } from '../client.js';

/** What a workload works with. */
export interface Bench {
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  /** States that the hypotheses need, by name, with how often they were reached. */
  readonly reach: Map<string, number>;
}

/** A client of a run: its name in the history, its home, and its own stream of chance. */
export interface Actor {
  readonly client: Client;
  readonly store: StoreClient;
  readonly random: () => number;
  /** From 0. */
  readonly number: number;
}

/** Operations of several clients, on keys of their own for each seed. */
export interface Workload {
  readonly clients: number;
  /** What one client does next. Awaits its own operations, and little else. */
  step(actor: Actor): Promise<void>;
  /** A new seed begins, or a window is over: go on with fresh keys. */
  fresh(seed: number, part: number): void;
  /** Resolves when the next fault may come: the dangerous path is being walked. */
  armed?(): Promise<void>;
  /** After the heal of a window. */
  healed?(): void;
  /** The final reads, by clients that did nothing before. */
  finish(actors: readonly Actor[]): Promise<void>;
}

export function reached({ reach }: Bench, name: string, hits = 1): void {
  reach.set(name, (reach.get(name) ?? 0) + hits);
}

/** A client thinks before its next operation. */
export async function think(random: () => number, least = 80, most = 200): Promise<void> {
  await wait(least + random() * (most - least));
}

/** How the text of a value stands in an answer. */
export const field =
  (name: string) =>
  (body: Readonly<Record<string, unknown>>): never =>
    (body[name] ?? null) as never;
