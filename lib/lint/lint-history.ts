import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { historyName } from '../evidence/folder.js';
import { historyFacts, type HistoryFacts } from '../evidence/history-facts.js';
import { readEvidence } from '../evidence/read.js';
import type { AuditPlace, AuditResult } from '../history/audit-kinds.js';
import { ReadError } from '../history/lines.js';
import type { HistoryRule, Rule } from '../rules/rule.js';
import { keyOfFolder, planOfSession } from '../session/load.js';
import { sessionAbove } from '../session/paths.js';
import { knownOfRun, loadPlan } from '../session/plan-of.js';
import { EVIDENCE_FILES } from '../vocabulary/evidence-files.js';
import { classifyRecords, headOf } from './classify-records.js';
import { unreadable, whyNotRegular } from './read.js';
import type { Message } from './result.js';
import { rulesBySettings, severityOf, type FileSettings } from './settings.js';
import type { Job, Outcome } from './work.js';

export interface HistoryOptions {
  readonly excerpts: boolean;
  /** The model, where no checker.json beside the history names it. */
  readonly model: string | undefined;
}

/**
 * Checks an operation history as a stream, whatever its size.
 * @param bytes the history where it does not come from the file (standard input)
 */
export async function lintHistory(job: Job, options: HistoryOptions, bytes?: Buffer): Promise<Outcome> {
  const { path, shown, settings } = job;
  if (bytes === undefined) {
    const problem = whyNotRegular(path, shown);
    if (problem !== undefined) return { kind: 'problem', problem };
  }
  const refused = job.type === 'history' ? undefined : recognise(job, bytes);
  if (refused !== undefined) return refused;
  try {
    const facts = await factsOf(job, options.model, bytes);
    if (facts.lines === 0)
      return {
        kind: 'problem',
        problem: { path: shown, message: 'is empty', help: 'an empty history cannot be clean' },
      };
    const { on } = rulesBySettings(settings);
    const notes = facts.noModel ? [NO_MODEL] : [];
    return {
      kind: 'result',
      result: {
        path: shown,
        type: 'history',
        messages: historyMessages(facts.findings, on, settings, options.excerpts),
        ...(notes.length === 0 ? {} : { notes }),
        checked: { operations: facts.total.ok + facts.total.fail + facts.total.info, processes: facts.processes },
        suppressed: { directives: 0, baseline: 0 },
        fixed: 0,
      },
    };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const { problem, line, column } = error;
    return {
      kind: 'problem',
      problem: {
        path: shown,
        message: problem,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      },
    };
  }
}

const NO_MODEL =
  'no model is known, so that what a model needs (its op_types and fields, values that differ) was not looked at; name it: --model <name>';

function recognise({ path, shown, named }: Job, bytes: Buffer | undefined): Outcome | undefined {
  let head: Buffer;
  try {
    head = bytes ?? headOf(path);
  } catch (error) {
    return { kind: 'problem', problem: unreadable(shown, error) };
  }
  const kind = classifyRecords(path, head);
  if (kind === 'history') return undefined;
  if (!named) return { kind: 'left-out' };
  const problem =
    kind === 'evidence'
      ? {
          path: shown,
          message: 'is a record of a session, which is checked together with its history',
          help: 'name the session directory: dst-skills lint <session>',
        }
      : {
          path: shown,
          message: 'is of unknown kind: its first line is no operation',
          help: 'an operation has op_id, process_id, invoke_ts and op_type; or say what it is: --type history',
        };
  return { kind: 'problem', problem };
}

/** The history's facts, with what lies beside it: the fault windows, the checker's model, the plan's claims. */
async function factsOf(
  job: Job,
  model: string | undefined,
  bytes: Buffer | undefined,
): Promise<HistoryFacts & { noModel: boolean }> {
  const { path, shown } = job;
  const given = model === undefined ? {} : { model };
  if (bytes !== undefined || basename(path) !== historyName(dirname(path))) {
    const source = bytes === undefined ? path : Readable.from([bytes]);
    return { ...(await historyFacts(source, shown, undefined, given)), noModel: model === undefined };
  }
  const folder = dirname(path);
  const session = sessionAbove(folder);
  const plan =
    job.plan !== undefined
      ? loadPlan(resolve(job.plan), job.plan)
      : session === undefined
        ? undefined
        : planOfSession(session);
  const inside = session === undefined ? basename(folder) : relative(session, folder).split('\\').join('/');
  const known = knownOfRun(plan, keyOfFolder(inside.replace(/^evidence\//, '')));
  const windows = existsSync(resolve(folder, EVIDENCE_FILES.nemesis));
  const evidence = await readEvidence(folder, dirname(shown), { ...given, ...known, windows });
  if (evidence.historyError !== undefined) throw evidence.historyError;
  if (evidence.history === undefined) throw new ReadError(shown, 'does not exist');
  return { ...evidence.history, noModel: (evidence.checker?.value?.model ?? model) === undefined };
}

/** What a history's rules say about it, in the order of the file. */
export function historyMessages(
  findings: readonly AuditResult[],
  rules: readonly Rule[],
  settings: FileSettings,
  excerpts: boolean,
): Message[] {
  const byKind = new Map(rules.flatMap((rule) => (rule.on === 'history' ? [[rule.kind, rule] as const] : [])));
  const messages: Message[] = [];
  for (const { kind, count, places } of findings) {
    const rule = byKind.get(kind);
    if (rule === undefined) continue;
    for (const place of places) messages.push(messageOf(rule, place, settings, excerpts));
    const last = places.at(-1);
    if (last !== undefined && count > places.length)
      messages.push({
        ...messageOf(rule, last, settings, false),
        message: `${count - places.length} more findings of this rule are left out, ${count} in all; the last that is shown is here`,
        help: 'mend what writes the history, and record it again',
      });
  }
  return messages.sort((a, b) => a.line - b.line || a.column - b.column);
}

function messageOf(rule: HistoryRule, place: AuditPlace, settings: FileSettings, excerpts: boolean): Message {
  const { line, column, endColumn, message, excerpt } = place;
  return {
    ruleId: rule.id,
    name: rule.name,
    severity: severityOf(rule, settings),
    message,
    line,
    column,
    endLine: line,
    endColumn,
    help: rule.help,
    subject: `history/${rule.kind}`,
    ...(rule.soundness === true ? { soundness: true } : {}),
    ...(excerpts && excerpt !== undefined && excerpt !== '' ? { excerpt } : {}),
  };
}
