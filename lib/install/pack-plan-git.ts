import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../cli/errors.js';
import { GitFailure, type GitSession } from './git.js';
import { packageRoot } from './package-root.js';
import { clonePack, explainGit, type Wanted } from './pack-clone.js';
import { compareWithRemote, type Forward, forwardOps, stageTree } from './pack-forward.js';
import { type GitPack, localCommits, type PackNow } from './pack-look.js';
import { planSnapshot } from './pack-plan-snapshot.js';
import { FORCE, listed, type PackPlan, refused, reportScan, roomFor, skillRecords, type Work } from './pack-work.js';
import { ABSENT, printOf } from './print.js';
import { error, warning } from './problem.js';
import type { PackRecord } from './receipt.js';
import { scanPack } from './scan.js';
import { checkRef, redact, sameSource, type Source } from './source.js';

/** A pack in a git repository: cloned, fast-forwarded, or left with a problem that says why. */
export async function planGit(work: Work, now: PackNow, source: Extract<Source, { type: 'git' }>): Promise<PackPlan> {
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
