import { DIRECTIVE_RULES } from './directive/index.js';
import { DOCUMENT_RULES } from './document/index.js';
import { HISTORY_RULES } from './history/index.js';
import { PACK_RULES } from './pack/index.js';
import { COVERAGE_RULES } from './plan/coverage/index.js';
import { SCENARIO_RULES } from './plan/scenario/index.js';
import { STRUCTURE_RULES } from './plan/structure/index.js';
import { REPORT_RULES } from './report/index.js';
import type { Rule } from './rule.js';
import { SESSION_RULES } from './session/index.js';
import { TRACE_RULES } from './trace/index.js';

/** Every rule, in the order of the ids. */
export const RULES: readonly Rule[] = [
  ...DOCUMENT_RULES,
  ...DIRECTIVE_RULES,
  ...STRUCTURE_RULES,
  ...COVERAGE_RULES,
  ...SCENARIO_RULES,
  ...REPORT_RULES,
  ...TRACE_RULES,
  ...SESSION_RULES,
  ...HISTORY_RULES,
  ...PACK_RULES,
].sort((a, b) => (a.id < b.id ? -1 : 1));

const BY_NAME = new Map(RULES.flatMap((rule) => [[rule.id.toLowerCase(), rule] as const, [rule.name, rule] as const]));

/** A rule by its id (any case) or its name. */
export function findRule(idOrName: string): Rule | undefined {
  return BY_NAME.get(idOrName.toLowerCase());
}

/** Every id and name, for suggestions. */
export function ruleNames(): string[] {
  return RULES.flatMap((rule) => [rule.id, rule.name]);
}
