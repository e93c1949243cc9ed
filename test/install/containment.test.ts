import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { scanPack } from '../../lib/install/scan.js';
import { LIMITS } from '../../lib/pack/entries.js';
import { readSkillFile } from '../../lib/pack/skill-file.js';
import { nameProblem } from '../../lib/pack/skill-name.js';
import { commit, type Files, git, packFiles, skillMd, world, write } from './support.js';

const scan = async (t: { testdir(): string }, files: Files) => {
  const dir = t.testdir();
  write(dir, files);
  return scanPack(dir);
};
const messages = async (t: { testdir(): string }, files: Files): Promise<string[]> =>
  (await scan(t, files)).problems.map(({ path, message }) => `${path} ${message}`);

t.test('links may lead around inside the pack, never out of it', async (t) => {
  const base = { 'skills/a/SKILL.md': skillMd('a'), 'shared/x.md': 'x' };
  t.same(
    await messages(t, {
      ...base,
      'skills/a/x.md': { link: '../../shared/x.md' },
      'skills/a/all': { link: '../../shared' },
    }),
    [],
  );
  const leaving = [
    '/etc/passwd',
    '../../../x',
    '../../../../../../etc/passwd',
    '../../.git/config',
    '../../shared/../../x',
    'C:\\Windows',
    '..\\..\\x',
  ];
  for (const link of leaving)
    t.match(
      await messages(t, { ...base, 'skills/a/bad': { link } }),
      [/^skills\/a\/bad is a link that leaves the pack/],
      link,
    );
  t.match(await messages(t, { ...base, 'skills/a/bad': { link: 'nowhere' } }), [/leads nowhere/]);
  t.match(await messages(t, { ...base, 'skills/a/bad': { link: 'bad' } }), [/leads to itself/]);
  t.match(await messages(t, { ...base, 'skills/a/bad': { link: '.' } }), [/leads back to a directory around it/]);
  t.match(await messages(t, { ...base, one: { link: 'two' }, two: { link: '../x' } }), [
    /^one is a link that leaves/,
    /^two is a link that leaves/,
  ]);
  t.match(await messages(t, { ...base, dir: { link: 'shared' }, 'skills/a/bad': { link: '../../dir/../../x' } }), [
    /^skills\/a\/bad is a link that leaves/,
  ]);
});

t.test('what a skill shows through links is part of its content', async (t) => {
  const { skills } = await scan(t, {
    'skills/a/SKILL.md': skillMd('a'),
    'shared/x.md': 'x',
    'skills/a/refs': { link: '../../shared' },
  });
  t.same(Object.keys(skills[0]?.files ?? {}), ['SKILL.md', 'refs/x.md']);
});

t.test('no devices, sockets or pipes', async (t) => {
  const dir = t.testdir();
  write(dir, packFiles(1));
  execFileSync('mkfifo', [join(dir, 'skills/skill-1/pipe')]);
  t.match((await scanPack(dir)).problems, [{ code: 'device', path: 'skills/skill-1/pipe' }]);
});

t.test('no two skills of one name, and names as in the specification', async (t) => {
  t.match(await messages(t, { 'skills/x/a/SKILL.md': skillMd('a'), 'skills/y/a/SKILL.md': skillMd('a') }), [
    /^skills\/y\/a has the name "a", as skills\/x\/a has/,
  ]);
  t.match(await messages(t, { 'skills/a/SKILL.md': skillMd('b') }), [/has the name "b" in a directory called "a"/]);
  t.match(await messages(t, { 'skills/A/SKILL.md': skillMd('A') }), [/upper case/]);
  t.match(await messages(t, { 'skills/a/SKILL.md': skillMd('../../evil') }), [/has the character "\."/]);
  t.match(await messages(t, { 'skills/a/SKILL.md': '# no frontmatter\n' }), [/no frontmatter/]);
  t.match(await messages(t, { 'skills/a/SKILL.md': '---\nname: a\ndescription: x: y\n---\n' }), [/is not YAML/]);
  t.match(await messages(t, { 'skills/a/SKILL.md': '---\nname: a\nname: b\n---\n' }), [/is not YAML: .*twice/]);
  t.match(await messages(t, { 'README.md': 'nothing' }), [/has no SKILL\.md/]);
});

t.test('skill names', async (t) => {
  for (const good of ['a', 'a1', '1', 'a-b-c', 'x'.repeat(64), 'größe']) t.equal(nameProblem(good), undefined, good);
  for (const bad of [
    '',
    '-a',
    'a-',
    'a--b',
    'A',
    'a b',
    'a_b',
    'a/b',
    'a.b',
    '.',
    '..',
    'x'.repeat(65),
    'ﬁne',
    'a\u0000',
    'a\n',
  ])
    t.type(nameProblem(bad), 'string', JSON.stringify(bad));
});

t.test('a manifest may not lead out of the pack', async (t) => {
  for (const path of ['../elsewhere', '/etc', './skills/../../x', '..\\x'])
    t.match(
      await messages(t, { ...packFiles(1), 'plugin.json': JSON.stringify({ name: 'p', skills: [path] }) }),
      [/^plugin\.json names .* not inside the pack/],
      path,
    );
  t.match(await messages(t, { ...packFiles(1), '.claude-plugin/plugin.json': '{' }), [/is not JSON/]);
  t.match(await messages(t, { ...packFiles(1), '.claude-plugin/plugin.json': '{"skills":"./none"}' }), [
    /which is not there/,
  ]);
});

t.test('the documented limits hold', async (t) => {
  const dir = t.testdir();
  write(dir, packFiles(1));
  const large = join(dir, 'skills/skill-1/large.bin');
  writeFileSync(large, '');
  truncateSync(large, LIMITS.fileBytes + 1);
  t.match((await scanPack(dir)).problems, [{ code: 'size', message: /larger than 32 MiB/ }]);
  rmSync(large);
  truncateSync(join(dir, 'skills/skill-1/SKILL.md'), LIMITS.skillFileBytes + 1);
  t.match((await scanPack(dir)).problems[0], { code: 'size', message: /larger than 1 MiB/ });
  const deep = t.testdir();
  write(deep, { ...packFiles(1), [`${'d/'.repeat(LIMITS.depth + 1)}x`]: 'x' });
  t.match((await scanPack(deep)).problems, [{ code: 'size', message: /deeper than 24/ }]);
});

t.test('findings in frontmatter have the line that they stand in', async (t) => {
  const file = await readSkillFile(Buffer.from('---\r\nname: a\r\nextra: 1\r\ndescription: "a <b>"\r\n---\r\n'));
  t.match(file, {
    name: 'a',
    findings: [
      { code: 'unknown-key', line: 3 },
      { code: 'angle-brackets', line: 4 },
    ],
  });
});

t.test('a pack that leaves itself is not installed, and an update to one is refused', async (t) => {
  const evil: Files = { 'skills/skill-1/passwd': { link: '/etc/passwd' } };
  const w = world({ ...packFiles(1), ...evil }, { '.claude': null });
  t.teardown(w.remove);
  const before = w.tree();
  const first = await w.json(['install', '--source', w.origin, '--copy']);
  t.equal(first.code, 1);
  t.match(first.problems, [
    { code: 'pack-link', message: /leaves the pack \(to "\/etc\/passwd"\)/ },
    { code: 'pack-refused' },
  ]);
  t.same(w.tree(), before);
  git(w.origin, 'rm', '--quiet', 'skills/skill-1/passwd');
  commit(w.origin);
  t.equal((await w.run(['install', '--source', w.origin])).code, 0);
  const installed = w.tree();
  w.publish(evil);
  t.match(await w.json(['update']), {
    code: 1,
    changes: [],
    problems: [{ code: 'pack-link' }, { code: 'pack-refused' }],
  });
  t.same(w.tree(), installed);
});

t.test('a pack that is too large is refused before it is checked out', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const large = join(w.origin, 'large.bin');
  writeFileSync(large, '');
  truncateSync(large, LIMITS.fileBytes + 1);
  commit(w.origin);
  t.match(await w.run(['install', '--source', w.origin]), { code: 1, stderr: /large\.bin is larger than 32 MiB/ });
  t.notOk(existsSync(w.pack));
});
