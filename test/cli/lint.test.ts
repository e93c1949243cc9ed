import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { BASE_PLAN } from '../support/lint.js';
import { dst, ROOT } from '../support/run.js';

/** The base plan with its last §8 written twice: one error, DST111. */
const TWICE = `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- Billing.\n`;

t.test('a clean plan: exit 0, and the summary says what was checked', async (t) => {
  const cwd = t.testdir({ 'plan.md': BASE_PLAN });
  const { code, stdout, stderr } = await dst(['lint', 'plan.md'], { cwd });
  t.equal(stderr, '');
  t.match(stdout, /^✔ no problems · checked 1 plan: 5 claims, 5 hypotheses, 4 scenarios, \d+ fields\n$/);
  t.equal(code, 0);
});

t.test('a plan with an error: exit 1, with line, rule, remedy and the other place', async (t) => {
  const cwd = t.testdir({ 'plan.md': TWICE });
  const { code, stdout } = await dst(['lint', 'plan.md'], { cwd });
  const line = TWICE.slice(0, TWICE.lastIndexOf('## 8.')).split('\n').length;
  t.match(stdout, new RegExp(`^plan\\.md\\n  ${line}:4 +error +§8 .*stands twice  DST111 duplicate-section\n`));
  t.match(stdout, /help: merge the two/);
  t.match(stdout, /see: {2}line \d+: the first one is here/);
  t.match(stdout, /✖ 1 problem \(1 error, 0 warnings\)/);
  t.equal(code, 1);
});

t.test('--format json prints one document that holds the finding', async (t) => {
  const cwd = t.testdir({ 'plan.md': TWICE });
  const { code, stdout, stderr } = await dst(['lint', '--format', 'json', 'plan.md'], { cwd });
  t.equal(code, 1);
  t.equal(stderr, '');
  const result = JSON.parse(stdout) as { files: { path: string; type: string; messages: object[] }[]; summary: object };
  t.match(result.summary, { files: 1, errors: 1, warnings: 0, fixable: 0 });
  t.match(result.files, [{ path: 'plan.md', type: 'plan' }]);
  t.match(result.files[0]?.messages, [
    { ruleId: 'DST111', name: 'duplicate-section', severity: 'error', column: 4, related: [{ path: 'plan.md' }] },
  ]);
});

t.test('what cannot be checked is never clean: exit 2, with the reason', async (t) => {
  const cwd = t.testdir({
    'empty.md': '',
    'blank.md': '\n \n',
    'readme.md': '# A project\n\nWords.\n',
    'binary.md': Buffer.from([35, 32, 0, 1, 2]),
    'latin1.md': Buffer.from('# Test Plan: x\n\ncaf\xe9\n', 'latin1'),
    'utf16.md': Buffer.from('\ufeff# Test Plan: x\n', 'utf16le'),
    folder: { 'notes.txt': 'x' },
  });
  symlinkSync('nowhere.md', join(cwd, 'broken.md'));
  symlinkSync('loop.md', join(cwd, 'loop.md'));
  execFileSync('mkfifo', [join(cwd, 'fifo.md')]);
  const cases: [string, RegExp][] = [
    ['empty.md', /is empty/],
    ['blank.md', /is empty/],
    ['readme.md', /is of unknown kind.*\n.*# Test Plan/],
    ['binary.md', /binary\.md:1:3 is binary/],
    ['latin1.md', /latin1\.md:3:4 is not UTF-8.*\n.*iconv/],
    ['utf16.md', /is UTF-16.*\n.*iconv/],
    ['broken.md', /does not exist/],
    ['loop.md', /leads to itself/],
    ['fifo.md', /is no regular file/],
    ['missing.md', /does not exist/],
    ['folder', /holds no Markdown file/],
    ['*.markdown', /matches no file/],
  ];
  for (const [name, message] of cases) {
    const { code, stdout } = await dst(['lint', name], { cwd });
    t.match(stdout, message, name);
    t.equal(code, 2, name);
  }
});

t.test('a file that cannot be checked does not hide what the others show', async (t) => {
  const cwd = t.testdir({ 'plan.md': TWICE });
  const { code, stdout } = await dst(['lint', 'missing.md', 'plan.md'], { cwd });
  t.match(stdout, /DST111/);
  t.match(stdout, /1 file could not be checked/);
  t.equal(code, 2);
});

t.test('a folder is looked through for test documents, without what git ignores', async (t) => {
  const cwd = t.testdir({
    '.git': {},
    '.gitignore': 'drafts/\n',
    'README.md': '# A project\n',
    'testing-plans': { 'a.md': BASE_PLAN, deep: { 'b.md': BASE_PLAN } },
    drafts: { 'c.md': TWICE },
    node_modules: { x: { 'd.md': TWICE } },
  });
  const { code, stdout } = await dst(['lint', '.'], { cwd });
  t.match(stdout, /checked 2 plans: 10 claims/);
  t.match(stdout, /left out: 1 file/);
  t.equal(code, 0);
  const all = await dst(['lint', '--no-gitignore'], { cwd });
  t.match(all.stdout, /checked 3 plans/);
  t.equal(all.code, 1);
});

t.test('a pattern is expanded, also where the shell does not do it', async (t) => {
  const cwd = t.testdir({ plans: { 'a.md': BASE_PLAN, x: { 'b.md': TWICE } }, other: { 'c.md': TWICE } });
  const { stdout } = await dst(['lint', '--format', 'json', 'plans/**/*.md'], { cwd });
  const { files } = JSON.parse(stdout) as { files: { path: string }[] };
  t.strictSame(
    files.map(({ path }) => path),
    ['plans/a.md', 'plans/x/b.md'],
  );
});

t.test('standard input takes the name that is given', async (t) => {
  const { code, stdout } = await dst(['lint', '--stdin-filename', 'plans/x.md', '-'], { input: TWICE });
  t.match(stdout, /^plans\/x\.md\n/);
  t.equal(code, 1);
});

t.test('--type says what a document is', async (t) => {
  const cwd = t.testdir({ 'notes.md': '# Notes\n\n## 8. What this plan does NOT cover\n\nx\n' });
  const { code } = await dst(['lint', '--type', 'plan', 'notes.md'], { cwd });
  t.equal((await dst(['lint', 'notes.md'], { cwd })).code, 2);
  t.not(code, 2);
});

t.test('wrong usage names the nearest flag', async (t) => {
  const { code, stderr } = await dst(['lint', '--formt', 'json']);
  t.match(stderr, /unknown option --formt\. Did you mean "--format"\?/);
  t.equal(code, 2);
});

t.test('rules lists, explain explains, and a wrong name gets a suggestion', async (t) => {
  const list = await dst(['rules']);
  t.match(list.stdout, /^DST111 +error +duplicate-section +A section stands twice\.$/m);
  const page = await dst(['explain', 'duplicate-section']);
  t.match(page.stdout, /^# DST111 duplicate-section\n/);
  t.equal(page.code, 0);
  const wrong = await dst(['explain', 'duplicate-sections']);
  t.match(
    wrong.stderr,
    /^dst-skills: no rule is called "duplicate-sections"\. Did you mean "duplicate-section"\?\nhelp: /,
  );
  t.equal(wrong.code, 2);
});

t.test('a plan on standard input has no file name that its skeletons could disagree with', async (t) => {
  const input = readFileSync(join(ROOT, 'test', 'fixtures', 'plans', 'database-release.md'), 'utf8');
  t.match(await dst(['lint', '-'], { input }), { code: 0, stdout: /no problems/ });
  t.match(await dst(['lint', '--stdin-filename', 'x.md', '-'], { input }), { code: 1, stdout: /names another plan/ });
});

t.test(
  'a plan or session that was named and is not there ends the run before anything is judged without it',
  async (t) => {
    const cwd = t.testdir({ 'plan.md': BASE_PLAN, 'notes.md': '# Notes\n' });
    const session = (await dst(['new', 'session', 'plan.md'], { cwd })).stdout.trim();
    for (const command of ['lint', 'verdict']) {
      const run = (plan: string): ReturnType<typeof dst> => dst([command, '--plan', plan, session], { cwd });
      t.match(await run('gone.md'), { code: 2, stdout: '', stderr: /gone\.md does not exist/ }, command);
      t.match(await run('notes.md'), { code: 2, stdout: '', stderr: /notes\.md is no test plan/ }, command);
      t.match(
        await run(`${session}/session-log.md`),
        { code: 2, stderr: /is a session-log and no test plan/ },
        command,
      );
      t.match(await run('plan.md'), { code: command === 'lint' ? 0 : 1, stderr: '' }, command);
    }
    t.match(await dst(['lint', '--session', 'gone'], { cwd }), { code: 2, stderr: /--session gone does not exist/ });
    for (const format of ['stylish', 'agent', 'compact', 'markdown', 'json']) {
      const { stdout } = await dst(['lint', '--session', '.', '-f', format], { cwd });
      t.match(stdout, /the session has no session-log\.md/, format);
    }
    const none = await dst(['lint', '--session', '.', '-f', 'compact'], { cwd });
    t.match(none, { code: 1, stdout: /checked 1 session: 0 verdicts/ }, 'its own findings make no second session');
  },
);
