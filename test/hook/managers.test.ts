import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { pathWithCommand, Repository } from '../support/git.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const BAD = `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- Billing.\n`;

interface Case {
  readonly manager: string;
  readonly file: string;
  readonly before: string;
  readonly what: string;
}

const CASES: readonly Case[] = [
  { manager: 'husky', file: '.husky/pre-commit', before: 'npm test\n', what: 'husky 9: plain commands' },
  {
    manager: 'husky',
    file: '.husky/pre-commit',
    before: '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n',
    what: 'husky 8: a script',
  },
  {
    manager: 'lefthook',
    file: 'lefthook.yml',
    before: 'pre-push:\n  commands:\n    x:\n      run: make\n',
    what: 'no pre-commit yet',
  },
  {
    manager: 'lefthook',
    file: 'lefthook.yml',
    before:
      '# ours\npre-commit:\n  parallel: true\n  commands:\n      # the linter\n      eslint:\n        run: npx eslint # quick\n\nskip_output: [meta]\n',
    what: 'commands with comments and an indentation of their own',
  },
  {
    manager: 'lefthook',
    file: '.lefthook.yaml',
    before: 'pre-commit:\n  jobs:\n    - run: make test',
    what: 'jobs, and no final newline',
  },
  {
    manager: 'pre-commit',
    file: '.pre-commit-config.yaml',
    before:
      'default_stages: [commit]\nrepos:\n- repo: local\n  hooks:\n  - id: x\n    name: x\n    entry: "true"\n    language: system\n',
    what: 'a list without indentation',
  },
];

for (const { manager, file, before, what } of CASES)
  t.test(`${manager}, ${what}: it is found, our block goes in, and out again without a trace`, async (t) => {
    const repo = Repository.init(t.testdir({}));
    repo.write(file, before);
    const { code, text } = repo.dst('hook', 'install');
    t.match(text, `changed: ${file} (${manager})`);
    t.equal(code, 0);
    const after = readFileSync(join(repo.top, file), 'utf8');
    for (const line of before.split('\n')) t.ok(after.includes(line), `"${line}" is still there`);
    if (/ya?ml$/.test(file)) t.match(JSON.stringify(parse(after)), /dst-skills/, 'it is part of the configuration');
    t.match(repo.dst('hook', 'install').text, /^unchanged/);
    repo.dst('hook', 'uninstall');
    t.equal(readFileSync(join(repo.top, file), 'utf8').trimEnd(), before.trimEnd());
  });

t.test('a configuration of a form that cannot be added to is left alone, with the lines to add', async (t) => {
  const repo = Repository.init(t.testdir({}));
  const before = 'repos: [{ repo: local, hooks: [] }]\n';
  repo.write('.pre-commit-config.yaml', before);
  const { code, text } = repo.dst('hook', 'install', '--manager', 'pre-commit');
  t.equal(code, 2);
  t.match(text, /add it yourself:\nrepos:\n {2}- repo: https/);
  t.equal(readFileSync(join(repo.top, '.pre-commit-config.yaml'), 'utf8'), before);
});

t.test('a file that is made is removed again', async (t) => {
  for (const [manager, file] of [
    ['husky', '.husky/pre-commit'],
    ['lefthook', 'lefthook.yml'],
    ['pre-commit', '.pre-commit-config.yaml'],
  ] as const) {
    const repo = Repository.init(join(t.testdir({}), manager));
    t.match(repo.dst('hook', 'install', '--manager', manager).text, `created: ${file}`);
    t.match(repo.dst('hook', 'uninstall').text, `removed: ${file}`);
    t.strictSame(readdirSync(repo.top), ['.git'], 'and so is its folder');
  }
});

t.test('.husky stays where something of the user is in it', async (t) => {
  const repo = Repository.init(t.testdir({}));
  repo.write('.husky/commit-msg', 'true\n');
  repo.dst('hook', 'install');
  repo.dst('hook', 'uninstall');
  t.strictSame(readdirSync(join(repo.top, '.husky')), ['commit-msg']);
});

t.test('husky runs the block: a bad plan stops the commit', async (t) => {
  const folder = t.testdir({});
  const repo = Repository.init(join(folder, 'repo'), { PATH: pathWithCommand(join(folder, 'bin')) });
  // What husky sets up: git's hooks are scripts that hand over to those in .husky.
  repo.git('config', 'core.hooksPath', '.husky/_');
  repo.write('.husky/_/pre-commit', '#!/usr/bin/env sh\nsh -e .husky/pre-commit\n', 0o755);
  repo.write('.husky/pre-commit', 'echo other checks\n');
  repo.dst('hook', 'install');
  repo.write('a.md', BAD);
  repo.git('add', 'a.md');
  t.not(repo.tryGit('commit', '-qm', 'x').code, 0);
  repo.write('a.md', BASE_PLAN);
  repo.git('add', 'a.md');
  const { code, text } = repo.tryGit('commit', '-m', 'x');
  t.equal(code, 0);
  t.match(text, /other checks/);
});

const preCommit = (() => {
  try {
    return execFileSync('pre-commit', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
})();
const required = process.env['DST_REQUIRE_PRE_COMMIT'] === '1';

t.test(
  'the pre-commit program runs our hook, on what is staged',
  { skip: preCommit === undefined && !required && 'pre-commit is not installed (Debian: apt-get install pre-commit)' },
  async (t) => {
    t.match(preCommit, /^pre-commit \d/);
    const folder = t.testdir({});
    const env = { PATH: pathWithCommand(join(folder, 'bin')), PRE_COMMIT_HOME: join(folder, 'home'), HOME: folder };
    const repo = Repository.init(join(folder, 'repo'), env);
    const manifest = join(ROOT, '.pre-commit-hooks.yaml');
    const valid = repo.run('pre-commit', ['validate-manifest', manifest]);
    t.equal(valid.code, 0, valid.text);
    // The hook as published, except that it is not built from a clone: that would need the network.
    const hooks = (parse(readFileSync(manifest, 'utf8')) as object[]).map((hook) => ({ ...hook, language: 'system' }));
    repo.write('.pre-commit-config.yaml', JSON.stringify({ repos: [{ repo: 'local', hooks }] }));
    t.match(repo.run('pre-commit', ['install']).text, /installed/);
    repo.write('README.md', '# words\n');
    repo.write('a.md', BAD);
    repo.git('add', '.');
    const refused = repo.tryGit('commit', '-m', 'x');
    t.not(refused.code, 0);
    t.match(refused.text, /test plans and reports \(dst-skills\)[\s\S]*Failed[\s\S]*DST111/);
    repo.write('a.md', BASE_PLAN);
    repo.git('add', '.');
    // The working copy is bad again: what is staged counts.
    repo.write('a.md', BAD);
    const taken = repo.tryGit('commit', '-m', 'x');
    t.equal(taken.code, 0, taken.text);
    t.match(taken.text, /Passed/);
  },
);

t.test(
  'the pre-commit program takes the configuration that hook install writes',
  { skip: preCommit === undefined && !required && 'pre-commit is not installed' },
  async (t) => {
    const folder = t.testdir({});
    const repo = Repository.init(folder, { HOME: folder });
    repo.dst('hook', 'install', '--manager', 'pre-commit');
    const { code, text } = repo.run('pre-commit', ['validate-config']);
    t.equal(code, 0, text);
  },
);
