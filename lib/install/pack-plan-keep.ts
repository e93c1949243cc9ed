import type { GitPack } from './pack-look.js';
import { listed, type PackPlan, refused, reportScan, skillRecords, type Work } from './pack-work.js';
import { warning } from './problem.js';
import type { PackRecord } from './receipt.js';
import { scanPack } from './scan.js';
import { type GitSource, redact } from './source.js';

/** The clone stays as it is. */
export async function keep(work: Work, now: GitPack, source: GitSource): Promise<PackPlan> {
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
