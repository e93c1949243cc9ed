import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import type { Json } from '../history/operation.js';
import { hashFile } from '../session/files.js';
import { insideSession, isSession, sessionAbove } from '../session/paths.js';
import { EVIDENCE_FILES, IN_WORDS } from '../vocabulary/evidence-files.js';
import { evidenceFolder, historyName } from './folder.js';
import { historyFacts } from './history-facts.js';
import { appendLines, JOURNAL, readJournal, withLock, type JournalLine, type LogRowSection } from './journal.js';
import { replaceFile } from '../files/whole.js';
import { withJournal } from './log-table.js';
import { loadSchemas } from './schemas.js';
import type { CheckerRecordFile, ManifestEntry, ManifestFile, RerunLine } from './types.js';
import { obey, recordedAlready, updateRecord } from './update.js';

/** The session that a recorder writes to: named, in $DST_SESSION, or the one that the working directory lies in. */
export function findSession(cwd: string, named: string | undefined, env: NodeJS.ProcessEnv): string {
  const given = named ?? env['DST_SESSION'];
  if (given !== undefined && given !== '') {
    const directory = resolve(cwd, given);
    if (isSession(directory)) return directory;
    throw new UserError(`${given} is no session directory`, { help: 'make one: dst-skills new session <plan>' });
  }
  const found = sessionAbove(cwd);
  if (found !== undefined) return found;
  throw new UserError('there is no session here', {
    help: 'pass --session <dir>, set DST_SESSION, or make one: dst-skills new session <plan>',
  });
}

/** Appends an event to the timeline. @returns the time that it was recorded with */
export function recordEvent(session: string, event: { scenario: string; event: string; note: string }): string {
  if (event.scenario !== '') evidenceFolder(session, event.scenario);
  return withLock(session, () => {
    // Taken under the lock, so that the order of the lines is the order of the times.
    const time = new Date().toISOString();
    addToJournal(session, [{ kind: 'event', time, ...event }]);
    return time;
  });
}

/**
 * Puts a row into one of the log's tables: a tool that was found, a precondition that was checked, what the environment
 * can do. A row of the capability matrix takes the place of the one for the same requirement.
 */
export function recordRow(session: string, section: LogRowSection, cells: readonly string[]): void {
  withLock(session, () => {
    addToJournal(session, [{ kind: 'row', time: new Date().toISOString(), section, cells }]);
  });
}

/** Writes lines into the journal and the log's tables, or into neither. */
function addToJournal(session: string, lines: readonly JournalLine[]): void {
  const undo = lines.length === 0 ? (): void => undefined : appendLines(join(session, JOURNAL), lines);
  try {
    syncLog(session);
  } catch (error) {
    undo();
    throw error;
  }
}

/** Brings the log's tables up to the journal. What a killed recorder left undone is done here, too. */
function syncLog(session: string): void {
  const path = join(session, 'session-log.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '# Session log\n';
  const next = withJournal(text, readJournal(session));
  if (next !== text) replaceFile(path, next);
}

/** Appends a re-run of a violation. */
export async function recordRerun(session: string, key: string, line: RerunLine): Promise<void> {
  await loadSchemas();
  obey('reruns', line);
  const path = join(evidenceFolder(session, key), EVIDENCE_FILES.reruns);
  withLock(session, () => appendLines(path, [line]));
}

export interface ArtifactRequest {
  /** From the working directory. */
  readonly files: readonly string[];
  readonly scenario: string | null;
  readonly producer: string;
  readonly parents: readonly string[];
  readonly what: string;
}

/**
 * Records files of the session with their hashes: in the journal, in the manifest of their scenario (of the session where
 * none is named) and in the log's table. All of them are looked at before the first one is recorded.
 * @returns their entries, in the order of the request
 * @throws UserError where one of them is missing, lies outside the session or was recorded with another content
 */
export async function recordArtifacts(
  session: string,
  cwd: string,
  request: ArtifactRequest,
): Promise<ManifestEntry[]> {
  const { scenario, producer, parents, what } = request;
  const root = realpathSync(session);
  const entries: ManifestEntry[] = [];
  for (const file of request.files) {
    const absolute = resolve(cwd, file);
    const stat = lstatSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) throw new UserError(`${file} does not exist`);
    if (!stat.isFile()) throw new UserError(`${file} is no regular file`);
    const path = insideSession(root, realpathSync(absolute));
    if (path === undefined)
      throw new UserError(`${file} lies outside the session`, {
        help: `copy it to ${relative(cwd, join(session, 'artifacts')) || 'artifacts'}/ first`,
      });
    const sha256 = (await hashFile(absolute)) ?? '';
    entries.push({ path, bytes: statSync(absolute).size, sha256, producer, parents });
  }
  const manifest = scenario === null ? session : evidenceFolder(session, scenario);
  withLock(session, () => {
    const known = new Map(
      readJournal(session).flatMap((line) =>
        line.kind === 'artifact' && line.scenario === scenario ? [[line.path, line.sha256] as const] : [],
      ),
    );
    for (const { path, sha256 } of entries)
      if ((known.get(path) ?? sha256) !== sha256)
        throw new UserError(`${path} was recorded before with another content`, {
          help: 'keep it and record the new one under a name of its own',
        });
    const time = new Date().toISOString();
    const lines = entries
      .filter(({ path }) => !known.has(path))
      .map((entry): JournalLine => ({ kind: 'artifact', time, scenario, what, ...entry }));
    addToManifest(manifest, undefined, entries);
    addToJournal(session, lines);
  });
  return entries;
}

/** Adds entries to a manifest; one for the same path takes the older one's place. */
export function addToManifest(
  folder: string,
  plan: ManifestFile['plan'] | undefined,
  entries: readonly ManifestEntry[],
): void {
  const path = join(folder, EVIDENCE_FILES.manifest);
  let old: ManifestFile | undefined;
  try {
    old = JSON.parse(readFileSync(path, 'utf8')) as ManifestFile;
  } catch {
    old = undefined;
  }
  const files = new Map((old?.files ?? []).map((entry) => [entry.path, entry]));
  for (const entry of entries) files.set(entry.path, entry);
  const next: ManifestFile = {
    version: 1,
    plan: plan ?? old?.plan ?? null,
    files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  replaceFile(path, `${JSON.stringify(next, null, 2)}\n`);
}

export interface CheckerRequest {
  readonly checker: string;
  readonly version: string;
  readonly model: string | null;
  readonly result: CheckerRecordFile['result'];
  readonly reason: string | null;
  /** Undefined: all operations of the history that were not excluded. */
  readonly consumed: number | undefined;
  readonly excluded: Readonly<Record<string, number>>;
  /** In words, or as the checker's program gave them. */
  readonly anomalies: readonly Json[];
  readonly exit: number;
  readonly knownGood: string;
  readonly knownBad: string;
  /** The program that ran, for its digest, from the working directory. */
  readonly program: string | undefined;
  /** The command that judges the history again, from the session directory. */
  readonly command?: string | undefined;
  /** Keep the older record under another name and write this one. */
  readonly supersede: boolean;
}

/** Writes checker.json for a checker that is not built in; hash and counts of the input are taken from the history. */
export async function recordChecker(
  session: string,
  cwd: string,
  key: string,
  request: CheckerRequest,
): Promise<string> {
  const folder = evidenceFolder(session, key);
  const file = historyName(folder);
  const history = join(folder, file);
  if (!existsSync(history))
    throw new UserError(`${key} has no history.jsonl yet`, {
      help: 'a checker’s record is about a history: write that first',
    });
  const facts = await historyFacts(history, file, []);
  const digest = request.program === undefined ? null : await hashFile(resolve(cwd, request.program));
  if (digest === undefined) throw new UserError(`${request.program ?? ''} cannot be read`);
  const excluded = Object.values(request.excluded).reduce((sum, count) => sum + count, 0);
  const record = {
    checker: request.checker,
    version: request.version,
    digest,
    ...(request.program === undefined ? {} : { program: shownProgram(session, cwd, request.program) }),
    ...(request.command === undefined ? {} : { command: request.command }),
    model: request.model,
    input: { file, sha256: facts.sha256, bytes: facts.bytes, lines: facts.lines },
    ops_total: facts.lines,
    ops_consumed: request.consumed ?? facts.lines - excluded,
    ops_excluded: request.excluded,
    indeterminate: facts.total.info,
    result: request.result,
    reason: request.reason,
    anomalies: request.anomalies.map((one) =>
      typeof one === 'string' ? { type: IN_WORDS, message: one, ops: [] } : one,
    ),
    exit_code: request.exit,
    self_test: { known_good: request.knownGood, known_bad: request.knownBad },
  } satisfies CheckerRecordFile & Record<string, unknown>;
  return updateRecord(session, key, 'checker', request.supersede, (old) => {
    if (old !== undefined && !request.supersede) throw recordedAlready(`${key} has a checker.json`);
    return record;
  });
}

/** A program as a reader of the session finds it: by its path from there, or as it was named where it lies elsewhere. */
function shownProgram(session: string, cwd: string, program: string): string {
  return insideSession(session, resolve(cwd, program)) ?? program;
}
