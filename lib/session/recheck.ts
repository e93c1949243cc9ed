import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { VERSION } from '../cli/version.js';
import { CheckThread } from '../check/in-worker.js';
import { CHECKERS } from '../check/registry.js';
import type { CheckRecord, CheckRequest } from '../check/record.js';
import { recordContradictions } from '../evidence/facts.js';
import type { Evidence } from '../evidence/read.js';
import type { HistoryFacts } from '../evidence/history-facts.js';
import type { CheckerRecordFile } from '../evidence/types.js';
import type { Json } from '../history/operation.js';
import type { RecheckBudget } from './recheck-budget.js';

/** What is kept of a check: its witness would fill the memory. */
type Again = Answer & Pick<CheckRecord, 'ops_consumed' | 'ops_excluded' | 'indeterminate' | 'partitions'>;

/** Where a record says something else than its checker does when it runs again. */
export interface Difference {
  readonly path: readonly string[];
  readonly message: string;
}

/** What a record's figures are replaced by where the checker does not give them again. */
export type Answer = Pick<CheckerRecordFile, 'result' | 'reason' | 'anomalies' | 'exit_code'>;

/** What running the checker of a record again has shown; `answer` is set where it is another one than the record's. */
export interface Recheck {
  readonly answer: Answer | undefined;
  readonly differences: readonly Difference[];
  /** Why it was not run, or why its answer does not count. */
  readonly skipped: string | undefined;
}

/** How many checkers run at a time. */
const AT_ONCE = 2;

/** Answers by history, checker and options: controls are shared by scenarios, and `--watch` meets the same files again. */
const answers = new Map<string, Again>();
const MOST_ANSWERS = 1000;

/**
 * Runs the built-in checkers of a session again, each on the history that lies beside its record, and compares
 * (field-facts EV50). Records of other checkers, other versions and models of the user's own are left alone and told.
 * @param evidence by scenario, arm or directory
 */
export async function recheckAll(
  evidence: ReadonlyMap<string, Evidence>,
  budget: RecheckBudget,
): Promise<ReadonlyMap<string, Recheck>> {
  const found = new Map<string, Recheck>();
  const deadline = performance.now() + budget.seconds * 1000;
  // The small ones first, so that one large history does not keep the others from their turn.
  const waiting = [...evidence].sort(([, a], [, b]) => (a.history?.bytes ?? 0) - (b.history?.bytes ?? 0));
  const work = async (): Promise<void> => {
    const thread = new CheckThread(budget.memoryMegabytes);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [key, one] = next;
        const recheck = await recheckOne(one, budget, deadline, thread);
        if (recheck !== undefined) found.set(key, recheck);
      }
    } finally {
      await thread.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

const skip = (why: string): Recheck => ({ answer: undefined, differences: [], skipped: why });

/** Undefined where there is nothing to run: no record, no history, or the record is about another history. */
async function recheckOne(
  evidence: Evidence,
  budget: RecheckBudget,
  deadline: number,
  thread: CheckThread,
): Promise<Recheck | undefined> {
  const record = evidence.checker?.value;
  const { history } = evidence;
  if (record === undefined || history === undefined || record.input.sha256 !== history.sha256) return undefined;
  const foreign = notOurs(record);
  const version = otherVersion(record);
  // What another version called a violation may be one by other rules. What it called valid is asked again.
  if (foreign !== undefined || (version !== undefined && record.result !== 'valid'))
    return skip(foreign ?? version ?? '');
  const told = await answerOf(evidence, record, history, budget, deadline, thread);
  if ('skipped' in told) return version !== undefined && told.skipped === undefined ? skip(version) : told;
  const found = differences(evidence, record, told);
  const answer = found.some(({ path }) => path[0] === 'result') ? told : undefined;
  if (version !== undefined && told.result !== 'invalid') return skip(version);
  return { answer, differences: found, skipped: undefined };
}

/** What the checker answers; or why there is no answer to compare with. */
async function answerOf(
  evidence: Evidence,
  record: CheckerRecordFile,
  history: HistoryFacts,
  budget: RecheckBudget,
  deadline: number,
  thread: CheckThread,
): Promise<Again | Recheck> {
  const key = JSON.stringify([record.checker, record.model, optionsOf(record), history.sha256]);
  let again = answers.get(key);
  if (again === undefined) {
    if (history.bytes > budget.largestHistory) return skip(`its history has ${megabytes(history.bytes)}`);
    const seconds = (deadline - performance.now()) / 1000;
    if (seconds < 0.1) return skip(`the ${budget.seconds} s were over`);
    let full: CheckRecord;
    try {
      full = await thread.check(requestOf(evidence, record, seconds, budget));
    } catch (error) {
      if (error instanceof UserError) return refused(record, error.message);
      throw error;
    }
    if (full.result === 'unknown' && (full.ops_total === null || performance.now() > deadline - 50))
      return skip(`it did not end within ${budget.seconds} s and ${budget.memoryMegabytes} MB`);
    if (full.result === 'unknown' && /memory/.test(full.reason ?? ''))
      return skip(`it did not end within ${budget.memoryMegabytes} MB`);
    // The file was exchanged while the session was read.
    if (full.input.sha256 !== history.sha256) return skip('its history changed meanwhile');
    again = slim(full);
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(key, again);
  }
  return again;
}

function requestOf(
  { directory, historyFile }: Evidence,
  record: CheckerRecordFile,
  timeoutSeconds: number,
  { memoryMegabytes }: RecheckBudget,
): CheckRequest {
  return {
    file: join(directory, historyFile),
    checker: record.checker,
    ...(record.model === null ? {} : { model: record.model }),
    options: optionsOf(record),
    timeoutSeconds,
    memoryMegabytes,
  };
}

function slim(full: CheckRecord): Again {
  const { result, reason, exit_code, ops_consumed, ops_excluded, indeterminate, partitions } = full;
  const anomalies = full.anomalies as unknown as readonly Json[];
  return { result, reason, exit_code, ops_consumed, ops_excluded, indeterminate, partitions, anomalies };
}

/** Why a record cannot be made again here; undefined where it can. */
function notOurs(record: CheckerRecordFile): string | undefined {
  const entry = Object.hasOwn(CHECKERS, record.checker) ? CHECKERS[record.checker] : undefined;
  if (entry === undefined) return `${record.checker} is no built-in checker`;
  if (record.model !== null && entry.models.length > 0 && !entry.models.includes(record.model))
    return `its model ${record.model} is not built in`;
  const from = record.args?.from;
  if (from !== undefined && from !== null && from !== 'jsonl') return `its input was in the format ${from}`;
  return undefined;
}

function otherVersion({ version }: CheckerRecordFile): string | undefined {
  return version === VERSION ? undefined : `its record is of version "${version}", and this is "${VERSION}"`;
}

function optionsOf({ args }: CheckerRecordFile): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (const [name, value] of Object.entries(args?.options ?? {})) if (typeof value === 'string') options[name] = value;
  return options;
}

/** A checker that refuses the history has never given the answer that the record claims. */
function refused(record: CheckerRecordFile, message: string): Recheck {
  const found = [
    { path: ['result'], message: `the record says ${record.result}, and the checker refuses this history: ${message}` },
  ];
  return {
    answer: { result: 'unknown', reason: message, anomalies: [], exit_code: 1 },
    differences: found,
    skipped: undefined,
  };
}

function differences(evidence: Evidence, record: CheckerRecordFile, again: Again): Difference[] {
  const found: Difference[] = [];
  // What contradicts the history itself is reported as that.
  const told = new Set(recordContradictions(evidence).map(({ path }) => path.join('/')));
  const say = (path: string[], message: string): void => {
    if (!told.has(path.join('/'))) found.push({ path, message });
  };
  if (record.result !== again.result) {
    // A limit that was met then and is not met now is no contradiction, unless it hid a violation.
    if (record.result === 'unknown' && again.result === 'valid') return [];
    say(['result'], `the record says ${record.result}, and the checker answers ${again.result}${reasonOf(again)}`);
    return found;
  }
  if (record.ops_consumed !== again.ops_consumed)
    say(
      ['ops_consumed'],
      `the record counts ${record.ops_consumed} consumed operations, the checker ${again.ops_consumed}`,
    );
  const [stated, excluded] = [countsText(record.ops_excluded), countsText(again.ops_excluded)];
  if (stated !== excluded) say(['ops_excluded'], `the record excludes ${stated}, the checker ${excluded}`);
  if (record.indeterminate !== again.indeterminate)
    say(
      ['indeterminate'],
      `the record counts ${record.indeterminate} operations of unknown outcome, the checker ${again.indeterminate}`,
    );
  if (record.partitions !== undefined && record.partitions !== again.partitions)
    say(['partitions'], `the record counts ${record.partitions} partitions, the checker ${again.partitions}`);
  const whole = (record.reason ?? null) === null && (again.reason ?? null) === null;
  const loosely = record.anomalies.map((one, i) => hurried(one) || hurried(again.anomalies[i]));
  const [before, now] = [record.anomalies, again.anomalies].map((all) =>
    all.map((one, i) => identity(one, loosely[i])),
  ) as [string[], string[]];
  if (whole && before.join('\n') !== now.join('\n')) say(['anomalies'], anomalyMessage(before, now));
  return found;
}

function reasonOf({ result, reason, anomalies }: Again): string {
  if (result === 'unknown') return typeof reason === 'string' ? ` (${reason})` : '';
  return anomalies[0] === undefined ? '' : `: ${identity(anomalies[0])}`;
}

/** Whether the operations of an anomaly are as few as the time allowed, and so no property of the history. */
const hurried = (anomaly: Json | undefined): boolean =>
  typeof anomaly === 'object' && anomaly !== null && 'minimal' in anomaly && anomaly.minimal === false;

/** What an anomaly is about, whatever its words are. */
function identity(anomaly: Json, withoutOps = false): string {
  if (typeof anomaly !== 'object' || anomaly === null) return JSON.stringify(anomaly);
  const { type, ops, key } = anomaly as Readonly<Record<string, Json | undefined>>;
  if (withoutOps) return `${String(type)} on ${JSON.stringify(key ?? null)}`;
  return `${String(type)} of ${JSON.stringify(ops ?? null)} on ${JSON.stringify(key ?? null)}`;
}

function anomalyMessage(before: readonly string[], now: readonly string[]): string {
  if (before.length !== now.length) return `the record has ${before.length} anomalies, the checker finds ${now.length}`;
  const at = before.findIndex((one, i) => one !== now[i]);
  return `anomaly ${at + 1} of the record is ${before[at] ?? ''}, the checker's is ${now[at] ?? ''}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  if (parts.length === 0) return 'nothing';
  return parts
    .map(([reason, count]) => `${count} (${reason})`)
    .sort()
    .join(', ');
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024))} MB`;
}
