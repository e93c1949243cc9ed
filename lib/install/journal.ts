import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../cli/errors.js';
import { errorCode, makeDirs, syncDir, writeAtomic } from './durable.js';
import { execute, type Op, undo } from './ops.js';
import { crashPoint } from './crash-point.js';

/**
 * The write-ahead journal of one run. It is written, whole, before the first step is taken, and removed after the last
 * thing is cleaned up: as long as it exists the next run of any command finishes the steps, or takes all of them back
 * where one cannot be done.
 */
export interface Journal {
  readonly version: 1;
  readonly id: string;
  readonly command: string;
  /** `apply`: steps may be half done. `done`: only what was set aside is still to be removed. */
  readonly phase: 'apply' | 'done';
  /** The plain changes that the user was shown. */
  readonly changes: readonly unknown[];
  readonly ops: readonly Op[];
  /** Paths outside the backups to remove at the end: staging directories with what was set aside. */
  readonly cleanup: readonly string[];
}

/** What became of a journal. `undone`: everything is as before; `stuck`: paths that somebody else changed meanwhile. */
export interface Outcome {
  readonly result: 'done' | 'undone';
  readonly error?: unknown;
  readonly stuck: readonly string[];
}

/** Reads a journal that an interrupted run left, or undefined. @throws UserError when it cannot be understood. */
export function readJournal(file: string): Journal | undefined {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
  try {
    const value = JSON.parse(text) as Partial<Journal> | null;
    if (value?.version === 1 && Array.isArray(value.ops) && Array.isArray(value.cleanup)) return value as Journal;
  } catch {
    // Reported below.
  }
  throw new UserError(`${file}: the journal of an interrupted run cannot be read`, {
    help: 'a newer dst-skills may have written it: use that one; otherwise compare the paths that it names with what is there, and move the file away',
  });
}

function save(file: string, journal: Journal): void {
  makeDirs(dirname(file));
  writeAtomic(file, JSON.stringify(journal), 0o600);
}

/**
 * Takes the steps one after the other; when one fails (or `interrupted` says so) takes all back. The journal is gone
 * when this returns. A crash at any moment leaves it for `recover`.
 */
export async function runJournal(file: string, journal: Journal, interrupted: () => boolean): Promise<Outcome> {
  save(file, journal);
  crashPoint('journal');
  return carryOut(file, journal, interrupted);
}

/** Finishes what an interrupted run left, or takes it back. Undefined when there was nothing. */
export async function recover(file: string): Promise<(Outcome & { readonly journal: Journal }) | undefined> {
  const journal = readJournal(file);
  if (journal === undefined) return undefined;
  if (journal.phase === 'done') {
    finish(file, journal);
    return { result: 'done', stuck: [], journal };
  }
  return { ...(await carryOut(file, journal, () => false)), journal };
}

async function carryOut(file: string, journal: Journal, interrupted: () => boolean): Promise<Outcome> {
  const stuck: string[] = [];
  let failure: unknown;
  let result: Outcome['result'] = 'done';
  try {
    for (const op of journal.ops) {
      if (interrupted()) throw new UserError('interrupted; everything is as it was', { exitCode: 1 });
      await execute(op);
      crashPoint('op');
    }
  } catch (error) {
    failure = error;
    result = 'undone';
    // A recovered journal may have steps done behind the one that failed now.
    for (const op of [...journal.ops].reverse()) {
      try {
        await undo(op);
      } catch (problem) {
        stuck.push(problem instanceof Error ? problem.message : String(problem));
      }
    }
  }
  // What was set aside is removed only if every step is wholly done or wholly undone.
  const cleanup = stuck.length === 0 ? journal.cleanup : [];
  const last: Journal = { ...journal, phase: 'done', cleanup, ops: [] };
  try {
    save(file, last);
  } catch (error) {
    // A full disk. Taking away needs no room, and every step that is done is recognised as done.
    if (stuck.length > 0) throw error;
  }
  crashPoint('done');
  finish(file, last);
  return { result, stuck, ...(failure === undefined ? {} : { error: failure }) };
}

function finish(file: string, journal: Journal): void {
  for (const path of journal.cleanup) rmSync(path, { recursive: true, force: true });
  crashPoint('clean');
  rmSync(file, { force: true });
  if (existsSync(dirname(file))) syncDir(dirname(file));
}
