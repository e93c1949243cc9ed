/** A labelled field of a scenario or of one of its §7.M / §7.M.S blocks. */
export interface FieldSpec<K extends string> {
  readonly key: K;
  readonly label: string;
  /** Other labels that documents use, lower case. */
  readonly aliases: readonly string[];
  /** Which generation of the template demands it; `optional` demands it nowhere. */
  readonly since: 'both' | 'older' | 'current' | 'optional';
  /** What a reader loses without it. */
  readonly purpose: string;
}

export const SCENARIO_FIELD_KEYS = [
  'falsifies',
  'closes',
  'technique',
  'workload',
  'faults',
  'oracle',
  'observability',
  'exit',
  'smoke',
  'hardening',
  'release',
  'target',
  'language',
  'skeleton',
] as const;
export type ScenarioFieldKey = (typeof SCENARIO_FIELD_KEYS)[number];

export const SCENARIO_FIELDS: readonly FieldSpec<ScenarioFieldKey>[] = [
  {
    key: 'falsifies',
    label: 'Falsifies if it FAILs',
    aliases: [
      'falsifies',
      'falsifies if fails',
      'falsifies if it fails',
      'claims falsified',
      'claims',
      'could falsify',
    ],
    since: 'both',
    purpose: 'which promise a failure would disprove',
  },
  {
    key: 'closes',
    label: 'Closes',
    aliases: ['closes hypotheses', 'hypotheses closed', 'hypotheses'],
    since: 'both',
    purpose: 'which hypothesis it settles',
  },
  {
    key: 'technique',
    label: 'Technique',
    aliases: ['techniques'],
    since: 'both',
    purpose: 'how it is tested, and what that technique cannot see',
  },
  {
    key: 'workload',
    label: 'Workload',
    aliases: ['load'],
    since: 'both',
    purpose: 'which operations run, how many at once and for how long',
  },
  {
    key: 'faults',
    label: 'Faults',
    aliases: ['fault', 'fault schedule', 'nemesis schedule', 'faults injected'],
    since: 'both',
    purpose: 'what goes wrong, when and for how long',
  },
  {
    key: 'oracle',
    label: 'Oracle',
    aliases: ['oracles', 'oracle property'],
    since: 'both',
    purpose: 'what decides between pass and fail',
  },
  {
    key: 'observability',
    label: 'Observability required',
    aliases: ['observability', 'required observability', 'evidence required'],
    since: 'both',
    purpose: 'what the run must record for the oracle to decide',
  },
  {
    key: 'exit',
    label: 'Exit criteria',
    aliases: ['exit criterion', 'pass criteria', 'pass/fail criteria', 'exit'],
    since: 'older',
    purpose: 'when the run passes, fails or is inconclusive',
  },
  {
    key: 'smoke',
    label: 'Smoke budget',
    aliases: ['smoke'],
    since: 'current',
    purpose: 'the least run that counts as a smoke pass',
  },
  {
    key: 'hardening',
    label: 'Hardening budget',
    aliases: ['hardening'],
    since: 'current',
    purpose: 'the run that a hardening pass stands on',
  },
  {
    key: 'release',
    label: 'Release budget',
    aliases: ['release', 'release gate'],
    since: 'current',
    purpose: 'the gate before a release, or why there is none',
  },
  {
    key: 'target',
    label: 'Target test file',
    aliases: ['target file', 'target', 'test file', 'target test files'],
    since: 'both',
    purpose: 'where the test lives in the SUT',
  },
  {
    key: 'language',
    label: 'Skeleton language',
    aliases: ['language'],
    since: 'both',
    purpose: 'the language of the skeleton',
  },
  {
    key: 'skeleton',
    label: 'Skeleton',
    aliases: ['test skeleton', 'skeleton code'],
    since: 'both',
    purpose: 'the frame that the executing agent fills in',
  },
];
