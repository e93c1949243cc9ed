import type { Rule } from './rule.js';
import duplicateSection from './plan/duplicate-section.js';
import missingModelBlock from './plan/missing-model-block.js';

/** Every rule, by id; the order is the order of documentation. */
export const RULES: readonly Rule[] = [duplicateSection, missingModelBlock];

const BY_NAME = new Map(RULES.flatMap((rule) => [[rule.id.toLowerCase(), rule] as const, [rule.name, rule] as const]));

/** A rule by its id (any case) or its name. */
export function findRule(idOrName: string): Rule | undefined {
  return BY_NAME.get(idOrName.toLowerCase());
}

/** Every id and name, for suggestions. */
export function ruleNames(): string[] {
  return RULES.flatMap((rule) => [rule.id, rule.name]);
}
