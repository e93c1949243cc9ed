import { UserError } from '../cli/errors.js';
import { ask, git, type GitFailure, type GitSession } from './git.js';
import type { PackRecord } from './receipt.js';
import { LIMITS } from '../pack/entries.js';
import { redact } from './source.js';

export type RefKind = PackRecord['refKind'];

/** What is to be checked out. */
export interface Wanted {
  readonly ref: string | null;
  /** From a lock file: exactly this commit, on the branch that `ref` names where it names one. */
  readonly commit?: string;
  readonly refKind?: RefKind;
}

export interface Cloned {
  readonly commit: string;
  readonly refKind: RefKind;
}

/** Why git failed, in our words, with what to do; `kind` says whether another source may be tried. */
export interface GitTrouble {
  readonly kind: 'no-git' | 'unreachable' | 'refused' | 'disk' | 'other';
  readonly message: string;
  readonly help?: string;
}

const NO_ROOM =
  /No space left on device|Disk quota exceeded|Read-only file system|Permission denied.*(?:mkdir|create|open)|could not create work tree|unable to write|unable to create temporary|write error/i;
const OFFLINE =
  /Could not resolve host|Couldn't resolve host|Connection (?:refused|timed out|reset)|Network is unreachable|No route to host|unable to connect|unable to access|Failed to connect|Operation timed out|early EOF|remote end hung up|Temporary failure in name resolution|Name or service not known/i;
const REFUSED =
  /Authentication failed|terminal prompts disabled|could not read (?:Username|Password)|Permission denied|Host key verification failed|Could not read from remote repository|does not appear to be a git repository|[Rr]epository .* (?:not found|does not exist)|dubious ownership/i;

/** Translates git's failure. */
export function explainGit(failure: GitFailure, url: string): GitTrouble {
  const shown = redact(url);
  if (failure.missing)
    return {
      kind: 'no-git',
      message: 'git was not found',
      help: 'install git, or install the pack that comes with this package: --offline',
    };
  const lines = failure.message
    .split('\n')
    .map((line) => redact(line.trim()))
    .filter((line) => /^(?:fatal|error|ssh|remote):/i.test(line));
  const said = (lines.length > 0 ? lines : [failure.message.split('\n')[0] ?? '']).slice(0, 3).join(' / ');
  if (NO_ROOM.test(failure.message))
    return {
      kind: 'disk',
      message: `git could not write: ${said}`,
      help: 'is the disk full or read-only, or may this user not write there?',
    };
  if (OFFLINE.test(failure.message))
    return {
      kind: 'unreachable',
      message: `${shown} could not be reached: ${said}`,
      help: 'check the network, or use --offline',
    };
  if (/transport '.*' not allowed/.test(failure.message))
    return {
      kind: 'refused',
      message: `${shown} leads to a protocol that is not allowed: ${said}`,
      help: 'only https, ssh, git and local paths are used',
    };
  if (REFUSED.test(failure.message))
    return {
      kind: 'refused',
      message: `${shown} gave no access: ${said}`,
      help: 'check the URL, and that git can read it from here',
    };
  return { kind: 'other', message: `git failed on ${shown}: ${said}` };
}

/**
 * Clones into `dest`, which must not exist; checks the size before anything is checked out.
 * @throws GitFailure when git cannot; UserError when the ref or commit is not there or the pack is too large.
 */
export async function clonePack(
  session: GitSession,
  parent: string,
  url: string,
  dest: string,
  wanted: Wanted,
  progress?: (text: string) => void,
): Promise<Cloned> {
  await git(
    session,
    parent,
    [
      'clone',
      '--no-checkout',
      '--no-recurse-submodules',
      progress === undefined ? '--quiet' : '--progress',
      // Line ends as they are in the pack, so that hashes are the same on every machine.
      '--config',
      'core.autocrlf=false',
      '--',
      url,
      dest,
    ],
    progress === undefined ? {} : { progress },
  );
  const target = await resolveWanted(session, dest, url, wanted);
  await checkSize(session, dest, target.commit);
  if (target.branch === null) await git(session, dest, ['checkout', '--quiet', '--detach', target.commit]);
  else {
    await git(session, dest, ['checkout', '--quiet', '-B', target.branch, target.commit]);
    await git(session, dest, ['branch', '--quiet', `--set-upstream-to=origin/${target.branch}`, target.branch]);
  }
  return { commit: target.commit, refKind: target.refKind };
}

interface Target {
  readonly commit: string;
  readonly branch: string | null;
  readonly refKind: RefKind;
}

async function resolveWanted(session: GitSession, dir: string, url: string, wanted: Wanted): Promise<Target> {
  const commitOf = (name: string): Promise<string | undefined> =>
    ask(session, dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  const { ref } = wanted;
  const shown = redact(url);
  let found: Target | undefined;
  if (ref === null) {
    const branch = await ask(session, dir, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
    const commit = await commitOf('HEAD');
    if (commit !== undefined) found = { commit, branch: branch ?? null, refKind: null };
    else if (wanted.commit === undefined)
      throw new UserError(`${shown} is an empty repository, or its default branch does not exist`, {
        help: 'name a branch, tag or commit with --ref',
      });
  } else {
    const tag = await commitOf(`refs/tags/${ref}`);
    const branch = await commitOf(`refs/remotes/origin/${ref}`);
    if (tag !== undefined && branch !== undefined && wanted.refKind === undefined)
      throw new UserError(`"${ref}" is a branch and a tag of ${shown}`, { help: 'give the commit id that you want' });
    if (branch !== undefined && wanted.refKind !== 'tag') found = { commit: branch, branch: ref, refKind: 'branch' };
    else if (tag !== undefined) found = { commit: tag, branch: null, refKind: 'tag' };
    else if (/^[0-9a-f]{7,64}$/.test(ref)) {
      const commit = (await commitOf(ref)) ?? (await fetchCommit(session, dir, ref, commitOf));
      if (commit !== undefined) found = { commit, branch: null, refKind: 'commit' };
    }
    if (found === undefined && wanted.commit === undefined)
      throw new UserError(`${shown} has no branch, tag or commit "${ref}"`, {
        help: `git ls-remote ${shown} lists what it has`,
      });
  }
  if (wanted.commit === undefined) {
    if (found === undefined) throw new UserError(`${shown} has no commit`);
    return found;
  }
  const commit = (await commitOf(wanted.commit)) ?? (await fetchCommit(session, dir, wanted.commit, commitOf));
  if (commit === undefined)
    throw new UserError(`${shown} does not have the commit ${wanted.commit} that the lock file names`, {
      exitCode: 1,
      help: 'was its history rewritten? "dst-skills update" takes what is there now and writes a new lock file',
    });
  const followed = wanted.refKind === 'branch' || wanted.refKind === null;
  return { commit, branch: followed ? (found?.branch ?? null) : null, refKind: wanted.refKind ?? null };
}

/** A commit that no branch or tag reaches: servers give it out when asked for by its full id. */
async function fetchCommit(
  session: GitSession,
  dir: string,
  id: string,
  commitOf: (name: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return undefined;
  if ((await ask(session, dir, ['fetch', '--quiet', '--no-tags', 'origin', id])) === undefined) return undefined;
  return commitOf(id);
}

/** Holds a commit's tree against the limits before it is written to the disk. @throws UserError */
export async function checkSize(
  session: GitSession,
  dir: string,
  commit: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const list = await git(session, dir, ['ls-tree', '-r', '-l', '-z', '--full-tree', commit], { env });
  let files = 0;
  let bytes = 0;
  for (const line of list.split('\0')) {
    if (line === '') continue;
    const [, , , size = '0'] = line.slice(0, line.indexOf('\t')).split(/ +/);
    files++;
    bytes += Number(size) || 0;
    if (Number(size) > LIMITS.fileBytes)
      throw new UserError(
        `the pack's file ${line.slice(line.indexOf('\t') + 1)} is larger than ${LIMITS.fileBytes >> 20} MiB`,
        { exitCode: 1 },
      );
  }
  if (files > LIMITS.files || bytes > LIMITS.totalBytes)
    throw new UserError(
      `the pack has ${files} files and ${(bytes / 1048576).toFixed(0)} MiB; at most ${LIMITS.files} and ${LIMITS.totalBytes >> 20} are installed`,
      { exitCode: 1 },
    );
}
