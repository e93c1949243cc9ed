import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, git, type GitSession } from './git.js';
import { fetchObjects, remoteTip } from './pack-forward.js';
import { lookAtPack } from './pack-look.js';
import { differingFiles, fileHashes } from './print.js';
import type { PackRecord } from './receipt.js';

export interface Behind {
  readonly behind: boolean;
  /** 0: certainly nothing new. Unknown where the pack follows nothing. */
  readonly commits?: number;
  readonly text: string;
}

/**
 * Asks the remote how far the pack is behind. Nothing is written to the clone: what has to be fetched to be counted goes
 * to a temporary object directory.
 * @throws GitFailure when the remote cannot be reached.
 */
export async function behindRemote(session: GitSession, pack: PackRecord): Promise<Behind> {
  if (pack.bundled) return { behind: true, text: 'the bundled pack is installed; an update moves to git' };
  if (pack.kind === 'snapshot') return behindDirectory(pack);
  const now = await lookAtPack(session, pack.dir, pack);
  if (now.kind !== 'git' || now.head === null)
    return { behind: true, text: `the pack directory ${pack.dir} is not as it was installed` };
  if (now.branch === null || now.follows === null)
    return { behind: false, text: `the pack is pinned to ${pack.ref ?? now.head.slice(0, 12)}` };
  const { head, follows } = now;
  const tip = await remoteTip(session, pack.dir, follows);
  if (tip === undefined) return { behind: false, text: `the branch ${follows} is no longer at ${pack.source}` };
  if (tip === head) return { behind: false, commits: 0, text: `up to date with ${follows} at ${pack.source}` };
  const objects = mkdtempSync(join(tmpdir(), 'dst-skills-'));
  try {
    const env = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(now.gitDir, 'objects') };
    const known = await ask(session, pack.dir, ['cat-file', '-e', `${tip}^{commit}`]);
    const options = known === undefined ? { env } : {};
    if (known === undefined) await git(session, pack.dir, fetchObjects(follows), options);
    const counts = await git(session, pack.dir, ['rev-list', '--left-right', '--count', `${head}...${tip}`], options);
    const [ahead = 0, commits = 0] = counts.trim().split(/\s+/).map(Number);
    const own = ahead > 0 ? `, with ${ahead} commit${ahead === 1 ? '' : 's'} that ${follows} does not have` : '';
    return {
      behind: commits > 0,
      commits,
      text:
        commits > 0
          ? `${commits} commit${commits === 1 ? '' : 's'} behind ${follows} at ${pack.source}${own}`
          : `up to date with ${follows}${own}`,
    };
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

/** A copy of a directory is behind when the directory has other files by now. */
function behindDirectory({ source, files = {} }: PackRecord): Behind {
  if (!existsSync(source)) return { behind: false, text: `${source}, of which the pack is a copy, is not there` };
  return differingFiles(files, fileHashes(source)).length > 0
    ? { behind: true, text: `${source} has changed since the pack was copied from it` }
    : { behind: false, commits: 0, text: `up to date with ${source}` };
}
