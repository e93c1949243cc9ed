import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { isInside, problemAt, realOf } from './observe.js';
import { remoteHeads } from './pack-forward.js';
import { lookAtPack, type PackNow } from './pack-look.js';
import { planGit } from './pack-plan-git.js';
import { planSnapshot } from './pack-plan-snapshot.js';
import type { PackPlan, Work } from './pack-work.js';
import { bundledSource, defaultSource, parseSource, sameSource, type Source } from './source.js';

export type { PackPlan, PackWish } from './pack-work.js';

/** Reads the pack directory and its remote, and prepares in staging what will be put in place. Touches nothing else. */
export async function planPack(work: Omit<Work, 'problems' | 'heads'>): Promise<PackPlan> {
  const { wish } = work;
  const ask = (): Promise<ReadonlyMap<string, string>> => remoteHeads(work.session, work.places.packDir);
  // Nothing is decided by it before the clone is known to be what it should be.
  const early =
    work.recorded?.kind === 'git' &&
    (work.recorded.refKind === null || work.recorded.refKind === 'branch') &&
    !wish.offline &&
    wish.exactly === undefined &&
    existsSync(join(work.places.packDir, '.git'))
      ? ask()
      : undefined;
  early?.catch(() => undefined);
  const full: Work = { ...work, problems: [], heads: () => early ?? ask() };
  const { places, recorded, session } = full;
  const now = await lookAtPack(session, places.packDir, recorded);
  const blocked = problemAt(places.packDir);
  if (now.kind === 'absent' && blocked !== undefined)
    throw new UserError(`the pack cannot go to ${places.packDir}: ${blocked}`, {
      exitCode: 1,
      help: 'move it away, or name another directory with --dir',
    });
  const source = chooseSource(full, now);
  const plan = source.type === 'git' ? await planGit(full, now, source) : await planSnapshot(full, now, source);
  const inside = [places.root, places.home, places.stateDir].find((path) =>
    isInside(realOf(path), realOf(places.packDir)),
  );
  // Not even --force moves a home directory or a whole project out of the way.
  if (plan.put !== undefined && inside !== undefined)
    throw new UserError(
      `the pack cannot take the place of ${places.packDir}${inside === places.packDir ? '' : `, which holds ${inside}`}`,
      { help: 'name a directory of its own with --dir' },
    );
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
