import type { Io } from '../cli/command.js';

/** A run must last this long before it shows progress: a line that flashes by only disturbs. */
const AFTER_MS = 1000;
const EVERY_MS = 100;

/** A counter on standard error, on a terminal only, for runs that take long. */
export class Progress {
  private readonly start = performance.now();
  private last = 0;
  private shown = false;
  private files = 0;

  constructor(private readonly io: Pick<Io, 'err' | 'errIsTTY'>) {}

  step(): void {
    this.files++;
    if (!this.io.errIsTTY) return;
    const now = performance.now();
    if (now - this.start < AFTER_MS || now - this.last < EVERY_MS) return;
    this.last = now;
    this.shown = true;
    this.io.err(`\r\u001b[K${this.files} files checked …`);
  }

  /** Takes the line away, before anything else is written to the terminal. */
  clear(): void {
    if (!this.shown) return;
    this.shown = false;
    this.io.err('\r\u001b[K');
  }
}
