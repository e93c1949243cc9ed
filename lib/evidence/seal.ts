import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { VERSION } from '../cli/version.js';
import { UserError } from '../cli/errors.js';
import { hashFile } from '../session/files.js';
import { loadSession } from '../session/load.js';
import type { ArmState } from '../session/state.js';
import { EVIDENCE_FILES } from '../vocabulary/evidence-files.js';
import type { Evidence } from './read.js';
import { replaceFile } from '../files/whole.js';
import { withLock } from './journal.js';
import { withVerdict } from './log-table.js';
import { addToManifest } from './recorder.js';
import type { ManifestEntry } from './types.js';

export interface Sealed {
  readonly key: string;
  /** Empty for a control, which decides nothing by itself. */
  readonly verdict: string;
  readonly files: number;
}

/**
 * Seals the evidence of one scenario, arm or control, or of all that have any: computes verdict.json, writes every file
 * with its hash into manifest.json, and the verdict into the log's row. A control has a manifest and no verdict.
 * @throws UserError where there is nothing to seal
 */
export async function seal(
  directory: string,
  key: string | undefined,
  shownAs: (path: string) => string,
): Promise<Sealed[]> {
  const session = await loadSession(directory, { shownAs });
  const arms = session.states.flatMap((state) => state.arms).filter((arm) => arm.evidence !== undefined);
  const wanted = key === undefined ? arms : arms.filter((arm) => arm.key === key);
  const others = [...session.others].filter(([path]) =>
    key === undefined ? path.startsWith('evidence/') : path === `evidence/${key}`,
  );
  if (wanted.length === 0 && others.length === 0)
    throw new UserError(key === undefined ? 'there is no evidence to seal' : `there is no evidence of ${key} to seal`, {
      help: 'write history.jsonl and the records first; evidence-files.md of the executing skill names them',
    });
  const plan =
    session.plan === undefined ? null : { path: relativeTo(directory, session.plan.path), sha256: session.plan.sha256 };
  const sealed: Sealed[] = [];
  for (const [path, evidence] of others) {
    const entries = await entriesOf(directory, evidence);
    withLock(directory, () => addToManifest(evidence.directory, plan, entries));
    sealed.push({ key: path.replace(/^evidence\//, ''), verdict: '', files: entries.length });
  }
  for (const arm of wanted) {
    if (arm.evidence === undefined) continue;
    const folder = arm.evidence.directory;
    const record = {
      verdict: arm.decision.verdict,
      path: arm.decision.path,
      missing: arm.decision.missing,
      generator: `dst-skills ${VERSION}`,
    };
    replaceFile(join(folder, EVIDENCE_FILES.verdict), `${JSON.stringify(record, null, 2)}\n`);
    const entries = await entriesOf(directory, arm.evidence);
    withLock(directory, () => {
      addToManifest(folder, plan, entries);
      writeVerdict(directory, arm);
    });
    sealed.push({ key: arm.key, verdict: arm.decision.verdict, files: entries.length });
  }
  return sealed;
}

/** Every file of an evidence directory, also those that the formats do not name; folders in it are arms of their own. */
async function entriesOf(directory: string, evidence: Evidence): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  const folder = evidence.directory;
  const history = join(folder, evidence.historyFile);
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    if (name === EVIDENCE_FILES.manifest || name.startsWith('.')) continue;
    const path = join(folder, name);
    const made = name === EVIDENCE_FILES.verdict || name === EVIDENCE_FILES.checker;
    const hash = name === evidence.historyFile ? evidence.history?.sha256 : undefined;
    entries.push({
      path: relativeTo(directory, path),
      bytes: statSync(path).size,
      sha256: hash ?? (await hashFile(path)) ?? '',
      producer: producerOf(name, evidence),
      parents: made && existsSync(history) ? [relativeTo(directory, history)] : [],
    });
  }
  return entries;
}

function producerOf(name: string, evidence: Evidence): string {
  if (name === EVIDENCE_FILES.verdict) return `dst-skills ${VERSION}`;
  if (name === EVIDENCE_FILES.checker) return evidence.checker?.value?.checker ?? 'checker';
  return 'session';
}

function relativeTo(directory: string, path: string): string {
  return relative(directory, path).split('\\').join('/');
}

function writeVerdict(directory: string, arm: ArmState): void {
  const path = join(directory, 'session-log.md');
  if (!existsSync(path)) return;
  const text = readFileSync(path, 'utf8');
  const { verdict, path: way } = arm.decision;
  const { smoke, hardening } = arm.facts.budget;
  const last = way.at(-1);
  const next = withVerdict(text, arm.key, {
    verdict,
    tier: hardening ? 'hardening' : smoke ? 'smoke' : 'none',
    note: last === undefined ? '' : `node ${last.node}: ${last.answer}`,
  });
  if (next !== text) replaceFile(path, next);
}
