import { column } from './columns.js';

/** A heading of a report or session log; `aliases` are other titles for it, lower case. */
export interface TitledSection<K extends string = string> {
  readonly key: K;
  readonly title: string;
  readonly aliases: readonly string[];
  /** What a reader loses without it. */
  readonly purpose: string;
}

/** The bold labels at the head of a report (formats.md §3). */
export const REPORT_HEADER = [
  { key: 'plan', label: 'Plan', aliases: ['test plan', 'plan path'] },
  { key: 'commit', label: 'Commit under test', aliases: ['commit', 'sut commit', 'change under test', 'version'] },
  { key: 'session', label: 'Session dir', aliases: ['session', 'session directory'] },
] as const;
export type ReportHeaderKey = (typeof REPORT_HEADER)[number]['key'];

/** Header labels under which people name the session's verdict although the summary is its place. */
export const HEADER_VERDICT_LABELS: readonly string[] = [
  'session verdict',
  'session result',
  'session outcome',
  'session status',
  'overall verdict',
  'overall result',
  'overall outcome',
  'overall',
  'headline',
  'headline result',
  'verdict',
  'status',
  'outcome',
  'result',
];

export const REPORT_SECTIONS = [
  {
    key: 'summary',
    title: 'Summary',
    aliases: ['executive summary', 'headline', 'headline result'],
    purpose: 'the headline result and the session verdict',
  },
  {
    key: 'results',
    title: 'Scenario results',
    aliases: ['results', 'scenario verdicts', 'verdicts'],
    purpose: 'one row per scenario or arm, with its verdict and evidence',
  },
  { key: 'findings', title: 'Findings', aliases: ['findings detail'], purpose: 'what was found, each to be acted on' },
  {
    key: 'coverage',
    title: 'Coverage summary',
    aliases: ['coverage', 'hypothesis coverage'],
    purpose: 'what became of every hypothesis',
  },
  {
    key: 'surfaces',
    title: 'Surface coverage',
    aliases: ['surfaces'],
    purpose: 'which surfaces were probed and which were not',
  },
  {
    key: 'disclosures',
    title: 'Release-budget disclosures',
    aliases: ['release budgets', 'release budget disclosure'],
    purpose: 'which scenarios have no release gate, and why',
  },
  {
    key: 'adequacy',
    title: 'Adequacy assessment',
    aliases: ['adequacy', 'coverage adequacy assessment', 'adequacy against the plan', 'adequacy vs plan'],
    purpose: 'what this run did for each claim',
  },
  {
    key: 'confidence',
    title: 'Confidence delta',
    aliases: ['confidence', 'confidence change'],
    purpose: 'what a reader may believe more, less and as before',
  },
  {
    key: 'audit',
    title: 'Green-but-broken check',
    aliases: ['green but broken', 'green but broken checks', 'green but broken audit'],
    purpose: 'whether what passed was what it looked like',
  },
] as const satisfies readonly TitledSection[];
export type ReportSectionKey = (typeof REPORT_SECTIONS)[number]['key'];

export const RESULT_COLUMNS = [
  column('id', 'ID', 'scenario id', 'scenario / arm', 'arm', '#'),
  column('scenario', 'Scenario', 'name', 'scenario name', 'title'),
  column('verdict', 'Verdict', 'result', 'status', 'outcome'),
  column('oracle', 'Oracle', 'checker', 'oracle / checker'),
  column(
    'execution',
    'Oracle execution evidence',
    'oracle evidence',
    'execution evidence',
    'oracle execution',
    'evidence',
    'checker evidence',
  ),
  column('landing', 'Nemesis landing evidence', 'landing evidence', 'nemesis evidence', 'landing', 'fault evidence'),
  column('artifact', 'Artifact link', 'artifact', 'artifacts', 'link', 'links', 'artifact links'),
  column('reduction', 'Reduction class', 'reduction', 'reduction classification', 'blame'),
] as const;

export const COVERAGE_COLUMNS = [
  column('hypothesis', 'Hypothesis', 'hypotheses', 'h', 'id'),
  column('scenario', 'Scenario', 'scenarios', 'exercised by'),
  column('result', 'Result', 'outcome', 'status', 'coverage'),
] as const;

export const SURFACE_COVERAGE_COLUMNS = [
  column('scenario', 'Scenario / arm', 'scenario', 'arm', 'id'),
  column('surface', 'Surface', 'surfaces'),
  column('positive', 'Positive control', 'positive controls'),
  column('negative', 'Negative control', 'negative controls'),
  column('verdict', 'Verdict', 'result', 'status'),
  column('reason', 'Downgrade reason', 'reason', 'reason for downgrade', 'notes', 'remark'),
] as const;

export const ADEQUACY_ASSESSMENT_COLUMNS = [
  column('claim', 'Claim', 'claims'),
  column(
    'argument',
    "Plan's adequacy argument",
    'plan adequacy argument',
    'adequacy argument',
    "plan's argument",
    'what the plan argued',
    'plan argument',
  ),
  column('ran', 'What actually ran', 'what ran', 'actually ran', 'ran', 'what was run'),
  column('after', 'Adequacy after this run', 'adequacy', 'adequate?', 'adequacy after run', 'after this run'),
] as const;

export const CONFIDENCE_PARTS = [
  { key: 'more', label: 'More', aliases: ['more confident', 'increased', 'up', 'more confidence'] },
  { key: 'less', label: 'Less', aliases: ['less confident', 'decreased', 'down', 'less confidence'] },
  { key: 'unchanged', label: 'Unchanged', aliases: ['same', 'no change', 'unchanged confidence'] },
] as const;
export type ConfidencePart = (typeof CONFIDENCE_PARTS)[number]['key'];

/** The fields of a finding; a reader of an incomplete one loses its purpose. */
export const FINDING_FIELDS = [
  { key: 'scenario', label: 'Scenario', aliases: ['scenarios', 'found by'], purpose: 'which run showed it' },
  {
    key: 'hypothesis',
    label: 'Hypothesis addressed',
    aliases: ['hypothesis', 'hypotheses', 'hypotheses addressed'],
    purpose: 'which suspicion it confirms',
  },
  {
    key: 'happened',
    label: 'What happened',
    aliases: ['observation', 'observed', 'description', 'symptom', 'summary'],
    purpose: 'what a client saw, against which claim',
  },
  {
    key: 'reproducer',
    label: 'Reproducer',
    aliases: ['reproduction', 'repro', 'how to reproduce', 'steps to reproduce'],
    purpose: 'a command that shows it again, and how often it did',
  },
  {
    key: 'blame',
    label: 'Reduction classification',
    aliases: ['reduction', 'reduction class', 'blame', 'blame classification'],
    purpose: 'whose defect it is',
  },
  {
    key: 'kind',
    label: 'Classification',
    aliases: ['bug type', 'bug class', 'kind', 'type'],
    purpose: 'what triggers it',
  },
  { key: 'tags', label: 'Secondary tags', aliases: ['tags', 'secondary tag'], purpose: 'what else it touches' },
  { key: 'severity', label: 'Severity', aliases: ['priority', 'impact'], purpose: 'how bad it is for users' },
  { key: 'evidence', label: 'Evidence', aliases: ['artifacts', 'evidence links'], purpose: 'where to check it' },
  {
    key: 'cause',
    label: 'Hypothesised root cause',
    aliases: ['hypothesized root cause', 'root cause', 'suspected root cause', 'likely root cause'],
    purpose: 'where to look first',
  },
  {
    key: 'next',
    label: 'Suggested next action',
    aliases: ['next action', 'next step', 'suggested next actions', 'next steps'],
    purpose: 'who does what now',
  },
] as const;
export type FindingFieldKey = (typeof FINDING_FIELDS)[number]['key'];

export const FINDING_KINDS = [
  'timing',
  'ordering',
  'partition',
  'crash-recovery',
  'config',
  'upgrade',
  'fault-handling',
  'performance',
] as const;

export const SECONDARY_TAGS = [
  'replication',
  'leadership/election',
  'idempotency/dedup',
  'durability',
  'liveness',
  'safety',
] as const;

export const SEVERITIES: Readonly<Record<string, string>> = {
  P0: 'data loss, corruption or a safety violation',
  P1: 'availability loss that needs an operator',
  P2: 'degradation that recovers',
  P3: 'no user impact',
};
