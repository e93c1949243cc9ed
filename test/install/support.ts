import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copySync, ensureDirSync, outputFileSync } from 'fs-extra/esm';
import type { Result } from '../../lib/install/result.js';
import type { EntryState } from '../../lib/install/inspect.js';
import { dst, type RunResult } from '../support/run.js';

/** Files by path; a value of null is an empty directory, `{ link }` a symbolic link. */
export type Files = Record<string, string | Uint8Array | null | { readonly link: string }>;

/** A git configuration that is the same on every machine. */
const GIT_ENV: NodeJS.ProcessEnv = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Pack Author',
  GIT_AUTHOR_EMAIL: 'author@example.org',
  GIT_COMMITTER_NAME: 'Pack Author',
  GIT_COMMITTER_EMAIL: 'author@example.org',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** Runs git and gives its trimmed output. */
export function git(dir: string, ...args: string[]): string {
  return execFileSync('git', ['-C', dir, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...GIT_ENV },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

export function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const at = join(root, path);
    if (content === null) ensureDirSync(at);
    else if (typeof content === 'object' && 'link' in content) {
      ensureDirSync(dirname(at));
      rmSync(at, { force: true });
      execFileSync('ln', ['-s', content.link, at]);
    } else outputFileSync(at, content);
  }
}

export function skillMd(name: string, body = 'Do it well.'): string {
  return `---\nname: ${name}\ndescription: How to do ${name}. Use it when ${name} is asked for.\n---\n\n# ${name}\n\n${body}\n`;
}

/** A pack of n skills in the usual layout. */
export function packFiles(n: number, revision = 'one'): Files {
  const files: Files = { 'README.md': `A pack of ${n} skills.\n` };
  for (let i = 1; i <= n; i++) {
    files[`skills/skill-${i}/SKILL.md`] = skillMd(`skill-${i}`, `Revision ${revision}.`);
    files[`skills/skill-${i}/references/notes.md`] = `Notes of skill ${i}, revision ${revision}.\n`;
  }
  return files;
}

/** Commits everything that is in the directory; makes it a repository first if it is none. Gives the commit. */
export function commit(dir: string, message = 'A change'): string {
  if (!readdirSync(dir).includes('.git')) git(dir, 'init', '--quiet', '--initial-branch=main');
  git(dir, 'add', '--all');
  git(dir, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(dir, 'rev-parse', 'HEAD');
}

export interface World {
  readonly root: string;
  readonly home: string;
  readonly project: string;
  readonly origin: string;
  /** The pack directory of the user. */
  readonly pack: string;
  readonly env: NodeJS.ProcessEnv;
  run(args: readonly string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<RunResult>;
  /** Runs with --json and gives what was printed. */
  json(
    args: readonly string[],
    options?: { cwd?: string; env?: NodeJS.ProcessEnv },
  ): Promise<Report & { code: number | null; stderr: string }>;
  /** Writes files to the origin and commits them. */
  publish(files: Files, remove?: readonly string[]): string;
  /** A snapshot of the home directory. */
  tree(): Record<string, string>;
  remove(): void;
}

export type Report = Result & {
  readonly entries?: readonly EntryState[];
  readonly installed?: boolean;
  readonly remote?: string;
};

/** A machine of its own: an empty home directory, an empty project, and a pack in a git repository. */
export function world(files: Files = packFiles(2), home: Files = {}): World {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dst-test-')));
  const at = { root, home: join(root, 'home'), project: join(root, 'project'), origin: join(root, 'origin') };
  for (const dir of [at.home, at.project, at.origin]) mkdirSync(dir);
  write(at.origin, files);
  commit(at.origin, 'First');
  write(at.home, home);
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: at.home,
    TMPDIR: join(root, 'tmp'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
  mkdirSync(join(root, 'tmp'));
  const clean = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  const run: World['run'] = (args, options = {}) =>
    dst(args, { cwd: options.cwd ?? at.home, env: { ...clean, ...env, ...options.env } });
  return {
    ...at,
    pack: join(at.home, '.local/share/distributed-testing-skills'),
    env,
    run,
    json: async (args, options) => {
      const { code, stdout, stderr } = await run([...args, '--json'], options);
      try {
        return { ...(JSON.parse(stdout) as Report), code, stderr };
      } catch {
        throw new Error(`no JSON from ${args.join(' ')} (exit ${code}):\n${stdout}${stderr}`);
      }
    },
    publish: (changed, remove = []) => {
      for (const path of remove) rmSync(join(at.origin, path), { recursive: true });
      write(at.origin, changed);
      return commit(at.origin);
    },
    tree: () => treeOf(at.home),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Everything below a directory by path: `dir`, `-> target`, or permissions and content. git's own files are left out. */
export function treeOf(root: string, skip: (path: string) => boolean = () => false): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(join(root, below)).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      if (skip(path) || name === '.git') continue;
      const stat = lstatSync(join(root, path));
      if (stat.isSymbolicLink()) found[path] = `-> ${readlinkSync(join(root, path))}`;
      else if (stat.isDirectory()) {
        found[path] = 'dir';
        walk(path);
      } else found[path] = `${(stat.mode & 0o777).toString(8)} ${readFileSync(join(root, path)).toString('latin1')}`;
    }
  };
  walk('');
  return found;
}

/** The tree without what the installer keeps for itself. */
export function visible(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !/^\.local(\/|$)/.test(path)));
}

export function copyDir(from: string, to: string): void {
  copySync(from, to, { preserveTimestamps: true });
}

/** A machine with the pack installed for Claude Code. */
export async function installed(n = 2, args: readonly string[] = []): Promise<World> {
  const w = world(packFiles(n), { '.claude': null });
  const { code, stderr } = await w.run(['install', '--source', w.origin, ...args]);
  if (code !== 0) throw new Error(stderr);
  return w;
}

/** The revision that the installed pack's first skill is of. */
export const revisionOf = (w: World): string =>
  /Revision (\w+)\./.exec(readFileSync(join(w.pack, 'skills/skill-1/SKILL.md'), 'utf8'))?.[1] ?? '';
