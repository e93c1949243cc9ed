import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join, posix } from 'node:path';
import { copyTree, syncDir, syncTree } from './durable.js';
import { ask, git, GitFailure, type GitSession } from './git.js';
import { query } from './git-query.js';
import type { Op } from './ops.js';
import type { GitPack } from './pack-look.js';
import { checkSize } from './pack-clone.js';
import { ABSENT, printOf } from './print.js';
import type { Staging } from './staging.js';
import { makeFolder } from '../files/folder.js';

const ZEROS = '0'.repeat(40);

/** A fast-forward that is ready to be carried out: new objects in quarantine, the new tree beside the old one. */
export interface Forward {
  readonly from: string;
  readonly to: string;
  readonly commits: number;
  /** The whole new tree, as it would be checked out. */
  readonly tree: string;
  /** The new objects, to be moved into the repository before the steps are taken. */
  readonly objects: string;
  /** The repository's own object directory. */
  readonly store: string;
  readonly gitDir: string;
  readonly index: string;
  readonly branch: string;
  readonly follows: string;
}

export type ForwardResult =
  | { readonly kind: 'forward'; readonly forward: Forward }
  | { readonly kind: 'current' }
  /** The remote has nothing that we do not have, we have commits that it does not have. */
  | { readonly kind: 'ahead'; readonly commits: number }
  | { readonly kind: 'diverged'; readonly own: number; readonly tip: string }
  | { readonly kind: 'gone'; readonly branch: string };

/** The commits that the remote's branches have now, by name. @throws GitFailure when it cannot be reached */
export async function remoteHeads(session: GitSession, dir: string): Promise<ReadonlyMap<string, string>> {
  const list = await query(session, dir, ['ls-remote', '--quiet', '--heads', 'origin']);
  return new Map(
    list
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => {
        const [commit = '', ref = ''] = line.split('\t');
        return [ref.slice('refs/heads/'.length), commit];
      }),
  );
}

/** The commit that a branch has at the remote now; undefined when there is no such branch. @throws GitFailure */
export async function remoteTip(session: GitSession, dir: string, branch: string): Promise<string | undefined> {
  const list = await query(session, dir, ['ls-remote', '--quiet', 'origin', `refs/heads/${branch}`]);
  return list.split('\n')[0]?.split('\t')[0] || undefined;
}

/** The arguments of a fetch of a branch that brings its objects and writes no ref. */
export const fetchObjects = (branch: string): string[] => [
  'fetch',
  '--quiet',
  '--no-tags',
  '--refmap=',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  'origin',
  `refs/heads/${branch}`,
];

/**
 * Fetches into quarantine (objects beside the repository's, no ref touched: the way git-receive-pack does it) and tells
 * how the branch's tip at the remote relates to what is checked out.
 * @throws GitFailure when the remote cannot be reached.
 */
export async function compareWithRemote(
  session: GitSession,
  dir: string,
  now: GitPack,
  staging: Staging,
  heads: () => Promise<ReadonlyMap<string, string>>,
): Promise<ForwardResult & { readonly env?: Readonly<Record<string, string>>; readonly tip?: string }> {
  const { head, follows } = now;
  if (head === null || follows === null) return { kind: 'current' };
  const tip = (await heads()).get(follows);
  if (tip === undefined) return { kind: 'gone', branch: follows };
  if (tip === head) return { kind: 'current' };
  const isIn = async (one: string, other: string, env?: Readonly<Record<string, string>>): Promise<boolean> => {
    try {
      await git(session, dir, ['merge-base', '--is-ancestor', one, other], env === undefined ? {} : { env });
      return true;
    } catch (error) {
      if (error instanceof GitFailure && !error.missing) return false;
      throw error;
    }
  };
  if ((await ask(session, dir, ['cat-file', '-e', `${tip}^{commit}`])) !== undefined && (await isIn(tip, head)))
    return { kind: 'ahead', commits: Number(await ask(session, dir, ['rev-list', '--count', `${tip}..${head}`])) };
  const store = join(await commonDir(session, dir, now.gitDir), 'objects');
  const objects = staging.near(join(store, 'pack'));
  mkdirSync(objects);
  const env = {
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: store,
  };
  await git(session, dir, fetchObjects(follows), { env });
  if (!(await isIn(head, tip, env))) {
    const own = await git(session, dir, ['rev-list', '--count', head, '--not', tip, '--remotes=origin'], { env });
    return { kind: 'diverged', own: Number(own), tip };
  }
  const count = await git(session, dir, ['rev-list', '--count', `${head}..${tip}`], { env });
  return {
    kind: 'forward',
    env,
    tip,
    forward: {
      from: head,
      to: tip,
      commits: Number(count),
      tree: '',
      objects,
      store,
      gitDir: now.gitDir,
      index: '',
      branch: now.branch ?? follows,
      follows,
    },
  };
}

async function commonDir(session: GitSession, dir: string, gitDir: string): Promise<string> {
  if (!existsSync(join(gitDir, 'commondir'))) return gitDir;
  return (await git(session, dir, ['rev-parse', '--path-format=absolute', '--git-common-dir'])).trim();
}

/** Writes the new commit's whole tree, and the index that belongs to it, into staging. */
export async function stageTree(
  session: GitSession,
  dir: string,
  forward: Forward,
  env: Readonly<Record<string, string>>,
  staging: Staging,
): Promise<Forward> {
  await checkSize(session, dir, forward.to, env);
  const index = staging.near(join(forward.gitDir, 'index'));
  const tree = staging.near(join(dir, 'skills'));
  copyFileSync(join(forward.gitDir, 'index'), index);
  mkdirSync(tree);
  const withIndex = { ...env, GIT_INDEX_FILE: index };
  await git(session, dir, ['read-tree', '-i', '-m', forward.from, forward.to], { env: withIndex });
  await git(session, dir, ['checkout-index', '--quiet', '--all', '--force', `--prefix=${tree}/`], { env: withIndex });
  return { ...forward, index, tree };
}

/** Moves quarantined objects into the repository: only adds, and may be done again after a crash. */
export function adoptObjects(forward: Forward): void {
  const target = forward.store;
  const walk = (below: string): void => {
    // A pack's index makes it visible, so it comes last (.pack before .idx, as names sort the other way round).
    const names = readdirSync(join(forward.objects, below)).sort(
      (a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')),
    );
    for (const name of names) {
      const path = join(below, name);
      const from = join(forward.objects, path);
      if (lstatSync(from).isDirectory()) {
        makeFolder(join(target, path));
        walk(path);
      } else if (below !== 'info' && !existsSync(join(target, path))) renameSync(from, join(target, path));
    }
    syncDir(join(target, below));
  };
  walk('');
}

export type Units =
  | { readonly ok: true; readonly ops: readonly Op[]; readonly paths: readonly string[] }
  /** Files of the user's that git does not track, where the new commit has files. */
  | { readonly ok: false; readonly inTheWay: readonly string[] };

/**
 * The steps from the old tree to the new one. A skill's directory is exchanged as a whole, so that at every moment it is
 * wholly old or wholly new; files outside of skills one by one. What git does not track moves along.
 */
export async function forwardOps(
  session: GitSession,
  dir: string,
  now: GitPack,
  forward: Forward,
  env: Readonly<Record<string, string>>,
  staging: Staging,
): Promise<Units> {
  const diff = await git(
    session,
    dir,
    ['diff-tree', '-r', '-z', '--no-renames', '--name-status', forward.from, forward.to],
    { env },
  );
  const before = await git(session, dir, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', forward.from]);
  const after = await git(session, dir, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', forward.to], { env });
  const tracked = new Set(before.split('\0').filter((name) => name !== ''));
  const next = new Set(after.split('\0').filter((name) => name !== ''));
  const skillDirs = new Set<string>();
  for (const name of [...tracked, ...next])
    if (posix.basename(name) === 'SKILL.md' && name !== 'SKILL.md') skillDirs.add(posix.dirname(name));
  const skillOf = (name: string): string | undefined => {
    let outermost: string | undefined;
    for (let at = posix.dirname(name); at !== '.'; at = posix.dirname(at)) if (skillDirs.has(at)) outermost = at;
    return outermost;
  };
  const dirUnits = new Set<string>();
  const fileUnits: { name: string; status: string }[] = [];
  const fields = diff.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [status = '', name = ''] = [fields[at], fields[at + 1]];
    const skill = skillOf(name);
    if (skill === undefined) fileUnits.push({ name, status });
    else dirUnits.add(skill);
  }
  const inTheWay: string[] = [];
  const removals: Op[] = [];
  const placements: Op[] = [];
  const emptied = new Set<string>();
  const needed = new Set<string>();
  const place = (name: string, put: Extract<Op, { op: 'place' }>['put'], old: string): void => {
    const op: Op = { op: 'place', path: join(dir, name), old, trash: staging.near(join(dir, name)), put };
    (put.type === 'nothing' ? removals : placements).push(op);
    for (let at = posix.dirname(name); at !== '.'; at = posix.dirname(at))
      (put.type === 'nothing' ? emptied : needed).add(at);
  };
  for (const unit of dirUnits) {
    const staged = join(forward.tree, unit);
    for (const name of now.untracked) {
      if (!name.startsWith(`${unit}/`)) continue;
      if (next.has(name)) inTheWay.push(name);
      else {
        copyTree(join(dir, name), join(forward.tree, name));
      }
    }
    const old = printOf(join(dir, unit));
    if (existsSync(staged)) {
      syncTree(staged);
      if (printOf(staged) !== old) place(unit, { type: 'dir', staged }, old);
    } else if (old !== ABSENT) place(unit, { type: 'nothing' }, old);
  }
  for (const { name, status } of fileUnits) {
    const path = join(dir, name);
    const old = printOf(path, 'shallow') === 'dir' ? ABSENT : printOf(path);
    if (status === 'D') {
      if (old !== ABSENT) place(name, { type: 'nothing' }, old);
    } else if (status === 'A' && old !== ABSENT && !tracked.has(name)) inTheWay.push(name);
    else place(name, { type: 'file', staged: join(forward.tree, name) }, old);
  }
  if (inTheWay.length > 0) return { ok: false, inTheWay };
  const byDepth = (a: string, b: string): number => b.split('/').length - a.split('/').length;
  const nextDirs = new Set<string>();
  for (const name of next) for (let at = posix.dirname(name); at !== '.'; at = posix.dirname(at)) nextDirs.add(at);
  const gone = [...emptied].filter((at) => !nextDirs.has(at)).sort(byDepth);
  const made = [...needed].filter((at) => printOf(join(dir, at), 'shallow') !== 'dir').sort((a, b) => byDepth(b, a));
  const tracking =
    (await ask(session, dir, ['rev-parse', '--verify', '--quiet', `refs/remotes/origin/${forward.follows}`])) ?? ZEROS;
  return {
    ok: true,
    paths: [...dirUnits, ...fileUnits.map(({ name }) => name)].sort(),
    ops: [
      ...removals,
      ...gone.map((at): Op => ({ op: 'rmdir', path: join(dir, at) })),
      ...made.map((at): Op => ({ op: 'mkdir', path: join(dir, at) })),
      ...placements,
      {
        op: 'place',
        path: join(forward.gitDir, 'index'),
        old: printOf(join(forward.gitDir, 'index')),
        trash: staging.near(join(forward.gitDir, 'index')),
        put: { type: 'file', staged: forward.index },
      },
      {
        op: 'refs',
        dir,
        updates: [
          { ref: `refs/heads/${forward.branch}`, from: forward.from, to: forward.to },
          ...(tracking === forward.to
            ? []
            : [{ ref: `refs/remotes/origin/${forward.follows}`, from: tracking, to: forward.to }]),
        ],
      },
    ],
  };
}
