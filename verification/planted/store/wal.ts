import { createHash } from 'node:crypto';
import { existsSync, fsyncSync, openSync, closeSync, readFileSync, ftruncateSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from './machine.js';

export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly command: Command;
}

/** What a node must not forget: its log, and for whom it voted in which term. */
export type WalRecord =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'truncate'; readonly from: number }
  | { readonly kind: 'vote'; readonly term: number; readonly votedFor: string | null };

export interface Restored {
  readonly term: number;
  readonly votedFor: string | null;
  readonly log: readonly Entry[];
}

/** For so long the defect `lost-ack` lets acknowledged entries wait. */
const WRITE_BEHIND_MS = 3_000;

/**
 * The write-ahead log: one append-only file, a record a line, each with a checksum. `append` resolves once its records
 * and all before them are synced; many callers share one sync. A failed write or sync is final: a second sync that
 * succeeds would prove nothing (Rebello et al., ATC 2020), so the process has to end.
 */
export class Wal {
  private queue: { text: string; done: () => void }[] = [];
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly fatal: (error: unknown) => void,
    private readonly writeBehind: boolean,
  ) {}

  /**
   * Opens a log, or makes one. A torn last record (a crash in the middle of a write, never acknowledged) is cut off.
   * @throws Error on a record that is broken in the middle of the file
   */
  static async open(
    path: string,
    options: { readonly fatal: (error: unknown) => void; readonly writeBehind?: boolean },
  ): Promise<{ wal: Wal; restored: Restored }> {
    const fresh = !existsSync(path);
    const { records, length } = fresh ? { records: [], length: 0 } : readRecords(readFileSync(path), path);
    const fd = openSync(path, 'a+');
    ftruncateSync(fd, length);
    fsyncSync(fd);
    closeSync(fd);
    if (fresh) syncDirectory(dirname(path));
    const wal = new Wal(await open(path, 'a'), options.fatal, options.writeBehind === true);
    return { wal, restored: restore(records) };
  }

  /** Resolves once these records are durable, and with none, once all that were appended before are. */
  async append(records: readonly WalRecord[]): Promise<void> {
    const text = records.map((record) => line(record)).join('');
    if (text === '' && this.queue.length === 0) {
      await this.running;
      return;
    }
    const written = new Promise<void>((done) => this.queue.push({ text, done }));
    if (this.writeBehind && records.every(({ kind }) => kind === 'entry')) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.flush();
      }, WRITE_BEHIND_MS);
      return;
    }
    this.flush();
    await written;
  }

  private flush(): void {
    if (this.queue.length > 0) this.running ??= this.drain();
  }

  private async drain(): Promise<void> {
    // So that `running` is set before the loop can end.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      try {
        const text = batch.map((one) => one.text).join('');
        if (text !== '') {
          await this.file.appendFile(text);
          await this.file.datasync();
        }
      } catch (error) {
        this.fatal(error);
        return;
      }
      for (const { done } of batch) done();
    }
    this.running = undefined;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.flush();
    await this.running;
    await this.file.close();
  }
}

const checksum = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, 12);

function line(record: WalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

function readRecords(bytes: Buffer, path: string): { records: WalRecord[]; length: number } {
  const records: WalRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const newline = bytes.indexOf(0x0a, at);
    const text = bytes.subarray(at, newline === -1 ? bytes.length : newline).toString('utf8');
    const json = text.slice(13);
    if (newline === -1 || text.slice(0, 12) !== checksum(json)) {
      // Only the last write can be torn, and what it holds was not acknowledged.
      if (newline === -1 || newline === bytes.length - 1) return { records, length: at };
      throw new Error(`${path}: the record at byte ${at} is broken, and others follow it`);
    }
    records.push(JSON.parse(json) as WalRecord);
    at = newline + 1;
  }
  return { records, length: at };
}

function restore(records: readonly WalRecord[]): Restored {
  const log: Entry[] = [];
  let term = 0;
  let votedFor: string | null = null;
  for (const record of records) {
    if (record.kind === 'vote') ({ term, votedFor } = record);
    else if (record.kind === 'truncate') log.length = record.from - 1;
    else log.push(record.entry);
  }
  return { term, votedFor, log };
}

function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
