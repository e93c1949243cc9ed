import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../support/run.js';
import { packFiles, skillMd, world } from './support.js';

const page = readFileSync(join(ROOT, 'INSTALL.md'), 'utf8');
const NAMES = ['designing-distributed-system-tests', 'executing-distributed-system-tests'];

/** The shell blocks of the manual way: clone, link, verify, uninstall. */
function blocks(): string[] {
  const manual = page.slice(page.indexOf('## Without Node.js'));
  return [...manual.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
}

t.test('the manual way in INSTALL.md does what it says, twice, and is taken over by install', async (t) => {
  const w = world({
    ...packFiles(0),
    ...Object.fromEntries(NAMES.map((name) => [`skills/${name}/SKILL.md`, skillMd(name)])),
  });
  t.teardown(w.remove);
  const [url = ''] = /https:\/\/github\.com\/\S+\.git/.exec(page) ?? [];
  writeFileSync(join(w.home, '.gitconfig'), `[url "${w.origin}"]\n\tinsteadOf = ${url}\n`);
  const [clone = '', link = '', verify = '', remove = ''] = blocks();
  const sh = (script: string) => spawnSync('sh', ['-c', script], { cwd: w.home, env: w.env, encoding: 'utf8' });
  for (const round of [1, 2]) {
    t.equal(sh(clone).status, 0, `clone, round ${round}`);
    t.match(sh(link).stdout, round === 1 ? /linked/ : /is there/);
  }
  w.publish({ 'skills/new-skill/SKILL.md': skillMd('new-skill'), 'README.md': 'Newer.\n' });
  t.equal(sh(clone).status, 0, 'update');
  t.match(sh(link).stdout, /is there[^]*linked: .*new-skill/);
  t.ok(existsSync(join(w.home, '.agents/skills/new-skill/SKILL.md')));
  w.publish({}, ['skills/new-skill']);
  t.equal(sh(clone).status, 0, 'update');
  writeFileSync(join(w.home, '.agents/skills/own.md'), 'mine');
  symlinkSync('/nowhere/new-skill', join(w.home, '.agents/skills/theirs'));
  t.match(sh(link).stdout, /removed: .*new-skill/, 'the link of a skill that left');
  t.same(readdirSync(join(w.home, '.agents/skills')).sort(), [...NAMES, 'own.md', 'theirs'], 'and of nothing else');
  for (const name of ['own.md', 'theirs']) rmSync(join(w.home, '.agents/skills', name));
  t.match(sh(verify).stdout, /name: designing[^]*name: executing/);
  const { code, changes } = await w.json(['install', '--agent', 'codex']);
  t.equal(code, 0);
  t.same(
    changes.filter(({ kind }) => kind === 'link').map(({ action }) => action),
    ['adopt', 'adopt'],
  );
  t.match(sh(remove).stdout, /removed: .*designing[^]*removed: .*executing/);
  t.same(readdirSync(join(w.home, '.agents/skills')), []);
});

t.test("the manual way stops where something of the user's is in the way", async (t) => {
  const w = world(packFiles(1));
  t.teardown(w.remove);
  execFileSync('mkdir', ['-p', join(w.home, '.local/share')]);
  writeFileSync(join(w.home, '.local/share/distributed-testing-skills'), 'mine');
  const [clone = '', link = ''] = blocks();
  const result = spawnSync('sh', ['-c', clone], { cwd: w.home, env: w.env, encoding: 'utf8' });
  t.equal(result.status, 1);
  t.match(result.stdout, /STOP/);
  const linked = spawnSync('sh', ['-c', link], { cwd: w.home, env: w.env, encoding: 'utf8' });
  t.match(linked, { status: 1, stdout: /STOP: no pack/ }, 'without a pack nothing is linked');
  t.notOk(existsSync(join(w.home, '.agents')));
  t.ok(existsSync(join(w.home, '.local/share/distributed-testing-skills')));
});

t.test('every command and option that INSTALL.md and USAGE.md show is there', async (t) => {
  const w = world();
  t.teardown(w.remove);
  const usage = readFileSync(join(ROOT, 'USAGE.md'), 'utf8');
  const installing = usage.slice(usage.indexOf('## Installing'));
  for (const command of ['install', 'update', 'uninstall', 'status', 'verify', 'doctor', 'restore', 'agents']) {
    t.match(installing, `\`${command}\``);
    const { code, stdout } = await w.run([command, '--help']);
    t.equal(code, 0);
    if (command !== 'install') continue;
    for (const [, option = ''] of installing.slice(0, installing.indexOf('### update')).matchAll(/(--[a-z][a-z-]+)/g))
      if (option !== '--help') t.match(stdout, option, `install has ${option}`);
  }
  for (const [, line = ''] of page.matchAll(/npx --yes dst-skills ([a-z]+)/g))
    t.match(await w.run([line, '--help']), { code: 0 });
});
