import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { copyDir, git, packFiles, treeOf, visible, world, type World, write } from './support.js';

const LOCK = 'dst-skills.lock.json';

/** A project with the pack installed for two agents, its lock file committed. */
async function project(args: readonly string[] = []): Promise<World & { lock: string; here: { cwd: string } }> {
  const w = world(packFiles(2));
  const here = { cwd: w.project };
  const { code, stderr } = await w.run(
    ['install', '--scope', 'project', '--agent', 'claude-code,codex', '--source', w.origin, ...args],
    here,
  );
  if (code !== 0) throw new Error(stderr);
  return { ...w, lock: join(w.project, LOCK), here };
}

/** A fresh clone of the project on another machine: what git would carry, and nothing of our state. */
function freshClone(w: World): { cwd: string; env: NodeJS.ProcessEnv; dir: string; home: string } {
  const dir = join(w.root, 'clone');
  const home = join(w.root, 'other-home');
  rmSync(dir, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
  write(w.root, { 'clone/README.md': 'x', 'other-home': null });
  copyDir(join(w.project, LOCK), join(dir, LOCK));
  return { cwd: dir, dir, home, env: { HOME: home } };
}

t.test(
  'restore rebuilds every link on a fresh clone, at the locked commit, and the branch is followed from there',
  async (t) => {
    const w = await project();
    t.teardown(w.remove);
    const before = visible(treeOf(w.project));
    w.publish(packFiles(2, 'two'));
    const other = freshClone(w);
    t.match(await w.run(['status', '--scope', 'project'], other), {
      code: 1,
      stderr: /lists skills that are not installed here[^]*restore/,
    });
    t.match(await w.run(['verify', '--scope', 'project'], other), { code: 1, stderr: /restore/ });
    const { code, stderr } = await w.run(['restore', '--scope', 'project'], other);
    t.equal(code, 0, stderr);
    t.same(visible(treeOf(other.dir)), { ...before, 'README.md': '644 x' });
    t.equal((await w.run(['verify', '--scope', 'project'], other)).code, 0);
    t.equal((await w.run(['install', '--frozen', '--scope', 'project'], other)).code, 0);
    t.equal((await w.run(['update', '--scope', 'project'], other)).code, 0);
    t.match(readFileSync(join(other.dir, '.claude/skills/skill-1/SKILL.md'), 'utf8'), 'Revision two.');
    t.match(
      await w.run(['verify', '--scope', 'project'], w.here),
      { code: 0 },
      'the first machine still has what its own lock file says',
    );
  },
);

t.test('status tells that somebody else has moved the lock file on, and restore follows it', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  const other = freshClone(w);
  await w.run(['restore', '--scope', 'project'], other);
  w.publish(packFiles(2, 'two'));
  await w.run(['update', '--scope', 'project'], w.here);
  copyDir(w.lock, join(other.dir, LOCK));
  const moved = {
    severity: 'warning',
    code: 'lock',
    message: /dst-skills\.lock\.json has \w{12}, installed is \w{12}/,
  };
  for (const command of ['status', 'doctor'])
    t.match(await w.json([command, '--scope', 'project'], other), { code: 0, problems: [moved] });
  t.equal((await w.run(['restore', '--scope', 'project'], other)).code, 0);
  t.match(await w.json(['status', '--scope', 'project'], other), { code: 0, problems: [] });
  t.match(readFileSync(join(other.dir, '.claude/skills/skill-1/SKILL.md'), 'utf8'), 'Revision two.');
});

t.test('an update of a fresh clone says to restore first, and works after it', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  const other = freshClone(w);
  const before = { clone: treeOf(other.dir), home: treeOf(other.home) };
  for (const args of [['update'], ['update', '--offline'], ['update', '--check']])
    t.match(await w.run([...args, '--scope', 'project'], other), {
      code: 1,
      stderr: /lists skills that are not installed here yet[^]*dst-skills restore --scope project/,
    });
  t.same({ clone: treeOf(other.dir), home: treeOf(other.home) }, before);
  t.equal((await w.run(['restore', '--scope', 'project'], other)).code, 0);
  w.publish(packFiles(2, 'two'));
  t.equal((await w.run(['update', '--scope', 'project'], other)).code, 0);
  t.match(readFileSync(join(other.dir, '.agents/skills/skill-1/SKILL.md'), 'utf8'), 'Revision two.');
  t.equal((await w.run(['uninstall', '--scope', 'project'], other)).code, 0);
  t.same(treeOf(other.dir), { 'README.md': '644 x' });
});

for (const [kind, source] of [
  ['git', []],
  ['bundled', ['--offline']],
] as const)
  t.test(
    `a project whose ${kind} pack somebody else installed in the same place is taken over by restore`,
    async (t) => {
      const w = world(packFiles(2), { '../other-home': null });
      t.teardown(w.remove);
      const here = { cwd: w.project };
      const other = { cwd: w.project, env: { HOME: join(w.root, 'other-home') } };
      const args = ['install', '--scope', 'project', '--agent', 'claude-code', '--source', w.origin];
      t.equal((await w.run(kind === 'git' ? args : [...args.slice(0, -2), ...source], here)).code, 0);
      const before = treeOf(w.project);
      t.match(await w.run(['update', '--offline', '--scope', 'project'], other), { code: 1, stderr: /restore/ });
      const restored = await w.json(['restore', '--scope', 'project'], other);
      t.equal(restored.code, 0, restored.stderr);
      t.same(treeOf(w.project), before, 'nothing had to be changed');
      t.equal((await w.run(['verify', '--scope', 'project'], other)).code, 0);
      t.match(await w.json(['update', '--offline', '--scope', 'project'], other), { code: 0, changes: [] });
      t.equal((await w.run(['uninstall', '--scope', 'project'], other)).code, 0);
      t.same(treeOf(w.project), { '.claude': 'dir', '.claude/skills': 'dir' }, 'who made these is not known here');
    },
  );

t.test('a lock file that another version wrote with its bundled pack', async (t) => {
  const w = world(packFiles(0));
  t.teardown(w.remove);
  const here = { cwd: w.project };
  const skill = '.dst-skills/pack/skills/designing-distributed-system-tests/SKILL.md';
  await w.run(['install', '--offline', '--scope', 'project', '--agent', 'claude-code'], here);
  // As if a version had written it whose pack has other words.
  const text = readFileSync(join(w.project, skill), 'utf8');
  const hash = (content: string) => createHash('sha256').update(content).digest('hex');
  writeFileSync(join(w.project, skill), `${text}Older.\n`);
  const lock = readFileSync(join(w.project, LOCK), 'utf8').replaceAll(hash(text), hash(`${text}Older.\n`));
  writeFileSync(join(w.project, LOCK), lock);
  rmSync(join(w.home, '.local'), { recursive: true });
  t.match(
    await w.json(['restore', '--scope', 'project'], here),
    { code: 0 },
    'what is there is what the lock file has',
  );
  t.equal((await w.run(['verify', '--scope', 'project'], here)).code, 0);
  rmSync(join(w.home, '.local'), { recursive: true });
  rmSync(join(w.project, '.dst-skills'), { recursive: true });
  const before = treeOf(w.project);
  t.match(await w.json(['restore', '--scope', 'project'], here), {
    code: 1,
    problems: [{ code: 'lock', message: /SKILL\.md/, help: /another version of dst-skills.*--offline/ }],
  });
  t.same(treeOf(w.project), before);
});

t.test('verify and --frozen notice an edit that the lock file does not have', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  t.equal((await w.run(['verify', '--scope', 'project'], w.here)).code, 0);
  appendFileSync(join(w.project, '.dst-skills/pack/skills/skill-1/SKILL.md'), 'edit');
  t.match(await w.json(['verify', '--scope', 'project'], w.here), {
    code: 1,
    problems: [
      { code: 'local-edits', severity: 'error' },
      { code: 'lock', message: /skill-1.*SKILL\.md/ },
    ],
  });
  t.match(await w.json(['install', '--frozen', '--scope', 'project'], w.here), { code: 1, changes: [] });
});

t.test('--frozen fails when the remote no longer has the commit, and changes nothing', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  const other = freshClone(w);
  const lock = JSON.parse(readFileSync(w.lock, 'utf8')) as { commit: string };
  writeFileSync(join(other.dir, LOCK), JSON.stringify({ ...lock, commit: 'f'.repeat(40) }));
  const before = treeOf(other.dir);
  t.match(await w.run(['install', '--frozen', '--scope', 'project'], other), {
    code: 1,
    stderr: /does not have the commit f+/,
  });
  t.same(treeOf(other.dir), before);
  t.same(treeOf(other.home), {});
});

t.test('--frozen fails when the content is not what the lock file has', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  const other = freshClone(w);
  writeFileSync(
    join(other.dir, LOCK),
    readFileSync(w.lock, 'utf8').replace(/"SKILL\.md": "sha256-[0-9a-f]{8}/, '"SKILL.md": "sha256-00000000'),
  );
  const before = treeOf(other.dir);
  const result = await w.json(['install', '--frozen', '--scope', 'project'], other);
  t.equal(result.code, 1);
  t.match(result.problems, [{ code: 'lock', message: /not as the lock file has it: SKILL\.md/ }]);
  t.same(treeOf(other.dir), before);
});

t.test('--frozen needs a lock file, and only the agents that are in it', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  t.match(await w.run(['install', '--frozen', '--scope', 'project', '--agent', 'roo'], w.here), {
    code: 1,
    stderr: /does not have the agent roo/,
  });
  rmSync(w.lock);
  t.match(await w.run(['install', '--frozen', '--scope', 'project'], w.here), {
    code: 2,
    stderr: /there is no dst-skills\.lock\.json/,
  });
  t.match(await w.run(['install', '--frozen'], w.here), { code: 2, stderr: /--scope project/ });
});

t.test('copies in a project are verified without a receipt, as they come with the clone', async (t) => {
  const w = await project(['--copy']);
  t.teardown(w.remove);
  const other = freshClone(w);
  copyDir(join(w.project, '.claude'), join(other.dir, '.claude'));
  copyDir(join(w.project, '.agents'), join(other.dir, '.agents'));
  const { code, changes } = await w.json(['restore', '--scope', 'project'], other);
  t.equal(code, 0);
  t.same(
    changes.filter(({ kind }) => kind === 'copy').map(({ action }) => action),
    ['adopt', 'adopt', 'adopt', 'adopt'],
  );
  appendFileSync(join(other.dir, '.claude/skills/skill-2/SKILL.md'), 'edit');
  t.match(await w.json(['verify', '--scope', 'project'], other), {
    code: 1,
    problems: [{ code: 'edited', message: /skill-2 was edited: SKILL\.md/ }],
  });
});

t.test('a lock file or receipt that is not understood is an error, never an empty one', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  const receipt = join(
    w.home,
    '.local/state/dst-skills/receipts',
    Object.keys(treeOf(join(w.home, '.local/state/dst-skills/receipts')))[0] ?? '',
  );
  const bad: [string, RegExp][] = [
    ['', /:1:1: the .* is not valid JSON/],
    ['{\n  "version": 1\n  "source": "x"\n}', /:3:3: the .* is not valid JSON/],
    ['null', /is damaged/],
    ['{"version":99}', /has version 99; this dst-skills knows versions up to 1[^]*newer dst-skills/],
    ['{"version":1}', /is damaged: .*is (no string|not one of)/],
    ['{\n<<<<<<< HEAD\n"version": 1\n=======\n>>>>>>> theirs\n}', /:2: the .* has merge conflict markers/],
  ];
  for (const file of [w.lock, receipt]) {
    const good = readFileSync(file, 'utf8');
    for (const [text, message] of bad) {
      writeFileSync(file, text);
      const before = { project: treeOf(w.project), home: treeOf(w.home) };
      for (const command of ['install', 'update', 'uninstall', 'status', 'verify', 'doctor', 'restore']) {
        if (file === receipt && command === 'restore') continue;
        const { code, stderr } = await w.run([command, '--scope', 'project'], w.here);
        t.equal(code, 2, `${command} with ${text}`);
        t.match(stderr, message);
        t.match(stderr, file);
        if (command !== 'install') break;
      }
      t.same({ project: treeOf(w.project), home: treeOf(w.home) }, before, 'nothing was changed');
    }
    const extra = good.replace('"version": 1,', '"version": 1, "surprise": true,');
    writeFileSync(file, extra);
    t.match(await w.run(['status', '--scope', 'project'], w.here), { code: 2, stderr: /unknown field "surprise"/ });
    writeFileSync(file, good);
  }
  t.equal((await w.run(['verify', '--scope', 'project'], w.here)).code, 0);
});

t.test('the lock file is the same for the same content, and an unchanged one is not written', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  const before = readFileSync(w.lock, 'utf8');
  t.same((await w.json(['install', '--scope', 'project'], w.here)).changes, []);
  rmSync(w.lock);
  t.equal((await w.run(['install', '--scope', 'project'], w.here)).code, 0);
  t.equal(readFileSync(w.lock, 'utf8'), before);
});

t.test('uninstall takes the lock file away, unless somebody has changed it', async (t) => {
  const w = await project();
  t.teardown(w.remove);
  t.equal((await w.run(['uninstall', '--scope', 'project'], w.here)).code, 0);
  t.same(treeOf(w.project), {});
  t.same(w.tree(), {});
});

t.test("a user's restore puts back what is gone", async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  const before = w.tree();
  const head = git(w.pack, 'rev-parse', 'HEAD');
  w.publish(packFiles(2, 'two'));
  rmSync(w.pack, { recursive: true });
  rmSync(join(w.home, '.claude/skills/skill-2'));
  t.match(await w.json(['status']), {
    code: 1,
    problems: ['dangling', 'missing', 'pack-missing'].map((code) => ({ code, help: 'run "dst-skills restore"' })),
  });
  const { code, stderr } = await w.run(['restore']);
  t.equal(code, 0, stderr);
  t.same(w.tree(), before);
  t.equal(git(w.pack, 'rev-parse', 'HEAD'), head);
  t.equal(git(w.pack, 'symbolic-ref', '--short', 'HEAD'), 'main');
  t.ok(existsSync(join(w.home, '.claude/skills/skill-2/SKILL.md')));
});
