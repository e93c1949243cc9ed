import { chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { git, installed, packFiles, skillMd, treeOf, world, write } from './support.js';

t.test('status of a machine without anything is clean, and touches nothing', async (t) => {
  const w = world();
  t.teardown(w.remove);
  t.match(await w.run(['status']), { code: 0, stdout: 'nothing is installed for this user' });
  t.match(await w.run(['doctor', '--fix']), { code: 0 });
  t.match(await w.run(['verify']), { code: 1 });
  t.match(await w.run(['uninstall']), { code: 1, stderr: /nothing is installed/ });
  t.match(await w.run(['update']), { code: 1, stderr: /nothing is installed[^]*dst-skills install/ });
  t.same(w.tree(), {});
});

t.test('status names the commit, every link and its agents', async (t) => {
  const w = await installed(2, ['--agents-md']);
  t.teardown(w.remove);
  const { code, stdout } = await w.run(['status']);
  t.equal(code, 0);
  t.match(stdout, git(w.pack, 'rev-parse', '--short=12', 'HEAD'));
  t.match(stdout, /ok +link +~\/\.claude\/skills\/skill-1 +\(claude-code\)\n/);
  t.match(stdout, /ok +agents-md +~\/AGENTS\.md\n/);
});

t.test('status --remote and update --check tell how far behind, and change nothing', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  w.publish(packFiles(2, 'two'));
  w.publish(packFiles(2, 'three'));
  const before = treeOf(w.root, (path) => path.startsWith('tmp'));
  const refs = git(w.pack, 'for-each-ref');
  t.match(await w.json(['status', '--remote']), { code: 0, remote: /^2 commits behind main/ });
  t.match(await w.json(['update', '--check']), {
    code: 1,
    problems: [{ code: 'behind', message: /^2 commits behind/ }],
  });
  t.same(
    treeOf(w.root, (path) => path.startsWith('tmp')),
    before,
  );
  t.equal(git(w.pack, 'for-each-ref'), refs);
  await w.run(['update']);
  t.match(await w.json(['update', '--check']), { code: 0, ok: true });
});

t.test('doctor --fix puts missing and dangling things back', async (t) => {
  const w = await installed(2, ['--agents-md']);
  t.teardown(w.remove);
  const before = w.tree();
  rmSync(join(w.home, '.claude/skills/skill-1'));
  rmSync(join(w.home, 'AGENTS.md'));
  const found = await w.json(['doctor']);
  t.equal(found.code, 1);
  t.same(
    found.problems.map(({ code }) => code),
    ['missing', 'missing'],
  );
  t.match(await w.json(['doctor', '--fix', '--dry-run']), { code: 1 });
  const fixed = await w.json(['doctor', '--fix']);
  t.equal(fixed.code, 0, fixed.stderr);
  t.same(w.tree(), before);
});

t.test('doctor --fix makes unreadable files readable', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  const file = join(w.pack, 'skills/skill-1/SKILL.md');
  chmodSync(file, 0o044);
  t.match(await w.json(['doctor']), { code: 1, problems: [{ code: 'permissions', path: file }] });
  t.match(await w.json(['doctor', '--fix']), { code: 0, problems: [{ code: 'fixed' }] });
  t.match(treeOf(w.pack)['skills/skill-1/SKILL.md'], /^644 /);
});

t.test('doctor leaves what was edited, and says so', async (t) => {
  const w = await installed(2, ['--copy']);
  t.teardown(w.remove);
  const file = join(w.home, '.claude/skills/skill-1/SKILL.md');
  writeFileSync(file, 'mine');
  t.match(await w.json(['doctor', '--fix']), { code: 1, problems: [{ code: 'edited' }] });
  t.equal(readFileSync(file, 'utf8'), 'mine');
});

t.test('frontmatter that agents do not load is reported, with the line', async (t) => {
  const w = world(
    {
      'skills/bom/SKILL.md': `\uFEFF${skillMd('bom')}`,
      'skills/silent/SKILL.md': '---\nname: silent\n---\n# x\n',
      'skills/angle/SKILL.md': '---\nname: angle\ndescription: Use <this>.\n---\n# x\n',
    },
    { '.claude': null },
  );
  t.teardown(w.remove);
  t.equal((await w.run(['install', '--source', w.origin])).code, 0);
  const { problems } = await w.json(['status']);
  t.match(problems.map(({ code, line }) => [code, line]).sort(), [
    ['skill-angle-brackets', 3],
    ['skill-byte-order-mark', 1],
    ['skill-description', 1],
  ]);
});

t.test('a pack that came to break the rules is reported', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  write(w.pack, { 'skills/skill-1/passwd': { link: '/etc/passwd' } });
  t.match(await w.json(['doctor']), {
    code: 1,
    problems: [{ code: 'pack-rules', message: /link that leaves the pack/ }],
  });
});

t.test('backups and receipts of projects that are gone are listed; the latter are tidied up', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  await w.run(['install', '--scope', 'project', '--agent', 'codex', '--source', w.origin], { cwd: w.project });
  rmSync(w.project, { recursive: true });
  write(w.home, { '.local/state/dst-skills/backups/20260101T000000-aaaaaaaa/1-x': 'old' });
  const old = new Date(Date.now() - 40 * 86_400_000);
  utimesSync(join(w.home, '.local/state/dst-skills/backups/20260101T000000-aaaaaaaa'), old, old);
  t.match(await w.json(['doctor']), {
    code: 0,
    problems: [{ code: 'orphan' }, { code: 'backup', message: /40 days ago/ }],
  });
  t.match(await w.json(['doctor', '--fix']), { code: 0, problems: [{ code: 'fixed' }, { code: 'backup' }] });
  t.match(treeOf(join(w.home, '.local/state/dst-skills/backups'))['20260101T000000-aaaaaaaa/1-x'], / old$/);
});
