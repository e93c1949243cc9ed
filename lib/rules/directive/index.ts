import type { Rule } from '../rule.js';
import directiveExpired from './directive-expired.js';
import directiveMalformed from './directive-malformed.js';
import directiveOnSoundnessRule from './directive-on-soundness-rule.js';
import directiveUnused from './directive-unused.js';
import directiveWithoutReason from './directive-without-reason.js';

/** DST005–DST009: the comments by which a document disables rules. */
export const DIRECTIVE_RULES: readonly Rule[] = [
  directiveWithoutReason,
  directiveMalformed,
  directiveUnused,
  directiveExpired,
  directiveOnSoundnessRule,
];
