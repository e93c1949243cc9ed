import { closeSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../cli/errors.js';
import { errorCode, removeFile } from './durable.js';
import { makeFolder } from '../files/folder.js';

/**
 * Mutual exclusion between processes of one user, without a server and without a lock that a killed process leaves
 * behind. Each contender announces itself by a file of a unique name (process id, start time, host) and then looks
 * for others: as everybody announces before looking, of two contenders at least one sees the other and steps back.
 * A file whose process is gone counts for nothing, and as names are never used twice, taking it away can hit nobody
 * else. (The announce-then-look half of Lamport's bakery, CACM 17(8), 1974; waiting is randomised rather than ordered.)
 */
export interface Mutex {
  release(): void;
}

interface Holder {
  readonly file: string;
  readonly pid: number;
  readonly started: string;
  readonly host: string;
}

const NAME = /^(\d+)-(\w+)-([0-9a-f]{8})-[0-9a-f]{16}$/;

function thisHost(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** When a process started, in clock ticks since boot: field 22 of proc(5)'s stat; `x` where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'x';
  } catch {
    return 'x';
  }
}

function alive(holder: Holder): boolean {
  // A process of another machine (a shared home directory) cannot be looked at.
  if (holder.host !== thisHost()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  // The number may have been given to another process since.
  const started = startOf(holder.pid);
  return started === 'x' || holder.started === 'x' || started === holder.started;
}

function others(dir: string, own: string | undefined): Holder[] {
  const found: Holder[] = [];
  for (const file of readdirSync(dir)) {
    const [, pid, started, host] = NAME.exec(file) ?? [];
    if (file === own || pid === undefined || started === undefined || host === undefined) continue;
    const holder = { file, pid: Number(pid), started, host };
    if (alive(holder)) found.push(holder);
    else removeFile(join(dir, file));
  }
  return found;
}

/** Whether nobody holds the mutex of that directory, or waits for it, just now. */
export function isIdle(dir: string): boolean {
  try {
    return others(dir, undefined).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}

/**
 * Waits until no other process holds the mutex of that directory, then holds it.
 * @param waiting called once, with the other's process id, when we have waited for a second.
 * @param limit milliseconds to wait at most.
 * @throws UserError (exit code 1) that names the file to remove when the limit is reached.
 */
export async function acquire(dir: string, waiting: (pid: number) => void, limit = 600_000): Promise<Mutex> {
  const own = `${process.pid}-${startOf(process.pid)}-${thisHost()}-${randomBytes(8).toString('hex')}`;
  const path = join(dir, own);
  const begin = Date.now();
  let told = false;
  for (;;) {
    makeFolder(dir);
    let busy: Holder | undefined;
    try {
      busy = others(dir, undefined)[0];
      if (busy === undefined) {
        closeSync(openSync(path, 'wx'));
        busy = others(dir, own)[0];
        if (busy === undefined) return { release: () => removeFile(path) };
        removeFile(path);
      }
    } catch (error) {
      // The last one out removes the directory.
      if (errorCode(error) !== 'ENOENT') {
        rmSync(path, { force: true });
        throw error;
      }
      continue;
    }
    const waited = Date.now() - begin;
    if (waited > limit)
      throw new UserError(
        `another dst-skills (process ${busy.pid}) has been at work for ${Math.round(limit / 1000)} s`,
        {
          exitCode: 1,
          help: `wait for it; if there is none on any machine that shares this directory, remove ${join(dir, busy.file)}`,
        },
      );
    if (!told && waited > 1000) {
      told = true;
      waiting(busy.pid);
    }
    await sleep(10 + Math.random() * 40);
  }
}
