/** What §2 says of the system (formats.md §1); `words` find an aspect in prose that has no labels. */
export interface AspectSpec {
  readonly key: string;
  readonly label: string;
  readonly aliases: readonly string[];
  readonly words: RegExp;
}

export const MODEL_ASPECTS: readonly AspectSpec[] = [
  {
    key: 'tenancy',
    label: 'Tenancy / isolation',
    aliases: ['tenancy', 'isolation', 'tenancy and isolation', 'tenancy & isolation', 'multi-tenancy'],
    words: /tenan|isolat/i,
  },
  {
    key: 'persistence',
    label: 'Persistence',
    aliases: ['durability', 'storage', 'persistence / durability'],
    words: /persist|durab|fsync|on disk|storage/i,
  },
  {
    key: 'replication',
    label: 'Replication / consensus',
    aliases: ['replication', 'consensus', 'replication and consensus', 'replication & consensus'],
    words: /replica|consensus|quorum|raft|paxos/i,
  },
  { key: 'ordering', label: 'Ordering', aliases: ['order', 'ordering guarantees', 'consistency'], words: /\border/i },
  {
    key: 'network',
    label: 'Network boundaries',
    aliases: ['network', 'network boundary', 'networking'],
    words: /network|\brpcs?\b|grpc|\bhttp|transport|socket/i,
  },
  {
    key: 'retry',
    label: 'Retry / idempotency contract',
    aliases: [
      'retry',
      'retries',
      'idempotency',
      'retry / idempotency',
      'retry and idempotency contract',
      'retry contract',
    ],
    words: /\bretr(?:y|ies|ied)|idempoten/i,
  },
  {
    key: 'observability',
    label: 'Observability',
    aliases: ['metrics', 'monitoring'],
    words: /observab|metrics?\b|\blogs\b|traces?\b|\baudit/i,
  },
];
