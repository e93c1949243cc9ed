import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const BAD = `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- Billing.\n`;

t.test('--hygiene makes no noise on legitimate plans', async (t) => {
  const etcd = join(ROOT, 'verification', 'etcd', 'plan.md');
  const cwd = t.testdir({
    'base.md': BASE_PLAN,
    'stars.md': BASE_PLAN.replace(/^- /gm, '* '),
    'bare.md': BASE_PLAN.trimEnd(),
    'crlf.md': `\ufeff${BASE_PLAN.replaceAll('\n', '\r\n')}`,
    'short.md': BASE_PLAN.replace(/^\| (.*) \|$/gm, '$1'),
  });
  const files = ['base.md', 'stars.md', 'bare.md', 'crlf.md', 'short.md', ...(existsSync(etcd) ? [etcd] : [])];
  const { stdout } = await cli(['lint', '--hygiene', '-f', 'compact', ...files], { cwd });
  t.notMatch(stdout, /MD\d{3}/);
});

t.test('--hygiene finds Markdown that does not render as it looks, and --fix mends it', async (t) => {
  const cwd = t.testdir({ '.git': {}, 'a.md': `${BASE_PLAN}\n#No space\n\n[nowhere]()\n` });
  const { code, stdout } = await cli(['lint', '--hygiene', '-f', 'compact', 'a.md'], { cwd });
  t.match(stdout, /warning: .*\[MD018\/no-missing-space-atx\]/);
  t.match(stdout, /\[MD042\//);
  t.equal(code, 0, 'they are warnings');
  t.notMatch((await cli(['lint', '-f', 'compact', 'a.md'], { cwd })).stdout, /MD0/);
  t.match((await cli(['lint', '--hygiene', '--fix', '-f', 'compact', 'a.md'], { cwd })).stdout, /MD042/);
  t.notMatch((await cli(['lint', '--hygiene', '-f', 'compact', 'a.md'], { cwd })).stdout, /MD018/);
});

t.test('a document that would keep markdownlint busy is not given to it, and that is said', async (t) => {
  const cwd = t.testdir({ 'a.md': `${BASE_PLAN}\n| ${'x | '.repeat(5000)}\n` });
  const { stdout } = await cli(['lint', '--hygiene', 'a.md'], { cwd });
  t.match(stdout, /general Markdown rules did not run: line \d+ is/);
});

t.test('the real markdownlint-cli2 runs our rules, and leaves other documents alone', async (t) => {
  const require = createRequire(import.meta.url);
  const tool = join(dirname(require.resolve('markdownlint-cli2')), 'markdownlint-cli2-bin.mjs');
  const cwd = t.testdir({
    '.markdownlint-cli2.jsonc': JSON.stringify({
      customRules: ['dst-skills/markdownlint'],
      config: { default: false, 'dst-skills': true },
    }),
    'bad.md': BAD,
    'good.md': BASE_PLAN,
    'README.md': '# Words\n\n## 8. What this plan does NOT cover\n',
  });
  // The package as a user has it: installed, and found by its name.
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(ROOT, join(cwd, 'node_modules', 'dst-skills'));
  const { stdout, stderr, status } = spawnSync(process.execPath, [tool, 'bad.md', 'good.md', 'README.md'], {
    cwd,
    encoding: 'utf8',
  });
  t.equal(status, 1, stdout + stderr);
  const line = BAD.slice(0, BAD.lastIndexOf('## 8.')).split('\n').length;
  const found = stderr.trim().split('\n');
  t.equal(found.length, 1, stderr);
  t.match(found[0], new RegExp(`^bad\\.md:${line}:4 (?:error )?DST111/duplicate-section `));
});
