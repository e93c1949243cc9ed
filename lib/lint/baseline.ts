import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import { writeThrough } from '../files/whole.js';
import { parseJson } from '../evidence/json-error.js';
import type { FileResult, Message } from './result.js';
import { slashes } from './walk.js';

/** How often each finding (`DST151 S4/oracle`) is known in a document. */
type Known = Record<string, number>;

/**
 * Findings that a project has accepted for the time being, by document, rule and subject rather than by line, so that an
 * edit elsewhere does not bring them back. Findings of rules that guard soundness are never in it.
 */
export class Baseline {
  readonly path: string;
  /** New findings are accepted: the file is made in this run, or may grow. */
  private readonly grows: boolean;
  private readonly documents: Record<string, Known>;
  private readonly next = new Map<string, Known>();
  private stale = 0;
  private guarding = 0;

  private constructor(path: string, grows: boolean, documents: Record<string, Known>) {
    this.path = path;
    this.grows = grows;
    this.documents = documents;
  }

  /**
   * @param mayBeMissing whether the run is there to make the file
   * @param update whether the run writes the file, and whether it may then come to hold more than it does
   * @throws UserError where the file is missing and not to be made, unreadable, or no baseline
   */
  static load(path: string, shown: string, update: 'no' | 'shrink' | 'grow'): Baseline {
    if (!existsSync(path)) {
      if (update !== 'no') return new Baseline(path, true, {});
      throw new UserError(`the baseline ${shown} does not exist`, { help: 'make it with --update-baseline' });
    }
    const help = 'it is written by --update-baseline: { "version": 1, "documents": { … } }';
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new UserError(`the baseline ${shown} cannot be read: ${(error as Error).message}`, { cause: error });
    }
    const data = parseJson(text, shown, 'baseline', help);
    if (!isBaseline(data)) {
      throw new UserError(`${shown} is no baseline of this version`, { help });
    }
    return new Baseline(path, update === 'grow', data.documents);
  }

  private nameOf(path: string): string {
    return slashes(relative(dirname(this.path), path));
  }

  /** Takes known findings out of a result. `path` is absolute. */
  apply(result: FileResult, path: string): FileResult {
    const name = this.nameOf(path);
    const known = Object.hasOwn(this.documents, name) ? (this.documents[name] ?? {}) : {};
    const left: Known = { ...known };
    const now: Known = {};
    const messages = result.messages.filter((message) => {
      if (message.soundness === true) {
        this.guarding++;
        return true;
      }
      const key = keyOf(message);
      now[key] = (now[key] ?? 0) + 1;
      const count = Object.hasOwn(left, key) ? (left[key] ?? 0) : 0;
      if (count === 0) return !this.grows;
      left[key] = count - 1;
      return false;
    });
    this.stale += Object.values(left).filter((count) => count > 0).length;
    this.next.set(name, now);
    const hidden = result.messages.length - messages.length;
    return { ...result, messages, suppressed: { ...result.suppressed, baseline: hidden } };
  }

  /** Entries of the documents checked that no finding needs any more. */
  get staleEntries(): number {
    return this.stale;
  }

  /** Findings of rules that guard soundness, which a file that may grow did not take in. */
  get refused(): number {
    return this.grows ? this.guarding : 0;
  }

  /**
   * Writes what the run found: entries that are not needed any more go, new ones come only where it may grow. Documents that were not part of the run keep theirs, unless they are gone.
   * @returns the number of findings in the file
   */
  update(): number {
    const documents: Record<string, Known> = {};
    for (const name of Object.keys(this.documents))
      if (!this.next.has(name) && existsSync(resolve(dirname(this.path), name)))
        documents[name] = this.documents[name] ?? {};
    for (const [name, now] of this.next) {
      const before = Object.hasOwn(this.documents, name) ? (this.documents[name] ?? {}) : {};
      const kept: Known = {};
      for (const [key, count] of Object.entries(now)) {
        const known = Object.hasOwn(before, key) ? (before[key] ?? 0) : 0;
        const allowed = this.grows ? count : Math.min(count, known);
        if (allowed > 0) kept[key] = allowed;
      }
      if (Object.keys(kept).length > 0) documents[name] = kept;
    }
    const text = `${JSON.stringify({ version: 1, documents: sorted(documents) }, undefined, 2)}\n`;
    try {
      writeThrough(this.path, text);
    } catch (error) {
      throw new UserError(`the baseline ${this.path} cannot be written: ${(error as Error).message}`, { cause: error });
    }
    return Object.values(documents).reduce((sum, known) => sum + Object.values(known).reduce((a, b) => a + b, 0), 0);
  }
}

function keyOf({ ruleId, subject }: Message): string {
  return `${ruleId} ${subject}`;
}

function sorted(documents: Record<string, Known>): Record<string, Known> {
  const byKey = <T>(record: Record<string, T>): [string, T][] =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(byKey(documents).map(([name, known]) => [name, Object.fromEntries(byKey(known))]));
}

function isBaseline(data: unknown): data is { documents: Record<string, Known> } {
  if (!isRecord(data) || data['version'] !== 1 || !isRecord(data['documents'])) return false;
  return Object.values(data['documents']).every(
    (known) => isRecord(known) && Object.values(known).every((count) => Number.isInteger(count)),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
