import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Source } from '../../lib/document/source.js';
import { findingsOf, parseAs, type Reported } from '../../lib/lint/run.js';
import { RULES } from '../../lib/rules/registry.js';
import { PlanIndex } from '../../lib/plan/index.js';
import { parsePlan } from '../../lib/plan/parse.js';
import type { DocumentKind, Rule } from '../../lib/rules/rule.js';
import { ROOT } from './run.js';

/** The plan that the rules' examples are put into; it lints clean. */
export const BASE_PLAN = readFileSync(join(ROOT, 'lib', 'rules', 'examples', 'base-plan.md'), 'utf8');

/** The report that the rules' examples are put into; its plan is the base plan. */
export const BASE_REPORT = readFileSync(join(ROOT, 'lib', 'rules', 'examples', 'base-report.md'), 'utf8');

/** Findings of all rules, or of those given, over a text; directives in the text are heeded. */
export function lintText(
  text: string,
  kind: DocumentKind = 'plan',
  rules: readonly Rule[] = RULES,
  path = `${kind}.md`,
): Reported[] {
  const plan = kind === 'report' ? parsePlan(new Source('plan.md', BASE_PLAN)) : undefined;
  const beside = plan === undefined ? undefined : { plan, index: new PlanIndex(plan) };
  const parsed = parseAs(kind, new Source(path, text), beside);
  // What is wrong with a directive is only known when every rule has run.
  const about = rules.every((rule) => rule.on === 'directives');
  const { found } = findingsOf(parsed, about ? RULES : rules, '2026-03-14');
  return found.filter(({ rule }) => rules.includes(rule));
}

/** `DST111@12:4 message` for each finding: what a failed test should show. */
export function show(text: string, findings: readonly Reported[]): string[] {
  const source = new Source('shown', text);
  return findings.map(({ rule, range, message }) => {
    const { line, column } = source.position(range.start);
    return `${rule.id}@${line}:${column} ${message}`;
  });
}
