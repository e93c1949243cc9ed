import { existsSync, linkSync, copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyTree, errorCode, removeFile, removeIfEmpty, syncDir } from './durable.js';
import { moveRefs } from './git-refs.js';
import { ABSENT, type Print, printOf } from './print.js';
import { makeFolder } from '../files/folder.js';

/**
 * The steps that a journal holds. Each can be done again when it is done already, and undone; how far it got is seen
 * from the disk alone. What a step takes away goes to `trash`, what it puts in place waits at `staged`, both on the
 * same file system as the place, so that every move is one rename.
 */
export type Op =
  | { readonly op: 'mkdir'; readonly path: string }
  | { readonly op: 'rmdir'; readonly path: string }
  | {
      readonly op: 'place';
      readonly path: string;
      /** What must be there; a directory's content is compared too unless this is just `dir`. */
      readonly old: Print;
      readonly trash: string;
      readonly put:
        | { readonly type: 'nothing' }
        | { readonly type: 'link'; readonly target: string; readonly junction?: boolean }
        | { readonly type: 'file' | 'dir'; readonly staged: string };
    }
  | {
      readonly op: 'refs';
      readonly dir: string;
      readonly updates: readonly { readonly ref: string; readonly from: string; readonly to: string }[];
    };

type Place = Extract<Op, { op: 'place' }>;

/** Something at a path is no longer what it was when the plan was made. */
export class Changed extends Error {
  constructor(readonly path: string) {
    super(`${path} was changed by something else in the meantime`);
    this.name = 'Changed';
  }
}

/** Carries a step out, or the rest of it. @throws Changed, or the system's error; then nothing of it is half done. */
export async function execute(op: Op): Promise<void> {
  switch (op.op) {
    case 'mkdir':
      try {
        mkdirSync(op.path);
        syncDir(dirname(op.path));
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      return;
    case 'rmdir':
      if (removeIfEmpty(op.path)) syncDir(dirname(op.path));
      return;
    case 'refs':
      return moveRefs(op.dir, op.updates);
    case 'place':
      executePlace(op);
  }
}

/** Takes a step back as far as it was carried out. @throws Changed when somebody else has been there since. */
export async function undo(op: Op): Promise<void> {
  switch (op.op) {
    case 'mkdir':
      removeIfEmpty(op.path);
      return;
    case 'rmdir':
      makeFolder(op.path);
      return;
    case 'refs':
      return moveRefs(
        op.dir,
        op.updates.map(({ ref, from, to }) => ({ ref, from: to, to: from })),
      );
    case 'place':
      undoPlace(op);
  }
}

function isDir(print: Print): boolean {
  return print === 'dir' || print.startsWith('dir:');
}

function matches(path: string, print: Print): boolean {
  return printOf(path, print === 'dir' ? 'shallow' : 'deep') === print;
}

/** The place has its new content: for staged things that is so when they are no longer at the staging place. */
function isDone(op: Place): boolean {
  const { put, path } = op;
  if (put.type === 'nothing') return printOf(path, 'shallow') === ABSENT;
  if (put.type === 'link') return op.old !== `link:${put.target}` && sameLink(path, put.target);
  return !existsSync(put.staged) && printOf(path, 'shallow') !== ABSENT;
}

function sameLink(path: string, target: string): boolean {
  const now = printOf(path, 'shallow');
  // Windows gives a junction's target back with a trailing separator.
  return now === `link:${target}` || now === `link:${target}\\`;
}

function executePlace(op: Place): void {
  if (isDone(op)) return;
  const { path, old, trash, put } = op;
  const replaceable = old.startsWith('file:') || old.startsWith('link:');
  if (old !== ABSENT) {
    const aside = printOf(trash, 'shallow') !== ABSENT;
    if (!(aside && isDir(old))) {
      if (!matches(path, old)) throw new Changed(path);
      // A file or link stays where it is until the rename replaces it; its second name keeps it for undo.
      if (!aside && old.startsWith('file:')) secondName(path, trash);
      else if (!aside && old.startsWith('link:')) symlinkSync(old.slice('link:'.length), trash);
      else if (!aside) moveDir(path, trash);
    }
    if (isDir(old) && !matches(trash, old)) {
      if (printOf(path, 'shallow') === ABSENT) moveDir(trash, path);
      throw new Changed(path);
    }
  } else if (printOf(path, 'shallow') !== ABSENT) throw new Changed(path);
  if (put.type === 'nothing') {
    if (replaceable) removeFile(path);
  } else if (put.type === 'link') {
    if (replaceable) {
      const temporary = `${trash}.new`;
      removeFile(temporary);
      symlinkSync(put.target, temporary, put.junction ? 'junction' : 'dir');
      renameSync(temporary, path);
    } else noClobber(path, () => symlinkSync(put.target, path, put.junction ? 'junction' : 'dir'));
  } else if (put.type === 'file') {
    if (replaceable) renameSync(put.staged, path);
    else {
      // A rename would replace what somebody else has just put there; a second name does not.
      noClobber(path, () => linkOrCopy(put.staged, path));
      removeFile(put.staged);
    }
  } else {
    if (replaceable) removeFile(path);
    noClobber(path, () => moveDir(put.staged, path));
  }
  syncDir(dirname(path));
}

function undoPlace(op: Place): void {
  const { path, old, trash, put } = op;
  const inTrash = printOf(trash, 'shallow') !== ABSENT;
  if (old !== ABSENT && !inTrash) return; // not begun
  if (put.type !== 'nothing' && isDone(op)) {
    if (put.type === 'link') removeFile(path);
    else moveDir(path, put.staged);
  }
  if (old === ABSENT) return;
  const now = printOf(path, 'shallow');
  if (now === ABSENT) {
    moveDir(trash, path);
    syncDir(dirname(path));
  } else if (matches(path, old)) removeFile(trash);
  else throw new Changed(path);
}

function noClobber(path: string, put: () => void): void {
  try {
    put();
  } catch (error) {
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'].includes(errorCode(error))) throw new Changed(path);
    throw error;
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EOPNOTSUPP'].includes(errorCode(error))) throw error;
    copyFileSync(from, to, 1); // COPYFILE_EXCL
  }
}

function secondName(path: string, trash: string): void {
  linkOrCopy(path, trash);
  syncDir(dirname(trash));
}

/**
 * Moves by rename. Overlay file systems refuse to rename a directory of a lower layer (EXDEV, rename(2)): then it is
 * copied under a side name, renamed when it is whole, and the original removed last.
 */
function moveDir(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const part = `${to}.part`;
    rmSync(part, { recursive: true, force: true });
    copyTree(from, part);
    renameSync(part, to);
    rmSync(from, { recursive: true, force: true });
  }
}
