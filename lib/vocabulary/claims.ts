/** The categories of a claim (formats.md §1). `performance` is an accepted spelling of `performance-SLO`. */
export const CLAIM_CATEGORIES = [
  'safety',
  'liveness',
  'durability',
  'performance-SLO',
  'operational',
  'idempotency',
  'isolation',
  'ordering',
  'membership',
  'boundary',
  'fairness',
] as const;
export type ClaimCategory = (typeof CLAIM_CATEGORIES)[number];

/** Serious categories: a scenario that falsifies such a claim carries a §7.M block. */
export const GATED_CATEGORIES: ReadonlySet<ClaimCategory> = new Set<ClaimCategory>([
  'safety',
  'durability',
  'idempotency',
  'isolation',
  'ordering',
  'membership',
]);

/** A scenario that falsifies such a claim carries a §7.M.S surface decomposition. */
export const SURFACE_CATEGORIES: ReadonlySet<ClaimCategory> = new Set<ClaimCategory>(['boundary', 'fairness']);

/** What people write instead, lower case. */
export const CATEGORY_ALIASES: Readonly<Record<string, ClaimCategory>> = {
  performance: 'performance-SLO',
  'performance slo': 'performance-SLO',
  'perf-slo': 'performance-SLO',
  perf: 'performance-SLO',
  slo: 'performance-SLO',
};

/** Categories of hypotheses that §4 covers or declares not applicable with a reason; `words` find them in prose. */
export const HYPOTHESIS_CATEGORIES: readonly { readonly name: string; readonly words: readonly string[] }[] = [
  { name: 'correctness', words: ['correctness', 'safety', 'consistency'] },
  { name: 'durability', words: ['durability'] },
  { name: 'liveness', words: ['liveness', 'availability'] },
  {
    name: 'partial failure',
    words: [
      'partial failure',
      'partition',
      'gray failure',
      'grey failure',
      'fail-slow',
      'minority',
      'one-way',
      'slow node',
      'slow peer',
      'slow disk',
      'isolated',
    ],
  },
  { name: 'idempotency/replay', words: ['idempotency', 'idempotence', 'replay'] },
  { name: 'upgrade/rollback', words: ['upgrade', 'rollback', 'mixed version', 'mixed-version'] },
  { name: 'configuration', words: ['configuration', 'config', 'misconfiguration'] },
  { name: 'performance/fairness', words: ['performance', 'fairness', 'slo'] },
];

/** Words that people use as a category, lower case, and the category that most of them mean. */
export const CATEGORY_HINTS: Readonly<Record<string, ClaimCategory>> = {
  availability: 'liveness',
  atomicity: 'isolation',
  authorization: 'boundary',
  authz: 'boundary',
  compatibility: 'boundary',
  consistency: 'safety',
  correctness: 'safety',
  deduplication: 'idempotency',
  'exactly-once': 'idempotency',
  integrity: 'safety',
  latency: 'performance-SLO',
  linearizability: 'safety',
  namespace: 'boundary',
  observability: 'operational',
  persistence: 'durability',
  progress: 'liveness',
  reconfiguration: 'membership',
  recovery: 'durability',
  reliability: 'durability',
  replication: 'durability',
  routing: 'boundary',
  scalability: 'performance-SLO',
  security: 'boundary',
  serializability: 'isolation',
  tenancy: 'boundary',
  throughput: 'performance-SLO',
  upgrade: 'operational',
};
