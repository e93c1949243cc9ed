import { readFileSync, statSync } from 'node:fs';
import { createFile, replaceFile } from '../files/whole.js';
import { UserError } from '../cli/errors.js';
import { MARK } from './page.js';

/**
 * Writes a page whole or not at all. A file that is no such page is the user's and stays.
 * @throws UserError where something else stands there, or it cannot be written
 */
export function writePage(path: string, page: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return createFile(path, page, 'name another file');
  if (!stat.isFile() || !readFileSync(path, 'utf8').startsWith(MARK))
    throw new UserError(`${path} is no page of this command: it is left as it is`, {
      help: 'name another file, or take this one away',
    });
  replaceFile(path, page);
}
