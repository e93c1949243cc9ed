import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { commit, git, installed, packFiles, revisionOf, treeOf, world, type World, write } from './support.js';

async function backupOf(w: World, args: readonly string[]): Promise<string> {
  const result = await w.json(args);
  t.equal(result.code, 0, `${args.join(' ')} succeeds: ${result.stderr}`);
  const path = result.problems.find((problem) => problem.code === 'backup')?.path ?? '';
  t.ok(existsSync(path), 'the backup is where the message says');
  return path;
}

t.test('local edits are not updated over, and --force moves them to a backup first', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  appendFileSync(join(w.pack, 'skills/skill-1/SKILL.md'), 'my edit\n');
  w.publish(packFiles(2, 'two'));
  const { code, problems } = await w.json(['update']);
  t.equal(code, 1);
  t.match(problems, [{ code: 'local-edits', message: /skills\/skill-1\/SKILL\.md/, help: /git -C .*status.*--force/ }]);
  t.equal(revisionOf(w), 'one');
  const backup = await backupOf(w, ['update', '--force']);
  t.match(readFileSync(join(backup, 'skills/skill-1/SKILL.md'), 'utf8'), 'my edit');
  t.equal(revisionOf(w), 'two');
  t.equal((await w.run(['status'])).code, 0);
});

t.test('files that git does not track move along with their skill', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  write(w.pack, { 'skills/skill-1/my-notes.md': 'mine', 'skills/skill-1/deep/er.md': 'mine too' });
  w.publish(packFiles(2, 'two'));
  t.equal((await w.run(['update'])).code, 0);
  t.equal(revisionOf(w), 'two');
  t.equal(readFileSync(join(w.pack, 'skills/skill-1/my-notes.md'), 'utf8'), 'mine');
  t.equal(readFileSync(join(w.pack, 'skills/skill-1/deep/er.md'), 'utf8'), 'mine too');
});

t.test('an untracked file where the update has one stops the update', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  write(w.pack, { 'skills/skill-1/new.md': 'mine', 'TOP.md': 'mine' });
  w.publish({ 'skills/skill-1/new.md': 'theirs', 'TOP.md': 'theirs' });
  const { code, problems } = await w.json(['update']);
  t.equal(code, 1);
  t.match(problems, [{ code: 'in-the-way', message: /skills\/skill-1\/new\.md, TOP\.md|TOP\.md, skills/ }]);
  t.equal(readFileSync(join(w.pack, 'TOP.md'), 'utf8'), 'mine');
});

t.test('local commits stay: ahead is said, diverged is refused', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  write(w.pack, { 'skills/skill-2/mine.md': 'mine' });
  commit(w.pack, 'My own');
  const ahead = await w.json(['update']);
  t.equal(ahead.code, 0);
  t.match(ahead.problems, [{ severity: 'warning', code: 'local-commits' }]);
  w.publish(packFiles(2, 'two'));
  const { code, problems } = await w.json(['update']);
  t.equal(code, 1);
  t.match(problems, [{ code: 'diverged', message: / has 1 commit of its own/ }]);
  t.equal(revisionOf(w), 'one');
  t.ok(existsSync(join(w.pack, 'skills/skill-2/mine.md')));
});

t.test('a history that was rewritten at the remote is refused, with --force taken over', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  git(w.origin, 'checkout', '--quiet', '--orphan', 'fresh');
  write(w.origin, packFiles(2, 'rewritten'));
  commit(w.origin);
  git(w.origin, 'branch', '-M', 'fresh', 'main');
  const { code, problems } = await w.json(['update']);
  t.equal(code, 1);
  t.match(problems, [{ code: 'force-pushed', message: /was rewritten/ }]);
  await backupOf(w, ['update', '--force']);
  t.equal(revisionOf(w), 'rewritten');
});

for (const begun of ['merge', 'rebase', 'cherry-pick'])
  t.test(`a ${begun} that stopped at a conflict is left for its owner, with --force it goes to a backup`, async (t) => {
    const w = await installed();
    t.teardown(w.remove);
    git(w.pack, 'checkout', '--quiet', '-b', 'other');
    write(w.pack, packFiles(2, 'theirs'));
    commit(w.pack);
    git(w.pack, 'checkout', '--quiet', 'main');
    write(w.pack, packFiles(2, 'ours'));
    commit(w.pack);
    t.throws(() => git(w.pack, begun, 'other'), /Command failed/);
    w.publish(packFiles(2, 'two'));
    const before = treeOf(w.pack);
    const status = git(w.pack, 'status');
    for (const args of [['update'], ['install', '--agent', 'codex'], ['update', '--ref', 'main']])
      t.match(await w.json(args), {
        code: 1,
        problems: [{ code: 'unfinished', message: `a ${begun} was begun`, help: /git -C .* status says how/ }],
      });
    t.same(treeOf(w.pack), before);
    t.equal(git(w.pack, 'status'), status);
    const backup = await backupOf(w, ['update', '--force']);
    t.same(treeOf(backup), before);
    t.equal(git(backup, 'status'), status, 'it can be ended there');
    t.equal(revisionOf(w), 'two');
  });

for (const [what, force] of [
  ['local edits', async (w: World) => write(w.pack, { 'skills/skill-1/SKILL.md': 'mine' })],
  ['a diverged history', async (w: World) => (write(w.pack, { 'mine.md': 'mine' }), commit(w.pack))],
] as const)
  t.test(`${what}, a dry run with --force: what would be moved is said, and nothing is moved`, async (t) => {
    const w = await installed();
    t.teardown(w.remove);
    await force(w);
    w.publish(packFiles(2, 'two'));
    const before = treeOf(w.root, (path) => path === 'tmp');
    const { code, changes } = await w.json(['update', '--force', '--dry-run']);
    t.equal(code, 0);
    t.match(changes, [{ action: 'replace', kind: 'pack', path: w.pack }]);
    t.same(
      treeOf(w.root, (path) => path === 'tmp'),
      before,
    );
  });

t.test('a clone of something else is not touched', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  const before = w.tree();
  const other = join(w.root, 'other');
  write(other, packFiles(1, 'other'));
  commit(other);
  const { code, problems } = await w.json(['install', '--source', other]);
  t.equal(code, 1);
  t.match(problems, [{ code: 'wrong-origin', help: /--dir/ }]);
  t.same(w.tree(), before);
  await backupOf(w, ['install', '--source', other, '--force']);
  t.equal(revisionOf(w), 'other');
  t.notOk(existsSync(join(w.home, '.claude/skills/skill-2')), 'the other pack has no second skill');
});

t.test('a directory that is no repository is not touched', async (t) => {
  const w = world(packFiles(1), { '.claude': null, '.local/share/distributed-testing-skills/notes.txt': 'mine' });
  t.teardown(w.remove);
  const before = w.tree();
  const { code, problems } = await w.json(['install', '--source', w.origin]);
  t.equal(code, 1);
  t.match(problems, [{ code: 'not-a-repository', message: /is no git repository/ }]);
  t.same(w.tree(), before);
  const backup = await backupOf(w, ['install', '--source', w.origin, '--force']);
  t.equal(readFileSync(join(backup, 'notes.txt'), 'utf8'), 'mine');
});

t.test('a home directory or a project never makes room for a pack, whatever is forced', async (t) => {
  const w = world(packFiles(1), { 'notes.txt': 'mine' });
  t.teardown(w.remove);
  write(w.project, { 'main.c': 'mine' });
  const before = treeOf(w.root, (path) => path.startsWith('tmp'));
  const force = ['install', '--agent', 'codex', '--source', w.origin, '--force', '--dir'];
  for (const [args, cwd] of [
    [[...force, '.'], w.home],
    [[...force, '..'], w.home],
    [[...force, '.', '--scope', 'project'], w.project],
  ] as const) {
    t.match(await w.run(args, { cwd }), { code: 2, stderr: /cannot take the place of [^]*a directory of its own/ });
    t.same(
      treeOf(w.root, (path) => path.startsWith('tmp')),
      before,
    );
  }
});

t.test('a file where a directory above the pack would be is named', async (t) => {
  const w = world(packFiles(1), { '.local/share': 'mine' });
  t.teardown(w.remove);
  const before = w.tree();
  const { code, stderr } = await w.run(['install', '--agent', 'codex', '--source', w.origin]);
  t.equal(code, 1);
  t.match(stderr, /the pack cannot go to .*: .*\/\.local\/share is a file\nhelp: move it away/);
  t.same(w.tree(), before);
});

t.test('a pack directory inside another repository is no clone of that one', async (t) => {
  const w = world(packFiles(1), {
    '.claude': null,
    'README.md': 'my dotfiles',
    '.local/share/distributed-testing-skills/x': 'x',
  });
  t.teardown(w.remove);
  commit(w.home, 'Dotfiles');
  t.match(await w.json(['install', '--source', w.origin]), { code: 1, problems: [{ code: 'not-a-repository' }] });
  t.equal(git(w.home, 'status', '--porcelain'), '');
});

t.test('a shallow clone is fast-forwarded', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  w.publish(packFiles(2, 'two'));
  mkdirSync(join(w.home, '.local/share'), { recursive: true });
  git(w.root, 'clone', '--quiet', '--depth=1', `file://${w.origin}`, w.pack);
  t.equal((await w.run(['install', '--source', `file://${w.origin}`])).code, 0);
  w.publish(packFiles(2, 'three'));
  t.equal((await w.run(['update'])).code, 0);
  t.equal(revisionOf(w), 'three');
  t.match(await w.json(['status']), { code: 0, problems: [{ code: 'shallow' }] });
});

t.test('a shallow clone whose remote was rewritten says that it is shallow', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  mkdirSync(join(w.home, '.local/share'), { recursive: true });
  git(w.root, 'clone', '--quiet', '--depth=1', `file://${w.origin}`, w.pack);
  await w.run(['install', '--source', `file://${w.origin}`]);
  git(w.origin, 'commit', '--quiet', '--amend', '-m', 'Other');
  t.match(await w.json(['update']), { code: 1, problems: [{ code: 'shallow', help: /--unshallow/ }] });
});

t.test('a partial clone is fast-forwarded; without its remote the message says that it is partial', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  git(w.origin, 'config', 'uploadpack.allowFilter', 'true');
  git(w.origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  mkdirSync(join(w.home, '.local/share'), { recursive: true });
  git(w.root, 'clone', '--quiet', '--filter=blob:none', `file://${w.origin}`, w.pack);
  t.equal((await w.run(['install', '--source', `file://${w.origin}`])).code, 0);
  w.publish(packFiles(2, 'two'));
  const updated = await w.json(['update']);
  t.equal(updated.code, 0, updated.stderr);
  t.equal(revisionOf(w), 'two');
  rmSync(w.origin, { recursive: true });
  t.match(await w.json(['update']), { code: 1, problems: [{ code: 'unreachable', message: /partial clone/ }] });
});
