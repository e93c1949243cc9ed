import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../support/run.js';
import { git, treeOf, world } from './support.js';

t.test('the packed tarball has the pack of the repository, byte for byte, and installs it offline', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'dst-pack-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', dir], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [tarball = ''] = readdirSync(dir);
  execFileSync('tar', ['-xzf', join(dir, tarball), '-C', dir]);
  const packed = join(dir, 'package');
  // Packing may set permissions; what is compared is every path and every byte.
  const bytes = (root: string) =>
    Object.fromEntries(Object.entries(treeOf(root)).map(([path, text]) => [path, text.replace(/^\d+ /, '')]));
  const inPack = bytes(join(packed, 'skills'));
  t.same(inPack, bytes(join(ROOT, 'skills')));
  const tracked = git(ROOT, 'ls-files', '-z', 'skills')
    .split('\0')
    .filter((path) => path !== '');
  t.same(
    Object.entries(inPack)
      .filter(([, text]) => text !== 'dir')
      .map(([path]) => `skills/${path}`)
      .sort(),
    tracked.sort(),
    'nothing but what is in version control',
  );
  const w = world(undefined, { '.claude': null });
  t.teardown(w.remove);
  // The tarball's own code; the packages that it depends on are those of this repository.
  execFileSync('ln', ['-s', join(ROOT, 'node_modules'), join(packed, 'node_modules')]);
  const out = execFileSync(process.execPath, [join(packed, 'dist/dst-skills.cjs'), 'install', '--offline', '--json'], {
    cwd: w.home,
    env: w.env,
    encoding: 'utf8',
  });
  t.match(JSON.parse(out), { ok: true, pack: { bundled: true } });
  t.same(bytes(join(w.pack, 'skills')), inPack);
});
