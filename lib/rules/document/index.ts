import type { Rule } from '../rule.js';
import guidanceCommentLeftIn from './guidance-comment-left-in.js';
import templateGuidanceLeftIn from './template-guidance-left-in.js';
import unfilledPlaceholder from './unfilled-placeholder.js';

/** DST0xx: any Markdown document. */
export const DOCUMENT_RULES: readonly Rule[] = [unfilledPlaceholder, templateGuidanceLeftIn, guidanceCommentLeftIn];
