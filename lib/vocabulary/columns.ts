/** A column of a document's table, with the other headings that documents use for it, lower case. */
export interface ColumnSpec<K extends string = string> {
  readonly key: K;
  readonly label: string;
  readonly aliases: readonly string[];
}

export const column = <K extends string>(key: K, label: string, ...aliases: string[]): ColumnSpec<K> => ({
  key,
  label,
  aliases,
});

/** The columns of a plan's tables (formats.md §1). */
export const CLAIM_COLUMNS = [
  column('id', 'ID', '#', 'claim id', 'no'),
  column('claim', 'Claim', 'statement', 'promise'),
  column('category', 'Category', 'kind', 'type', 'categories'),
  column('source', 'Source', 'sources', 'source file line', 'evidence', 'source / evidence'),
  column('inferred', 'Inferred?', 'inferred', 'confidence', 'documented?', 'documented'),
] as const;

export const MISSING_CLAIM_COLUMNS = [
  column('id', 'ID', '#'),
  column(
    'behavior',
    'Behavior the code relies on',
    'behaviour the code relies on',
    'behavior',
    'behaviour',
    'behaviour relied on',
    'behavior relied on',
    'missing claim',
  ),
  column('source', 'Source / evidence', 'source', 'evidence', 'evidence searched'),
  column('action', 'Suggested action', 'action', 'suggestion'),
] as const;

export const INVENTORY_COLUMNS = [
  column('test', 'Test / harness', 'test', 'harness', 'test or harness'),
  column('subsystem', 'Subsystem', 'area', 'component'),
  column('invariant', 'Invariant pinned', 'invariant', 'invariants', 'invariants pinned', 'pins'),
  column('catches', 'Failure modes it catches', 'failure modes', 'failure modes caught', 'catches'),
] as const;

export const HYPOTHESIS_COLUMNS = [
  column('id', 'ID', 'hypothesis', 'h', '#'),
  column('statement', 'Statement', 'title', 'failure mode', 'description', 'what could go wrong'),
  column('falsifies', 'Could falsify', 'falsifies', 'claims', 'claim', 'targets'),
  column('because', 'Suspected because', 'why', 'reason', 'because'),
  column('subsystem', 'Subsystem', 'area', 'component'),
] as const;

export const MATRIX_COLUMNS = [
  column('claim', 'Claim', 'claims', 'claim ids'),
  column('hypothesis', 'Hypothesis', 'h', 'hypotheses'),
  column('existing', 'Existing tests', 'existing test', 'existing'),
  column('verdict', 'Verdict', 'status', 'status today', 'coverage'),
  column('gap', 'Gap kind', 'gap', 'worst case gap', 'worst gap'),
  column(
    'scenario',
    'Recommended scenario',
    'scenario',
    'scenarios',
    'recommended scenarios',
    'top scenarios to close',
    'top scenario to close',
  ),
] as const;

export const REQUIREMENT_COLUMNS = [
  column('requirement', 'Requirement', 'tool', 'capability'),
  column('version', 'Version floor', 'version', 'minimum version'),
  column('scenarios', 'Used by scenarios', 'used by', 'scenarios', 'scenarios that need it', 'needed by'),
  column('install', 'Install hint', 'install', 'how to get it', 'installation'),
] as const;

export const ADEQUACY_COLUMNS = [
  column('claim', 'Claim', 'claims'),
  column('threats', 'Threat model', 'threats', 'threat', 'threat model how it could fail', 'threats how it could fail'),
  column(
    'scenarios',
    'Scenarios that exercise the threats',
    'scenarios',
    'scenarios exercising them',
    'scenarios that exercise them',
  ),
  column('why', 'Why these are sufficient', 'why sufficient', 'why that is sufficient', 'sufficiency', 'why'),
] as const;

export const RESIDUAL_COLUMNS = [
  column('uncertainty', 'Uncertainty', 'residual uncertainty', 'what'),
  column('why', 'Why uncovered', 'why', 'why not covered'),
  column('acceptable', 'Why acceptable today', 'why acceptable', 'acceptable because'),
  column('revisit', 'When to revisit', 'revisit', 'revisit when'),
] as const;

export const CONFIDENCE_COLUMNS = [
  column('claim', 'Claim', 'claims'),
  column('aspect', 'Aspect', 'surface'),
  column('confidence', 'Confidence', 'level'),
  column('reason', 'Reason', 'why', 'evidence'),
] as const;
