import { RULES } from '../rules/registry.js';
import type { Rule, Severity } from '../rules/rule.js';

/** How one file is to be checked: plain data, so that it can be handed to another thread. */
export interface FileSettings {
  /** Severities that differ from the rules' own, by rule id. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** General Markdown rules as well. */
  readonly hygiene: boolean;
  /** The day, `YYYY-MM-DD` in UTC, by which directives expire. */
  readonly today: string;
}

/** Settings of a run without a configuration. */
export function defaultSettings(now = new Date()): FileSettings {
  return { severities: {}, hygiene: false, today: now.toISOString().slice(0, 10) };
}

/** The rules that settings leave on, and the ids of those that they turn off. */
export function rulesBySettings({ severities }: FileSettings): { on: readonly Rule[]; off: ReadonlySet<string> } {
  const off = new Set(Object.keys(severities).filter((id) => severities[id] === 'off'));
  return { on: off.size === 0 ? RULES : RULES.filter((rule) => !off.has(rule.id)), off };
}

export function severityOf(rule: Rule, { severities }: FileSettings): Severity {
  const own = severities[rule.id];
  return own === undefined || own === 'off' ? rule.severity : own;
}
