import { existsSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../cli/version.js';
import { distDirectory } from '../check/locate.js';
import type { FileResult } from './result.js';
import { makeFolder } from '../files/folder.js';

/** Entries that no run has used for so many days are removed. */
const KEEP_DAYS = 30;

/** The folder where results are kept: with the project where it has node_modules, else with the user's caches. */
export function cacheFolder(cwd: string, env: NodeJS.ProcessEnv): string {
  const modules = join(cwd, 'node_modules');
  if (existsSync(modules)) return join(modules, '.cache', 'dst-skills');
  const own = env['XDG_CACHE_HOME'];
  return join(own !== undefined && own.startsWith('/') ? own : join(homedir(), '.cache'), 'dst-skills', 'lint');
}

let ownName: string | undefined;

/** Results of another version, or of another build of it, are none of ours. */
function generation(): string {
  ownName ??= `${VERSION}-${Math.trunc(statSync(distDirectory()).mtimeMs).toString(36)}`;
  return ownName;
}

function placeOf(folder: string, key: string): string {
  return join(folder, generation(), `${key}.json`);
}

/** The result that is kept under a key: a digest of everything that it depends on. Undefined where there is none. */
export function cached(folder: string, key: string): FileResult | undefined {
  try {
    return JSON.parse(readFileSync(placeOf(folder, key), 'utf8')) as FileResult;
  } catch {
    return undefined;
  }
}

/** Keeps a result. A cache that cannot be written is no cache, and no reason to fail. */
export function store(folder: string, key: string, result: FileResult): void {
  const path = placeOf(folder, key);
  try {
    makeFolder(join(folder, generation()));
    writeFileSync(`${path}.${process.pid}.tmp`, JSON.stringify(result));
    renameSync(`${path}.${process.pid}.tmp`, path);
  } catch {
    // The next run checks the file again.
  }
}

/** Removes what has not been written for {@link KEEP_DAYS} days. */
export function sweep(folder: string, now = Date.now()): void {
  try {
    const own = join(folder, generation());
    for (const name of readdirSync(own)) {
      const path = join(own, name);
      if (now - statSync(path).mtimeMs > KEEP_DAYS * 86_400_000) unlinkSync(path);
    }
  } catch {
    // Nothing there yet, or another run is sweeping.
  }
}
