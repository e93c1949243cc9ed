import { join } from 'node:path';
import type { GitSession } from './git.js';
import type { Op } from './ops.js';
import type { Wanted } from './pack-clone.js';
import type { Forward } from './pack-forward.js';
import type { PackNow } from './pack-look.js';
import type { Places } from './places.js';
import type { Print } from './print.js';
import { error, type Problem, warning } from './problem.js';
import type { PackRecord, SkillRecord } from './receipt.js';
import type { PackScan } from './scan.js';
import { redact, type Source, sourceName } from './source.js';
import type { Staging } from './staging.js';

/** What is asked of the pack. */
export interface PackWish {
  readonly source?: string;
  readonly ref?: string;
  readonly offline: boolean;
  readonly force: boolean;
  /** `install` makes do with the pack that is there when the remote is away; `update` calls that a failure. */
  readonly purpose: 'install' | 'update';
  /** From a lock file or receipt: exactly this. `files` are the hashes of a pack without git. */
  readonly exactly?: {
    readonly source: string;
    readonly bundled: boolean;
    readonly files?: Readonly<Record<string, string>>;
  } & Wanted;
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

/** What the planning of a pack works with. */
export interface Work {
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

export const FORCE = 'with --force it is moved to a backup, whose place is printed, and a fresh copy put in its place';

/** The skills of a scan as they are recorded. */
export function skillRecords(scan: PackScan): Record<string, SkillRecord> {
  return Object.fromEntries(scan.skills.map(({ name, path, files }) => [name, { path, files }]));
}

/** The scan's findings as problems. A pack with errors is not installed. */
export function reportScan(problems: Problem[], scan: PackScan, dir: string): boolean {
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

/** The pack cannot be used; the problems say why. */
export function refused(work: Work, from: string | null = null): PackPlan {
  return { action: 'none', record: null, from, problems: work.problems };
}

/**
 * Whether the pack directory may make room for another: false when nothing of value is in it, true when it has to go to
 * a backup and --force allows it, 'no' (with a problem) when it has to stay.
 */
export function roomFor(work: Work, now: PackNow, source: Source): boolean | 'no' {
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

/** The first few names, and how many more there are. */
export function listed(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}
