/** The legends of the coverage matrix (formats.md §1, section 5). */
export const MATRIX_VERDICTS = ['covered', 'partial', 'not covered'] as const;
export type MatrixVerdict = (typeof MATRIX_VERDICTS)[number];

export const GAP_KINDS = [
  'no test',
  'shallow test',
  'oracle too weak',
  'no fault-injection variant',
  'no scale variant',
] as const;
export type GapKind = (typeof GAP_KINDS)[number];
