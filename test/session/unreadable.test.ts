// Sessions of which something cannot be read, or goes away while it is read: the audit names it, and ends as it should.
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { SESSION } from '../support/audit.js';
import { BIN } from '../support/run.js';
import { completeSession } from '../support/session.js';

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

const INTERNAL = /internal error|\n\s+at .*:\d+:\d+/;

/**
 * The superuser may read everything: the command runs as nobody then, and without what the test runner adds to every
 * Node process, which writes where nobody may not.
 */
const AS_OTHER =
  process.getuid?.() === 0
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', '--unset=NODE_OPTIONS']
    : [];

/** Lints the session below a folder; `meanwhile` is called as soon as the process runs. */
function lint(cwd: string, before: readonly string[] = [], meanwhile: () => void = () => undefined): Promise<Ended> {
  const [command = '', ...args] = [...before, process.execPath, BIN, 'lint', '--format', 'compact', SESSION];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, timeout: 120_000 });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    child.on('spawn', meanwhile);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, said }));
  });
}

t.setTimeout(600_000);
let root = '';
t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

function copy(t: { testdir: () => string }): string {
  const to = t.testdir();
  cpSync(root, to, { recursive: true });
  return to;
}

for (const [path, code, says] of [
  ['findings/report.md', 2, /findings\/report\.md.*permission/i],
  ['session-log.md', 2, /session-log\.md.*permission/i],
  ['evidence/S1/history.jsonl', 1, /S1\/history\.jsonl.*permission/i],
  ['evidence/S1/checker.json', 1, /S1\/checker\.json.*permission/i],
  ['evidence/S2', 2, /evidence\/S2.*permission/i],
  ['logs/record.jsonl', 2, /logs\/record\.jsonl.*permission/i],
  ['logs/n1.log', 1, /logs\/n1\.log.*(?:permission|cannot be read)/i],
] as const)
  t.test(`${path} that may not be read is named`, async (t) => {
    const cwd = copy(t);
    const file = join(cwd, SESSION, path);
    chmodSync(file, 0o000);
    // The folder of the test is taken away afterwards.
    const { code: ended, signal, said } = await lint(cwd, AS_OTHER).finally(() => chmodSync(file, 0o700));
    t.equal(signal, null);
    t.equal(ended, code, said.slice(0, 800));
    t.match(said, says);
    t.notMatch(said, INTERNAL);
  });

t.test('what goes away while it is read is a finding, or was read before', async (t) => {
  const paths = ['evidence/S1/history.jsonl', 'evidence/S2', 'findings', 'logs', 'session-log.md', 'evidence', '.'];
  for (const [i, path] of paths.entries())
    for (const delay of [120, 260].map((ms) => ms + 11 * i)) {
      const cwd = t.testdir();
      cpSync(root, cwd, { recursive: true });
      const gone = (): void => rmSync(join(cwd, SESSION, path), { recursive: true, force: true });
      const { code, signal, said } = await lint(cwd, [], () => void setTimeout(gone, delay));
      t.equal(signal, null, `${path} after ${delay} ms`);
      t.ok(code === 0 || code === 1 || code === 2, `${path} after ${delay} ms`);
      t.notMatch(said, INTERNAL, `${path} after ${delay} ms`);
    }
});
