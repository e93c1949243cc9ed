import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { cellText } from '../../lib/evidence/log-table.js';
import { historyName } from '../../lib/evidence/folder.js';
import { recordArtifacts, recordEvent, recordRerun } from '../../lib/evidence/recorder.js';
import { seal } from '../../lib/evidence/seal.js';
import type { CheckerRecordFile, Probe } from '../../lib/evidence/types.js';
import { newSession } from '../../lib/scaffold/session.js';
import { run, type Ran } from './command.js';
import { readOperations } from './history.js';

/** The repository, from the compiled file. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const CLI = join(ROOT, 'dist', 'dst-skills.cjs');

export interface CheckRequest {
  readonly checker: string;
  readonly model: string;
  readonly options?: Readonly<Record<string, string>>;
  /** Seconds after which the answer is unknown. */
  readonly timeout?: number;
}

function flags({ checker, model, timeout = 60, options = {} }: CheckRequest): string[] {
  const given = Object.entries(options).flatMap(([name, value]) => ['--option', `${name}=${value}`]);
  return ['--checker', checker, '--model', model, '--timeout', String(timeout), ...given];
}

export interface Reduced {
  /** Below the session. */
  readonly path: string;
  /** Operations. */
  readonly before: number;
  readonly after: number;
}

/** A session directory while a run fills it: layout, log, checks and seals by dst-skills itself. */
export class Session {
  private constructor(readonly directory: string) {}

  /** Lays out a session for a plan. @param parent where sessions stand */
  static create(request: { plan: string; parent: string; sut: string; commit: string; operator: string }): Session {
    const { plan, ...rest } = request;
    return new Session(newSession({ plan, given: relative(process.cwd(), plan), now: new Date(), ...rest }));
  }

  event(scenario: string, event: string, note = ''): void {
    recordEvent(this.directory, { scenario, event, note });
  }

  folder(key: string): string {
    const folder = join(this.directory, 'evidence', ...key.split('/'));
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The history of an evidence directory, compressed or not. */
  history(key: string): string {
    const folder = this.folder(key);
    return join(folder, historyName(folder));
  }

  /** Compresses a history that is complete. To be done before it is checked: hashes are of the file as it is stored. */
  compress(key: string): void {
    const plain = join(this.folder(key), 'history.jsonl');
    writeFileSync(`${plain}.gz`, gzipSync(readFileSync(plain), { level: 9 }));
    rmSync(plain);
  }

  /** Runs a checker over the history of an evidence directory; the record is written beside it. */
  async check(key: string, request: CheckRequest): Promise<CheckerRecordFile> {
    const folder = this.folder(key);
    // The record names the file as it was given: from the repository, not from this machine's root.
    const argv = [relative(process.cwd(), this.history(key)), ...flags(request), '--evidence', folder];
    const { rc, err, out } = await run([process.execPath, CLI, 'check', ...argv], { ms: 180_000 });
    const path = join(folder, 'checker.json');
    if (!existsSync(path)) throw new Error(`check ended with status ${rc} and no record: ${err || out}`);
    return JSON.parse(readFileSync(path, 'utf8')) as CheckerRecordFile;
  }

  /** The smallest history that still violates, as an artifact; undefined where none was found in time. */
  async reduce(key: string, request: CheckRequest): Promise<Reduced | undefined> {
    const path = `artifacts/${key.replaceAll('/', '-')}-reduced.jsonl`;
    const history = this.history(key);
    mkdirSync(join(this.directory, 'artifacts'), { recursive: true });
    const { rc } = await run(
      [process.execPath, CLI, 'reduce', history, ...flags(request), '-o', join(this.directory, path)],
      {
        ms: 180_000,
      },
    );
    if (rc !== 0) return undefined;
    await this.artifact(path, `reduced history of ${key}`, key, 'dst-skills reduce', [
      relative(this.directory, history),
    ]);
    return { path, before: readOperations(history).length, after: readOperations(join(this.directory, path)).length };
  }

  async rerun(scenario: string, seed: number, result: CheckerRecordFile['result'], evidence: string): Promise<void> {
    await recordRerun(this.directory, scenario, { seed, result, evidence });
  }

  /** Records a file of the session with its hash. @param path from the session directory */
  async artifact(
    path: string,
    what: string,
    scenario: string | null,
    producer: string,
    parents: readonly string[] = [],
  ): Promise<void> {
    await recordArtifacts(this.directory, this.directory, { files: [path], scenario, producer, parents, what });
  }

  /** Puts rows under a section's table of the log, in place of those that the scaffold left there. */
  table(
    section: 'Toolbox discovered' | 'Environment capability matrix' | 'Preconditions check',
    rows: readonly (readonly string[])[],
  ): void {
    const path = join(this.directory, 'session-log.md');
    const text = readFileSync(path, 'utf8');
    const start = text.indexOf(`## ${section}\n`);
    const next = text.indexOf('\n## ', start + 1);
    const part = text.slice(start, next === -1 ? undefined : next);
    const head = /^\|.*\n\|[-| ]+\|$/m.exec(part)?.[0] ?? '';
    const lines = rows.map((cells) => `| ${cells.map(cellText).join(' | ')} |`);
    writeFileSync(
      path,
      `${text.slice(0, start)}## ${section}\n\n${[head, ...lines].join('\n')}\n${next === -1 ? '' : text.slice(next)}`,
    );
  }

  async seal(): Promise<{ key: string; verdict: string }[]> {
    return seal(this.directory, undefined, (path) => relative(process.cwd(), path));
  }

  /** The session as our own linter sees it, with nothing disabled. */
  lint(): Promise<Ran> {
    return run([process.execPath, CLI, 'lint', '--format', 'compact', this.directory], { ms: 120_000 });
  }
}

export function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The capability matrix's row for a probe. */
export function capabilityRow(requirement: string, version: string, probes: readonly Probe[]): string[] {
  const failed = probes.filter(({ passed }) => !passed);
  const said = probes.map(({ functional_test: { expect, got } }) => `expected ${expect}; got ${got}`).join('; ');
  return [requirement, failed.length === 0 ? 'yes' : 'no', version, `probe: ${said}`];
}
