import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { dst } from '../support/run.js';

/** Each input, the exit code it must end with, and what the user must be told. */
const PLAN = '# Test Plan: x\n\n';
const TABLE = `${PLAN}## 1b. Claims under test\n\n| ID | Claim | Category | Source | Inferred? |\n|---|---|---|---|---|\n`;
const REPORT = '# Findings: x @ y\n\n';
const RESULTS = `${REPORT}## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n`;
const INPUTS: readonly (readonly [name: string, content: string | Buffer, code: number, says: RegExp])[] = [
  ['10 MB in one line', `${PLAN}${'C1 and '.repeat(1.5e6)}\n`, 1, /1 plan/],
  ['100,000 nested brackets', `${PLAN}## 7. Scenarios\n\n${'['.repeat(1e5)}${']'.repeat(1e5)}\n`, 1, /1 plan/],
  ['100,000 list levels', `${PLAN}${'- '.repeat(1e5)}x\n`, 1, /1 plan/],
  ['100,000 quote levels', `${PLAN}${'>'.repeat(1e5)} x\n`, 1, /1 plan/],
  ['200,000 open emphases', `${PLAN}${'**a *b '.repeat(1e5)}\n`, 1, /1 plan/],
  ['100,000 ampersands', `${PLAN}${'&'.repeat(1e5)}\n`, 1, /1 plan/],
  ['100,000 unclosed comments', `${PLAN}${'<!-- '.repeat(1e5)}\n`, 1, /1 plan/],
  ['100,000 rows that all define C1', `${TABLE}${'| C1 | a | safety | b | no |\n'.repeat(1e5)}`, 1, /are left out/],
  ['a table of a million rows', `${TABLE}${'| C1 | a | safety | b | no |\n'.repeat(1e6)}`, 2, /too large: 27\.\d MiB/],
  [
    'a report of 100,000 rows of one scenario',
    `${RESULTS}${'| S1 | a | PASS | b | c | d | e |\n'.repeat(1e5)}`,
    1,
    /are left out/,
  ],
  [
    'a report of a million rows',
    `${RESULTS}${'| S1 | a | PASS | b | c | d | e |\n'.repeat(1e6)}`,
    2,
    /too large: 3\d\.\d MiB/,
  ],
  [
    'a report with a cell of 10 MB',
    `${RESULTS}| S1 | a | PASS-hardening | b | ${'1 of 2 ops, seed 1; '.repeat(5e5)} | d | e |\n`,
    1,
    /1 report/,
  ],
  ['a report with a verdict of 5 MB', `${RESULTS}| S1 | a | ${'PASS-'.repeat(1e6)} | b | c | d | e |\n`, 1, /1 report/],
  [
    'a report with 100,000 arms in one row',
    `${RESULTS}| S1/a${', /b'.repeat(1e5)} | a | PASS-smoke | b | c | d | e |\n`,
    1,
    /1 report/,
  ],
  [
    'a report with 20,000 findings',
    `${REPORT}## Findings\n\n${'### Finding F1: a\n\n- **Severity:** P9\n\n'.repeat(2e4)}`,
    1,
    /are left out/,
  ],
  [
    'a report with 100,000 open boxes',
    `${RESULTS}| S1 | a | PASS-hardening | b | c | d | e |\n\n## Green-but-broken check\n\n### S1\n\n${'- [ ] W3 x\n'.repeat(1e5)}`,
    1,
    /1 report/,
  ],
  [
    'a report with 100,000 nested quotes and lists',
    `${REPORT}## Summary\n\n${'> - '.repeat(1e5)}DONE\n`,
    1,
    /1 report/,
  ],
  [
    'a report with a fence that is never closed',
    `${RESULTS}| S1 | a | PASS-smoke | b | c | d | e |\n\n\`\`\`\n${'## Findings\n'.repeat(1e5)}`,
    1,
    /1 report/,
  ],
  [
    'a report with a NUL byte',
    `${RESULTS}| S1 | a\0 | PASS-smoke | b | c | d | e |\n`,
    2,
    /is binary: it holds a NUL byte/,
  ],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 255]), 2, /is binary: it holds a NUL byte/],
  ['Latin-1', Buffer.from('# Test Plan: caf\xe9\n', 'latin1'), 2, /is not UTF-8/],
  ['UTF-16', Buffer.from('\ufeff# Test Plan: x\n', 'utf16le'), 2, /is UTF-16, expected UTF-8/],
  ['an empty file', '', 2, /is empty/],
  ['nothing but blanks', ' \n\t\n', 2, /is empty/],
  ['a document of no known kind', '# Shopping\n\n- milk\n', 2, /--type/],
];

for (const [name, content, code, says] of INPUTS) {
  t.test(`${name} ends with ${code} and a message`, async (t) => {
    const directory = t.testdir({});
    writeFileSync(join(directory, 'plan.md'), content);
    const result = await dst(['lint', 'plan.md'], { cwd: directory, timeout: 120_000 });
    t.equal(result.signal, null, 'it ended by itself');
    t.equal(result.code, code, result.stderr.slice(0, 400));
    const said = `${result.stdout}${result.stderr}`;
    t.ok(says.test(said), `${String(says)} in ${said.slice(-300)}`);
    t.notOk(/internal error|\n\s+at /.test(said), 'no stack trace');
  });
}

t.test('a directory without documents, a FIFO and a broken link are named, and nothing waits', async (t) => {
  const directory = t.testdir({ empty: {} });
  execFileSync('mkfifo', [join(directory, 'pipe.md')]);
  symlinkSync('nowhere', join(directory, 'broken.md'));
  for (const path of ['empty', 'pipe.md', 'broken.md', 'missing.md']) {
    const { code, stdout, stderr } = await dst(['lint', path], { cwd: directory });
    t.equal(code, 2, path);
    t.ok(`${stdout}${stderr}`.includes(path), `${path} is named`);
  }
});

t.test('one unreadable file does not hide what is wrong with the others', async (t) => {
  const directory = t.testdir({ 'plan.md': PLAN, 'binary.md': '\0' });
  const { code, stdout, stderr } = await dst(['lint', 'plan.md', 'binary.md'], { cwd: directory });
  t.equal(code, 2, 'not everything was checked');
  t.match(stdout, /plan\.md/);
  t.match(`${stdout}${stderr}`, /binary\.md/);
});
