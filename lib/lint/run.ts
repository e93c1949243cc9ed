import { parseDocument, type Document } from '../document/parse.js';
import type { Source } from '../document/source.js';
import { PlanIndex } from '../plan/index.js';
import type { Plan } from '../plan/model.js';
import { planOf } from '../plan/parse.js';
import { RULES } from '../rules/registry.js';
import type { DocumentKind, Finding, Rule } from '../rules/rule.js';

/** A finding with the rule that made it. */
export interface Reported extends Finding {
  readonly rule: Rule;
}

/** A parsed document with its model. */
export interface Parsed {
  readonly kind: DocumentKind;
  readonly source: Source;
  readonly document: Document;
  readonly plan?: Plan;
}

/** Parses a document of a known kind into its model. */
export function parseAs(kind: DocumentKind, source: Source): Parsed {
  const document = parseDocument(source);
  return kind === 'plan' ? { kind, source, document, plan: planOf(document) } : { kind, source, document };
}

/** Runs rules over a parsed document; findings come in the order of the file. */
export function runRules(parsed: Parsed, rules: readonly Rule[] = RULES): Reported[] {
  const found: Reported[] = [];
  const index = parsed.plan === undefined ? undefined : new PlanIndex(parsed.plan);
  for (const rule of rules) {
    const report = (finding: Finding): void => void found.push({ ...finding, rule });
    if (rule.on === 'document') rule.check(parsed.document, report);
    else if (parsed.plan !== undefined && index !== undefined) rule.check(parsed.plan, report, index);
  }
  return found.sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.rule.id < b.rule.id ? -1 : 1),
  );
}
