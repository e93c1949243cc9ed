import type { FieldSpec } from './scenario.js';

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
