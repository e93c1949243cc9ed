import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type GitSession } from './git.js';
import { readSettings } from './git-config.js';
import { query } from './git-query.js';
import { differingFiles, fileHashes } from './print.js';
import type { PackRecord } from './receipt.js';

/** A git clone as it stands in the pack directory. */
export interface GitPack {
  readonly kind: 'git';
  readonly gitDir: string;
  /** Null before the first commit. */
  readonly head: string | null;
  /** Null when HEAD is detached. */
  readonly branch: string | null;
  readonly origin: string | null;
  /** The branch at the remote that the current one follows. */
  readonly follows: string | null;
  /** Tracked files that were edited, added or removed, below the pack. */
  readonly edited: readonly string[];
  /** Files that git does not track, ignored ones included; a directory ends with `/`. */
  readonly untracked: readonly string[];
  /** `merge`, `rebase`, … when one was begun and not ended. */
  readonly unfinished: string | null;
  readonly shallow: boolean;
  readonly partial: boolean;
  readonly sparse: boolean;
  /** Another git is at work, or was killed: its lock file. */
  readonly indexLock: string | null;
  readonly stash: boolean;
}

export type PackNow =
  | { readonly kind: 'absent' }
  | { readonly kind: 'foreign'; readonly why: string }
  /** Files without git that an earlier run put there. */
  | { readonly kind: 'snapshot'; readonly edited: readonly string[] }
  | GitPack;

const UNFINISHED: readonly (readonly [string, string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** Looks at what is in the pack directory; uses no network and changes nothing. */
export async function lookAtPack(session: GitSession, dir: string, recorded: PackRecord | undefined): Promise<PackNow> {
  let stat;
  try {
    stat = lstatSync(dir);
  } catch {
    return { kind: 'absent' };
  }
  if (stat.isSymbolicLink()) {
    if (!existsSync(dir)) return { kind: 'foreign', why: 'is a link that leads nowhere' };
  } else if (!stat.isDirectory()) return { kind: 'foreign', why: 'is a file' };
  if (existsSync(join(dir, '.git'))) return lookAtClone(session, dir);
  if (recorded?.dir === dir && recorded.kind === 'snapshot' && recorded.files !== undefined)
    return { kind: 'snapshot', edited: differingFiles(recorded.files, fileHashes(dir)) };
  return {
    kind: 'foreign',
    why: readdirSync(dir).length === 0 ? 'is an empty directory' : 'is a directory that is no git repository',
  };
}

async function lookAtClone(session: GitSession, dir: string): Promise<PackNow> {
  const inGit = join(dir, '.git');
  const gitDir = lstatSync(inGit).isDirectory() ? inGit : await ask(session, dir, ['rev-parse', '--absolute-git-dir']);
  if (gitDir === undefined) return { kind: 'foreign', why: 'has a .git that git does not accept' };
  let status: string;
  let settings: ReadonlyMap<string, string>;
  try {
    [status, settings] = await Promise.all([
      query(session, dir, [
        'status',
        '--porcelain=v2',
        '--branch',
        '-z',
        '--untracked-files=all',
        '--ignored=traditional',
      ]),
      readSettings(session, dir, gitDir),
    ]);
  } catch (error) {
    if (!existsSync(join(gitDir, 'HEAD'))) return { kind: 'foreign', why: 'has a .git that is no repository' };
    throw error;
  }
  const parsed = parseStatus(status);
  const { branch } = parsed;
  const merge = branch === null ? undefined : settings.get(`branch.${branch}.merge`);
  return {
    kind: 'git',
    gitDir,
    ...parsed,
    origin: settings.get('remote.origin.url') ?? null,
    follows: merge?.startsWith('refs/heads/') ? merge.slice('refs/heads/'.length) : branch,
    unfinished: UNFINISHED.find(([file]) => existsSync(join(gitDir, file)))?.[1] ?? null,
    shallow: existsSync(join(gitDir, 'shallow')),
    partial: settings.has('extensions.partialclone') || settings.get('remote.origin.promisor') === 'true',
    sparse: settings.get('core.sparsecheckout') === 'true',
    indexLock: existsSync(join(gitDir, 'index.lock')) ? join(gitDir, 'index.lock') : null,
    stash: existsSync(join(gitDir, 'refs', 'stash')),
  };
}

/** Reads `git status --porcelain=v2 --branch -z` (git-status(1), "Porcelain Format Version 2"). */
function parseStatus(text: string): Pick<GitPack, 'head' | 'branch' | 'edited' | 'untracked'> {
  let head: string | null = null;
  let branch: string | null = null;
  const edited: string[] = [];
  const untracked: string[] = [];
  const records = text.split('\0');
  for (let at = 0; at < records.length; at++) {
    const line = records[at] ?? '';
    const fields = line.split(' ');
    if (line.startsWith('# branch.oid ')) head = fields[2] === '(initial)' ? null : (fields[2] ?? null);
    else if (line.startsWith('# branch.head ')) branch = fields[2] === '(detached)' ? null : fields.slice(2).join(' ');
    else if (line.startsWith('1 ')) edited.push(fields.slice(8).join(' '));
    else if (line.startsWith('2 ')) {
      edited.push(fields.slice(9).join(' '));
      at++; // the name before the renaming
    } else if (line.startsWith('u ')) edited.push(fields.slice(10).join(' '));
    else if (line.startsWith('? ') || line.startsWith('! ')) untracked.push(line.slice(2));
  }
  return { head, branch, edited, untracked };
}

/** Commits on any local branch, or HEAD, that no remote-tracking ref has: they exist only here. */
export async function localCommits(session: GitSession, dir: string): Promise<number> {
  const count = await ask(session, dir, ['rev-list', '--count', 'HEAD', '--branches', '--not', '--remotes', '--tags']);
  return Number(count ?? '0');
}
