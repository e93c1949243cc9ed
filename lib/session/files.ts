import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { unreadable } from '../lint/read.js';

/** A session beyond this number of files is somebody's data directory. */
const MOST_FILES = 200_000;

/**
 * Regular files below a folder; links are not followed, so that nothing outside is read.
 * @throws UserError where there are more than an audit can be about
 */
export function listFiles(root: string, shown: string): { files: Map<string, number>; irregular: Map<string, string> } {
  const files = new Map<string, number>();
  const irregular = new Map<string, string>();
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    let names: string[];
    try {
      names = readdirSync(join(root, folder)).sort();
    } catch (error) {
      irregular.set(folder, unreadable(folder, error).message);
      continue;
    }
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      let stat: Stats | undefined;
      try {
        stat = lstatSync(join(root, path), { throwIfNoEntry: false });
      } catch (error) {
        irregular.set(path, unreadable(path, error).message);
        continue;
      }
      if (stat === undefined) {
        // Gone since the folder was read, or a name that is no text and so is not found again.
        if (name.includes('\ufffd')) irregular.set(path, 'has a name that is not UTF-8');
      } else if (stat.isDirectory()) pending.push(path);
      else if (stat.isFile()) files.set(path, stat.size);
      else irregular.set(path, kindOf(stat));
      if (files.size > MOST_FILES)
        throw new UserError(`${shown} holds more than ${MOST_FILES.toLocaleString('en')} files`, {
          help: 'a session holds what its verdicts rest on: pack the data of a run into one artifact',
        });
    }
  }
  return { files, irregular };
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'is a symbolic link';
  if (stat.isFIFO()) return 'is a FIFO';
  return stat.isSocket() ? 'is a socket' : 'is a device';
}

const SMALL_FILE = 1 << 18;

/** SHA-256 of a file, read in large pieces; undefined where it cannot be read. */
export async function hashFile(path: string): Promise<string | undefined> {
  try {
    const hash = createHash('sha256');
    // A stream costs more than a small file's bytes do, and a session may have a hundred thousand of those.
    if (statSync(path).size <= SMALL_FILE) return hash.update(readFileSync(path)).digest('hex');
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
