import { dirname } from 'node:path';
import { isSession } from '../session/paths.js';
import type { Target } from './find.js';

/** Tells the files of session directories from others: a session that is met in a folder is checked as a whole. */
export class SessionSieve {
  /** Absolute paths of the sessions that were met, in the order in which they were. */
  readonly found = new Set<string>();
  private readonly known = new Map<string, string | undefined>();

  /** True for a file that belongs to a session: it is left to the audit of that session. */
  takes(target: Pick<Target, 'path' | 'named'>): boolean {
    // Who names a report wants that report.
    if (target.named) return false;
    const session = this.sessionOf(dirname(target.path), 4);
    if (session === undefined) return false;
    this.found.add(session);
    return true;
  }

  private sessionOf(folder: string, steps: number): string | undefined {
    if (this.known.has(folder)) return this.known.get(folder);
    const above = dirname(folder);
    const session = isSession(folder)
      ? folder
      : steps === 0 || above === folder
        ? undefined
        : this.sessionOf(above, steps - 1);
    this.known.set(folder, session);
    return session;
  }
}
