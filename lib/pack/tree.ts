import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, type Entry } from './entries.js';

/** The files of a pack, on disk or in memory. Paths are below the pack, with `/`. */
export interface PackTree {
  /** What stands at a path; links are not followed. */
  get(path: string): Entry | undefined;
  /** Every file and link below a directory (`.` for all), in order; links to directories are not entered. */
  below(directory: string): readonly string[];
  /** The bytes of a regular file; undefined where it cannot be read or is larger than a text that anybody reads. */
  read(path: string): Uint8Array | undefined;
}

const SKIPPED = new Set(['.git', 'node_modules', '__pycache__', '.venv']);

/** A pack on disk; nothing is read before it is asked for. */
export class DiskTree implements PackTree {
  private readonly known = new Map<string, Entry | undefined>();

  constructor(private readonly root: string) {}

  get(path: string): Entry | undefined {
    if (!this.known.has(path)) this.known.set(path, this.look(path));
    return this.known.get(path);
  }

  private look(path: string): Entry | undefined {
    try {
      const full = join(this.root, path);
      const stat = lstatSync(full);
      if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(full) };
      if (stat.isDirectory()) return { kind: 'dir' };
      return stat.isFile() ? { kind: 'file', size: stat.size } : { kind: 'other' };
    } catch {
      return undefined;
    }
  }

  below(directory: string): readonly string[] {
    const paths: string[] = [];
    const enter = (at: string, depth: number): void => {
      for (const name of this.names(at)) {
        if (SKIPPED.has(name) || paths.length >= LIMITS.files) continue;
        const path = at === '.' ? name : `${at}/${name}`;
        if (this.get(path)?.kind !== 'dir') paths.push(path);
        else if (depth < LIMITS.depth) enter(path, depth + 1);
      }
    };
    enter(directory, 1);
    return paths;
  }

  private names(directory: string): string[] {
    try {
      return readdirSync(join(this.root, directory)).sort();
    } catch {
      return [];
    }
  }

  read(path: string): Uint8Array | undefined {
    const entry = this.get(path);
    if (entry?.kind !== 'file' || entry.size > LIMITS.skillFileBytes) return undefined;
    try {
      return readFileSync(join(this.root, path));
    } catch {
      return undefined;
    }
  }
}

/** A pack in memory: the text of each file, or where a link leads. */
export class MemoryTree implements PackTree {
  private readonly entries = new Map<string, Entry>();
  private readonly texts = new Map<string, Uint8Array>();

  constructor(files: ReadonlyMap<string, string | { readonly link: string }>) {
    for (const [path, content] of files) {
      const parts = path.split('/');
      for (let i = 1; i < parts.length; i++) this.entries.set(parts.slice(0, i).join('/'), { kind: 'dir' });
      if (typeof content !== 'string') this.entries.set(path, { kind: 'link', target: content.link });
      else {
        const bytes = Buffer.from(content, 'utf8');
        this.texts.set(path, bytes);
        this.entries.set(path, { kind: 'file', size: bytes.length });
      }
    }
  }

  get(path: string): Entry | undefined {
    return path === '.' ? { kind: 'dir' } : this.entries.get(path);
  }

  below(directory: string): readonly string[] {
    const prefix = directory === '.' ? '' : `${directory}/`;
    return [...this.entries]
      .filter(([path, { kind }]) => kind !== 'dir' && path.startsWith(prefix))
      .map(([path]) => path)
      .sort();
  }

  read(path: string): Uint8Array | undefined {
    return this.texts.get(path);
  }
}
