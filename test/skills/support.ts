import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/run.js';

/** The directory of the skills. */
export const PACK = join(ROOT, 'skills');

export const read = (path: string): string => readFileSync(path, 'utf8');

/** The paths of all files below a directory. */
export const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
