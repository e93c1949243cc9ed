import { dirname, join } from 'node:path';
import { existsSync, rmSync } from 'node:fs';
import { UserError } from '../cli/errors.js';
import { GitFailure, type GitSession, ask } from './git.js';
import type { Op } from './ops.js';
import { clonePack, explainGit, type Wanted } from './pack-clone.js';
import { compareWithRemote, type Forward, forwardOps, remoteHeads, stageTree } from './pack-forward.js';
import { type GitPack, localCommits, lookAtPack, type PackNow } from './pack-look.js';
import { stageSnapshot } from './pack-snapshot.js';
import type { Places } from './places.js';
import { ABSENT, fileHashes, type Print, printOf } from './print.js';
import { error, type Problem, warning } from './problem.js';
import type { PackRecord, SkillRecord } from './receipt.js';
import { type PackScan, scanPack } from './scan.js';
import { packageRoot } from './package-root.js';
import {
  bundledSource,
  checkRef,
  defaultSource,
  parseSource,
  redact,
  sameSource,
  type Source,
  sourceName,
} from './source.js';
import type { Staging } from './staging.js';

/** What is asked of the pack. */
export interface PackWish {
  readonly source?: string;
  readonly ref?: string;
  readonly offline: boolean;
  readonly force: boolean;
  /** `install` makes do with the pack that is there when the remote is away; `update` calls that a failure. */
  readonly purpose: 'install' | 'update';
  /** From a lock file: exactly this. */
  readonly exactly?: { readonly source: string; readonly bundled: boolean } & Wanted;
}

/** How the pack directory gets from what it is to what it shall be. */
export interface PackPlan {
  readonly action: 'none' | 'create' | 'update' | 'replace';
  /** What will be recorded; null when the pack cannot be used: then nothing is installed. */
  readonly record: PackRecord | null;
  readonly from: string | null;
  readonly commits?: number;
  /** A whole directory to be put in place. */
  readonly put?: { readonly staged: string; readonly old: Print; readonly backup: string | null };
  readonly forward?: { readonly forward: Forward; readonly ops: readonly Op[]; readonly paths: readonly string[] };
  readonly problems: readonly Problem[];
}

interface Work {
  readonly session: GitSession;
  readonly places: Places;
  readonly staging: Staging;
  readonly wish: PackWish;
  readonly recorded: PackRecord | undefined;
  readonly problems: Problem[];
  readonly progress?: (text: string) => void;
  /** What the remote's branches are at; asked while the clone is still being looked at. */
  readonly heads: () => Promise<ReadonlyMap<string, string>>;
}

/** Reads the pack directory and its remote, and prepares in staging what will be put in place. Touches nothing else. */
export async function planPack(work: Omit<Work, 'problems' | 'heads'>): Promise<PackPlan> {
  const { wish } = work;
  const ask = (): Promise<ReadonlyMap<string, string>> => remoteHeads(work.session, work.places.packDir);
  // Nothing is decided by it before the clone is known to be what it should be.
  const early =
    work.recorded?.kind === 'git' &&
    !wish.offline &&
    wish.exactly === undefined &&
    existsSync(join(work.places.packDir, '.git'))
      ? ask()
      : undefined;
  early?.catch(() => undefined);
  const full: Work = { ...work, problems: [], heads: () => early ?? ask() };
  const { places, recorded, session } = full;
  const now = await lookAtPack(session, places.packDir, recorded);
  const source = chooseSource(full, now);
  const plan = source.type === 'git' ? await planGit(full, now, source) : await planSnapshot(full, now, source);
  return plan;
}

function chooseSource({ wish, recorded, places }: Work, now: PackNow): Source {
  if (wish.exactly !== undefined)
    return wish.exactly.bundled ? bundledSource() : parseSource(wish.exactly.source, places.root);
  if (wish.source !== undefined) return parseSource(wish.source, places.root);
  if (wish.offline && now.kind !== 'git') return bundledSource();
  if (now.kind === 'git' && now.origin !== null && recorded !== undefined && sameSource(now.origin, recorded.source))
    // The clone knows the URL with everything in it that is not recorded.
    return { type: 'git', url: now.origin, local: false };
  if (recorded !== undefined && !recorded.bundled) return parseSource(recorded.source, places.root);
  return defaultSource();
}

const FORCE = 'with --force it is moved to a backup, whose place is printed, and a fresh copy put in its place';

function skillRecords(scan: PackScan): Record<string, SkillRecord> {
  return Object.fromEntries(scan.skills.map(({ name, path, files }) => [name, { path, files }]));
}

/** The scan's findings as problems. A pack with errors is not installed. */
function reportScan(problems: Problem[], scan: PackScan, dir: string): boolean {
  for (const { code, path, line, message } of scan.problems.slice(0, 20))
    problems.push(
      error(`pack-${code}`, `the pack's ${path === '.' ? 'content' : path} ${message}`, {
        path: join(dir, path),
        ...(line === undefined ? {} : { line }),
      }),
    );
  if (scan.problems.length > 20)
    problems.push(error('pack-more', `… and ${scan.problems.length - 20} more such problems`));
  for (const { code, path, line, message } of scan.warnings)
    problems.push(
      warning(`skill-${code}`, `${path} ${message}`, {
        path: join(dir, path),
        ...(line === undefined ? {} : { line }),
      }),
    );
  if (scan.problems.length > 0)
    problems.push(error('pack-refused', 'the pack was not installed: it breaks the rules that keep packs harmless'));
  return scan.problems.length === 0;
}

function refused(work: Work, from: string | null = null): PackPlan {
  return { action: 'none', record: null, from, problems: work.problems };
}

// ---- snapshots ----

async function planSnapshot(work: Work, now: PackNow, source: Exclude<Source, { type: 'git' }>): Promise<PackPlan> {
  const { places, staging, problems, wish, recorded } = work;
  const dir = places.packDir;
  const backup = roomFor(work, now, source);
  if (backup === 'no') return refused(work, now.kind === 'git' ? now.head : null);
  const staged = staging.near(dir);
  stageSnapshot(source, staged);
  const scan = await scanPack(staged);
  if (!reportScan(problems, scan, dir)) return refused(work);
  const files = fileHashes(staged);
  const record: PackRecord = {
    dir,
    source: sourceName(source),
    ref: null,
    refKind: null,
    commit: null,
    kind: 'snapshot',
    bundled: source.type === 'bundled',
    created: now.kind === 'absent' || backup || (recorded?.dir === dir && recorded.created),
    files,
    skills: skillRecords(scan),
  };
  if (wish.exactly === undefined && source.type === 'bundled')
    problems.push(
      warning('bundled', 'the pack bundled in the npm package is installed; the next "dst-skills update" moves to git'),
    );
  const same =
    now.kind === 'snapshot' && now.edited.length === 0 && JSON.stringify(recorded?.files) === JSON.stringify(files);
  if (same) return { action: 'none', record, from: null, problems };
  return {
    action: now.kind === 'absent' ? 'create' : 'replace',
    record,
    from: now.kind === 'git' ? now.head : null,
    put: { staged, old: backup ? printOf(dir, 'shallow') : printOf(dir), backup: backup ? staging.backup(dir) : null },
    problems,
  };
}

/**
 * Whether the pack directory may make room for another: false when nothing of value is in it, true when it has to go to
 * a backup and --force allows it, 'no' (with a problem) when it has to stay.
 */
function roomFor(work: Work, now: PackNow, source: Source): boolean | 'no' {
  const { problems, wish, places } = work;
  const path = places.packDir;
  const stop = (code: string, message: string): boolean | 'no' => {
    if (wish.force) return true;
    problems.push(error(code, message, { path, help: FORCE }));
    return 'no';
  };
  switch (now.kind) {
    case 'absent':
      return false;
    case 'foreign':
      if (now.why === 'is an empty directory') return false;
      return stop('not-a-repository', `${path} ${now.why}, and this installer did not make it`);
    case 'snapshot':
      if (now.edited.length === 0) return false;
      return stop('local-edits', `files in ${path} were edited: ${listed(now.edited)}`);
    case 'git':
      return stop(
        'wrong-origin',
        `${path} is a clone of ${redact(now.origin ?? 'nothing')}, not of ${sourceName(source)}`,
      );
  }
}

function listed(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}

// ---- git ----

async function planGit(work: Work, now: PackNow, source: Extract<Source, { type: 'git' }>): Promise<PackPlan> {
  if (now.kind !== 'git') {
    const backup = roomFor(work, now, source);
    return backup === 'no' ? refused(work) : planClone(work, now, source, backup);
  }
  const { wish, problems, places, recorded } = work;
  const dir = places.packDir;
  const stop = async (code: string, message: string, help?: string): Promise<PackPlan> => {
    if (wish.force) return planClone(work, now, source, true);
    problems.push(error(code, message, { path: dir, help: help === undefined ? FORCE : `${help}; ${FORCE}` }));
    return wish.purpose === 'update' || wish.exactly !== undefined ? keep(work, now, source) : refused(work, now.head);
  };
  if (now.origin === null || !sameSource(now.origin, source.url)) {
    problems.splice(0);
    if (wish.force) return planClone(work, now, source, true);
    problems.push(
      error(
        'wrong-origin',
        `${dir} is a clone of ${redact(now.origin ?? 'no remote called origin')}, not of ${redact(source.url)}`,
        {
          path: dir,
          help: `name another directory with --dir; ${FORCE}`,
        },
      ),
    );
    return refused(work, now.head);
  }
  if (now.unfinished !== null)
    return stop(
      'unfinished',
      `a ${now.unfinished} was begun in ${dir} and not ended`,
      `end it (git -C ${dir} status says how)`,
    );
  if (now.head === null) return stop('no-commit', `${dir} is a repository without a commit`);
  if (now.indexLock !== null)
    return stop(
      'busy',
      `${now.indexLock} exists: git is at work there, or was killed`,
      'wait for it, or remove that file',
    );
  const wanted: Wanted = wish.exactly ?? { ref: wish.ref ?? recorded?.ref ?? null };
  const moves =
    wish.exactly !== undefined
      ? wish.exactly.commit !== now.head
      : wish.ref !== undefined && wish.ref !== (recorded?.ref ?? null);
  if (moves) return planMove(work, now, source, wanted);
  if (wish.exactly !== undefined || wish.offline) return keep(work, now, source);
  if (now.branch === null) return keep(work, now, source);
  if (now.sparse)
    return stop(
      'sparse',
      `${dir} is a sparse checkout`,
      'update it with git yourself, or check it out in full (git sparse-checkout disable)',
    );
  return planForward(work, now, source, stop);
}

/** The clone stays as it is. */
async function keep(work: Work, now: GitPack, source: Extract<Source, { type: 'git' }>): Promise<PackPlan> {
  const { problems, places, recorded, wish } = work;
  const dir = places.packDir;
  if (now.edited.length > 0)
    problems.push(warning('local-edits', `files in ${dir} were edited: ${listed(now.edited)}`, { path: dir }));
  const known =
    recorded?.dir === dir && recorded.commit === now.head && now.edited.length === 0 && now.untracked.length === 0;
  let skills = recorded?.skills ?? {};
  if (!known || wish.exactly !== undefined) {
    const scan = await scanPack(dir);
    if (!reportScan(problems, scan, dir)) return refused(work, now.head);
    skills = skillRecords(scan);
  }
  const record: PackRecord = {
    dir,
    source: redact(now.origin ?? source.url),
    ref: wish.exactly?.ref ?? recorded?.ref ?? null,
    refKind: wish.exactly?.refKind ?? recorded?.refKind ?? (now.branch === null ? 'commit' : null),
    commit: now.head,
    kind: 'git',
    bundled: false,
    created: recorded?.dir === dir && recorded.created,
    skills,
  };
  return { action: 'none', record, from: now.head, problems };
}

/** Another branch, tag or commit: a fresh clone of it takes the old one's place, if the old one holds nothing of the user's. */
async function planMove(
  work: Work,
  now: GitPack,
  source: Extract<Source, { type: 'git' }>,
  wanted: Wanted,
): Promise<PackPlan> {
  const { problems, places, wish, session } = work;
  if (wanted.ref !== null) checkRef(wanted.ref);
  const own = await ownWork(session, places.packDir, now);
  if (own !== undefined && !wish.force) {
    problems.push(
      error(
        'local-edits',
        `${places.packDir} ${own}; it cannot move to ${wanted.ref ?? wanted.commit ?? 'another commit'}`,
        { path: places.packDir, help: FORCE },
      ),
    );
    return keep(work, now, source);
  }
  return planClone(work, now, source, own !== undefined);
}

/** What a clone holds that is nowhere else, in words; undefined for nothing. */
export async function ownWork(session: GitSession, dir: string, now: GitPack): Promise<string | undefined> {
  if (now.unfinished !== null) return `has an unfinished ${now.unfinished}`;
  if (now.edited.length > 0) return `has edited files: ${listed(now.edited)}`;
  if (now.untracked.length > 0) return `has files that git does not track: ${listed(now.untracked)}`;
  if (now.stash) return 'has stashed changes';
  const commits = now.head === null ? 0 : await localCommits(session, dir);
  return commits > 0 ? `has ${commits} commit${commits === 1 ? '' : 's'} of its own` : undefined;
}

async function planClone(
  work: Work,
  now: PackNow,
  source: Extract<Source, { type: 'git' }>,
  backup: boolean,
): Promise<PackPlan> {
  const { session, places, staging, wish, problems, recorded, progress } = work;
  const dir = places.packDir;
  const wanted: Wanted = wish.exactly ?? { ref: wish.ref ?? (recorded?.bundled === false ? recorded.ref : null) };
  if (wanted.ref !== null) checkRef(wanted.ref);
  const staged = staging.near(dir);
  let cloned;
  try {
    cloned = await clonePack(session, dirname(staged), source.url, staged, wanted, progress);
  } catch (failure) {
    rmSync(staged, { recursive: true, force: true });
    if (!(failure instanceof GitFailure)) throw failure;
    const trouble = explainGit(failure, source.url);
    const named =
      wish.source !== undefined ||
      wish.ref !== undefined ||
      wish.exactly !== undefined ||
      (recorded !== undefined && !recorded.bundled);
    if (named || trouble.kind === 'disk' || (now.kind !== 'absent' && now.kind !== 'snapshot'))
      throw new UserError(trouble.message, {
        exitCode: 1,
        ...(trouble.help === undefined ? {} : { help: trouble.help }),
      });
    problems.push(
      (wish.purpose === 'update' ? error : warning)(
        'unreachable',
        trouble.message,
        trouble.help === undefined ? {} : { help: trouble.help },
      ),
    );
    return planSnapshot(work, now, { type: 'bundled', path: packageRoot() });
  }
  const scan = await scanPack(staged);
  if (!reportScan(problems, scan, dir)) return refused(work, now.kind === 'git' ? now.head : null);
  const record: PackRecord = {
    dir,
    source: redact(source.url),
    ref: wanted.ref,
    refKind: cloned.refKind,
    commit: cloned.commit,
    kind: 'git',
    bundled: false,
    created: now.kind === 'absent' || backup || (recorded?.dir === dir && recorded.created),
    skills: skillRecords(scan),
  };
  return {
    action: now.kind === 'absent' ? 'create' : 'replace',
    record,
    from: now.kind === 'git' ? now.head : null,
    // A clone that goes to a backup is moved as it is; its bytes need not be read first.
    put: {
      staged,
      old: now.kind === 'absent' ? ABSENT : backup ? printOf(dir, 'shallow') : printOf(dir),
      backup: backup ? staging.backup(dir) : null,
    },
    problems,
  };
}

async function planForward(
  work: Work,
  now: GitPack,
  source: Extract<Source, { type: 'git' }>,
  stop: (code: string, message: string, help?: string) => Promise<PackPlan>,
): Promise<PackPlan> {
  const { session, places, staging, wish, problems, recorded } = work;
  const dir = places.packDir;
  let compared;
  try {
    compared = await compareWithRemote(session, dir, now, staging, work.heads);
  } catch (failure) {
    if (!(failure instanceof GitFailure)) throw failure;
    const trouble = explainGit(failure, source.url);
    const limits = now.partial ? ' (the pack is a partial clone)' : now.shallow ? ' (the pack is a shallow clone)' : '';
    const say = wish.purpose === 'update' ? error : warning;
    problems.push(
      say('unreachable', `${trouble.message}${limits}`, trouble.help === undefined ? {} : { help: trouble.help }),
    );
    return keep(work, now, source);
  }
  const branch = now.follows ?? '';
  switch (compared.kind) {
    case 'current':
      return keep(work, now, source);
    case 'ahead':
      problems.push(
        warning('local-commits', `${dir} has ${compared.commits} commits that ${redact(source.url)} does not have`, {
          path: dir,
        }),
      );
      return keep(work, now, source);
    case 'gone':
      return stop(
        'branch-gone',
        `the branch ${compared.branch} is no longer at ${redact(source.url)}`,
        'name another with --ref',
      );
    case 'diverged':
      if (now.shallow)
        return stop(
          'shallow',
          `${dir} is a shallow clone, too short to see whether ${branch} only went forward`,
          `deepen it (git -C ${dir} fetch --unshallow)`,
        );
      return compared.own > 0
        ? stop(
            'diverged',
            `${dir} has ${compared.own} commits of its own, and ${branch} has gone another way`,
            `rebase or merge them yourself (git -C ${dir} pull)`,
          )
        : stop(
            'force-pushed',
            `the history of ${branch} at ${redact(source.url)} was rewritten: it no longer contains ${now.head?.slice(0, 12) ?? ''}`,
          );
    case 'forward':
  }
  if (now.edited.length > 0)
    return stop(
      'local-edits',
      `files in ${dir} were edited: ${listed(now.edited)}`,
      `commit, stash or restore them (git -C ${dir} status)`,
    );
  const { forward, env = {} } = compared;
  let staged: Forward;
  try {
    staged = await stageTree(session, dir, forward, env, staging);
  } catch (failure) {
    if (!(failure instanceof GitFailure)) throw failure;
    const trouble = explainGit(failure, source.url);
    problems.push(
      error(
        now.partial ? 'partial' : 'git',
        now.partial
          ? `${dir} is a partial clone, and the rest could not be fetched: ${trouble.message}`
          : trouble.message,
      ),
    );
    return keep(work, now, source);
  }
  const scan = await scanPack(staged.tree);
  if (!reportScan(problems, scan, dir)) return keepOld(work, now, source);
  const units = await forwardOps(session, dir, now, staged, env, staging);
  if (!units.ok)
    return stop(
      'in-the-way',
      `the update has files where ${dir} has files that git does not track: ${listed(units.inTheWay)}`,
      'move them away',
    );
  const record: PackRecord = {
    dir,
    source: redact(now.origin ?? source.url),
    ref: recorded?.ref ?? null,
    refKind: recorded?.refKind ?? null,
    commit: forward.to,
    kind: 'git',
    bundled: false,
    created: recorded?.dir === dir && recorded.created,
    skills: skillRecords(scan),
  };
  return {
    action: 'update',
    record,
    from: forward.from,
    commits: forward.commits,
    forward: { forward: staged, ops: units.ops, paths: units.paths },
    problems,
  };
}

/** A new commit was refused: what is installed stays. */
async function keepOld(work: Work, now: GitPack, source: Extract<Source, { type: 'git' }>): Promise<PackPlan> {
  return work.recorded === undefined ? refused(work, now.head) : keep(work, now, source);
}

/** True when the clone's remote-tracking branch is there at all; used by status, which stays off the network. */
export async function trackedTip(session: GitSession, dir: string, branch: string): Promise<string | undefined> {
  return existsSync(dir)
    ? ask(session, dir, ['rev-parse', '--verify', '--quiet', `refs/remotes/origin/${branch}`])
    : undefined;
}
