import type { Rule } from '../../rule.js';

/** DST130–DST154 and DST186–DST196: hypotheses, matrix, techniques, requirements, adequacy, residuals, confidence. */
export const COVERAGE_RULES: readonly Rule[] = [];
