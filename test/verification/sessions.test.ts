// Every committed session of verification/ lints clean, with nothing disabled, and holds what its report cites.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';
import { dst, ROOT } from '../support/run.js';

// Checkers run again over every history.
t.setTimeout(300_000);

const HOME = join(ROOT, 'verification');

/** Directories with a session log, below verification/. */
function sessions(folder: string): string[] {
  if (existsSync(join(folder, 'session-log.md'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => sessions(join(folder, name)));
}

const all = sessions(HOME);

for (const session of all) {
  const name = relative(ROOT, session);
  t.test(`${name} lints clean`, async (t) => {
    const { code, stdout, stderr } = await dst(['lint', '--strict', name], { cwd: ROOT, timeout: 240_000 });
    t.equal(code, 0, `${stdout}\n${stderr}`);
    t.notMatch(stdout, /suppressed/);
    const report = readFileSync(join(session, 'findings', 'report.md'), 'utf8');
    t.notMatch(report, /dst-disable/);
  });
}

if (all.length === 0) t.pass('there is no session yet');
