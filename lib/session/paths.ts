import { relative, resolve } from 'node:path';

/** The path from the session of a path that a record or a document names; undefined where it leads out of it. */
export function insideSession(directory: string, path: string, from = ''): string | undefined {
  const target = relative(directory, resolve(directory, from, path))
    .split('\\')
    .join('/');
  if (target === '..' || target.startsWith('../') || target === '' || /^[A-Za-z]:|^\//.test(target)) return undefined;
  return target;
}
