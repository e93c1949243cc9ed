import { statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { recordChecker } from '../../lib/evidence/recorder.js';
import type { CheckerRecordFile } from '../../lib/evidence/types.js';
import { VERSION } from '../../lib/cli/version.js';
import { run as command } from '../harness/command.js';
import { ROOT, type CheckRequest, type Session } from '../harness/session.js';
import type { Scenario } from './scenario.js';

/** Histories above this size in bytes are kept compressed. */
const LARGE = 100_000;

function pack(session: Session, key: string): void {
  if (statSync(session.history(key)).size > LARGE) session.compress(key);
}

/**
 * The declared checker over the history of a directory, the further ones, and what other oracles found, as one record: the
 * plan's other oracles are part of the verdict, so their violations stand in it.
 * @param strict false for controls of a checker, which that checker alone judges
 */
export async function judge(
  session: Session,
  scenario: Scenario,
  key: string,
  extra: readonly string[],
  strict = true,
): Promise<{ record: CheckerRecordFile; violations: readonly string[] }> {
  pack(session, key);
  const record: CheckerRecordFile = await session.check(key, scenario.check);
  const violations = [...extra];
  for (const request of scenario.also ?? []) violations.push(...(await further(session, key, request)));
  if (!strict) return { record, violations: [] };
  if (violations.length === 0 || record.result === 'invalid') return { record, violations };
  await recordChecker(session.directory, session.directory, key, {
    checker: record.checker,
    version: `${VERSION}, with the other oracles of the plan`,
    model: record.model,
    result: 'invalid',
    reason: null,
    consumed: record.ops_consumed,
    excluded: record.ops_excluded,
    anomalies: violations.slice(0, 50),
    exit: 1,
    knownGood: record.self_test.known_good,
    knownBad: record.self_test.known_bad,
    program: join(ROOT, 'dist', 'dst-skills.cjs'),
    supersede: true,
  });
  return { record: { ...record, result: 'invalid', anomalies: violations }, violations };
}

/** Runs a further checker; its record is kept among the artifacts. @returns the violations that it found */
async function further(session: Session, key: string, request: CheckRequest): Promise<string[]> {
  const options = Object.entries(request.options ?? {}).flatMap(([name, value]) => ['--option', `${name}=${value}`]);
  const file = relative(process.cwd(), session.history(key));
  const argv = [
    process.execPath,
    join(ROOT, 'dist', 'dst-skills.cjs'),
    'check',
    file,
    '--checker',
    request.checker,
    '--model',
    request.model,
    ...options,
    '--json',
  ];
  const { out } = await command(argv, { ms: 120_000 });
  const record = JSON.parse(out) as CheckerRecordFile;
  const path = `artifacts/${key.replaceAll('/', '-')}-${request.checker}.json`;
  writeFileSync(join(session.directory, path), `${JSON.stringify(record, null, 2)}\n`);
  await session.artifact(
    path,
    `record of ${request.checker} over the history of ${key}: ${record.result}`,
    null,
    argv.slice(1).join(' ').replace(`${ROOT}/`, '').replace(`${session.directory}/`, ''),
  );
  return record.result === 'invalid'
    ? record.anomalies.map((anomaly) =>
        `${request.checker}: ${(anomaly as { message?: string }).message ?? JSON.stringify(anomaly)}`.slice(0, 400),
      )
    : [];
}
