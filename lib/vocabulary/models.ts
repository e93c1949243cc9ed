import type { ClaimCategory } from './claims.js';

/** The models of §7.M; `other(<name>)` stands for any further one. */
export const MODELS = [
  'register',
  'map',
  'queue',
  'log',
  'lock',
  'lease',
  'session',
  'membership-table',
  'counter',
  'ledger',
] as const;
export type ModelName = (typeof MODELS)[number];

/**
 * Families of checkers: what a named checker can tell. `words` are the names and tools by which a document
 * speaks of the family, lower case.
 */
export const CHECKERS = {
  linearizability: {
    label: 'linearizability',
    words: [
      'lineariz',
      'linearis',
      'porcupine',
      'knossos',
      'wgl',
      'wing & gong',
      'wing and gong',
      'strict serializ',
      'strict-serializ',
    ],
  },
  serializability: {
    label: 'serializability (per key and across keys)',
    words: [
      'serializab',
      'serialisab',
      'elle',
      'isolation checker',
      'transactional isolation',
      'cycle',
      'snapshot isolation',
      'hermitage',
      'list-append',
      'rw-register',
    ],
  },
  'no-lost-ack': {
    label: 'no-lost-ack',
    words: [
      'no-lost-ack',
      'no lost ack',
      'lost ack',
      'lost-ack',
      'set-full',
      'set full',
      'acked subset',
      'acknowledged',
      'total-queue',
      'total queue',
      'lost write',
      'lost-write',
      'durability checker',
      // Each read of a list returns all of it, so a lost append shows there.
      'list-append',
      'list append',
    ],
  },
  'replay-equivalence': {
    label: 'replay-equivalence',
    words: [
      'replay-equivalence',
      'replay equivalence',
      'replay equal',
      'replay yields',
      'state after replay',
      'replayed state',
    ],
  },
  session: {
    label: 'session-consistency / monotonic-read',
    words: [
      'session-consistency',
      'session consistency',
      'session guarantee',
      'monotonic read',
      'monotonic-read',
      'monotonic write',
      'read your writes',
      'read-your-writes',
      'writes follow reads',
    ],
  },
  'exactly-once': {
    label: 'exactly-once on a business key',
    words: [
      'exactly-once',
      'exactly once',
      'at-most-once',
      'at most once',
      'no duplicate',
      'duplicate effect',
      'business key',
      'idempotency key',
      'once per',
    ],
  },
  reconciliation: {
    label: 'reconciliation across replicas at quiescence',
    words: [
      'reconcil',
      'replica dump',
      'replica equality',
      'converge',
      'identical on every',
      'across replicas',
      'across members',
      'same membership',
      'view agreement',
      'hash equality',
      'hashkv',
    ],
  },
  'prefix-order': {
    label: 'prefix / order',
    words: ['prefix', 'order', 'fifo', 'gap-free', 'gap free', 'no gap', 'monotonic', 'sequence'],
  },
  invariant: {
    label: 'invariant over the final state',
    words: ['invariant', 'final state', 'final-state', 'bounds', 'assert', 'conservation', 'total balance', 'sum of'],
  },
  exclusion: {
    label: 'exclusion plus invariant over the final state',
    words: [
      'exclusion',
      'mutex',
      'mutual',
      'at most one holder',
      'one holder',
      'single holder',
      'fencing',
      'overlap',
      'two holders',
    ],
  },
  'per-group': {
    label: 'per-group formula',
    words: [
      'per-group',
      'per group',
      'worst_group',
      'min_group',
      'error_rate_by_group',
      'repeat_spread',
      'per tenant',
      'per-tenant',
    ],
  },
} as const;
export type CheckerFamily = keyof typeof CHECKERS;

/** One line of the checker picker (formats.md §1): any one of `checkers` can judge the pair. */
export interface CheckerPick {
  readonly model: ModelName | 'any';
  readonly category: ClaimCategory;
  readonly checkers: readonly CheckerFamily[];
}

export const CHECKER_PICKER: readonly CheckerPick[] = [
  { model: 'register', category: 'safety', checkers: ['linearizability'] },
  { model: 'log', category: 'durability', checkers: ['no-lost-ack', 'replay-equivalence'] },
  { model: 'map', category: 'isolation', checkers: ['serializability'] },
  { model: 'session', category: 'safety', checkers: ['session'] },
  { model: 'ledger', category: 'idempotency', checkers: ['exactly-once'] },
  { model: 'membership-table', category: 'membership', checkers: ['reconciliation'] },
  { model: 'queue', category: 'ordering', checkers: ['prefix-order'] },
  { model: 'counter', category: 'safety', checkers: ['linearizability', 'invariant'] },
  { model: 'lock', category: 'safety', checkers: ['exclusion'] },
  { model: 'lease', category: 'safety', checkers: ['exclusion'] },
  { model: 'any', category: 'fairness', checkers: ['per-group'] },
];
