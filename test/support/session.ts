// A whole session as an agent would leave it: laid out and recorded by the library's own recorder, with histories that a
// system could have produced, checked by the real checkers, and a report that copies its figures from the evidence.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordArtifacts, recordEvent } from '../../lib/evidence/recorder.js';
import { seal } from '../../lib/evidence/seal.js';
import { newSession } from '../../lib/scaffold/session.js';
import { loadSession } from '../../lib/session/load.js';
import { ROOT } from './run.js';
import { KEYS, registerHistory, writeControls, writeEvidence } from './session-evidence.js';
import { reportText } from './session-report.js';

/** The plan of the session: the rules' base plan with budgets that a test can meet, and one checker for all scenarios. */
export function sessionPlan(): string {
  return readFileSync(join(ROOT, 'lib', 'rules', 'examples', 'base-plan.md'), 'utf8')
    .replace('5 nodes, 20 minutes, 60 kills, 5 seeds', '5 nodes, 4 minutes, 4 kills, 3 seeds')
    .replace('5 nodes, 15 minutes, 20 drops, 5 seeds', '5 nodes, 4 minutes, 4 drops, 3 seeds')
    .replace('5 nodes, 20 minutes, 60 kills, 5 seeds', '5 nodes, 4 minutes, 4 kills, 3 seeds')
    .replace('3 nodes, 2 minutes, 5 kills, 1 seed', '3 nodes, 2 minutes, 2 kills, 1 seed')
    .replace('3 nodes, 2 minutes, 3 drops, 1 seed', '3 nodes, 2 minutes, 2 drops, 1 seed')
    .replace('3 nodes, 2 minutes, 4 kills, 1 seed', '3 nodes, 2 minutes, 2 kills, 1 seed')
    .replace(/^(- \*\*Checker:\*\*) .*/gm, '$1 linearizability (Wing and Gong), key by key');
}

export interface Made {
  readonly root: string;
  readonly directory: string;
}

/** Lays out a session in a folder, runs nothing. */
export function emptySession(root: string): Made {
  writeFileSync(join(root, 'plan.md'), sessionPlan());
  const directory = newSession({
    plan: join(root, 'plan.md'),
    given: 'plan.md',
    parent: join(root, 'test-sessions'),
    now: new Date('2026-03-14T09:00:00Z'),
    sut: undefined,
    commit: '4f1e2d0, clean',
    operator: 'storage team',
  });
  return { root, directory };
}

/** A complete session: three scenarios with faults at the hardening budget, one of three arms without. */
export async function completeSession(root: string): Promise<Made> {
  const made = emptySession(root);
  const { directory } = made;
  const log = join(directory, 'session-log.md');
  writeFileSync(
    log,
    readFileSync(log, 'utf8')
      .replace(
        '| Tool | Where | What it does | Used by |\n|---|---|---|---|',
        '| Tool | Where | What it does | Used by |\n|---|---|---|---|\n| ledgerctl | bin/ledgerctl | waits until a node is ready, dumps accounts | S1, S2, S3 |',
      )
      .replaceAll('| not probed |  |  |', '| yes | 2.4.0 | probe: starts and answers |')
      .replace(
        '| Precondition | Checked with | Result |\n|---|---|---|',
        '| Precondition | Checked with | Result |\n|---|---|---|\n| empty data directories | ls | empty |',
      ),
  );
  for (const key of KEYS) {
    const fault = !key.startsWith('S4');
    const event = (name: string, note = ''): void => void recordEvent(directory, { scenario: key, event: name, note });
    event('start');
    event('baseline', '2 operations a second');
    if (fault) for (const name of ['fault injected', 'landing', 'healed']) event(name, 'E1 to E4');
    event('final reads');
    const operations = fault ? undefined : registerHistory({ windows: false, seconds: 300, run: KEYS.indexOf(key) });
    await writeEvidence(directory, key, { fault, ...(operations === undefined ? {} : { operations }) });
    event('oracle', 'valid');
    event('end');
  }
  await writeControls(directory);
  writeFileSync(join(directory, 'logs', 'n1.log'), 'raft: became leader at term 2\nraft: stepped down\n');
  await recordArtifacts(directory, directory, {
    files: ['logs/n1.log'],
    scenario: 'S1',
    producer: 'ledgerd n1',
    parents: [],
    what: 'log of n1',
  });
  const shownAs = (path: string): string => path.replace(`${root}/`, '');
  await seal(directory, undefined, shownAs);
  const session = await loadSession(directory, { shownAs });
  writeFileSync(join(directory, 'findings', 'report.md'), reportText(session));
  return made;
}
