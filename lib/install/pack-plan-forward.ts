import { GitFailure } from './git.js';
import { explainGit } from './pack-clone.js';
import { compareWithRemote, type Forward, forwardOps, stageTree } from './pack-forward.js';
import type { GitPack } from './pack-look.js';
import { keep } from './pack-plan-keep.js';
import { listed, type PackPlan, refused, reportScan, skillRecords, type Work } from './pack-work.js';
import { error, warning } from './problem.js';
import type { PackRecord } from './receipt.js';
import { scanPack } from './scan.js';
import { type GitSource, redact } from './source.js';

/** A clone that follows a branch: fast-forwarded, or left with a problem that says why. */
export async function planForward(
  work: Work,
  now: GitPack,
  source: GitSource,
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
        warning('local-commits', `${dir} has ${commits(compared.commits)} that ${redact(source.url)} does not have`, {
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
            `${dir} has ${commits(compared.own)} of its own, and ${branch} has gone another way`,
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
async function keepOld(work: Work, now: GitPack, source: GitSource): Promise<PackPlan> {
  return work.recorded === undefined ? refused(work, now.head) : keep(work, now, source);
}

function commits(count: number): string {
  return `${count} commit${count === 1 ? '' : 's'}`;
}
