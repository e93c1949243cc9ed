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
    // A row of the surfaces that says what the row above says is told there once, so these change by themselves.
    const surfaces = lines.indexOf('## Surface coverage');
    for (const above of [true, false]) {
      const asked: { line: number; is: (one: string) => boolean; what: string }[] = [];
      const flipped = lines.map((line, i) => {
        if (i < surfaces !== above) return line;
        const [, key, verdict] = row.exec(line) ?? [];
        if (key !== undefined && verdict !== undefined) {
          const other = verdict === 'PASS-hardening' ? 'PASS-smoke' : 'PASS-hardening';
          const is = (one: string): boolean => one.includes(other) && one.includes(verdict);
          asked.push({ line: i + 1, is, what: `${key} as ${other} instead of ${verdict}` });
          return line.replace(`| ${verdict} |`, `| ${other} |`);
        }
        const [, before = '', stated, after = ''] = headline.exec(line) ?? [];
        if (stated === undefined) return line;
        const other = stated === 'DONE' ? 'DONE_WITH_CONCERNS' : 'DONE';
        asked.push({ line: i + 1, is: (one) => one.startsWith('DST402 '), what: `the session as ${other}` });
        return `${before}${other}${after}`;
      });
      t.ok(asked.length > 1 || !above, 'there is something to change');
      if (asked.length === 0) continue;
      writeFileSync(join(copy, REPORT), flipped.join('\n'));
      const found = await told(copy, plan);
      for (const { line, is, what } of asked) {
        const here = found.filter((one) => one.split(' ')[1] === String(line));
        t.ok(here.some(is), `line ${line}: ${what}: ${here.join('; ')}`);
      }
    }
  });
}
