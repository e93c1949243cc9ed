import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, with those on the way to it. Used in place of mkdir's `recursive`, which in Node 20 never returns where a file
 * system answers ENOENT to every new folder, as /proc does.
 * @throws the system's error where one cannot be made, or where something else stands at a place
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  for (let again = AGAIN; ; again--) {
    try {
      mkdirSync(path);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another process was faster.
      if (code === 'EEXIST' && isFolder(path)) return;
      if (code !== 'ENOENT' || parent === path || again === 0) throw error;
      makeFolder(parent);
    }
  }
}

/** How often a folder is tried again whose parent another process took away just then. */
const AGAIN = 20;

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
