import { realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The path from the session of a path that a record or a document names; undefined where it leads out of it. */
export function insideSession(directory: string, path: string, from = ''): string | undefined {
  const target = relative(directory, resolve(directory, from, path))
    .split('\\')
    .join('/');
  if (target === '..' || target.startsWith('../') || target === '' || /^[A-Za-z]:|^\//.test(target)) return undefined;
  return target;
}

/** Whether a directory is a session's: it has a session log, or findings or evidence. */
export function isSession(directory: string): boolean {
  const has = (...parts: string[]): boolean =>
    statSync(join(directory, ...parts), { throwIfNoEntry: false }) !== undefined;
  return has('session-log.md') || has('findings', 'report.md') || (has('evidence') && has('findings'));
}

/** The session that a directory lies in or is; undefined where there is none above it. */
export function sessionAbove(directory: string): string | undefined {
  let folder: string;
  try {
    folder = realpathSync(directory);
  } catch {
    return undefined;
  }
  for (let steps = 0; steps < 6; steps++) {
    if (isSession(folder)) return folder;
    const above = resolve(folder, '..');
    if (above === folder) return undefined;
    folder = above;
  }
  return undefined;
}
