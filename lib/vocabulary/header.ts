/** The bold labels at the head of a test plan (formats.md §1). */
export interface HeaderSpec {
  readonly key: HeaderKey;
  readonly label: string;
  readonly aliases: readonly string[];
}

export const HEADER_KEYS = ['date', 'mode', 'sut', 'change', 'author', 'status'] as const;
export type HeaderKey = (typeof HEADER_KEYS)[number];

export const HEADER_FIELDS: readonly HeaderSpec[] = [
  { key: 'date', label: 'Date', aliases: ['plan date', 'created'] },
  { key: 'mode', label: 'Plan mode', aliases: ['mode'] },
  { key: 'sut', label: 'SUT', aliases: ['system under test', 'system'] },
  { key: 'change', label: 'Change under test', aliases: ['change', 'commit under test', 'change tested'] },
  { key: 'author', label: 'Plan author', aliases: ['author', 'plan authors', 'authors'] },
  { key: 'status', label: 'Status', aliases: ['plan status'] },
];

export const PLAN_MODES = ['change-scoped', 'project-wide'] as const;
export type PlanMode = (typeof PLAN_MODES)[number];

export const PLAN_STATUSES = ['draft', 'reviewed', 'executed'] as const;
