import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { must, run } from './command.js';

/** EXT4_IOC_SHUTDOWN is _IOR('X', 125, __u32); flag 2 (NOLOGFLUSH) leaves the journal as it is: what a power cut does. */
const SHUTDOWN =
  'import fcntl, os, struct, sys\nfor p in sys.argv[1:]:\n  fcntl.ioctl(os.open(p, os.O_RDONLY), 0x8004587d, struct.pack("I", 2))\n';

const CANARY = 'canary '.repeat(64);

/** An ext4 of its own on a loop device, whose power can be cut. */
export class LoopDisk {
  readonly at: string;
  private readonly image: string;
  private planted = 0;

  constructor(
    scratch: string,
    readonly name: string,
  ) {
    this.at = join(scratch, 'disks', name);
    this.image = join(scratch, `${name}.img`);
  }

  async create(megabytes = 256): Promise<void> {
    mkdirSync(this.at, { recursive: true });
    await must(['truncate', '-s', `${megabytes}M`, this.image]);
    await must(['mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', this.image]);
    await this.mount();
  }

  async mount(): Promise<void> {
    await must(['mount', '-o', 'loop', this.image, this.at]);
  }

  async unmount(): Promise<void> {
    const { rc } = await run(['umount', this.at]);
    if (rc !== 0) await run(['umount', '-l', this.at]);
  }

  /** Unmounts and deletes the disk. */
  async remove(): Promise<void> {
    await this.unmount();
    rmSync(this.image, { force: true });
  }

  /** Two files: one that was synced and has to survive, one that was not and has to go. */
  plantCanaries(): void {
    const synced = openSync(join(this.at, 'canary-synced'), 'w');
    writeSync(synced, CANARY);
    fsyncSync(synced);
    closeSync(synced);
    const folder = openSync(this.at, 'r');
    fsyncSync(folder);
    closeSync(folder);
    // A file of a new name: ext4 writes out a file at once that was truncated and written again.
    rmSync(this.unsynced, { force: true });
    this.planted++;
    writeFileSync(this.unsynced, CANARY);
  }

  private get unsynced(): string {
    return join(this.at, `canary-unsynced-${this.planted}`);
  }

  /** Everything that was written until now is on the disk. */
  async sync(): Promise<void> {
    await must(['sync', '-f', this.at]);
  }

  canary(which: 'synced' | 'unsynced'): string {
    try {
      const text = readFileSync(which === 'synced' ? join(this.at, 'canary-synced') : this.unsynced, 'utf8');
      return text === CANARY ? 'complete' : text === '' ? 'empty' : `${text.length} bytes`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'unreadable';
    }
  }

  /** Whether the file system takes a write: `ok` or the error. */
  writable(): string {
    try {
      writeFileSync(join(this.at, 'write-probe'), 'x');
      return 'ok';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'failed';
    }
  }
}

/** Cuts the power of several disks in one process, so that they go at nearly one moment. @returns the exit status */
export async function cutPower(disks: readonly LoopDisk[]): Promise<number> {
  const { rc } = await run(['python3', '-c', SHUTDOWN, ...disks.map(({ at }) => at)]);
  return rc;
}
