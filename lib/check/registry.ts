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
};
