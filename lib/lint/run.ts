import { parseDocument, type Document } from '../document/parse.js';
import type { Source } from '../document/source.js';
import { PlanIndex } from '../plan/index.js';
import type { Plan } from '../plan/model.js';
import { planOf } from '../plan/parse.js';
import type { Report } from '../report/model.js';
import { reportOf } from '../report/parse.js';
import { sessionLogOf, type SessionLog } from '../session/log.js';
import { applyDirectives, readDirectives } from './directives.js';
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
  readonly report?: Report;
  readonly log?: SessionLog;
  /** The plan that a report names, where it was found. */
  readonly beside?: { readonly plan: Plan; readonly index: PlanIndex };
}

/** Parses a document of a known kind into its model. */
export function parseAs(kind: DocumentKind, source: Source, beside?: Parsed['beside']): Parsed {
  const document = parseDocument(source);
  if (kind === 'plan') return { kind, source, document, plan: planOf(document) };
  if (kind === 'report')
    return { kind, source, document, report: reportOf(document), ...(beside === undefined ? {} : { beside }) };
  if (kind === 'session-log') return { kind, source, document, log: sessionLogOf(document) };
  return { kind, source, document };
}

/** More findings of one rule in one document help nobody; one more says how many were left out. */
const MOST_PER_RULE = 1000;

/** Runs rules over a parsed document; findings come in the order of the file. */
export function runRules(parsed: Parsed, rules: readonly Rule[] = RULES): Reported[] {
  const found: Reported[] = [];
  const index = parsed.plan === undefined ? undefined : new PlanIndex(parsed.plan);
  for (const rule of rules)
    limited<Finding>(
      (report) => {
        if (rule.on === 'document') rule.check(parsed.document, report);
        else if (rule.on === 'plan' && parsed.plan !== undefined && index !== undefined)
          rule.check(parsed.plan, report, index);
        else if (parsed.report !== undefined && rule.on === 'report') rule.check(parsed.report, report);
        else if (parsed.report !== undefined && parsed.beside !== undefined && rule.on === 'trace')
          rule.check({ report: parsed.report, ...parsed.beside }, report);
      },
      (finding) => found.push({ ...finding, rule }),
    );
  return found.sort(byPlace);
}

/** Runs one rule, and takes its findings up to the limit; one more says how many were left out, where the last one is. */
export function limited<F extends Finding>(
  run: (report: (finding: F) => void) => void,
  take: (finding: F) => void,
): void {
  let count = 0;
  let last: F | undefined;
  run((finding) => {
    count++;
    last = finding;
    if (count <= MOST_PER_RULE) take(finding);
  });
  if (last !== undefined && count > MOST_PER_RULE)
    take({
      ...last,
      message: `${count - MOST_PER_RULE} more findings of this rule are left out; the last of them is here`,
      help: 'mend the first ones, and lint again',
      subject: 'left out',
    });
}

/** The order of the file; findings at one place by rule. */
function byPlace(a: Reported, b: Reported): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.rule.id < b.rule.id ? -1 : 1);
}

export interface Findings {
  readonly found: readonly Reported[];
  /** Findings that directives in the document took away. */
  readonly suppressed: number;
}

/**
 * Runs rules over a parsed document, takes away what its directives disable, and adds what is wrong with these.
 * @param today the day by which directives expire, `YYYY-MM-DD` in UTC
 * @param off ids of rules that are left out on purpose, so that a directive about one is not called unused
 * @param more findings about this document that rules of a whole session have made
 */
export function findingsOf(
  parsed: Parsed,
  rules: readonly Rule[],
  today: string,
  off: ReadonlySet<string> = new Set(),
  more: readonly Reported[] = [],
): Findings {
  const found = more.length === 0 ? runRules(parsed, rules) : [...runRules(parsed, rules), ...more].sort(byPlace);
  const directives = readDirectives(parsed.document);
  if (directives.length === 0) return { found, suppressed: 0 };
  const { kept, uses, suppressed } = applyDirectives(found, directives, parsed.source, today, off);
  const all = [...kept];
  for (const rule of rules)
    if (rule.on === 'directives') rule.check(uses, (finding) => void all.push({ ...finding, rule }));
  return { found: all.sort(byPlace), suppressed };
}
