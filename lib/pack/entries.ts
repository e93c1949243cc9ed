import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';

/** What a pack may be at most; far above every public pack, far below what fills a disk or hides something. */
export const LIMITS = {
  files: 20_000,
  totalBytes: 256 * 1024 * 1024,
  fileBytes: 32 * 1024 * 1024,
  skillFileBytes: 1024 * 1024,
  skills: 1_000,
  depth: 24,
} as const;

export type Entry =
  | { readonly kind: 'file'; readonly size: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'dir' }
  | { readonly kind: 'other' };

export interface PackProblem {
  readonly code: string;
  /** Below the pack, with `/`. */
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

/** Lists everything below a pack's directory, git's own directory left out. Stops where the limits are passed. */
export function listPack(root: string): { entries: Map<string, Entry>; problems: PackProblem[] } {
  const entries = new Map<string, Entry>();
  const problems: PackProblem[] = [];
  let bytes = 0;
  let files = 0;
  const walk = (prefix: string, depth: number): void => {
    for (const name of readdirSync(join(root, prefix)).sort()) {
      if (prefix === '' && name === '.git') continue;
      const path = prefix === '' ? name : `${prefix}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) {
        entries.set(path, { kind: 'dir' });
        if (depth >= LIMITS.depth)
          problems.push({ code: 'size', path, message: `lies deeper than ${LIMITS.depth} directories` });
        else walk(path, depth + 1);
        continue;
      }
      if (++files > LIMITS.files) {
        if (files === LIMITS.files + 1)
          problems.push({ code: 'size', path, message: `the pack has more than ${LIMITS.files} files` });
        return;
      }
      if (stat.isSymbolicLink()) entries.set(path, { kind: 'link', target: readlinkSync(join(root, path)) });
      else if (stat.isFile()) {
        entries.set(path, { kind: 'file', size: stat.size });
        bytes += stat.size;
        if (stat.size > LIMITS.fileBytes)
          problems.push({ code: 'size', path, message: `is larger than ${LIMITS.fileBytes >> 20} MiB` });
      } else {
        entries.set(path, { kind: 'other' });
        problems.push({ code: 'device', path, message: 'is neither a file, a directory nor a link' });
      }
    }
  };
  walk('', 1);
  if (bytes > LIMITS.totalBytes)
    problems.push({ code: 'size', path: '.', message: `the pack is larger than ${LIMITS.totalBytes >> 20} MiB` });
  return { entries, problems };
}

/**
 * Follows a path through the links of a pack without touching the disk.
 * @returns the path that it leads to below the pack (`.` for the pack itself), or why it leads nowhere.
 */
export function resolveInside(
  entries: { get(path: string): Entry | undefined },
  path: string,
): { readonly path: string } | 'leaves' | 'dangles' | 'circles' {
  let rest = path.split('/').filter((part) => part !== '' && part !== '.');
  let at: string[] = [];
  for (let hops = 0; rest.length > 0;) {
    const [part = '', ...more] = rest;
    rest = more;
    if (part === '..') {
      if (at.length === 0) return 'leaves';
      at = at.slice(0, -1);
      continue;
    }
    if (at.length === 0 && part.toLowerCase() === '.git') return 'leaves';
    const next = [...at, part];
    const entry = entries.get(next.join('/'));
    if (entry === undefined) return 'dangles';
    if (entry.kind === 'link') {
      if (++hops > 40) return 'circles';
      if (posix.isAbsolute(entry.target) || /^[A-Za-z]:|\\/.test(entry.target)) return 'leaves';
      rest = [...entry.target.split('/').filter((one) => one !== '' && one !== '.'), ...rest];
      continue;
    }
    if (rest.length > 0 && entry.kind !== 'dir') return 'dangles';
    at = next;
  }
  return { path: at.length === 0 ? '.' : at.join('/') };
}

/** What is wrong with a link, by where it leads. */
export const LINK_PROBLEMS = {
  leaves: 'is a link that leaves the pack',
  dangles: 'is a link that leads nowhere',
  circles: 'is a link that leads to itself',
} as const;

/**
 * The files of a skill as an agent sees them, links inside the pack followed: the path below the skill, and the path
 * below the pack where the bytes are. Undefined when a link leads back to a directory that contains it.
 */
export function viewOf(entries: ReadonlyMap<string, Entry>, path: string): Map<string, string> | undefined {
  const children = new Map<string, string[]>();
  for (const name of entries.keys()) {
    const parent = posix.dirname(name);
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [name]);
    else list.push(name);
  }
  const view = new Map<string, string>();
  const walk = (at: string, shown: string, above: readonly string[]): boolean => {
    if (above.includes(at)) return false;
    for (const name of children.get(at) ?? []) {
      const led = resolveInside(entries, name);
      if (typeof led === 'string') continue;
      const below = shown === '' ? posix.basename(name) : `${shown}/${posix.basename(name)}`;
      const entry = entries.get(led.path);
      if (led.path === '.' || entry?.kind === 'dir') {
        if (!walk(led.path, below, [...above, at])) return false;
      } else if (entry?.kind === 'file') view.set(below, led.path);
    }
    return true;
  };
  return walk(path, '', []) ? view : undefined;
}
