/** A section of the test plan (formats.md §1): `key` is the number as it is written, without the § sign. */
export interface SectionSpec {
  readonly key: SectionKey;
  readonly title: string;
  /** Other titles that documents use for it, lower case, without number. */
  readonly aliases: readonly string[];
  readonly required: 'always' | 'project-wide';
  /** What the section is for, in the words that a message can use. */
  readonly purpose: string;
}

export const SECTION_KEYS = [
  '0',
  '1',
  '1b',
  '1c',
  '2',
  '3',
  '4',
  '5',
  '6',
  '6b',
  '7',
  '7b',
  '7c',
  '7d',
  '8',
  '9',
] as const;
export type SectionKey = (typeof SECTION_KEYS)[number];

const section = (
  key: SectionKey,
  title: string,
  purpose: string,
  aliases: readonly string[] = [],
  required: SectionSpec['required'] = 'always',
): SectionSpec => ({ key, title, aliases, required, purpose });

/** The sections in their order. */
export const SECTIONS: readonly SectionSpec[] = [
  section('0', 'Architectural summary', 'the system as it is, so that a reviewer can spot what no scenario touches', [
    'architecture',
    'architecture summary',
    'architectural overview',
    'system architecture',
  ]),
  section('1', 'Scope', 'what is tested and what is left out'),
  section('1b', 'Claims under test', 'the promises that the scenarios try to falsify', ['claims', 'claims tested']),
  section('1c', 'Missing claims discovered', 'behaviour that the code relies on and no document promises', [
    'missing claims',
    'undocumented behavior',
    'undocumented behaviour',
  ]),
  section('2', 'SUT model', 'what the system does about tenancy, persistence, replication, ordering and retries', [
    'system model',
    'the system model',
    'system under test model',
    'model of the sut',
  ]),
  section(
    '3',
    'Existing test inventory',
    'what is already tested, so that gaps are real gaps',
    ['existing tests', 'test inventory', 'existing test coverage'],
    'project-wide',
  ),
  section('4', 'Failure-mode hypotheses', 'how each claim could break', [
    'hypotheses',
    'failure hypotheses',
    'failure modes',
    'failure mode hypotheses',
  ]),
  section('5', 'Coverage matrix', 'claim by hypothesis, with the gap', ['coverage'], 'project-wide'),
  section('6', 'Technique selection', 'why these techniques find what others miss', [
    'techniques',
    'techniques selected',
  ]),
  section('6b', 'Environment requirements', 'what the run needs, and which scenarios fall away without it', [
    'environment',
    'requirements',
    'environment and tooling',
  ]),
  section('7', 'Scenarios', 'the executable specifications', ['test scenarios', 'scenario']),
  section('7b', 'Coverage adequacy argument', 'why the scenarios together would falsify each claim', [
    'adequacy argument',
    'coverage adequacy',
    'adequacy',
  ]),
  section('7c', 'Residual uncertainty', 'what stays unverified, and why that is acceptable', [
    'residual uncertainties',
    'residual risk',
    'residual risks',
  ]),
  section('7d', 'Confidence statement', 'what a reviewer may believe if everything passes', ['confidence']),
  section('8', 'What this plan does NOT cover', 'whole subsystems and modes left out on purpose', [
    'not covered',
    'out of scope',
    'what this plan does not cover',
    'what is not covered',
    'non goals',
  ]),
  section('9', 'Open questions / followups', 'what is still to be decided, by whom and by when', [
    'open questions',
    'open questions and follow ups',
    'open questions and followups',
    'followups',
    'follow ups',
    'open questions follow ups',
  ]),
];

const BY_KEY = new Map(SECTIONS.map((spec) => [spec.key, spec]));

/** The specification of a section. */
export function sectionSpec(key: SectionKey): SectionSpec {
  const spec = BY_KEY.get(key);
  if (spec === undefined) throw new Error(`no section ${key} in the vocabulary`);
  return spec;
}

export function isSectionKey(text: string): text is SectionKey {
  return (SECTION_KEYS as readonly string[]).includes(text);
}
