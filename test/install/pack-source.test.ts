import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { commit, git, installed, packFiles, revisionOf, skillMd, treeOf, visible, world, write } from './support.js';

t.test('a remote that is gone: update fails, install makes do with what is there', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  rmSync(w.origin, { recursive: true });
  const before = w.tree();
  t.match(await w.json(['update']), { code: 1, problems: [{ severity: 'error', code: 'unreachable' }] });
  t.match(await w.json(['install', '--agent', 'codex']), {
    code: 0,
    problems: [{ severity: 'warning', code: 'unreachable' }],
  });
  t.ok(existsSync(join(w.home, '.agents/skills/skill-1/SKILL.md')));
  t.equal((await w.run(['uninstall', '--agent', 'codex'])).code, 0);
  t.same(w.tree(), before);
});

t.test('a first install from a remote that is not there leaves nothing behind', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const before = w.tree();
  const { code, stderr } = await w.run(['install', '--source', 'https://127.0.0.1:1/none.git']);
  t.equal(code, 1);
  t.match(stderr, /127\.0\.0\.1:1\/none\.git could not be reached/);
  t.same(w.tree(), before);
});

t.test('without git: a message for a named source, the bundled pack where none is named', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const bin = join(w.root, 'bin');
  mkdirSync(bin);
  const env = { PATH: bin };
  const named = await w.run(['install', '--source', w.origin], { env });
  t.equal(named.code, 1);
  t.match(named.stderr, /git was not found[^]*install git/);
  const bundled = await w.json(['install'], { env });
  t.equal(bundled.code, 0, bundled.stderr);
  t.equal(bundled.pack.bundled, true);
  t.match(
    bundled.problems.map(({ code }) => code),
    ['unreachable', 'bundled'],
  );
  t.equal((await w.run(['status'], { env })).code, 0);
  t.equal((await w.run(['uninstall'], { env })).code, 0);
  t.same(w.tree(), { '.claude': 'dir' });
});

t.test('--offline installs the bundled pack, and the next update moves to git', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const { code, pack } = await w.json(['install', '--offline']);
  t.equal(code, 0);
  t.same(
    { bundled: pack.bundled, source: pack.source, commit: pack.commit },
    { bundled: true, source: 'bundled', commit: null },
  );
  t.ok(existsSync(join(w.home, '.claude/skills/designing-distributed-system-tests/SKILL.md')));
  t.match(await w.run(['update', '--check', '--json']), { code: 1, stdout: /an update moves to git/ });
  // The pack's own remote, by git's own means of standing in another place for it.
  write(w.home, {
    '.gitconfig': `[url "${w.origin}"]\n\tinsteadOf = https://github.com/shenli/distributed-system-testing.git\n`,
  });
  const moved = await w.json(['update']);
  t.equal(moved.code, 0, moved.stderr);
  t.equal(moved.pack.bundled, false);
  t.equal(moved.pack.commit, git(w.origin, 'rev-parse', 'HEAD'));
  t.ok(existsSync(join(w.home, '.claude/skills/skill-1')));
});

t.test('an edited bundled pack is not replaced', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  await w.run(['install', '--offline']);
  appendFileSync(join(w.pack, 'skills/designing-distributed-system-tests/SKILL.md'), 'my edit');
  write(w.home, {
    '.gitconfig': `[url "${w.origin}"]\n\tinsteadOf = https://github.com/shenli/distributed-system-testing.git\n`,
  });
  t.match(await w.json(['update']), { code: 1, problems: [{ code: 'local-edits' }] });
  const gone = await w.json(['uninstall']);
  t.equal(gone.code, 1);
  t.match(gone.problems, [{ code: 'pack-kept', message: /edited/ }]);
  t.match(readFileSync(join(w.pack, 'skills/designing-distributed-system-tests/SKILL.md'), 'utf8'), 'my edit');
});

t.test('--ref: a branch is followed, a tag and a commit are stayed at', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  git(w.origin, 'tag', 'v1');
  const first = git(w.origin, 'rev-parse', 'HEAD');
  git(w.origin, 'checkout', '--quiet', '-b', 'next');
  w.publish(packFiles(2, 'next'));
  git(w.origin, 'checkout', '--quiet', 'main');
  w.publish(packFiles(2, 'two'));
  t.match(await w.json(['install', '--source', w.origin, '--ref', 'v1']), {
    code: 0,
    pack: { ref: 'v1', commit: first },
  });
  w.publish(packFiles(2, 'three'));
  t.match(await w.json(['update']), { code: 0, changes: [] }, 'a tag stays');
  t.match(await w.json(['update', '--ref', 'next']), { code: 0, pack: { ref: 'next' } });
  t.equal(revisionOf(w), 'next');
  git(w.origin, 'checkout', '--quiet', 'next');
  w.publish(packFiles(2, 'nexttwo'));
  t.equal((await w.run(['update'])).code, 0);
  t.equal(revisionOf(w), 'nexttwo', 'a branch is followed');
  t.match(await w.json(['update', '--ref', first]), { code: 0, pack: { ref: first, commit: first } });
  t.match(await w.json(['update']), { code: 0, changes: [] }, 'a commit stays');
  t.match(await w.run(['update', '--ref', 'nowhere']), { code: 2, stderr: /no branch, tag or commit "nowhere"/ });
  t.match(await w.run(['update', '--ref', '--upload-pack=touch x']), { code: 2 });
  t.equal(revisionOf(w), 'one');
});

t.test('a detached head that the user made stays', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  git(w.pack, 'checkout', '--quiet', '--detach');
  w.publish(packFiles(2, 'two'));
  t.match(await w.json(['update']), { code: 0, changes: [] });
  t.equal(revisionOf(w), 'one');
});

t.test('uninstall leaves a clone that holds work of the user', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  write(w.pack, { 'skills/skill-2/mine.md': 'mine' });
  commit(w.pack, 'My own');
  const { code, problems } = await w.json(['uninstall']);
  t.equal(code, 1);
  t.match(problems, [{ code: 'pack-kept', message: /1 commit of its own/ }]);
  t.ok(existsSync(join(w.pack, 'skills/skill-2/mine.md')));
  t.notOk(existsSync(join(w.home, '.claude/skills')));
});

t.test('a plain directory is a source too; an update copies it again', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const source = join(w.root, 'plain');
  write(source, packFiles(2));
  t.match(await w.json(['install', '--source', source]), { code: 0, pack: { source, commit: null, bundled: false } });
  t.match(await w.json(['update', '--check']), { code: 0, problems: [], stderr: /up to date with/ });
  write(source, packFiles(3, 'two'));
  t.match(await w.json(['update', '--check']), {
    code: 1,
    problems: [{ code: 'behind', message: /has changed since/ }],
  });
  t.equal((await w.run(['update'])).code, 0);
  t.equal(revisionOf(w), 'two');
  t.ok(existsSync(join(w.home, '.claude/skills/skill-3')));
  t.match(await w.json(['update']), { code: 0, changes: [] });
  t.equal((await w.run(['uninstall'])).code, 0);
  t.same(w.tree(), { '.claude': 'dir' });
});

t.test('packs of other makes install, update and uninstall', async (t) => {
  const packs: Record<string, Record<string, string>> = {
    'one skill at the root': { 'SKILL.md': skillMd('solo'), 'scripts/run.sh': '#!/bin/sh\n', 'README.md': 'x' },
    'flat: a directory a skill': {
      'alpha/SKILL.md': skillMd('alpha'),
      'beta/SKILL.md': skillMd('beta'),
      'node_modules/x/SKILL.md': skillMd('x'),
    },
    'nested in groups': {
      'skills/web/alpha/SKILL.md': skillMd('alpha'),
      'skills/db/beta/SKILL.md': skillMd('beta'),
      'skills/db/beta/sub/SKILL.md': skillMd('sub'),
    },
    'a plugin manifest': {
      '.claude-plugin/plugin.json': JSON.stringify({
        name: 'p',
        skills: ['./agent-skills/alpha', './agent-skills/beta'],
      }),
      'agent-skills/alpha/SKILL.md': skillMd('alpha'),
      'agent-skills/beta/SKILL.md': skillMd('beta'),
      'agent-skills/hidden/SKILL.md': skillMd('hidden'),
    },
    'a marketplace': {
      '.claude-plugin/marketplace.json': JSON.stringify({
        name: 'm',
        owner: { name: 'o' },
        plugins: [{ name: 'p', source: './plugins/p' }],
      }),
      'plugins/p/skills/alpha/SKILL.md': skillMd('alpha'),
    },
    'thirty skills with scripts': Object.fromEntries(
      Object.entries(packFiles(30)).flatMap(([path, content]) => [
        [path, String(content)],
        [path.replace(/[^/]+$/, 'scripts/run.py'), 'print(1)\n'],
      ]),
    ),
  };
  const expected: Record<string, string[]> = {
    'one skill at the root': ['solo'],
    'flat: a directory a skill': ['alpha', 'beta'],
    'nested in groups': ['alpha', 'beta'],
    'a plugin manifest': ['alpha', 'beta'],
    'a marketplace': ['alpha'],
    'thirty skills with scripts': Array.from({ length: 30 }, (_, i) => `skill-${i + 1}`).sort(),
  };
  for (const [name, files] of Object.entries(packs))
    t.test(name, async (t) => {
      const w = world(files, { '.claude': null });
      t.teardown(w.remove);
      const first = await w.json(['install', '--source', w.origin]);
      t.equal(first.code, 0, first.stderr);
      t.same(readdirSync(join(w.home, '.claude/skills')).sort(), expected[name]);
      for (const skill of expected[name] ?? []) t.ok(existsSync(join(w.home, '.claude/skills', skill, 'SKILL.md')));
      const [path = ''] = Object.keys(files).filter((one) => one.endsWith('SKILL.md'));
      w.publish({ [path]: `${String(files[path])}More.\n`, 'NEW.md': 'new' });
      t.equal((await w.run(['update'])).code, 0);
      t.match(readFileSync(join(w.pack, path), 'utf8'), 'More.');
      t.equal((await w.run(['status'])).code, 0);
      t.equal((await w.run(['uninstall'])).code, 0);
      t.same(w.tree(), { '.claude': 'dir' });
    });
});

t.test('execute bits survive links and copies', async (t) => {
  for (const flag of [[], ['--copy']]) {
    const w = world({ ...packFiles(1), 'skills/skill-1/scripts/run.sh': '#!/bin/sh\n' }, { '.claude': null });
    t.teardown(w.remove);
    chmodSync(join(w.origin, 'skills/skill-1/scripts/run.sh'), 0o755);
    commit(w.origin);
    t.equal((await w.run(['install', '--source', w.origin, ...flag])).code, 0);
    t.match(treeOf(join(w.pack, 'skills'))['skill-1/scripts/run.sh'], /^755 /);
    if (flag.length > 0) t.match(w.tree()['.claude/skills/skill-1/scripts/run.sh'], /^755 /);
  }
});

t.test('a file where git is at work is respected', async (t) => {
  const w = await installed();
  t.teardown(w.remove);
  writeFileSync(join(w.pack, '.git/index.lock'), '');
  w.publish(packFiles(2, 'two'));
  t.match(await w.json(['update']), { code: 1, problems: [{ code: 'busy', message: /index\.lock exists/ }] });
  t.equal(revisionOf(w), 'one');
  t.same(Object.keys(visible(w.tree())).length, 4);
});
