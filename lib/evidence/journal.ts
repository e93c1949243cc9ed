import {
  closeSync,
  existsSync,
  fsyncSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { makeFolder } from '../files/folder.js';

/** Where a session keeps what was recorded, in the order in which it was: the tables of the log are made from it. */
export const JOURNAL = 'logs/record.jsonl';

/** Tables of the log that rows are recorded for, beside timeline and artifacts. */
export const LOG_ROW_SECTIONS = ['toolbox', 'capabilities', 'preconditions'] as const;
export type LogRowSection = (typeof LOG_ROW_SECTIONS)[number];

/** A line of the journal. */
export type JournalLine =
  | {
      readonly kind: 'row';
      readonly time: string;
      readonly section: LogRowSection;
      readonly cells: readonly string[];
    }
  | {
      readonly kind: 'event';
      readonly time: string;
      readonly scenario: string;
      readonly event: string;
      readonly note: string;
    }
  | {
      readonly kind: 'artifact';
      readonly time: string;
      readonly scenario: string | null;
      readonly path: string;
      readonly bytes: number;
      readonly sha256: string;
      readonly producer: string;
      readonly parents: readonly string[];
      readonly what: string;
    };

/**
 * Appends a line, or several at once, and waits until they are on disk. One write to a file opened for appending, so that
 * a killed one leaves whole lines; a torn line of somebody else is ended first. Where the disk does not take it, the file
 * is as it was. Call it under the session's lock.
 * @returns what takes the lines back, for when something that belongs to them fails
 */
export function appendLines(path: string, values: readonly unknown[]): () => void {
  makeFolder(dirname(path));
  const isNew = !existsSync(path);
  const fd = openSync(path, 'a+');
  const { size } = fstatSync(fd);
  const undo = (): void => {
    if (isNew) rmSync(path, { force: true });
    else truncateSync(path, size);
  };
  try {
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
    const bytes = Buffer.from(`${torn ? '\n' : ''}${values.map((value) => `${JSON.stringify(value)}\n`).join('')}`);
    if (writeSync(fd, bytes) !== bytes.length) throw new UserError(`${path}: the disk is full (ENOSPC)`);
    fsyncSync(fd);
  } catch (error) {
    undo();
    throw error;
  } finally {
    closeSync(fd);
  }
  return undo;
}

/** The journal's lines; lines that a kill has torn, and those that are no journal's, are left out. */
export function readJournal(session: string): JournalLine[] {
  let text: string;
  try {
    text = readFileSync(join(session, JOURNAL), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line): JournalLine[] => {
    if (line.trim() === '') return [];
    try {
      const value: unknown = JSON.parse(line);
      return isJournalLine(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

function isJournalLine(value: unknown): value is JournalLine {
  if (typeof value !== 'object' || value === null) return false;
  const line = value as Readonly<Record<string, unknown>>;
  const strings = (...names: string[]): boolean => names.every((name) => typeof line[name] === 'string');
  if (line['kind'] === 'event') return strings('time', 'scenario', 'event', 'note');
  if (line['kind'] === 'artifact')
    return strings('time', 'path', 'sha256', 'what') && (line['scenario'] === null || strings('scenario'));
  const { cells, section } = line;
  return (
    line['kind'] === 'row' &&
    strings('time') &&
    LOG_ROW_SECTIONS.some((known) => known === section) &&
    Array.isArray(cells) &&
    cells.every((cell) => typeof cell === 'string')
  );
}

/** A holder that is dead, or that has not let go for this long, holds the lock no more. */
const STALE_AFTER_MS = 60_000;
const WAIT_MS = 15;
const LONGEST_WAIT_MS = 30_000;

/**
 * Runs `work` while no other recorder of this session runs. The journal is the record, and what is made from it can be
 * made again, so that even a lock that was taken over loses nothing.
 * @throws UserError where the lock does not become free
 */
export function withLock<T>(session: string, work: () => T): T {
  const path = join(session, '.record.lock');
  const token = `${process.pid} ${randomBytes(8).toString('hex')}`;
  const begun = Date.now();
  for (;;) {
    if (take(path, token)) break;
    const holder = read(path);
    if (holder !== undefined && isDead(holder)) takeOver(path, holder);
    else if (Date.now() - begun > LONGEST_WAIT_MS)
      throw new UserError(`another recorder holds ${path}`, {
        help: 'remove the file if no "dst-skills record" runs any more',
      });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
  try {
    return work();
  } finally {
    if (read(path)?.text === token) rmSync(path, { force: true });
  }
}

function take(path: string, token: string): boolean {
  try {
    const fd = openSync(path, 'wx');
    try {
      writeSync(fd, token);
    } catch (error) {
      // A lock without a name would be in everybody's way.
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(fd);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

interface Holder {
  readonly text: string;
  readonly age: number;
}

function read(path: string): Holder | undefined {
  try {
    const fd = openSync(path, 'r');
    try {
      return { text: readFileSync(fd, 'utf8'), age: Date.now() - fstatSync(fd).mtimeMs };
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function isDead({ text, age }: Holder): boolean {
  if (age > STALE_AFTER_MS) return true;
  const pid = Number(text.split(' ')[0]);
  // A holder that was killed before it wrote its name is dead after a moment.
  if (!Number.isSafeInteger(pid) || pid <= 0) return age > 2_000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Takes a dead holder's lock away, under a name of its own so that only one of several takes it. */
function takeOver(path: string, holder: Holder): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    if (read(path)?.text !== holder.text) return;
    renameSync(path, aside);
    unlinkSync(aside);
  } catch {
    // Another one was quicker.
  }
}
