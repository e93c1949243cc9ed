import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { BIN } from '../support/run.js';
import { packFiles, treeOf, world, type World, write } from './support.js';

/** The tree without the empty directories and notes that the state directory may keep when it cannot be removed. */
const state = (w: World): Record<string, string> =>
  treeOf(w.home, (path) => /^\.local\/state\/dst-skills\/(running|created-)/.test(path));

/**
 * Makes the n-th writing call of the file system fail, as a full or failing disk does: loaded into the process before the
 * command. Only paths below the home directory count; what gets smaller (unlink, rmdir) always works, as on a full disk.
 */
const PRELOAD = `
const fs = require('node:fs');
let left = Number(process.env.FAIL_AT);
const code = process.env.FAIL_WITH;
for (const name of ['openSync', 'mkdirSync', 'writeSync', 'symlinkSync', 'linkSync', 'copyFileSync', 'renameSync', 'cpSync', 'appendFileSync', 'writeFileSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const writes = name !== 'openSync' || (typeof args[1] === 'string' && args[1] !== 'r');
    const here = (typeof args[0] === 'number' && args[0] > 2) || String(args[1] ?? '').includes('/home/') || String(args[0]).includes('/home/');
    if (writes && here && left > 0 && --left === 0) {
      throw Object.assign(new Error(code + ': injected, ' + name), { code, path: String(args[0]), syscall: name });
    }
    return real(...args);
  };
}
`;

t.test('a disk that is full at any one moment: exit 1 or 2, and everything is as before', async (t) => {
  const w = world(packFiles(2), { '.claude': null, 'AGENTS.md': 'Mine.\n', '.roo/skills/skill-1/SKILL.md': 'by hand' });
  t.teardown(w.remove);
  const preload = join(w.root, 'preload.cjs');
  writeFileSync(preload, PRELOAD);
  const plain = join(w.root, 'plain');
  write(plain, packFiles(2));
  const before = state(w);
  const args = ['install', '--source', plain, '--agent', 'claude-code,codex,roo', '--agents-md', '--copy', '--force'];
  let failures = 0;
  for (let at = 1, step = 1; at < 400; at += step) {
    const run = spawnSync(process.execPath, ['--require', preload, BIN, ...args], {
      cwd: w.home,
      env: { ...w.env, FAIL_AT: String(at), FAIL_WITH: at % 2 === 0 ? 'ENOSPC' : 'EROFS' },
      encoding: 'utf8',
    });
    if (run.status === 0) break;
    failures++;
    t.ok(run.status === 1 || run.status === 2, `failing call ${at}: exit ${run.status}`);
    t.notMatch(run.stderr, /\n +at /, 'no stack trace');
    t.same(state(w), before, `failing call ${at}: as before: ${run.stderr}`);
    // Every call at first, then every seventh: the calls repeat themselves from skill to skill.
    if (at > 14) step = 7;
  }
  t.ok(failures > 15, `${failures} failures were tried`);
  t.match(state(w)['.claude/skills/skill-1/SKILL.md'], 'Revision one.');
});

t.test('a home directory that may not be written: exit 1 or 2, nothing half done', async (t) => {
  const w = world(packFiles(2), { '.claude/skills': null, 'AGENTS.md': 'Mine.\n' });
  t.teardown(() => {
    chmodSync(join(w.home, '.claude/skills'), 0o755);
    chmodSync(w.home, 0o755);
    w.remove();
  });
  // Permissions do not bind root, so as root the command runs as somebody else.
  const root = process.getuid?.() === 0;
  const user = { uid: 65534, gid: 65534 };
  if (root) {
    execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, w.root]);
    chmodSync(w.root, 0o755);
  }
  writeFileSync(join(w.home, '.gitconfig'), '[safe]\n\tdirectory = *\n');
  if (root) chownSync(join(w.home, '.gitconfig'), user.uid, user.gid);
  const run = (args: string[]) =>
    spawnSync(process.execPath, [BIN, ...args], { cwd: w.home, env: w.env, encoding: 'utf8', ...(root ? user : {}) });
  const readable =
    spawnSync(process.execPath, [BIN, '--version'], { cwd: w.home, env: w.env, ...(root ? user : {}) }).status === 0;
  if (!readable) return void t.plan(0, 'another user cannot read this checkout');
  const before = w.tree();
  chmodSync(w.home, 0o555);
  const args = ['install', '--source', w.origin, '--agent', 'claude-code', '--agents-md'];
  const whole = run(args);
  t.ok(whole.status === 1 || whole.status === 2, whole.stderr);
  t.match(whole.stderr, /permission was denied|read-only/);
  chmodSync(w.home, 0o755);
  t.same(w.tree(), before);
  chmodSync(join(w.home, '.claude/skills'), 0o555);
  const part = run(args);
  t.ok(part.status === 1 || part.status === 2, part.stderr);
  t.match(part.stderr, /everything is as it was/);
  t.same(
    { ...w.tree(), '.gitconfig': '' },
    { ...before, '.gitconfig': '' },
    'one directory that cannot be written takes the rest back',
  );
  t.equal(readFileSync(join(w.home, 'AGENTS.md'), 'utf8'), 'Mine.\n');
});
