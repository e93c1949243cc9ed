import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './durable.js';

/**
 * What stands at a path, as one comparable line: `absent`, `link:<target>`, `file:<permissions>:<sha256>`,
 * `dir:<sha256 over names, kinds, execute bits and contents>` or `other` (a device, a socket).
 */
export type Print = string;

export const ABSENT: Print = 'absent';

/** `sha256-` and 64 hexadecimal digits. */
export function hashOf(bytes: Uint8Array | string): string {
  return `sha256-${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Takes the print of a path. Symbolic links are never followed.
 * @param depth 'shallow' gives `dir` for a directory without reading it.
 */
export function printOf(path: string, depth: 'deep' | 'shallow' = 'deep'): Print {
  let stat;
  try {
    stat = lstatSync(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return ABSENT;
    throw error;
  }
  if (stat.isSymbolicLink()) return `link:${readlinkSync(path)}`;
  if (stat.isFile()) return `file:${(stat.mode & 0o7777).toString(8)}:${hashOf(readFileSync(path))}`;
  if (!stat.isDirectory()) return 'other';
  if (depth === 'shallow') return 'dir';
  const sum = createHash('sha256');
  for (const [name, print] of Object.entries(treePrints(path))) sum.update(`${name}\0${print}\n`);
  return `dir:${sum.digest('hex')}`;
}

/**
 * The print of everything below a directory, by its path relative to it with `/`, in a fixed order. A file's line has
 * its execute bit rather than all permissions, which a umask changes; an empty directory counts.
 */
function treePrints(root: string): Record<string, Print> {
  const found: Record<string, Print> = {};
  const walk = (at: string, prefix: string): void => {
    const entries = readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (entries.length === 0 && prefix !== '') found[prefix] = 'dir';
    for (const entry of entries) {
      const path = join(at, entry.name);
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) walk(path, name);
      else if (entry.isSymbolicLink()) found[name] = `link:${readlinkSync(path)}`;
      else if (entry.isFile())
        found[name] = `file:${(lstatSync(path).mode & 0o100) === 0 ? '-' : 'x'}:${hashOf(readFileSync(path))}`;
      else found[name] = 'other';
    }
  };
  walk(root, '');
  return found;
}

/** The content hashes of a directory's files, by relative path: what receipts and lock files hold. */
export function fileHashes(root: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [name, print] of Object.entries(treePrints(root))) {
    if (print.startsWith('file:')) hashes[name] = print.slice('file:x:'.length);
    else if (print.startsWith('link:')) hashes[name] = `link:${print.slice('link:'.length)}`;
  }
  return hashes;
}

/** The relative paths whose hashes differ between two such records, sorted. */
export function differingFiles(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => a[name] !== b[name]).sort();
}
