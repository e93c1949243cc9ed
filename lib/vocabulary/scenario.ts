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

export const MODEL_FIELD_KEYS = ['model', 'history', 'checker', 'nemesis', 'ambiguous', 'reduction'] as const;
export type ModelFieldKey = (typeof MODEL_FIELD_KEYS)[number];

/** The fields of a §7.M block. */
export const MODEL_FIELDS: readonly FieldSpec<ModelFieldKey>[] = [
  {
    key: 'model',
    label: 'Model under test',
    aliases: ['model'],
    since: 'both',
    purpose: 'the abstract type whose rules the history must obey',
  },
  {
    key: 'history',
    label: 'Operation history',
    aliases: ['history', 'operation history schema', 'history schema', 'operations recorded'],
    since: 'both',
    purpose: 'what is recorded of each operation, and where',
  },
  {
    key: 'checker',
    label: 'Checker',
    aliases: ['checkers', 'checker choice'],
    since: 'both',
    purpose: 'what reads the history and decides',
  },
  {
    key: 'nemesis',
    label: 'Nemesis + landing evidence',
    aliases: [
      'nemesis',
      'nemesis + landing',
      'nemesis and landing evidence',
      'nemesis and landing',
      'nemesis landing evidence',
      'fault + landing evidence',
      'fault plus landing evidence',
      'landing evidence',
      'nemesis & landing evidence',
      'nemesis / landing evidence',
    ],
    since: 'both',
    purpose: 'the fault, and the signal from the thing perturbed that it hit',
  },
  {
    key: 'ambiguous',
    label: 'Ambiguous outcomes',
    aliases: [
      'ambiguous outcome',
      'ambiguous',
      'ambiguity',
      'ambiguous-outcome handling',
      'ambiguous outcome handling',
    ],
    since: 'both',
    purpose: 'what a timeout or an unknown commit counts as',
  },
  {
    key: 'reduction',
    label: 'Reduction plan',
    aliases: ['reduction', 'reduction and blame', 'minimisation', 'minimization'],
    since: 'both',
    purpose: 'how a failure is made small and whom it is blamed on',
  },
];

export const SURFACE_FIELD_KEYS = [
  'surfaces',
  'operations',
  'adversarial',
  'positive',
  'negative',
  'delayed',
  'observability',
  'arms',
  'fairness',
  'boundaryClaim',
  'boundaryKeys',
] as const;
export type SurfaceFieldKey = (typeof SURFACE_FIELD_KEYS)[number];

/** The fields of a §7.M.S block. */
export const SURFACE_FIELDS: readonly FieldSpec<SurfaceFieldKey>[] = [
  {
    key: 'surfaces',
    label: 'Surfaces',
    aliases: ['surface'],
    since: 'both',
    purpose: 'every way in through which the boundary could leak',
  },
  {
    key: 'operations',
    label: 'Operations',
    aliases: ['operations per surface', 'operation'],
    since: 'both',
    purpose: 'what is done on each surface',
  },
  {
    key: 'adversarial',
    label: 'Adversarial inputs',
    aliases: ['adversarial input', 'adversarial identifiers', 'confusable identifiers'],
    since: 'both',
    purpose: 'the confusable identifiers that real leaks come from',
  },
  {
    key: 'positive',
    label: 'Positive controls',
    aliases: ['positive control'],
    since: 'both',
    purpose: 'access that must still succeed',
  },
  {
    key: 'negative',
    label: 'Negative controls',
    aliases: ['negative control'],
    since: 'both',
    purpose: 'access that must be denied and leave no trace elsewhere',
  },
  {
    key: 'delayed',
    label: 'Delayed / async paths',
    aliases: [
      'delayed paths',
      'async paths',
      'delayed and async paths',
      'delayed and asynchronous paths',
      'delayed / asynchronous paths',
      'background paths',
    ],
    since: 'both',
    purpose: 'work that runs later, without the caller’s context',
  },
  {
    key: 'observability',
    label: 'Observability paths',
    aliases: ['observability path', 'observability'],
    since: 'both',
    purpose: 'metrics, logs and traces that could leak',
  },
  {
    key: 'arms',
    label: 'Scenario arms',
    aliases: ['arms', 'scenario arm', 'arm'],
    since: 'both',
    purpose: 'the parts that get a verdict of their own',
  },
  {
    key: 'fairness',
    label: 'Fairness formula',
    aliases: ['fairness formulas', 'fairness formulae', 'fairness thresholds', 'fairness'],
    since: 'optional',
    purpose: 'the four per-group thresholds',
  },
  {
    key: 'boundaryClaim',
    label: 'Boundary claim',
    aliases: [],
    since: 'optional',
    purpose: 'the boundary in one sentence',
  },
  {
    key: 'boundaryKeys',
    label: 'Boundary keys',
    aliases: ['boundary key'],
    since: 'optional',
    purpose: 'what scopes the boundary',
  },
];

/** The four fairness formulas of a §7.M.S block. */
export const FAIRNESS_FORMULAS = [
  'worst_group_p99 / aggregate_p99',
  'min_group_throughput',
  'error_rate_by_group',
  'repeat_spread',
] as const;

/** Whom a failure may be blamed on. */
export const BLAMES = ['SUT', 'harness', 'checker', 'environment'] as const;
