// The committed sessions as a bench: whatever verdict a report is changed to, the linter says which one the evidence gives.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';
import { lintSession } from '../../lib/lint/lint-session.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { ROOT } from '../support/run.js';

t.setTimeout(300_000);

const HOME = join(ROOT, 'verification');
const REPORT = 'findings/report.md';

function sessions(folder: string): string[] {
  if (existsSync(join(folder, 'session-log.md'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => sessions(join(folder, name)));
}

/** What the linter says of a report in a copy of its session, by line. */
async function told(directory: string, plan: string): Promise<string[]> {
  const { results } = await lintSession({
    directory,
    plan,
    shownAs: (path) => relative(directory, path),
    settings: () => defaultSettings(),
    excerpts: false,
  });
  return results
    .filter(({ path }) => path.endsWith(REPORT))
    .flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => `${ruleId} ${line} ${message}`));
}

const row = /^\| (S\d+(?:\/[\w-]+)?) \|.*?\| ((?:PASS|FAIL|INCONCLUSIVE|PARTIAL|NOT)-[\w-]+) \|/;
const headline = /^(\*\*Session verdict: )([A-Z_]+)(\*\*.*)$/;

const all = sessions(HOME);
if (all.length === 0) t.pass('there is no session yet');

for (const session of all) {
  const text = readFileSync(join(session, REPORT), 'utf8');
  const lines = text.split('\n');
  const plan = join(HOME, relative(HOME, session).split('/')[0] ?? '', 'plan.md');
  t.test(relative(ROOT, session), async (t) => {
    const copy = t.testdir();
    cpSync(session, copy, { recursive: true });
    for (const [i, line] of lines.entries()) {
      const [, key, verdict] = row.exec(line) ?? [];
      if (key === undefined || verdict === undefined) continue;
      const other = verdict === 'PASS-hardening' ? 'PASS-smoke' : 'PASS-hardening';
      const flipped = lines.with(i, line.replace(`| ${verdict} |`, `| ${other} |`)).join('\n');
      writeFileSync(join(copy, REPORT), flipped);
      const found = (await told(copy, plan)).filter((one) => one.split(' ')[1] === String(i + 1));
      t.ok(
        found.some((one) => one.includes(other) && one.includes(verdict)),
        `line ${i + 1}: ${key} as ${other} instead of ${verdict}: ${found.join('; ')}`,
      );
    }
    for (const [i, line] of lines.entries()) {
      const [, before = '', verdict, after = ''] = headline.exec(line) ?? [];
      if (verdict === undefined) continue;
      const other = verdict === 'DONE' ? 'DONE_WITH_CONCERNS' : 'DONE';
      writeFileSync(join(copy, REPORT), lines.with(i, `${before}${other}${after}`).join('\n'));
      t.match(
        (await told(copy, plan)).filter((one) => one.startsWith(`DST402 ${i + 1} `)).length,
        1,
        `session as ${other}`,
      );
    }
  });
}
