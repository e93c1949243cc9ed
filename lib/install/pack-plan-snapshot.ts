import type { PackNow } from './pack-look.js';
import { stageSnapshot } from './pack-snapshot.js';
import { type PackPlan, refused, reportScan, roomFor, skillRecords, type Work } from './pack-work.js';
import { differingFiles, fileHashes, printOf } from './print.js';
import { warning } from './problem.js';
import type { PackRecord } from './receipt.js';
import { scanPack } from './scan.js';
import { type Source, sourceName } from './source.js';

/** A pack without git: a directory, or the one in the npm package. */
export async function planSnapshot(
  work: Work,
  now: PackNow,
  source: Exclude<Source, { type: 'git' }>,
): Promise<PackPlan> {
  const { places, staging, problems, wish, recorded } = work;
  const dir = places.packDir;
  const backup = roomFor(work, now, source);
  if (backup === 'no') return refused(work, now.kind === 'git' ? now.head : null);
  // What is recorded, whole and unchanged: another version of this installer may have another pack bundled.
  const asRecorded =
    now.kind === 'snapshot' && now.edited.length === 0 && sameFiles(recorded?.files, wish.exactly?.files);
  const staged = asRecorded ? dir : staging.near(dir);
  if (!asRecorded) stageSnapshot(source, staged);
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
  if (asRecorded || (now.kind === 'snapshot' && now.edited.length === 0 && sameFiles(recorded?.files, files)))
    return { action: 'none', record, from: null, problems };
  return {
    action: now.kind === 'absent' ? 'create' : 'replace',
    record,
    from: now.kind === 'git' ? now.head : null,
    put: { staged, old: backup ? printOf(dir, 'shallow') : printOf(dir), backup: backup ? staging.backup(dir) : null },
    problems,
  };
}

type Files = Readonly<Record<string, string>> | undefined;

function sameFiles(a: Files, b: Files): boolean {
  return a !== undefined && b !== undefined && differingFiles(a, b).length === 0;
}
