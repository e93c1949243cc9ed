import type { Checker } from './checker.js';

/** A checker's entry: enough to list and to pick it without loading it. */
export interface CheckerEntry {
  readonly summary: string;
  readonly models: readonly string[];
  readonly load: () => Promise<Checker>;
}

/** Every checker by its name; a test holds the entries to what the loaded checkers say. */
export const CHECKERS: Readonly<Record<string, CheckerEntry>> = {
  linearizability: {
    summary: 'each operation took effect at one moment between its invocation and its response',
    models: [
      'register',
      'cas-register',
      'map',
      'queue',
      'log',
      'lock',
      'lease',
      'counter',
      'session',
      'ledger',
      'membership-table',
    ],
    load: async () => (await import('./linearizability/checker.js')).default,
  },
  serializability: {
    summary: 'transactions are isolated as the expected level demands; names the strongest level that holds',
    models: ['list-append', 'rw-register', 'map'],
    load: async () => (await import('./isolation/checker.js')).default,
  },
  'no-lost-ack': {
    summary: 'every acknowledged element is still there in the last reads, and nothing is there that was not written',
    models: ['log', 'map', 'queue'],
    load: async () => (await import('./no-lost-ack.js')).default,
  },
  'total-queue': {
    summary: 'what was enqueued and acknowledged comes out of the drained queue, and nothing else does',
    models: ['queue'],
    load: async () => (await import('./total-queue.js')).default,
  },
  'replay-equivalence': {
    summary: 'the state rebuilt from the log is the state that was there, on every replica and at every position',
    models: ['log'],
    load: async () => (await import('./replay-equivalence.js')).default,
  },
  'exactly-once': {
    summary: 'each request, known by its business key, took effect once; refused ones never did',
    models: ['ledger'],
    load: async () => (await import('./exactly-once.js')).default,
  },
  session: {
    summary:
      'inside each session nothing goes backwards: read your writes, monotonic reads and writes, writes follow reads',
    models: ['session'],
    load: async () => (await import('./session.js')).default,
  },
  'prefix-order': {
    summary:
      'logs show prefixes of one order, offsets rise as appends were made, and queues give out what came in first',
    models: ['log', 'queue'],
    load: async () => (await import('./prefix-order.js')).default,
  },
  exclusion: {
    summary: 'two holders never have a lock or lease at one time; fencing tokens rise and are obeyed',
    models: ['lock', 'lease'],
    load: async () => (await import('./exclusion.js')).default,
  },
  invariant: {
    summary:
      'what must hold of the state holds in every read or in the last one: counter bounds, a total, a final value',
    models: ['counter', 'ledger', 'lock', 'lease'],
    load: async () => (await import('./invariant.js')).default,
  },
  reconciliation: {
    summary: 'at rest all replicas hold the same, and views hold exactly the members that joined and did not leave',
    models: ['membership-table', 'map', 'log', 'ledger'],
    load: async () => (await import('./reconciliation.js')).default,
  },
  'per-group': {
    summary:
      'no group of clients fares worse than the thresholds allow: latency, throughput, errors, and steadiness over repeats',
    models: [],
    load: async () => (await import('./per-group.js')).default,
  },
};
