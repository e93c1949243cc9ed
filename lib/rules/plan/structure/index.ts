import type { Rule } from '../../rule.js';
import duplicateSection from './duplicate-section.js';

/** DST100–DST129 and DST197–DST199: header, sections, claims, and counts in prose. */
export const STRUCTURE_RULES: readonly Rule[] = [duplicateSection];
