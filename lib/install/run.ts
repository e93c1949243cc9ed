import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { failure } from './apply.js';
import { besideOf, makeDirs, missingDirs, removeFile, removeIfEmpty, writeNew } from './durable.js';
import { readJournal, recover } from './journal.js';
import { acquire, isIdle, type Mutex } from './mutex.js';
import type { Places } from './places.js';
import { error, type Problem, warning } from './problem.js';
import { Staging, sweepStaging } from './staging.js';

/** What a command may use while it holds the mutex. */
export interface Run {
  readonly staging: Staging;
  readonly problems: Problem[];
  readonly signal: AbortSignal;
  readonly interrupted: () => boolean;
}

export interface RunOptions {
  readonly dryRun: boolean;
  /** A line for stderr. */
  readonly say: (line: string) => void;
}

const CREATED = 'created-';

/**
 * Runs a command's work alone: waits for other processes, finishes or takes back what a killed one left, and cleans up
 * whatever happens. With `dryRun` nothing is written but to the system's temporary directory, and no one is waited for.
 */
export async function runAlone<T>(places: Places, options: RunOptions, work: (run: Run) => Promise<T>): Promise<T> {
  const problems: Problem[] = [];
  if (options.dryRun && readJournal(places.journalFile) !== undefined)
    throw new UserError(
      'an interrupted run has not been finished or taken back yet, so what would change cannot be told',
      {
        exitCode: 1,
        help: 'run "dst-skills status", which does that, and try again',
      },
    );
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  const interrupted = (): boolean => controller.signal.aborted;
  let staging: Staging | undefined;
  let release = (): void => undefined;
  try {
    if (options.dryRun) staging = Staging.temporary(places);
    else {
      release = await enter(places, options.say);
      await recoverInto(places, problems);
      sweepStaging(places.stagingDir);
      staging = Staging.create(places);
    }
    return await work({ staging, problems, signal: controller.signal, interrupted });
  } catch (problem) {
    throw systemError(problem);
  } finally {
    // A journal that could not be brought to an end still needs what is staged.
    if (options.dryRun || readJournalQuietly(places) === undefined) staging?.discard();
    for (const signal of signals) process.off(signal, stop);
    release();
    if (!options.dryRun) leave(places);
  }
}

function systemError(problem: unknown): unknown {
  const code = (problem as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? failure(problem) : problem;
}

function readJournalQuietly(places: Places): unknown {
  try {
    return readJournal(places.journalFile);
  } catch (problem) {
    return problem;
  }
}

async function enter(places: Places, say: (line: string) => void): Promise<() => void> {
  const missing = missingDirs(places.stateDir);
  let mutex: Mutex | undefined;
  try {
    makeDirs(places.stateDir);
    // Uninstalling leaves no trace: it has to know which directories were not there before.
    // Several first runs at once may each have made a part of them, so each has a file of its own.
    if (missing.length > 0) noteCreated(join(places.stateDir, `${CREATED}${process.pid}.json`), missing);
    mutex = await acquire(places.mutexDir, (pid) => say(`waiting for another dst-skills (process ${pid}) to end`));
    return mutex.release;
  } catch (problem) {
    mutex?.release();
    leave(places);
    // The note of them may be what could not be written.
    for (const dir of missing.reverse()) removeIfEmpty(dir);
    throw problem;
  }
}

function noteCreated(file: string, dirs: readonly string[]): void {
  try {
    writeNew(file, JSON.stringify(dirs));
  } catch (problem) {
    removeFile(file);
    throw problem;
  }
}

/** The directories of a note; none where a kill or a full disk left half of one: what is not known to be ours stays. */
function readCreated(file: string): string[] {
  try {
    const dirs = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return Array.isArray(dirs) ? dirs.filter((dir): dir is string => typeof dir === 'string') : [];
  } catch (problem) {
    if (problem instanceof SyntaxError) return [];
    throw problem;
  }
}

/** Removes the state directory when there is nothing in it any more, with the directories that were made for it. */
function leave(places: Places): void {
  if (!existsSync(places.stateDir)) return;
  removeIfEmpty(join(places.stateDir, 'receipts'));
  removeIfEmpty(places.stagingDir);
  for (const name of existsSync(places.backupDir) ? readdirSync(places.backupDir) : [])
    removeIfEmpty(join(places.backupDir, name));
  removeIfEmpty(places.backupDir);
  if (['receipts', 'staging', 'backups', 'journal.json'].some((name) => existsSync(join(places.stateDir, name))))
    return;
  if (!removeIfEmpty(places.mutexDir) && existsSync(places.mutexDir)) return;
  const created = new Set<string>();
  for (const name of readdirSync(places.stateDir).filter((one) => one.startsWith(CREATED))) {
    const file = join(places.stateDir, name);
    for (const dir of readCreated(file)) created.add(dir);
    removeFile(file);
  }
  if (!removeIfEmpty(places.stateDir)) return;
  for (const dir of [...created].sort((a, b) => b.length - a.length)) removeIfEmpty(dir);
}

/** Finishes or takes back what a killed run left, and says so. */
async function recoverInto(places: Places, problems: Problem[]): Promise<void> {
  removeFile(besideOf(places.journalFile));
  const outcome = await recover(places.journalFile);
  if (outcome === undefined) return;
  const what = outcome.result === 'done' ? 'was finished' : 'was taken back';
  problems.push(warning('recovered', `an interrupted "${outcome.journal.command}" ${what}`));
  for (const path of outcome.stuck) problems.push(error('recovery', path));
}

/** For the commands that only look: brings an interrupted run to its end first, if there is one. */
export async function settle(places: Places, say: (line: string) => void): Promise<Problem[]> {
  // Scratch files of a live process are its own; of a dead one they are to be swept.
  const left = existsSync(places.stagingDir) || existsSync(besideOf(places.journalFile));
  const scratch = left && isIdle(places.mutexDir);
  if (readJournal(places.journalFile) === undefined && !scratch) return [];
  const problems: Problem[] = [];
  const release = await enter(places, say);
  try {
    await recoverInto(places, problems);
    sweepStaging(places.stagingDir);
  } catch (problem) {
    throw systemError(problem);
  } finally {
    release();
    leave(places);
  }
  return problems;
}
