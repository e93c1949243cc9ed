import { constants, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { EVIDENCE_FILES } from '../vocabulary/evidence-files.js';
import { evidenceFolder } from './folder.js';
import { replaceFile } from '../files/whole.js';
import { withLock } from './journal.js';
import { loadJson } from './read.js';
import { loadSchemas, validate, type EvidenceSchema } from './schemas.js';

/** The JSON records that the recorder writes. */
export type RecordKey = 'env' | 'workload' | 'budget' | 'controls' | 'audit' | 'checker';

/**
 * Changes a JSON record of an evidence directory in one step: what stands in it is read and checked, `change` adds to
 * it, and the result takes its place, while no other recorder runs. A kill leaves the old record or the new one.
 * @param supersede the older record is kept beside the new one, which may then say something else
 * @param change gets the record as it is, undefined where there is none
 * @returns the path of the record
 * @throws UserError where the record that is there cannot be read, or the new one breaks its schema
 */
export async function updateRecord<T extends object>(
  session: string,
  key: string,
  name: RecordKey,
  supersede: boolean,
  change: (old: T | undefined) => T,
): Promise<string> {
  const path = join(evidenceFolder(session, key), EVIDENCE_FILES[name]);
  await loadSchemas();
  return withLock(session, () => {
    const next = change(readRecord<T>(path, `evidence/${key}/${EVIDENCE_FILES[name]}`, name, supersede));
    obey(name, next);
    if (supersede) keepAside(path);
    replaceFile(path, `${JSON.stringify(next, null, 2)}\n`);
    return path;
  });
}

/** @throws UserError with everything that a record breaks of its schema */
export function obey(schema: EvidenceSchema, value: unknown): void {
  const problems = validate(schema, value);
  if (problems.length > 0) throw new UserError(problems.map(({ message }) => message).join('; '));
}

/** For what is recorded and is not to be overwritten. */
export function recordedAlready(what: string): UserError {
  return new UserError(`${what} already`, {
    help: 'recorded evidence is not overwritten; --supersede keeps the old record beside the new one',
  });
}

function readRecord<T>(path: string, shown: string, name: RecordKey, broken: boolean): T | undefined {
  const loaded = loadJson<T>(path, shown, name);
  if (loaded === undefined || loaded.value !== undefined || broken) return loaded?.value;
  const [problem] = loaded.problems;
  const { line, column } = loaded.source.position(problem?.at ?? 0);
  throw new UserError(`${shown}:${line}:${column}: ${problem?.message ?? 'cannot be read'}`, {
    help: '--supersede keeps it beside a new record',
  });
}

/**
 * Copies a record to `<name>.superseded-<n>.json` (`.jsonl`); the original stays until it is replaced.
 * @returns the copy; undefined where there is no record
 */
export function keepAside(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  for (let n = 1; ; n++) {
    const aside = path.replace(/\.jsonl?$/, (ending) => `.superseded-${n}${ending}`);
    try {
      copyFileSync(path, aside, constants.COPYFILE_EXCL);
      return aside;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
