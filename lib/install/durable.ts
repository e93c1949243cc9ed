import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copySync } from 'fs-extra/esm';
import { makeFolder } from '../files/folder.js';

/*
 * What is written here is on the disk when the function returns, and never replaces what it was not meant to: that is why
 * these are not fs-extra's outputFile and ensureDir, which do neither flush nor say what they made. Copies of trees, which
 * are flushed by `syncTree` afterwards, are fs-extra's.
 */

/** The `code` of a system error (`ENOENT` …), or the empty string. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Flushes a directory's entries to the disk; systems that cannot open directories (Windows) do it on their own. */
export function syncDir(path: string): void {
  let fd;
  try {
    fd = openSync(path, 'r');
    fsyncSync(fd);
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOENT', 'EBADF'].includes(errorCode(error))) throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Writes a new file with its bytes and permissions on the disk when this returns. Fails when the file exists. */
export function writeNew(path: string, bytes: Uint8Array | string, mode = 0o644): void {
  const fd = openSync(path, 'wx', mode);
  try {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    for (let at = 0; at < data.length;) at += writeSync(fd, data, at, data.length - at);
    // The umask has had its say on a new file; a file that replaces another keeps the other's permissions.
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The file that `writeAtomic` writes first; a kill may leave it. Callers hold the mutex, so one name will do. */
export function besideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.tmp`);
}

/** Replaces a file's content in one step: readers see the old bytes or the new ones. */
export function writeAtomic(path: string, bytes: Uint8Array | string, mode = 0o644): void {
  const temporary = besideOf(path);
  rmSync(temporary, { force: true });
  try {
    writeNew(temporary, bytes, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDir(dirname(path));
}

/** Flushes every file below a directory, and the directories. */
export function syncTree(root: string): void {
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) {
      const fd = openSync(path, 'r');
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    }
  }
  syncDir(root);
}

/** The directories on the way to `path`, itself included, that do not exist yet: outermost first. */
export function missingDirs(path: string): string[] {
  const missing: string[] = [];
  for (let at = path; !existsSync(at); at = dirname(at)) {
    // A dangling link is there although it leads nowhere: no directory can be made in its place.
    if (isLink(at)) break;
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  return missing;
}

/** True for a symbolic link, wherever it leads. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Makes the directories and gives those that were not there before, outermost first. */
export function makeDirs(path: string): string[] {
  const missing = missingDirs(path);
  makeFolder(path);
  return missing;
}

/** Removes a directory if it is empty; says whether it did. */
export function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EBUSY'].includes(errorCode(error))) return false;
    throw error;
  }
}

/** Removes a file or link; no error when there is none. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** The device of the nearest existing directory on the way to `path`. */
export function deviceOf(path: string): number {
  for (let at = path; ; at = dirname(at)) {
    try {
      return lstatSync(at).dev;
    } catch {
      if (dirname(at) === at) return -1;
    }
  }
}

/**
 * Copies a file or a directory with its times and permissions; links stay links, with the text they have. By fs-extra, as
 * Node's own cpSync is experimental in the oldest Node that is supported.
 */
export function copyTree(from: string, to: string): void {
  copySync(from, to, { preserveTimestamps: true });
}
