import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { deviceOf, errorCode, makeDirs, removeIfEmpty } from './durable.js';
import type { Places } from './places.js';

/** The list of staging directories that had to be made elsewhere, so that they are found after a crash. */
const EXTERN = 'elsewhere';
const DRY_RUN = 'dry-run';

/**
 * One run's scratch space: what will be put in place is prepared here, and what is taken away is moved here, so that
 * each step is one rename. It stands in the state directory, or near the place where that is on another file system.
 */
export class Staging {
  private counter = 0;
  private readonly elsewhere = new Map<number, string>();
  private readonly backups = new Set<string>();

  private constructor(
    readonly id: string,
    readonly dir: string,
    private readonly backupDir: string,
  ) {}

  /** For a run that will change things. */
  static create(places: Places): Staging {
    const stamp = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15);
    const id = `${stamp}-${randomBytes(4).toString('hex')}`;
    return new Staging(id, join(places.stagingDir, id), places.backupDir);
  }

  /** For --dry-run: outside the state directory, which a dry run must not even create. */
  static temporary(places: Places): Staging {
    return new Staging(DRY_RUN, mkdtempSync(join(tmpdir(), 'dst-skills-')), places.backupDir);
  }

  /** A fresh path on the file system of `place`, for something that will be moved there or away from there. */
  near(place: string): string {
    return join(this.dirNear(place), `${++this.counter}`);
  }

  private dirNear(place: string): string {
    // A run that stages nothing leaves the disk alone.
    makeDirs(this.dir);
    // Nothing will be moved out of a dry run's scratch space, so it need not stand on the same file system.
    if (this.id === DRY_RUN) return this.dir;
    const device = deviceOf(dirname(place));
    if (device === deviceOf(this.dir)) return this.dir;
    const known = this.elsewhere.get(device);
    if (known !== undefined) return known;
    const dir = join(homeFor(place, device), `.dst-skills-${this.id}`);
    appendFileSync(join(this.dir, EXTERN), `${dir}\n`);
    mkdirSync(dir);
    this.elsewhere.set(device, dir);
    return dir;
  }

  /** A named place for something of the user's that may have to make room. */
  backup(place: string): string {
    const device = deviceOf(dirname(place));
    const root =
      device === deviceOf(this.dir)
        ? join(this.backupDir, this.id)
        : join(homeFor(place, device), `.dst-skills-backup-${this.id}`);
    return join(root, `${++this.counter}-${basename(place)}`);
  }

  /** Makes the directory of a backup. */
  makeBackupDir(backup: string): void {
    this.backups.add(dirname(backup));
    makeDirs(dirname(backup));
  }

  /** What is to be removed when the run is over. */
  cleanup(): string[] {
    return [...this.elsewhere.values(), this.dir];
  }

  /** Removes everything that was prepared, and backup directories that nothing was moved to. */
  discard(): void {
    for (const path of this.cleanup()) rmSync(path, { recursive: true, force: true });
    for (const dir of this.backups) if (removeIfEmpty(dir)) removeIfEmpty(dirname(dir));
    // A dry run's scratch space stands in the system's temporary directory, which is not ours to remove.
    if (this.id !== DRY_RUN) removeIfEmpty(dirname(this.dir));
  }
}

/** The directory two levels up (an agent's own directory rather than the one it scans), or the nearest that exists. */
function homeFor(place: string, device: number): string {
  let at = dirname(dirname(place));
  while (!existsSync(at)) at = dirname(at);
  if (deviceOf(at) === device) return at;
  at = dirname(place);
  while (!existsSync(at)) at = dirname(at);
  return at;
}

/** Removes a tree into which a git that outlived its parent may still be writing. */
function sweep(path: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      if (errorCode(error) !== 'ENOTEMPTY' || attempt === 40) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}

/** Removes what runs that were killed before they had a journal left behind. Call it with the mutex held. */
export function sweepStaging(stagingDir: string): number {
  if (!existsSync(stagingDir)) return 0;
  const left = readdirSync(stagingDir);
  for (const id of left) {
    const list = join(stagingDir, id, EXTERN);
    if (existsSync(list))
      for (const path of readFileSync(list, 'utf8').split('\n'))
        if (basename(path) === `.dst-skills-${id}`) sweep(path);
    sweep(join(stagingDir, id));
  }
  removeIfEmpty(stagingDir);
  return left.length;
}
