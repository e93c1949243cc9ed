import { appendFileSync, existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packFiles, skillMd, visible, world, write } from './support.js';

t.test('an install links every skill for the agents that are found, and nothing else', async (t) => {
  const w = world(packFiles(2), { '.claude/settings.json': '{}', '.codex': null });
  t.teardown(w.remove);
  const before = w.tree();
  const { code, stdout } = await w.run(['install', '--source', w.origin]);
  t.equal(code, 0);
  t.match(stdout, 'created link ~/.claude/skills/skill-1');
  const link = (name: string): string => `-> ${w.pack}/skills/${name}`;
  t.same(visible(w.tree()), {
    ...before,
    '.claude/skills': 'dir',
    '.claude/skills/skill-1': link('skill-1'),
    '.claude/skills/skill-2': link('skill-2'),
    '.agents': 'dir',
    '.agents/skills': 'dir',
    '.agents/skills/skill-1': link('skill-1'),
    '.agents/skills/skill-2': link('skill-2'),
  });
  t.equal(readFileSync(join(w.home, '.claude/skills/skill-1/SKILL.md'), 'utf8'), skillMd('skill-1', 'Revision one.'));
});

t.test('a second install finds nothing to do', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin, '--agents-md']);
  const before = w.tree();
  const again = await w.json(['install']);
  t.equal(again.code, 0);
  t.same(again.changes, []);
  t.same(w.tree(), before);
});

t.test('uninstall leaves the home directory as it was before', async (t) => {
  const w = world(packFiles(2), { '.claude': null, '.gemini': null, 'AGENTS.md': 'Mine.\n' });
  t.teardown(w.remove);
  const before = w.tree();
  await w.run(['install', '--source', w.origin, '--agents-md']);
  t.not(readFileSync(join(w.home, 'AGENTS.md'), 'utf8'), 'Mine.\n');
  const { code } = await w.run(['uninstall']);
  t.equal(code, 0);
  t.same(w.tree(), before);
});

t.test('--dry-run says exactly what an install then does, and does nothing', async (t) => {
  const w = world(packFiles(3), { '.claude': null, '.codex': null });
  t.teardown(w.remove);
  const before = w.tree();
  const dry = await w.json(['install', '--source', w.origin, '--agents-md', '--dry-run']);
  t.equal(dry.code, 0);
  t.same(w.tree(), before, 'nothing is touched, not even the state directory');
  t.ok(dry.changes.every((change) => change.status === 'planned'));
  const real = await w.json(['install', '--source', w.origin, '--agents-md']);
  t.same(
    real.changes.map((change) => ({ ...change, status: 'planned' })),
    dry.changes,
  );
  t.same({ ...real, changes: [] }, { ...dry, changes: [], stderr: real.stderr });
});

t.test('an update brings new commits, new skills and removals', async (t) => {
  const w = world(packFiles(3), { '.claude': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  const head = w.publish(
    { 'skills/skill-1/SKILL.md': skillMd('skill-1', 'Revision two.'), 'skills/new-one/SKILL.md': skillMd('new-one') },
    ['skills/skill-3'],
  );
  const { code, pack, changes } = await w.json(['update']);
  t.equal(code, 0);
  t.equal(pack.commit, head);
  t.same(
    changes.filter((change) => change.kind === 'link').map(({ action, skill }) => [action, skill]),
    [
      ['create', 'new-one'],
      ['remove', 'skill-3'],
    ],
  );
  t.match(readFileSync(join(w.home, '.claude/skills/skill-1/SKILL.md'), 'utf8'), 'Revision two.');
  t.notOk(existsSync(join(w.home, '.claude/skills/skill-3')));
  t.equal((await w.run(['status'])).code, 0, 'the clone is clean for git and for us');
  t.same((await w.json(['update'])).changes, []);
});

t.test('--copy makes copies, an update renews them and leaves the edited one alone', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin, '--copy']);
  const copy = (n: number): string => join(w.home, `.claude/skills/skill-${n}/SKILL.md`);
  appendFileSync(copy(1), 'My own addition.\n');
  w.publish(packFiles(2, 'two'));
  const { code, problems } = await w.json(['update']);
  t.equal(code, 1, 'it could only partly be done');
  t.match(problems, [{ code: 'edited', message: /skill-1 was edited \(SKILL\.md\)/ }]);
  t.match(readFileSync(copy(1), 'utf8'), /Revision one\.\n[^]*My own addition\.\n$/);
  t.match(readFileSync(copy(2), 'utf8'), 'Revision two.');
  const forced = await w.json(['update', '--force']);
  t.equal(forced.code, 0);
  const backup = forced.problems.find((problem) => problem.code === 'backup')?.path ?? '';
  t.match(readFileSync(join(backup, 'SKILL.md'), 'utf8'), 'My own addition.');
  t.match(readFileSync(copy(1), 'utf8'), 'Revision two.');
});

t.test('what the user has put in the way stays, and comes back after --force and uninstall', async (t) => {
  const w = world(packFiles(2), {
    '.claude/skills/skill-1/SKILL.md': 'Written by hand.\n',
    '.claude/skills/other/SKILL.md': 'Mine.\n',
  });
  t.teardown(w.remove);
  const before = w.tree();
  const first = await w.json(['install', '--source', w.origin]);
  t.equal(first.code, 1);
  t.match(first.problems, [{ code: 'occupied', path: join(w.home, '.claude/skills/skill-1') }]);
  t.equal(readFileSync(join(w.home, '.claude/skills/skill-1/SKILL.md'), 'utf8'), 'Written by hand.\n');
  t.equal(readlinkSync(join(w.home, '.claude/skills/skill-2')), join(w.pack, 'skills/skill-2'), 'the rest is done');
  t.match(
    (await w.json(['status'])).problems,
    [{ severity: 'warning', code: 'occupied', message: /"skill-1" is not installed for claude-code/ }],
    'and status does not forget it',
  );
  const forced = await w.json(['install', '--force']);
  t.equal(forced.code, 0);
  const backup = forced.problems.find((problem) => problem.code === 'backup')?.path ?? '';
  t.equal(readFileSync(join(backup, 'SKILL.md'), 'utf8'), 'Written by hand.\n');
  t.equal((await w.run(['uninstall'])).code, 0);
  t.same(w.tree(), before);
});

t.test('links that an older installation made by hand are taken over', async (t) => {
  const w = world(packFiles(2), { '.claude/skills': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin, '--agent', 'claude-code']);
  await w.run(['uninstall']);
  const { execFileSync } = await import('node:child_process');
  execFileSync('git', ['clone', '--quiet', w.origin, w.pack]);
  write(w.home, { '.claude/skills/skill-1': { link: `${w.pack}/skills/skill-1/` } });
  const { code, changes } = await w.json(['install', '--source', w.origin]);
  t.equal(code, 0);
  t.match(
    changes.filter(({ kind }) => kind === 'link'),
    [
      { action: 'adopt', skill: 'skill-1' },
      { action: 'create', skill: 'skill-2' },
    ],
  );
  await w.run(['uninstall']);
  t.notOk(existsSync(join(w.home, '.claude/skills/skill-1')));
  t.ok(existsSync(w.pack), 'the clone was there before and stays');
});

t.test('an agent is uninstalled alone, the others keep theirs', async (t) => {
  const w = world(packFiles(1), { '.claude': null, '.codex': null, '.gemini': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  await w.run(['uninstall', '--agent', 'claude-code']);
  t.notOk(existsSync(join(w.home, '.claude/skills')));
  await w.run(['uninstall', '--agent', 'codex']);
  t.ok(existsSync(join(w.home, '.agents/skills/skill-1')), 'Gemini CLI reads the same directory');
});

t.test('two agents whose directories are one real directory get one link', async (t) => {
  const w = world(packFiles(1), {
    '.agents/skills': null,
    '.claude/skills': { link: '../.agents/skills' },
    '.codex': null,
  });
  t.teardown(w.remove);
  const { code, changes } = await w.json(['install', '--source', w.origin]);
  t.equal(code, 0);
  t.equal(changes.filter(({ kind }) => kind === 'link').length, 1);
  t.ok(existsSync(join(w.home, '.claude/skills/skill-1/SKILL.md')));
});

t.test('a project gets relative links, a lock file, and a pack that git does not list', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  write(w.project, { '.git/HEAD': 'ref: refs/heads/main\n', 'src/deep/x.txt': 'x' });
  const cwd = join(w.project, 'src/deep');
  const { code } = await w.run(
    ['install', '--scope', 'project', '--agent', 'claude-code,codex', '--source', w.origin],
    { cwd },
  );
  t.equal(code, 0);
  t.equal(readlinkSync(join(w.project, '.claude/skills/skill-1')), '../../.dst-skills/pack/skills/skill-1');
  t.equal(readlinkSync(join(w.project, '.agents/skills/skill-1')), '../../.dst-skills/pack/skills/skill-1');
  t.equal(realpathSync(join(w.project, '.agents/skills/skill-1')), join(w.project, '.dst-skills/pack/skills/skill-1'));
  t.equal(readFileSync(join(w.project, '.dst-skills/.gitignore'), 'utf8'), '*\n');
  t.match(JSON.parse(readFileSync(join(w.project, 'dst-skills.lock.json'), 'utf8')), {
    version: 1,
    source: w.origin,
    agents: ['claude-code', 'codex'],
  });
});

t.test('without an agent, without a terminal: an error that says what to do', async (t) => {
  const w = world();
  t.teardown(w.remove);
  const { code, stderr } = await w.run(['install', '--source', w.origin]);
  t.equal(code, 2);
  t.match(stderr, /no coding agent was found[^]*--agent universal/);
  t.same(w.tree(), {});
});

t.test('an unknown agent, skill or flag is an error that names the nearest', async (t) => {
  const w = world(packFiles(2), { '.claude': null });
  t.teardown(w.remove);
  t.match(await w.run(['install', '--agent', 'claude-cod']), { code: 2, stderr: /Did you mean "claude-code"/ });
  t.match(await w.run(['install', '--sorce', 'x']), { code: 2, stderr: /Did you mean "--source"/ });
  const missing = await w.json(['install', '--source', w.origin, 'skil-1']);
  t.equal(missing.code, 1);
  t.match(missing.problems, [{ code: 'unknown-skill', message: /Did you mean "skill-1"/ }]);
  t.same(visible(w.tree()), { '.claude': 'dir' });
});
