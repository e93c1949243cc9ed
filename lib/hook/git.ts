import { spawnSync } from 'node:child_process';
import { UserError } from '../cli/errors.js';

/** Runs git and gives what it printed. @throws UserError with git's own words where it fails */
export function git(cwd: string, args: readonly string[], input?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd,
    input: input ?? '',
    maxBuffer: 1024 * 1024 * 1024,
  });
  if (error !== undefined) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(missing ? 'git is not installed, or not on the PATH' : `git cannot be run: ${error.message}`);
  }
  if (status !== 0)
    throw new UserError(`git ${args[0] ?? ''} failed: ${stderr.toString('utf8').trim()}`, {
      help: 'run this inside a git repository with a working tree',
    });
  return stdout;
}

/** The top folder of the working tree; in a linked worktree, of that one. */
export function topLevel(cwd: string): string {
  return git(cwd, ['rev-parse', '--show-toplevel']).toString('utf8').replace(/\n$/, '');
}

/** A file as it stands in the index: what the next commit will hold. */
export interface StagedFile {
  /** Relative to the top folder, with forward slashes. */
  readonly path: string;
  /** The object's name. */
  readonly object: string;
}

/** Regular files that are added, changed, or renamed in the index. Symbolic links and submodules are not files. */
export function stagedFiles(top: string): StagedFile[] {
  const unborn = spawnSync('git', ['rev-parse', '--verify', '-q', 'HEAD'], { cwd: top }).status !== 0;
  // The empty tree stands for the parent of the first commit.
  const against = unborn ? [git(top, ['hash-object', '-t', 'tree', '--stdin']).toString('utf8').trim()] : [];
  const args = [
    'diff',
    '--cached',
    '--raw',
    '-z',
    '--no-abbrev',
    '--no-renames',
    '--diff-filter=AMT',
    ...against,
    '--',
  ];
  const parts = git(top, args).toString('utf8').split('\0');
  const files: StagedFile[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [, mode, , object] = (parts[i] ?? '').split(' ');
    const path = parts[i + 1] ?? '';
    if (object !== undefined && mode?.startsWith('100') === true) files.push({ path, object });
  }
  return files;
}

/** The content of objects, one after the other. */
export function* contents(top: string, files: readonly StagedFile[]): Generator<[StagedFile, Buffer]> {
  for (const file of files) yield [file, git(top, ['cat-file', 'blob', file.object])];
}
