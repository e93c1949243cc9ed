import { RULES } from '../rules/registry.js';
import type { Rule, Severity } from '../rules/rule.js';

/** How one file is to be checked: plain data, so that it can be handed to another thread. */
export interface FileSettings {
  /** Severities that differ from the rules' own, by rule id. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** General Markdown rules as well. */
  readonly hygiene: boolean;
}

export const DEFAULT_SETTINGS: FileSettings = { severities: {}, hygiene: false };

/** The rules that settings leave on. */
export function activeRules({ severities }: FileSettings): readonly Rule[] {
  return RULES.filter((rule) => severities[rule.id] !== 'off');
}

export function severityOf(rule: Rule, { severities }: FileSettings): Severity {
  const own = severities[rule.id];
  return own === undefined || own === 'off' ? rule.severity : own;
}
