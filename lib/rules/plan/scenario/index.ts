import type { Rule } from '../../rule.js';
import missingModelBlock from './missing-model-block.js';

/** DST155–DST185: scenarios, budgets, targets, skeletons, §7.M and §7.M.S. */
export const SCENARIO_RULES: readonly Rule[] = [missingModelBlock];
