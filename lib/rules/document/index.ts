import type { Rule } from '../rule.js';

/** DST0xx: any Markdown document. */
export const DOCUMENT_RULES: readonly Rule[] = [];
