import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { makeFolder } from './folder.js';

/** A file in the making: what stands at its place stays until it is kept. */
export interface Draft {
  readonly write: (text: string) => void;
  /** Puts it in its place, whole and on the disk; where that fails, nothing of it is left. */
  readonly keep: () => void;
  readonly drop: () => void;
}

/**
 * Begins a file at a place that the user named, which replaces what is there as a whole: readers see the old or the new one, and
 * a kill leaves either. The folders on the way are made. A link stays one: what it leads to is replaced. A terminal, a pipe or a device (`/dev/stdout`) is
 * written to, as nothing could take its place.
 * @param change of the permissions, which are those of the file that is replaced
 * @throws the system's error where it cannot be written
 */
export function openDraft(path: string, change?: (mode: number) => number): Draft {
  const there = statSync(path, { throwIfNoEntry: false });
  if (DESCRIPTOR.test(path) || (there !== undefined && !there.isFile() && !there.isDirectory())) return streamTo(path);
  const place = there === undefined ? path : realpathSync(path);
  if (there?.isDirectory() === true)
    throw Object.assign(new Error(`EISDIR: ${path} is a directory`), { code: 'EISDIR' });
  return draftOf(place, (draft) => {
    // The mask of new files may have taken bits of the other's mode away.
    const mode = there?.mode ?? statSync(draft).mode;
    if (there !== undefined || change !== undefined) chmodSync(draft, (change?.(mode) ?? mode) & 0o7777);
    renameSync(draft, place);
  });
}

/** Another name of a descriptor: what is behind it is not ours to replace, even where it is a file (`> out.txt`). */
const DESCRIPTOR = /^\/(?:dev\/(?:stdout|stderr|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/;

function streamTo(path: string): Draft {
  let descriptor: number | undefined = openSync(path, 'a');
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    write: (text) => {
      if (descriptor !== undefined) writeFileSync(descriptor, text);
    },
    keep: close,
    drop: close,
  };
}

function draftOf(place: string, put: (draft: string) => void): Draft {
  makeFolder(dirname(place));
  // A name of its own length: that of the file may be as long as the system allows.
  const draft = join(dirname(place), `.${randomBytes(6).toString('hex')}.tmp`);
  let descriptor: number | undefined = openSync(draft, 'wx');
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const drop = (): void => {
    close();
    rmSync(draft, { force: true });
  };
  const orDrop = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      drop();
      throw error;
    }
  };
  return {
    write: (text) =>
      orDrop(() => {
        if (descriptor !== undefined) writeFileSync(descriptor, text);
      }),
    keep: () =>
      orDrop(() => {
        if (descriptor !== undefined) fsyncSync(descriptor);
        close();
        put(draft);
      }),
    drop,
  };
}

/** Writes a file at a place that the user named; see {@link openDraft}. */
export function writeThrough(path: string, text: string, change?: (mode: number) => number): void {
  const draft = openDraft(path, change);
  draft.write(text);
  draft.keep();
}

/**
 * Replaces a file of our own as a whole, or makes it. A link at its place is replaced, and what it leads to stays as it is: a
 * session that somebody else made may have links out of it.
 * @throws the system's error where it cannot be written
 */
export function replaceFile(path: string, text: string): void {
  const draft = draftOf(path, (file) => renameSync(file, path));
  draft.write(text);
  draft.keep();
}

/** What a file system without hard links answers. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Writes a file that is not there yet: whole or not at all, and never over another one, not even one that came into
 * being meanwhile.
 * @throws UserError where something stands at the path, with `help`, or where it cannot be written
 */
export function createFile(path: string, text: string, help: string): void {
  try {
    const draft = draftOf(path, (file) => {
      try {
        // A link fails where its name is taken; renaming would replace.
        linkSync(file, path);
      } catch (error) {
        if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
        copyFileSync(file, path, constants.COPYFILE_EXCL);
      }
    });
    draft.write(text);
    draft.keep();
    draft.drop();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (syscall === 'link' || syscall === 'copyfile'))
      throw new UserError(`${path} is there already`, { help, cause: error });
    throw new UserError(`${path} cannot be written: ${message}`, { cause: error });
  }
}
