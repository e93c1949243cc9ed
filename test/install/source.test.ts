import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { linkStyle, linkTarget, sameTarget } from '../../lib/install/link-style.js';
import { checkRef, defaultSource, parseSource, redact, sameSource } from '../../lib/install/source.js';
import { packFiles, world, write } from './support.js';

t.test('https, ssh, git and local paths are sources', async (t) => {
  const dir = t.testdir({ plain: {}, bare: { HEAD: '', objects: {} }, repo: { '.git': {} } });
  for (const url of [
    'https://example.org/a/b.git',
    'ssh://git@example.org/a/b',
    'git://example.org/a',
    'git@example.org:a/b.git',
    `file://${dir}/repo`,
  ])
    t.match(parseSource(url, dir), { type: 'git', url });
  t.match(parseSource('git+https://example.org/a.git', dir), { url: 'https://example.org/a.git' });
  t.same(parseSource('plain', dir), { type: 'directory', path: join(dir, 'plain') });
  t.same(parseSource('./repo', dir), { type: 'git', url: join(dir, 'repo'), local: true });
  t.match(parseSource('bare', dir), { type: 'git' });
});

t.test('everything else is refused', async (t) => {
  const dir = t.testdir({ file: 'x' });
  const bad = [
    '',
    '-x',
    '--upload-pack=touch /tmp/x',
    'ext::sh -c "touch x"',
    'fd::17',
    'http://example.org/a',
    'ftp://example.org/a',
    'javascript://x',
    'ssh://-oProxyCommand=x/y',
    'ssh://-oProxyCommand=x@host/y',
    '-oProxyCommand=x:y',
    'git@-oProxyCommand=x:y',
    'git@host:-x',
    'https://',
    'https://example.org/a\nb',
    'none',
    './none',
    'file',
    'a::b',
    'https://exa mple.org/',
    'ssh://host/-x',
    'https://u%ZZ@example.org/a',
  ];
  for (const url of bad)
    t.throws(() => parseSource(url, dir), { name: 'UserError', exitCode: 2, help: /allowed are/ }, JSON.stringify(url));
});

t.test('nothing in a URL or ref is ever run', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const mark = join(w.root, 'run');
  for (const source of [
    `$(touch ${mark})`,
    `\`touch ${mark}\``,
    `https://127.0.0.1:1/$(touch ${mark}).git`,
    `ext::sh -c touch% ${mark}`,
    `--upload-pack=touch ${mark}`,
    `; touch ${mark}`,
    `file://${w.root}/$(touch ${mark})`,
  ]) {
    const { code } = await w.run(['install', `--source=${source}`]);
    t.not(code, 0, source);
  }
  for (const ref of [`$(touch ${mark})`, `--upload-pack=touch ${mark}`, `main;touch ${mark}`])
    t.not((await w.run(['install', '--source', w.origin, `--ref=${ref}`])).code, 0);
  write(w.home, { '.gitconfig': `[url "ext::sh -c touch% ${mark}% "]\n\tinsteadOf = https://example.invalid/\n` });
  t.match(await w.run(['install', '--source', 'https://example.invalid/x']), {
    code: 1,
    stderr: /protocol that is not allowed|not allowed/,
  });
  t.notOk(existsSync(mark));
  t.same(Object.keys(w.tree()).sort(), ['.claude', '.gitconfig']);
});

t.test('refs', async (t) => {
  for (const ref of ['main', 'v1.2.0', 'feature/x', 'a'.repeat(40)]) t.equal(checkRef(ref), ref);
  for (const ref of ['', '-x', 'a..b', 'a b', 'a~1', 'a^', 'a:b', '@{u}', 'x.lock', '/a', 'a/', 'a//b', 'a\n'])
    t.throws(() => checkRef(ref), { name: 'UserError' }, JSON.stringify(ref));
});

t.test('passwords are never shown or stored', async (t) => {
  t.equal(redact('https://user:secret@example.org/a'), 'https://example.org/a');
  t.equal(redact('https://token@example.org/a'), 'https://example.org/a');
  t.equal(redact('ssh://git@example.org/a'), 'ssh://git@example.org/a');
  t.ok(sameSource('https://token@example.org/a.git/', 'git+https://example.org/a'));
  t.notOk(sameSource('https://example.org/a', 'https://example.org/b'));
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const { stdout, stderr } = await w.run(['install', '--source', 'https://user:secret@127.0.0.1:1/x']);
  t.notMatch(stdout + stderr, 'secret');
});

t.test('the default source is the one that package.json names', async (t) => {
  t.match(defaultSource(), { type: 'git', url: /^https:\/\// });
});

t.test('links by platform: symbolic links, junctions, copies', async (t) => {
  t.equal(linkStyle('linux', 'user', 'link'), 'absolute');
  t.equal(linkStyle('darwin', 'project', 'link'), 'relative');
  t.equal(linkStyle('win32', 'user', 'link'), 'junction');
  t.equal(linkStyle('win32', 'project', 'link'), 'copy', 'a junction is absolute, and a project may be moved');
  for (const platform of ['linux', 'darwin', 'win32'] as const) t.equal(linkStyle(platform, 'user', 'copy'), 'copy');
  t.equal(
    linkTarget('relative', '/p/.claude/skills', '/p/.dst-skills/pack/skills/a'),
    '../../.dst-skills/pack/skills/a',
  );
  t.equal(linkTarget('absolute', '/p/.claude/skills', '/x/a'), '/x/a');
  t.ok(sameTarget('\\\\?\\C:\\Users\\Me\\pack\\', 'c:/users/me/pack', 'win32'));
  t.notOk(sameTarget('/A', '/a', 'linux'));
});
