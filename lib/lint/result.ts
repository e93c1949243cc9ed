import type { DocumentKind, Severity } from '../rules/rule.js';
import type { SessionSummary } from './session-summary.js';

/** A place in a file: lines and columns from 1, columns in UTF-16 code units, the end exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One replacement of a fix. `range` holds offsets in UTF-16 code units into the text without its byte order mark. */
export interface MessageEdit extends Span {
  readonly range: readonly [number, number];
  readonly text: string;
}

export interface RelatedPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A finding as formats print it: plain data, so that it can cross a thread and be cached. */
export interface Message extends Span {
  /** `DST111`, or `MD012` for a general Markdown rule. */
  readonly ruleId: string;
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly related?: readonly RelatedPlace[];
  readonly fix?: { readonly edits: readonly MessageEdit[] };
  /** What the finding is about, independent of its line; with `ruleId` its identity in a baseline. */
  readonly subject: string;
  /** It guards a verdict's soundness: neither baseline nor directive takes it away. */
  readonly soundness?: boolean;
  /** The source line where the finding begins, cut at {@link EXCERPT_LIMIT}; only where a format asks for it. */
  readonly excerpt?: string;
}

/** Longer source lines are cut in excerpts. */
export const EXCERPT_LIMIT = 400;

/** How much of a document the rules looked at, by what it is: `{ claims: 40, scenarios: 17 }`. */
export type Counts = Readonly<Record<string, number>>;

/** The result for one file. It holds no text of the file, so that memory does not grow with what was read. */
export interface FileResult {
  /** As shown: relative to the working directory, with forward slashes. */
  readonly path: string;
  readonly type: DocumentKind;
  readonly messages: readonly Message[];
  readonly checked: Counts;
  readonly suppressed: Suppressed;
  /** Findings that `--fix` has mended. */
  readonly fixed: number;
  /** What was not done, and why. */
  readonly notes?: readonly string[];
  /** Of a session directory: its verdict and its scenarios', which is what a reviewer wants first. */
  readonly session?: SessionSummary;
}

export interface Suppressed {
  /** By directives in the document. */
  readonly directives: number;
  readonly baseline: number;
}

/** A file that could not be checked at all. */
export interface FileProblem {
  readonly path: string;
  readonly message: string;
  readonly help?: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a whole run found. */
export interface Summary {
  readonly files: number;
  readonly types: Readonly<Partial<Record<DocumentKind, number>>>;
  readonly checked: Counts;
  readonly errors: number;
  readonly warnings: number;
  readonly fixable: number;
  readonly fixed: number;
  readonly suppressed: Suppressed;
  /** Found in a directory or by a glob, and no test document. */
  readonly leftOut: number;
  /** Named or found, and ignored by the configuration. */
  readonly ignored: number;
  readonly problems: number;
  /** Entries of the baseline that nothing needs any more. */
  readonly staleBaseline: number;
}
