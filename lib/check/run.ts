import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { VERSION } from '../cli/version.js';
import { Audit, type AuditFinding } from '../history/audit.js';
import { readHistory, type History } from '../history/read.js';
import type { CheckInput, CheckLimits, CheckResult } from './checker.js';
import { distDirectory } from './locate.js';
import type { CheckRecord, CheckRequest, SelfTestRecord } from './record.js';
import { runSelfTests } from './self-test.js';
import { select, type Selected } from './select.js';

/** Reads the history that a request names. @throws UserError */
async function load(request: CheckRequest, stdin: Readable): Promise<History> {
  const [source, name] = request.file === '-' ? [stdin, '<stdin>'] : [request.file, request.file];
  if (request.from === undefined || request.from === 'jsonl') return readHistory(source, name);
  const { FORMATS, importHistory } = await import('../history/import/index.js');
  const format = Object.hasOwn(FORMATS, request.from) ? FORMATS[request.from] : undefined;
  if (format === undefined) {
    const known = ['jsonl', ...Object.keys(FORMATS)];
    throw new UserError(`unknown format "${request.from}".${didYouMean(request.from, known)}`, {
      help: `formats: ${known.join(', ')}`,
    });
  }
  return importHistory(source, name, format);
}

/**
 * What a request names, loaded: its history, and a checker with the time and memory that it may use.
 * @param started on the clock of performance.now(); the request's timeout counts from there
 * @throws UserError
 */
export async function ready(
  request: CheckRequest,
  stdin: Readable,
  started: number,
): Promise<{ readonly history: History; readonly selected: Selected; readonly limits: CheckLimits }> {
  const history = await load(request, stdin);
  const selected = await select(request.checker, request.model, history.operations);
  const limits: CheckLimits = {
    deadline: started + request.timeoutSeconds * 1000,
    memory: (request.memoryMegabytes / 2) * 1024 * 1024,
  };
  return { history, selected, limits };
}

/** Milliseconds that the self-test has at least. */
const SELF_TEST = 1000;

/** How far a check has come: its history was read, the self-test has been run, and the checker begins. */
export type Progress = Pick<
  CheckRecord,
  'checker' | 'model' | 'input' | 'ops_total' | 'self_test' | 'source' | 'cannot_detect'
>;

/**
 * Reads a history, tries the checker on histories with a known verdict, and runs it.
 * @param started on the clock of performance.now(); the request's timeout counts from there
 * @param tell is called before the checker begins: what can be said if it is ended from outside
 * @throws UserError where the history cannot be read or the checker cannot work with it
 */
export async function runCheck(
  request: CheckRequest,
  stdin: Readable,
  started = performance.now(),
  tell: (progress: Progress) => void = () => undefined,
): Promise<CheckRecord> {
  const { history, selected, limits } = await ready(request, stdin, started);
  checkOptions(selected, request.options);
  // A history that took all the time to be read says nothing against the checker.
  const enough = { ...limits, deadline: Math.max(limits.deadline, performance.now() + SELF_TEST) };
  const selfTest = await runSelfTests(selected.selfTests, selected.run, enough);
  const input: CheckInput = { operations: history.operations, model: selected.model, options: request.options };
  const progress = progressOf(request, history, selected, selfTest);
  tell(progress);
  const result = await selected.run(input, limits);
  return toRecord(request, history, progress, result, performance.now() - started);
}

function progressOf(
  request: CheckRequest,
  { sha256, bytes, lineCount, operations }: History,
  { checker, model }: Selected,
  selfTest: SelfTestRecord,
): Progress {
  return {
    checker: checker.name,
    model: model ?? null,
    input: { file: request.file === '-' ? '<stdin>' : request.file, sha256, bytes, lines: lineCount },
    ops_total: operations.length,
    self_test: selfTest,
    source: checker.source,
    cannot_detect: checker.cannotDetect,
  };
}

function checkOptions({ checker }: Selected, options: Readonly<Record<string, string>>): void {
  const known = checker.options ?? {};
  for (const [name, value] of Object.entries(options)) {
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    const names = Object.keys(known);
    if (option === undefined)
      throw new UserError(`the ${checker.name} checker has no option "${name}".${didYouMean(name, names)}`, {
        help: names.length === 0 ? 'it has none' : `its options: ${names.join(', ')}`,
      });
    if (option.choices !== undefined && !option.choices.includes(value))
      throw new UserError(`option ${name} got "${value}", expected one of ${option.choices.join(', ')}`);
  }
}

function toRecord(
  request: CheckRequest,
  history: History,
  progress: Progress,
  found: CheckResult,
  milliseconds: number,
): CheckRecord {
  // A checker that fails its self-test has not checked anything, whatever it says.
  const { passed } = progress.self_test;
  const result = passed ? found.result : 'unknown';
  return {
    ...header(request),
    ...progress,
    ops_consumed: found.consumed,
    ops_excluded: found.excluded,
    indeterminate: found.indeterminate,
    partitions: found.partitions,
    result,
    reason: passed ? (found.reason ?? null) : 'the checker failed its self-test; please report it',
    anomalies: found.anomalies,
    witness: witnessOf(history, found),
    // A type that is none of the model's matters where the checker left its operations out.
    history_findings: audit(history, progress.model ?? undefined).filter(
      ({ kind }) => kind !== 'foreign-op-type' || Object.keys(found.excluded).length > 0,
    ),
    exit_code: result === 'valid' ? 0 : 1,
    duration_ms: Math.round(milliseconds),
    details: found.details ?? {},
  };
}

function audit(history: History, model: string | undefined): AuditFinding[] {
  const one = new Audit({ idsAreUnique: true, ...(model !== undefined && { model }) });
  for (const problem of history.missing) one.problem(problem);
  history.operations.forEach((op, i) => one.add(op, history.lines[i] ?? 0));
  return one.finish();
}

function witnessOf(history: History, found: CheckResult): CheckRecord['witness'] {
  const ids = new Set(found.witness?.ops ?? found.anomalies[0]?.ops ?? []);
  for (const anomaly of found.anomalies) for (const id of anomaly.ops) ids.add(id);
  for (const { op } of [...(found.witness?.order ?? []), ...(found.witness?.stuck ?? [])]) ids.add(op);
  if (ids.size === 0) return null;
  const operations = history.operations.flatMap((operation, i) =>
    ids.has(operation.op_id) ? [{ line: history.lines[i] ?? 0, operation }] : [],
  );
  return { ...(found.witness ?? { ops: [...ids] }), operations };
}

type Header = Pick<CheckRecord, 'version' | 'digest' | 'args' | 'witness_file'>;

function header(request: CheckRequest): Header {
  return {
    version: VERSION,
    digest: programDigest(),
    args: {
      from: request.from ?? null,
      options: request.options,
      timeout_s: request.timeoutSeconds,
      memory_mb: request.memoryMegabytes,
    },
    witness_file: null,
  };
}

/**
 * The record of a check that was ended from outside: it hung, or its memory was used up.
 * @param progress undefined where the history was still being read
 */
export function abandoned(
  request: CheckRequest,
  reason: string,
  progress: Progress | undefined,
  milliseconds: number,
): CheckRecord {
  const total = progress?.ops_total ?? null;
  return {
    ...header(request),
    checker: request.checker ?? 'linearizability',
    model: request.model === undefined ? null : basename(request.model),
    input: { file: request.file, sha256: null, bytes: null, lines: null },
    ops_total: null,
    self_test: { known_good: 'not run', known_bad: 'not run', passed: false, cases: 0 },
    source: '',
    cannot_detect: [],
    ...progress,
    ops_consumed: 0,
    ops_excluded: total === null ? {} : { 'the checker was stopped': total },
    indeterminate: 0,
    partitions: 0,
    result: 'unknown',
    reason: `${reason} ${
      total === null
        ? 'while the history was still being read'
        : `after all ${total} operations were read, while the ${String(progress?.checker)} checker was at work`
    }; nothing can be said about the history`,
    anomalies: [],
    witness: null,
    history_findings: [],
    exit_code: 1,
    duration_ms: Math.round(milliseconds),
    details: {},
  };
}

/** SHA-256 of the bundle that does the checks. */
function programDigest(): string {
  return createHash('sha256')
    .update(readFileSync(join(distDirectory(), 'check-worker.cjs')))
    .digest('hex');
}
