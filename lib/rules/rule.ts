import type { Range, Source } from '../document/source.js';
import type { Document } from '../document/parse.js';
import type { Plan } from '../plan/model.js';
import type { PlanIndex } from '../plan/index.js';
import type { Report } from '../report/model.js';
import type { Session } from '../session/load.js';
import type { Pack } from '../pack/model.js';
import { AUDIT_KINDS, type AuditKind } from '../history/audit-kinds.js';
import type { DirectiveUse } from '../lint/directives.js';

/** What a document can be; `--type` takes these names. */
export const DOCUMENT_KINDS = [
  'plan',
  'report',
  'session-log',
  'finding',
  'history',
  'evidence',
  'session',
  'skill',
  'pack',
  'config',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export type Severity = 'error' | 'warning';

/** A change of the text that mends a finding; ranges of one finding must not overlap. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** Another place that explains a finding; `source` where it is in another document. */
export interface Related {
  readonly range: Range;
  readonly message: string;
  readonly source?: Source;
}

/** What a rule reports. */
export interface Finding {
  readonly range: Range;
  /** Names the thing and what is wrong with it: `S4 falsifies C7 (durability) but has no §7.M block`. */
  readonly message: string;
  /** What to do, as an imperative; shown on a `help:` line. */
  readonly help?: string;
  readonly related?: readonly Related[];
  /** Only where the edit cannot change what the document means. */
  readonly fix?: readonly Edit[];
  /**
   * What the finding is about, independent of its line: `S4/§7.M/checker`, `C7`, `§7d`. With the rule's id it is the
   * finding's identity in a baseline.
   */
  readonly subject: string;
}

export interface Examples {
  /**
   * Part of a document, as in {@link import('./examples/compose.js').composePlan}; for a session's rule lines that are
   * changed in its files, as in {@link import('./examples/patch.js').readPatch}. What the rule must report, and only
   * that, stands between ⟦ and ⟧: each mark is one finding that begins where the mark begins.
   */
  readonly failing: string;
  /** A near twin that the rule leaves alone. */
  readonly passing: string;
}

export interface RuleMeta {
  /** `DST` and three digits; never reused. */
  readonly id: `DST${string}`;
  /** Kebab-case; may be used wherever the id may. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence: what is reported. */
  readonly summary: string;
  /** What goes wrong in a distributed system's test when this is overlooked. Markdown, a short paragraph or two. */
  readonly why: string;
  readonly examples: Examples;
  /** Guards the soundness of a verdict: it cannot be disabled, lowered or put into a baseline. */
  readonly soundness?: boolean;
  /** Some findings carry a fix. */
  readonly fixable?: boolean;
}

/** A rule that looks at any Markdown document. */
export interface DocumentRule extends RuleMeta {
  readonly on: 'document';
  check(document: Document, report: (finding: Finding) => void): void;
}

/** A rule that looks at a test plan. `index` answers who refers to whom. */
export interface PlanRule extends RuleMeta {
  readonly on: 'plan';
  check(plan: Plan, report: (finding: Finding) => void, index: PlanIndex): void;
}

/** A rule that looks at the comments by which a document disables rules, once it is known what they did. */
export interface DirectiveRule extends RuleMeta {
  readonly on: 'directives';
  check(uses: readonly DirectiveUse[], report: (finding: Finding) => void): void;
}

/** A rule that looks at a findings report alone. */
export interface ReportRule extends RuleMeta {
  readonly on: 'report';
  check(report: Report, say: (finding: Finding) => void): void;
}

/** A report together with the plan that it names. */
export interface Trace {
  readonly report: Report;
  readonly plan: Plan;
  readonly index: PlanIndex;
}

/** A rule that holds a report against its plan; it is off where the plan is not found. */
export interface TraceRule extends RuleMeta {
  readonly on: 'trace';
  check(trace: Trace, say: (finding: Finding) => void): void;
}

/** What a session's rule reports: in a document or record that was read, or on a line of a history, which is not kept. */
export interface SessionFinding extends Finding {
  readonly source: Source;
  /** Set for a history: its line, counted from 1; the range says nothing then. */
  readonly line?: number;
}

/** A rule that looks at a whole session directory: log, report, plan and evidence together. */
export interface SessionRule extends RuleMeta {
  readonly on: 'session';
  check(session: Session, say: (finding: SessionFinding) => void): void;
}

/** What a pack's rule reports, in one of the pack's files. */
export interface PackFinding extends Finding {
  readonly source: Source;
}

/** A rule that looks at a skill pack: its skills, their files, the manifests. */
export interface PackRule extends RuleMeta {
  readonly on: 'pack';
  check(pack: Pack, report: (finding: PackFinding) => void): void;
}

/**
 * A rule of an operation history. A history is read once, as a stream, by {@link import('../history/audit.js').Audit};
 * a rule takes what that has found of one kind.
 */
export interface HistoryRule extends RuleMeta {
  readonly on: 'history';
  readonly kind: AuditKind;
  /** What to do, as an imperative: the same for every finding of the kind. */
  readonly help: string;
}

export type Rule =
  DocumentRule | PlanRule | DirectiveRule | ReportRule | TraceRule | SessionRule | PackRule | HistoryRule;

/** Declares a rule of a history. What makes a verdict unsound is an error that guards it, advice is a warning. */
export function historyRule(rule: Omit<HistoryRule, 'on' | 'severity' | 'soundness'>): HistoryRule {
  const sound = AUDIT_KINDS[rule.kind].level !== 'advice';
  return { ...rule, on: 'history', severity: sound ? 'error' : 'warning', ...(sound ? { soundness: true } : {}) };
}

/** Declares a rule of a report. */
export function reportRule(rule: Omit<ReportRule, 'on'>): ReportRule {
  return { ...rule, on: 'report' };
}

/** Declares a rule that holds a report against its plan. */
export function traceRule(rule: Omit<TraceRule, 'on'>): TraceRule {
  return { ...rule, on: 'trace' };
}

/** Declares a rule of a session directory. */
export function sessionRule(rule: Omit<SessionRule, 'on'>): SessionRule {
  return { ...rule, on: 'session' };
}

/** Declares a rule of a skill pack. */
export function packRule(rule: Omit<PackRule, 'on'>): PackRule {
  return { ...rule, on: 'pack' };
}

/** Declares a rule of a plan. */
export function planRule(rule: Omit<PlanRule, 'on'>): PlanRule {
  return { ...rule, on: 'plan' };
}

/** Declares a rule of any Markdown document. */
export function documentRule(rule: Omit<DocumentRule, 'on'>): DocumentRule {
  return { ...rule, on: 'document' };
}

/** Declares a rule about directives. */
export function directiveRule(rule: Omit<DirectiveRule, 'on'>): DirectiveRule {
  return { ...rule, on: 'directives' };
}
