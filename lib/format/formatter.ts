import type { FileProblem, FileResult, Summary } from '../lint/result.js';

/** What a format may need beside the results. */
export interface FormatContext {
  /** The package's version. */
  readonly version: string;
  readonly color: boolean;
  /** The width of the terminal. */
  readonly columns: number;
  /** Absolute. */
  readonly cwd: string;
}

/**
 * Turns results into text as they come, so that a run over thousands of files holds none of them. The pieces in
 * their order (begin, then files and problems, then end) are the whole output.
 */
export interface Formatter {
  begin?(): string;
  file(result: FileResult): string;
  /** A file that could not be checked. */
  problem(problem: FileProblem): string;
  end(summary: Summary): string;
}

export type CreateFormatter = (context: FormatContext) => Formatter;
