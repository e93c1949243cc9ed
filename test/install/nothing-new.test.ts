import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { parsePlain } from '../../lib/install/git-config.js';
import { git, packFiles, world, type World } from './support.js';

/** A machine with the pack installed, and a git that notes what it is asked for. */
async function watched(args: readonly string[] = []): Promise<World & { asked(): string[]; readonly path: string }> {
  const w = world(packFiles(2), { '.claude': null });
  const { code, stderr } = await w.run(['install', '--source', w.origin, ...args]);
  if (code !== 0) throw new Error(stderr);
  const bin = join(w.root, 'bin');
  const log = join(w.root, 'asked');
  mkdirSync(bin);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  const asked = (): string[] => {
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
    rmSync(log, { force: true });
    return lines.map((line) => line.replace(/-c \S+ /g, '').split(' ')[0] ?? '').sort();
  };
  return { ...w, asked, path: `${bin}:${process.env['PATH']}` };
}

/** Inode and times of everything below a directory, without the directory that processes announce themselves in. */
function stamps(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(join(root, below))) {
      const path = below === '' ? name : `${below}/${name}`;
      const { ino, mtimeMs, ctimeMs } = lstatSync(join(root, path));
      if (path !== '.local/state/dst-skills/running') found[path] = `${ino} ${mtimeMs} ${ctimeMs}`;
      if (lstatSync(join(root, path)).isDirectory()) walk(path);
    }
  };
  walk('');
  return found;
}

t.test('an update with nothing new has one conversation with the remote, and asks git once more', async (t) => {
  const w = await watched();
  t.teardown(w.remove);
  t.equal((await w.run(['update'], { env: { PATH: w.path } })).code, 0);
  t.same(w.asked(), ['ls-remote', 'status']);
});

t.test('an update of a pinned pack has none', async (t) => {
  const w = await watched();
  t.teardown(w.remove);
  git(w.origin, 'tag', 'v1');
  t.equal((await w.run(['update', '--ref', 'v1'])).code, 0);
  t.equal((await w.run(['update'], { env: { PATH: w.path } })).code, 0);
  t.same(w.asked(), ['status']);
});

t.test('an update with nothing new writes nothing', async (t) => {
  const w = await watched();
  t.teardown(w.remove);
  const before = stamps(w.home);
  t.equal((await w.run(['update'])).code, 0);
  t.same(stamps(w.home), before);
});

t.test('a configuration that is not plain is read by git, and its origin is found', async (t) => {
  const w = await watched();
  t.teardown(w.remove);
  const config = join(w.pack, '.git/config');
  writeFileSync(config, readFileSync(config, 'utf8').replace(`url = ${w.origin}`, `url = "${w.origin}" ; here`));
  t.match(await w.json(['update'], { env: { PATH: w.path } }), { code: 0, problems: [] });
  t.same(w.asked(), ['config', 'ls-remote', 'status']);
});

t.test('what git writes is read as git reads it', async (t) => {
  const w = await watched();
  t.teardown(w.remove);
  git(w.pack, 'config', 'remote.origin.promisor', 'true');
  git(w.pack, 'config', 'branch.Feature/One.merge', 'refs/heads/Feature/One');
  git(w.pack, 'config', 'core.sparseCheckout', 'false');
  const settings = parsePlain(readFileSync(join(w.pack, '.git/config'), 'utf8'));
  const theirs = git(w.pack, 'config', '--local', '--null', '--list').split('\0').filter(Boolean);
  t.same([...(settings ?? [])].map(([key, value]) => `${key}\n${value}`).sort(), theirs.sort());
});

t.test('what is not plain is left to git', async (t) => {
  for (const text of [
    '',
    'url = x\n',
    '[remote "origin"]\n\turl = "x"\n',
    '[remote "origin"]\n\turl = x # y\n',
    '[remote "origin"]\n\turl = x \\\n y\n',
    '[remote "or\\"igin"]\n\turl = x\n',
    '[core]\n\tbare\n',
    '[core] bare = false\n',
    '[remote.origin]\n\turl = x\n',
    '<<<<<<< ours\n[core]\n',
  ])
    t.equal(parsePlain(text), undefined, JSON.stringify(text));
});
