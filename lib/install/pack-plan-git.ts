import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../cli/errors.js';
import { GitFailure, type GitSession } from './git.js';
import { packageRoot } from './package-root.js';
import { clonePack, explainGit, type Wanted } from './pack-clone.js';
import { type GitPack, localCommits, type PackNow } from './pack-look.js';
import { planForward } from './pack-plan-forward.js';
import { keep } from './pack-plan-keep.js';
import { planSnapshot } from './pack-plan-snapshot.js';
import { FORCE, listed, type PackPlan, refused, reportScan, roomFor, skillRecords, type Work } from './pack-work.js';
import { ABSENT, printOf } from './print.js';
import { error, warning } from './problem.js';
import type { PackRecord } from './receipt.js';
import { scanPack } from './scan.js';
import { checkRef, type GitSource, redact, sameSource } from './source.js';

/** A pack in a git repository: cloned, fast-forwarded, or left with a problem that says why. */
export async function planGit(work: Work, now: PackNow, source: GitSource): Promise<PackPlan> {
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

/** Another branch, tag or commit: a fresh clone of it takes the old one's place, if the old one holds nothing of the user's. */
async function planMove(work: Work, now: GitPack, source: GitSource, wanted: Wanted): Promise<PackPlan> {
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

async function planClone(work: Work, now: PackNow, source: GitSource, backup: boolean): Promise<PackPlan> {
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
