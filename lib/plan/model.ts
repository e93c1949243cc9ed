import type { Code, Heading, Row, Table } from '../document/blocks.js';
import type { Ref } from '../document/ids.js';
import type { Line } from '../document/lines.js';
import type { Document } from '../document/parse.js';
import type { Range, Source } from '../document/source.js';
import type { Text } from '../document/text.js';
import type { ClaimCategory } from '../vocabulary/claims.js';
import type { HeaderKey, PlanMode } from '../vocabulary/header.js';
import type { GapKind, MatrixVerdict } from '../vocabulary/matrix.js';
import type { ModelName } from '../vocabulary/models.js';
import type { ModelFieldKey, SurfaceFieldKey } from '../vocabulary/blocks.js';
import type { ScenarioFieldKey } from '../vocabulary/scenario.js';
import type { SectionKey } from '../vocabulary/sections.js';

/**
 * A test plan as its reader understands it (formats.md §1). Everything that stands in the file keeps its range;
 * what is missing is undefined or an empty list, never an error: rules decide what that means.
 */
export interface Plan {
  readonly kind: 'plan';
  readonly source: Source;
  readonly document: Document;
  /** `older` plans have exit criteria; `current` ones have the three budgets and §7.M.S. */
  readonly generation: Generation;
  readonly title: Title | undefined;
  readonly header: readonly HeaderField[];
  /** From the header; undefined when it says neither of the two. */
  readonly mode: PlanMode | undefined;
  /** In the order of the file; a section that stands twice is here twice. */
  readonly sections: readonly Section[];
  readonly claims: readonly Claim[];
  readonly missingClaims: readonly MissingClaim[];
  readonly inventory: readonly InventoryRow[];
  readonly hypotheses: readonly Hypothesis[];
  readonly matrix: readonly MatrixRow[];
  readonly techniques: readonly Technique[];
  readonly requirements: readonly Requirement[];
  readonly scenarios: readonly Scenario[];
  readonly adequacy: readonly AdequacyRow[];
  readonly residuals: readonly Residual[];
  readonly confidence: Confidence | undefined;
}

export type Generation = 'current' | 'older';

export interface Title {
  /** What stands behind `Test Plan:`; undefined when the heading has another form. */
  readonly slug: string | undefined;
  readonly text: Text;
  readonly range: Range;
}

export interface HeaderField {
  readonly key: HeaderKey;
  readonly label: string;
  readonly labelRange: Range;
  readonly value: Text;
}

export interface Section {
  readonly key: SectionKey;
  readonly heading: Heading;
  /** The number as written (`5a` for a split section), undefined where the title alone told. */
  readonly number: string | undefined;
  readonly title: string;
  /** False where the number is known and the title is another section's or nobody's. */
  readonly titleMatches: boolean;
  /** Headings of split parts (`5a`, `5b`) inside the section. */
  readonly lines: readonly Line[];
  readonly tables: readonly Table[];
  readonly range: Range;
}

/** A cell that may name several categories, with remarks and negation around them. */
export interface CategoryCell {
  readonly text: Text;
  readonly categories: readonly { readonly name: ClaimCategory; readonly range: Range }[];
  /** Words in the place of a category that are none. */
  readonly unknown: readonly { readonly word: string; readonly range: Range }[];
}

export interface Claim {
  readonly id: string;
  readonly idRange: Range;
  readonly row: Row;
  readonly statement: Text;
  readonly category: CategoryCell | undefined;
  readonly source: Text | undefined;
  readonly inferred: Text | undefined;
  /** Struck through: it is no longer claimed. */
  readonly withdrawn: boolean;
}

export interface MissingClaim {
  readonly id: string;
  readonly idRange: Range;
  readonly row: Row;
  readonly behavior: Text;
  readonly source: Text | undefined;
  readonly action: Text | undefined;
  readonly withdrawn: boolean;
}

export interface InventoryRow {
  readonly row: Row;
  readonly test: Text;
  readonly subsystem: Text | undefined;
  readonly invariant: Text | undefined;
  readonly catches: Text | undefined;
}

export interface Hypothesis {
  readonly id: string;
  readonly idRange: Range;
  readonly title: string;
  /** Everything that is said of it, fields included. */
  readonly text: Text;
  /** Claims and missing claims that it could falsify. */
  readonly falsifies: readonly Ref[];
  readonly because: Text | undefined;
  readonly subsystem: Text | undefined;
  readonly withdrawn: boolean;
}

export interface MatrixRow {
  readonly row: Row;
  readonly claims: readonly Ref[];
  readonly hypotheses: readonly Ref[];
  readonly existing: Text | undefined;
  readonly verdict: { readonly text: Text; readonly value: MatrixVerdict | undefined } | undefined;
  readonly gap: { readonly text: Text; readonly value: GapKind | undefined } | undefined;
  readonly scenarios: readonly Ref[];
  readonly scenarioText: Text | undefined;
  /** A row of the per-claim summary, which has no hypothesis column. */
  readonly summary: boolean;
}

export interface Technique {
  /** `T1`, where the document numbers its techniques. */
  readonly id: string | undefined;
  readonly name: string;
  readonly range: Range;
  readonly hypotheses: readonly Ref[];
  readonly hypothesesField: Text | undefined;
  readonly catches: Text | undefined;
  readonly reference: Text | undefined;
  readonly cost: Text | undefined;
}

export interface Requirement {
  readonly row: Row;
  readonly name: Text;
  readonly version: Text | undefined;
  readonly usedBy: Text | undefined;
  readonly scenarios: readonly Ref[];
  /** `all` or `every scenario` in the place of ids. */
  readonly all: boolean;
  readonly install: Text | undefined;
}

/** A labelled value. */
export interface Field<K extends string> {
  readonly key: K;
  readonly label: string;
  readonly labelRange: Range;
  readonly value: Text;
  /** Code blocks that belong to the value. */
  readonly codes: readonly Code[];
}

export interface Scenario {
  readonly id: string;
  readonly idRange: Range;
  readonly name: string;
  readonly nameRange: Range;
  readonly heading: Heading;
  readonly range: Range;
  /** In the order of the file; a label that stands twice is here twice. */
  readonly fields: readonly Field<ScenarioFieldKey>[];
  readonly falsifies: readonly Ref[];
  readonly closes: readonly Ref[];
  /** Code blocks of the scenario outside its §7.M blocks. */
  readonly codes: readonly Code[];
  /** One for the scenario or one for each arm. */
  readonly models: readonly ModelBlock[];
  readonly surfaces: readonly SurfaceBlock[];
  /** Arms that the §7.M.S block declares. */
  readonly arms: readonly Ref[];
}

/** A §7.M block, or the line that says that none is needed. */
export interface ModelBlock {
  readonly range: Range;
  /** The heading or line that opens it. */
  readonly opening: Text;
  readonly arm: string | undefined;
  /** Set where the block says that it does not apply. */
  readonly notApplicable: Text | undefined;
  readonly fields: readonly Field<ModelFieldKey>[];
  readonly model: ModelChoice | undefined;
}

export interface ModelChoice {
  /** Known models named at the head of the value. */
  readonly names: readonly { readonly name: ModelName; readonly range: Range }[];
  /** The name in `other(<name>)`. */
  readonly other: string | undefined;
  readonly text: Text;
}

/** A §7.M.S block, or the line that says that none is needed. */
export interface SurfaceBlock {
  readonly range: Range;
  readonly opening: Text;
  readonly notApplicable: Text | undefined;
  readonly fields: readonly Field<SurfaceFieldKey>[];
}

export interface AdequacyRow {
  readonly row: Row;
  readonly claimText: Text;
  readonly claims: readonly Ref[];
  readonly threatText: Text | undefined;
  /** Lettered threats; one without a letter when the cell has none. */
  readonly threats: readonly { readonly letter: string | undefined; readonly text: Text }[];
  readonly scenarioText: Text | undefined;
  readonly scenarios: readonly Ref[];
  readonly why: Text | undefined;
}

export interface Residual {
  readonly row: Row;
  readonly uncertainty: Text;
  readonly why: Text | undefined;
  readonly acceptable: Text | undefined;
  readonly revisit: Text | undefined;
  /** Claims, missing claims, hypotheses and scenarios that any cell names. */
  readonly refs: readonly Ref[];
}

export interface Confidence {
  /** The prose of the section, quotes and tables left out. */
  readonly prose: Text;
  readonly sentences: readonly Text[];
  readonly aspects: readonly {
    readonly row: Row;
    readonly claims: readonly Ref[];
    readonly aspect: Text | undefined;
    readonly confidence: Text | undefined;
    readonly reason: Text | undefined;
  }[];
}
