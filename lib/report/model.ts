import type { Row } from '../document/blocks.js';
import type { Ref } from '../document/ids.js';
import type { Document } from '../document/parse.js';
import type { Range, Source } from '../document/source.js';
import type { Text } from '../document/text.js';
import type { Field } from '../plan/model.js';
import type { ConfidencePart, FindingFieldKey, ReportHeaderKey, ReportSectionKey } from '../vocabulary/report.js';
import type { TitledPart } from './titled.js';
import type { SessionVerdictMention, VerdictCell, VerdictMention } from './verdict-cell.js';

/**
 * A findings report as its reader understands it (formats.md §3). As in a plan's model everything keeps its range, and
 * what is missing is undefined or an empty list.
 */
export interface Report {
  readonly kind: 'report';
  readonly source: Source;
  readonly document: Document;
  readonly title: ReportTitle | undefined;
  readonly header: readonly LabelledValue<ReportHeaderKey>[];
  readonly sections: readonly TitledPart<ReportSectionKey>[];
  /** From the summary, else from the header. */
  readonly sessionVerdict: (SessionVerdictMention & { readonly inHeader: boolean }) | undefined;
  /** One for each scenario or arm that a row names. */
  readonly results: readonly ResultEntry[];
  /** Rows of the results table that name no scenario. */
  readonly anonymousRows: readonly Row[];
  readonly findings: readonly ReportFinding[];
  readonly coverage: readonly CoverageLine[];
  readonly disclosures: readonly Disclosure[];
  readonly surfaces: readonly SurfaceRow[];
  readonly adequacy: readonly AdequacyAssessment[];
  readonly confidence: readonly Field<ConfidencePart>[];
  readonly audits: readonly AuditBlock[];
}

export interface ReportTitle {
  readonly slug: string | undefined;
  /** What stands behind the @. */
  readonly utc: string | undefined;
  readonly text: Text;
  readonly range: Range;
}

export interface LabelledValue<K extends string> {
  readonly key: K;
  readonly label: string;
  readonly labelRange: Range;
  readonly value: Text;
}

/** What a row of the results says of one scenario or arm. */
export interface ResultEntry {
  readonly row: Row;
  readonly id: string;
  readonly arm: string | undefined;
  /** `S5/api`. */
  readonly key: string;
  readonly idRange: Range;
  /** An arm that is named by a remark (`S1 Driver A`), and that a plan need not know. */
  readonly variant: boolean;
  /** The id is written without its scenario. */
  readonly shortened: boolean;
  /** The row names several arms at once. */
  readonly folded: boolean;
  /** The row stands for the scenario, and other rows for its arms. */
  readonly aggregate: boolean;
  readonly verdict: VerdictMention | undefined;
  readonly verdictCell: VerdictCell | undefined;
  /** The scenario's name, where the table has a column for it. */
  readonly name: Text | undefined;
  readonly oracle: Text | undefined;
  readonly execution: Text | undefined;
  readonly landing: Text | undefined;
  readonly artifact: Text | undefined;
  readonly reduction: Text | undefined;
  /** All cells behind the verdict as one text: folded columns are found there. */
  readonly evidence: Text;
}

export interface ReportFinding {
  /** `F1`; undefined where the finding has no number. */
  readonly id: string | undefined;
  readonly title: string;
  readonly range: Range;
  /** Fields where there are labels; otherwise the finding is one paragraph. */
  readonly fields: readonly Field<FindingFieldKey>[];
  readonly text: Text;
  /** Scenarios that it names in its field, else anywhere. */
  readonly scenarios: readonly Ref[];
  readonly hypotheses: readonly Ref[];
}

export interface CoverageLine {
  /** Where it stands: a row's first cell, or the beginning of a paragraph. */
  readonly range: Range;
  readonly hypotheses: readonly Ref[];
  readonly scenarios: readonly Ref[];
  readonly text: Text;
  readonly result: Text | undefined;
}

export interface Disclosure {
  readonly scenarios: readonly Ref[];
  readonly text: Text;
}

export interface SurfaceRow {
  readonly row: Row;
  readonly scenario: Text | undefined;
  readonly refs: readonly Ref[];
  readonly surface: Text | undefined;
  readonly positive: Text | undefined;
  readonly negative: Text | undefined;
  readonly verdict: VerdictCell | undefined;
  /** Why the arm did not pass, where the table says so. */
  readonly reason: Text | undefined;
}

export interface AdequacyAssessment {
  /** Where it stands: a row's first cell, or the beginning of a paragraph. */
  readonly range: Range;
  readonly claims: readonly Ref[];
  readonly argument: Text | undefined;
  readonly ran: Text | undefined;
  readonly after: Text | undefined;
}

/** The green-but-broken check of one scenario or arm, or of all where no heading names one. */
export interface AuditBlock {
  readonly keys: readonly string[];
  readonly range: Range;
  readonly items: readonly AuditBox[];
}

export interface AuditBox {
  /** `R1` to `R10`, `W1` to `W14`. */
  readonly id: string;
  readonly ticked: boolean;
  readonly text: Text;
  /** What stands behind the question. */
  readonly evidence: Text;
  readonly range: Range;
}
