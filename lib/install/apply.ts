import { chownSync, copyFileSync, lstatSync, mkdirSync, chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../cli/errors.js';
import type { Change, Plan, PlannedChange } from './change.js';
import { errorCode, makeDirs, syncTree, writeNew } from './durable.js';
import { type Journal, runJournal } from './journal.js';
import { Changed, type Op } from './ops.js';
import { adoptObjects } from './pack-forward.js';
import type { PackPlan } from './pack-plan.js';
import type { Places } from './places.js';
import { ABSENT, printOf } from './print.js';
import { listPack, viewOf } from '../pack/entries.js';
import type { Staging } from './staging.js';
import { crashPoint } from './crash-point.js';
import { makeFolder } from '../files/folder.js';

export interface Applied {
  readonly changes: readonly Change[];
  readonly backups: readonly string[];
}

/**
 * Carries a plan out: stages everything, writes the journal, takes the steps. On any failure everything is taken back.
 * @throws UserError that says what failed; then nothing has changed.
 */
export async function apply(
  places: Places,
  command: string,
  plan: Plan,
  pack: PackPlan | null,
  staging: Staging,
  interrupted: () => boolean,
): Promise<Applied> {
  if (plan.changes.length === 0) return { changes: [], backups: [] };
  const backups: string[] = [];
  let ops: Op[];
  try {
    ops = plan.changes.flatMap((change) => opsFor(change, pack, staging, backups));
    makeDirs(dirname(places.receiptFile));
    if (pack?.forward !== undefined) adoptObjects(pack.forward.forward);
  } catch (error) {
    throw failure(error);
  }
  if (interrupted()) throw new UserError('interrupted; nothing was changed', { exitCode: 1 });
  crashPoint('staged');
  const journal: Journal = {
    version: 1,
    id: staging.id,
    command,
    phase: 'apply',
    changes: plan.changes.map(plain),
    ops,
    cleanup: staging.cleanup(),
  };
  const outcome = await runJournal(places.journalFile, journal, interrupted);
  if (outcome.result === 'undone') {
    const left =
      outcome.stuck.length === 0 ? 'everything is as it was' : `left to look at: ${outcome.stuck.join('; ')}`;
    throw failure(outcome.error, left);
  }
  return { changes: plan.changes.map((change) => ({ ...plain(change), status: 'done' })), backups };
}

/** A planned change without the way to carry it out. */
export function plain({ step: _step, ...change }: PlannedChange): Change {
  return change;
}

const DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EIO: 'the disk reported an error',
};

/** A system error in the user's words. */
export function failure(error: unknown, left = 'nothing was changed'): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof Changed)
    return new UserError(`${error.message}; ${left}`, { exitCode: 1, help: 'run the command again', cause: error });
  const code = errorCode(error);
  const path = (error as NodeJS.ErrnoException).path;
  const why = DISK[code];
  if (why === undefined) {
    const text = error instanceof Error ? error.message : String(error);
    return new UserError(`${text}; ${left}`, { cause: error });
  }
  return new UserError(`${why}${path === undefined ? '' : ` (${path})`}; ${left}`, { exitCode: 1, cause: error });
}

function opsFor(change: PlannedChange, pack: PackPlan | null, staging: Staging, backups: string[]): Op[] {
  const { step } = change;
  switch (step.do) {
    case 'record':
      return [];
    case 'mkdir':
      return [{ op: 'mkdir', path: change.path }];
    case 'rmdir':
      return [{ op: 'rmdir', path: change.path }];
    case 'ops':
      return [...step.ops];
    case 'put': {
      const trash = step.backup ?? staging.near(step.at);
      if (step.backup !== null) {
        staging.makeBackupDir(trash);
        backups.push(trash);
      }
      return [{ op: 'place', path: step.at, old: step.old, trash, put: stage(step, pack, staging) }];
    }
  }
}

type Put = Extract<PlannedChange['step'], { do: 'put' }>;

function stage(step: Put, pack: PackPlan | null, staging: Staging): Extract<Op, { op: 'place' }>['put'] {
  const { put, at } = step;
  switch (put.type) {
    case 'nothing':
      return put;
    case 'link':
      return { type: 'link', target: put.target, junction: put.junction };
    case 'staged':
      return { type: put.kind, staged: put.staged };
    case 'bytes': {
      const staged = staging.near(at);
      writeNew(staged, put.bytes, put.mode);
      keepOwner(at, staged);
      return { type: 'file', staged };
    }
    case 'skill': {
      const staged = staging.near(at);
      copySkill(pack?.put?.staged ?? pack?.forward?.forward.tree ?? pack?.record?.dir ?? '', put.path, staged);
      return { type: 'dir', staged };
    }
  }
}

/** Work done with sudo must not take a file away from its owner. */
function keepOwner(path: string, staged: string): void {
  if (printOf(path, 'shallow') === ABSENT || process.getuid?.() !== 0) return;
  const { uid, gid } = lstatSync(path);
  if (uid !== 0 || gid !== 0) chownSync(staged, uid, gid);
}

/** Copies what an agent sees of a skill: links inside the pack become what they lead to. */
function copySkill(packDir: string, path: string, dest: string): void {
  const { entries } = listPack(packDir);
  mkdirSync(dest);
  for (const [name, at] of viewOf(entries, path) ?? []) {
    const to = join(dest, ...name.split('/'));
    makeFolder(dirname(to));
    copyFileSync(join(packDir, at), to);
    chmodSync(to, (lstatSync(join(packDir, at)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
  syncTree(dest);
}
