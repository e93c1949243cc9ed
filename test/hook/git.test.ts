import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Repository } from '../support/git.js';
import { BASE_PLAN } from '../support/lint.js';

/** The base plan with an error. */
const BAD = `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- Billing.\n`;

function repository(t: { testdir(content: Record<never, never>): string }): Repository {
  return Repository.init(t.testdir({}));
}

t.test('an installed hook stops a commit with a bad plan, and lets a good one through', async (t) => {
  const repo = repository(t);
  t.match(repo.dst('hook', 'install').text, /^created: \.git\/hooks\/pre-commit \(git\)/);
  t.ok(statSync(join(repo.top, '.git/hooks/pre-commit')).mode & 0o100, 'it is executable');
  repo.write('plans/a.md', BAD);
  repo.write('README.md', '# words\n');
  repo.git('add', '.');
  const refused = repo.tryGit('commit', '-qm', 'x');
  t.not(refused.code, 0);
  t.match(refused.text, /plans\/a\.md[\s\S]*DST111/);
  repo.write('plans/a.md', BASE_PLAN);
  repo.git('add', '.');
  t.equal(repo.tryGit('commit', '-qm', 'x').code, 0);
});

t.test('what counts is what is staged, not the working copy', async (t) => {
  const repo = repository(t);
  repo.dst('hook', 'install');
  repo.write('a.md', BAD);
  repo.git('add', '.');
  repo.write('a.md', BASE_PLAN);
  t.not(repo.tryGit('commit', '-qm', 'staged bad, working copy good').code, 0);
  repo.git('add', '.');
  repo.write('a.md', BAD);
  t.equal(repo.tryGit('commit', '-qm', 'staged good, working copy bad').code, 0);
});

t.test('plans that are not part of the commit are not checked', async (t) => {
  const repo = repository(t);
  repo.write('old.md', BAD);
  repo.git('add', '.');
  repo.git('commit', '-qm', 'before there was a hook');
  repo.dst('hook', 'install');
  repo.write('code.c', 'int x;\n');
  repo.git('add', '.');
  t.equal(repo.tryGit('commit', '-qm', 'code').code, 0);
  repo.git('mv', 'old.md', 'moved.md');
  t.not(repo.tryGit('commit', '-qm', 'a moved plan is a staged plan').code, 0);
});

t.test("a user's own hook runs as before, and is whole again after uninstall", async (t) => {
  const repo = repository(t);
  const own = '#!/bin/bash\nset -e\necho "own hook ran"\nexit 0\n';
  repo.write('.git/hooks/pre-commit', own, 0o755);
  t.match(repo.dst('hook', 'install').text, /^changed:/);
  t.match(repo.dst('hook', 'install').text, /^unchanged:/, 'a second time changes nothing');
  repo.write('a.md', BASE_PLAN);
  repo.git('add', '.');
  t.match(repo.tryGit('commit', '-m', 'x').text, /own hook ran/);
  repo.write('a.md', BAD);
  repo.git('add', '.');
  t.not(repo.tryGit('commit', '-m', 'x').code, 0, 'although the own hook ends with exit 0');
  t.match(repo.dst('hook', 'uninstall').text, /^changed:/);
  t.equal(readFileSync(join(repo.top, '.git/hooks/pre-commit'), 'utf8'), own);
});

t.test('uninstall removes a file that holds nothing else', async (t) => {
  const repo = repository(t);
  repo.dst('hook', 'install');
  t.match(repo.dst('hook', 'uninstall').text, /^removed:/);
  t.notOk(existsSync(join(repo.top, '.git/hooks/pre-commit')));
  t.match(repo.dst('hook', 'uninstall').text, /no hook of dst-skills/);
});

t.test('a hook that is no shell script is left alone', async (t) => {
  const repo = repository(t);
  const own = '#!/usr/bin/env python3\nprint("x")\n';
  repo.write('.git/hooks/pre-commit', own, 0o755);
  const { code, text } = repo.dst('hook', 'install');
  t.equal(code, 2);
  t.match(text, /no shell script[\s\S]*dst-skills hook run/);
  t.equal(readFileSync(join(repo.top, '.git/hooks/pre-commit'), 'utf8'), own);
});

t.test('a hook that was not executable becomes so', async (t) => {
  const repo = repository(t);
  repo.dst('hook', 'install');
  chmodSync(join(repo.top, '.git/hooks/pre-commit'), 0o644);
  t.match(repo.dst('hook', 'install').text, /^changed:/);
  t.ok(statSync(join(repo.top, '.git/hooks/pre-commit')).mode & 0o100);
});

t.test('core.hooksPath is heeded', async (t) => {
  const repo = repository(t);
  repo.git('config', 'core.hooksPath', 'tools/hooks');
  t.match(repo.dst('hook', 'install').text, /^created: tools\/hooks\/pre-commit/);
  t.notMatch(
    readFileSync(join(repo.top, 'tools/hooks/pre-commit'), 'utf8'),
    repo.top,
    'a shared hook names no path of this machine',
  );
});

t.test('a linked worktree uses the hook of its repository, and its own index', async (t) => {
  const folder = t.testdir({});
  const repo = Repository.init(join(folder, 'main'));
  repo.write('a.md', BASE_PLAN);
  repo.git('add', '.');
  repo.git('commit', '-qm', 'x');
  repo.git('worktree', 'add', '-q', '../linked');
  const linked = new Repository(join(folder, 'linked'));
  t.equal(linked.dst('hook', 'install').code, 0);
  t.ok(existsSync(join(repo.top, '.git/hooks/pre-commit')));
  linked.write('b.md', BAD);
  linked.git('add', '.');
  const refused = linked.tryGit('commit', '-qm', 'x');
  t.not(refused.code, 0);
  t.match(refused.text, /b\.md/);
  repo.write('c.md', BASE_PLAN);
  repo.git('add', '.');
  t.equal(repo.tryGit('commit', '-qm', 'x').code, 0, 'what is staged in another worktree is not checked');
});

t.test('names that need quoting, and commits from a folder below', async (t) => {
  const repo = repository(t);
  repo.dst('hook', 'install');
  const name = 'plans/a "plan" with\nall – sorts.md';
  repo.write(name, BAD);
  repo.git('add', '.');
  const below = new Repository(join(repo.top, 'plans'));
  const refused = below.tryGit('commit', '-qm', 'x');
  t.not(refused.code, 0);
  t.match(refused.text, /with all – sorts\.md/);
});

t.test('a staged plan that is not UTF-8 stops the commit; other Markdown of that kind and links do not', async (t) => {
  const repo = repository(t);
  repo.dst('hook', 'install');
  repo.write('a.md', BASE_PLAN);
  const linked = repo.git('hash-object', '-w', '-t', 'blob', 'a.md').trim();
  repo.git('update-index', '--add', '--cacheinfo', `120000,${linked},link.md`);
  repo.write('README.md', Buffer.from('# Caf\xe9\n', 'latin1'));
  repo.git('add', 'README.md');
  t.equal(repo.tryGit('commit', '-qm', 'x').code, 0);
  repo.write('plan.md', Buffer.from('# Test Plan: caf\xe9\n', 'latin1'));
  repo.git('add', 'plan.md');
  const refused = repo.tryGit('commit', '-qm', 'x');
  t.not(refused.code, 0);
  t.match(refused.text, /plan\.md:1:17 is not UTF-8/);
});

t.test('--dry-run says what would change, and changes nothing', async (t) => {
  const repo = repository(t);
  t.match(repo.dst('hook', 'install', '--dry-run').text, /^would be created: \.git\/hooks\/pre-commit/);
  t.notOk(existsSync(join(repo.top, '.git/hooks/pre-commit')));
});

t.test("outside of a repository the error is git's own", async (t) => {
  const repo = new Repository('/');
  const { code, text } = repo.dst('hook', 'install');
  t.equal(code, 2);
  t.match(text, /not a git repository/);
});
