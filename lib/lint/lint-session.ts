import type { Source } from '../document/source.js';
import { loadSession, type Session } from '../session/load.js';
import { fails, statedOf } from '../rules/session/support.js';
import type { DocumentKind, Rule, SessionFinding } from '../rules/rule.js';
import type { RecheckBudget } from '../session/recheck-budget.js';
import { countsOf } from './coverage.js';
import { historyMessages } from './lint-history.js';
import { excerptOf, messageOf } from './messages.js';
import type { FileProblem, FileResult, Message } from './result.js';
import { findingsOf, limited, type Parsed, type Reported } from './run.js';
import { summaryOf, type SessionSummary } from './session-summary.js';
import { rulesBySettings, type FileSettings } from './settings.js';
import { statedSummary } from './stated-summary.js';

export interface SessionAudit {
  readonly summary: SessionSummary;
  /** The session itself first, then each of its files that has a finding or was checked. */
  readonly results: readonly FileResult[];
  /** Documents that could not be read, so that nothing in them was checked. */
  readonly problems: readonly FileProblem[];
}

export interface SessionRequest {
  readonly directory: string;
  readonly plan?: string;
  readonly shownAs: (path: string) => string;
  readonly settings: (path: string) => FileSettings;
  readonly excerpts: boolean;
  /** What running the built-in checkers again may cost; undefined where they are not run. */
  readonly recheck?: RecheckBudget | undefined;
}

/** Audits a session directory as a whole: its documents by their own rules, and everything by the session's rules. */
export async function lintSession(request: SessionRequest): Promise<SessionAudit> {
  return auditSession(await loadSession(request.directory, request), request);
}

/** The audit of a session that was read by the same request. */
export function auditSession(session: Session, request: Omit<SessionRequest, 'directory'>): SessionAudit {
  const settings = request.settings(session.directory);
  const { on, off } = rulesBySettings(settings);
  const byFile = findingsByFile(session, on);
  const histories = messagesByHistory(session, on, settings, request.excerpts);
  const summary = statedSummary(session) ?? summaryOf(session, request.recheck !== undefined);
  const results: FileResult[] = [];
  let ofSession: readonly Message[] = [];
  for (const parsed of documentsOf(session)) {
    const { kind, source } = parsed;
    const own = byFile.get(source.path);
    byFile.delete(source.path);
    const { found, suppressed } = findingsOf(parsed, on, settings.today, off, own?.found ?? []);
    const messages = found.map((one) => messageOf(source, source.path, one, settings, request.excerpts));
    results.push({
      path: source.path,
      type: kind,
      messages,
      checked: countsOf(parsed),
      suppressed: { directives: suppressed, baseline: 0 },
      fixed: 0,
    });
  }
  for (const [path, { found, source }] of byFile) {
    const messages = found.map((one) => placed(one, source, path, settings, request.excerpts));
    const own = histories.get(path) ?? [];
    histories.delete(path);
    if (path === session.shown) ofSession = messages;
    else {
      const type = /history\.jsonl(\.gz)?$/.test(path) ? 'history' : 'evidence';
      results.push(resultOf(path, type, [...messages, ...own]));
    }
  }
  for (const [path, messages] of histories) results.push(resultOf(path, 'history', messages));
  const head: FileResult = {
    path: session.shown,
    type: 'session',
    messages: ofSession,
    checked: { verdicts: session.states.length, evidence: session.arms.size, files: session.files.size },
    suppressed: { directives: 0, baseline: 0 },
    fixed: 0,
    session: summary,
  };
  return { summary, results: [head, ...results], problems: session.unread };
}

function resultOf(path: string, type: DocumentKind, messages: readonly Message[]): FileResult {
  return { path, type, messages, checked: {}, suppressed: { directives: 0, baseline: 0 }, fixed: 0 };
}

/** What the rules of histories say about those of the arms. A control's may show what an honest run must not. */
function messagesByHistory(
  session: Session,
  rules: readonly Rule[],
  settings: FileSettings,
  excerpts: boolean,
): Map<string, readonly Message[]> {
  const byPath = new Map<string, readonly Message[]>();
  for (const [key, { shown, history, historyFile }] of session.arms) {
    // No violation depends on a fault, and DST406 has the row count the windows that landed.
    const unseen = fails(session, key) || statedOf(session, key) === 'INCONCLUSIVE-fault-not-proven';
    const findings = (history?.findings ?? []).filter(({ kind }) => !(unseen && kind === 'epoch-unseen'));
    const messages = historyMessages(findings, rules, settings, excerpts);
    if (messages.length > 0) byPath.set(`${shown}/${historyFile}`, messages);
  }
  return byPath;
}

type Found = Reported & { readonly line?: number };

function findingsByFile(session: Session, rules: readonly Rule[]): Map<string, { source: Source; found: Found[] }> {
  const byFile = new Map<string, { source: Source; found: Found[] }>();
  for (const rule of rules)
    if (rule.on === 'session')
      limited<SessionFinding>(
        (report) => rule.check(session, report),
        ({ source, ...finding }) => {
          const file = byFile.get(source.path) ?? { source, found: [] };
          file.found.push({ ...finding, rule });
          byFile.set(source.path, file);
        },
      );
  return byFile;
}

/** The session's documents as they were parsed when it was read. */
function documentsOf({ log, report, findingFiles, plan }: Session): Parsed[] {
  const beside = plan === undefined ? {} : { beside: { plan: plan.plan, index: plan.index } };
  return [
    ...(report === undefined
      ? []
      : [{ kind: 'report' as const, source: report.source, document: report.document, report, ...beside }]),
    ...(log === undefined ? [] : [{ kind: 'session-log' as const, source: log.source, document: log.document, log }]),
    ...findingFiles.map(({ source, document }) => ({ kind: 'finding' as const, source, document })),
  ];
}

/** A message with its place; a line of a history is known by its number alone. */
function placed(found: Found, source: Source, path: string, settings: FileSettings, excerpts: boolean): Message {
  const message = messageOf(source, path, found, settings, false);
  if (found.line !== undefined) return { ...message, line: found.line, column: 1, endLine: found.line, endColumn: 1 };
  return excerpts && source.text !== '' ? { ...message, excerpt: excerptOf(source, message.line) } : message;
}
