// Files that commands write: whole or not at all, in the place that was named, and nothing else beside it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeFolder } from '../../lib/files/folder.js';
import { createFile, openDraft, replaceFile, writeThrough } from '../../lib/files/whole.js';
import { BIN, dst, ROOT } from '../support/run.js';

const PLAN = join(ROOT, 'verification', 'etcd', 'plan.md');
const COMPACT = ['lint', PLAN, '--format', 'compact', '--output'];

t.test('a draft that is dropped leaves what was there, and nothing beside it', async (t) => {
  const dir = t.testdir({ 'report.md': 'old' });
  const draft = openDraft(join(dir, 'report.md'));
  draft.write('new');
  t.equal(readFileSync(join(dir, 'report.md'), 'utf8'), 'old', 'until it is kept');
  draft.drop();
  t.same(readdirSync(dir), ['report.md']);
  t.equal(readFileSync(join(dir, 'report.md'), 'utf8'), 'old');
});

t.test('permissions stay, and can be changed on the way', async (t) => {
  const dir = t.testdir({ hook: 'old' });
  chmodSync(join(dir, 'hook'), 0o640);
  writeThrough(join(dir, 'hook'), 'new');
  t.equal(statSync(join(dir, 'hook')).mode & 0o777, 0o640);
  writeThrough(join(dir, 'hook'), 'newer', (mode) => mode | 0o111);
  t.equal(statSync(join(dir, 'hook')).mode & 0o777, 0o751);
  writeThrough(join(dir, 'other'), 'new', (mode) => mode | 0o111);
  t.equal(statSync(join(dir, 'other')).mode & 0o111, 0o111);
});

t.test('a link that the user named stays one', async (t) => {
  const dir = t.testdir({ real: 'old' });
  symlinkSync('real', join(dir, 'link'));
  writeThrough(join(dir, 'link'), 'new');
  t.ok(lstatSync(join(dir, 'link')).isSymbolicLink());
  t.equal(readFileSync(join(dir, 'real'), 'utf8'), 'new');
});

t.test('a link at the place of a file of ours is replaced, and what it leads to stays', async (t) => {
  const dir = t.testdir({ outside: 'mine', session: {} });
  symlinkSync('../outside', join(dir, 'session', 'budget.json'));
  replaceFile(join(dir, 'session', 'budget.json'), '{}');
  t.ok(lstatSync(join(dir, 'session', 'budget.json')).isFile());
  t.equal(readFileSync(join(dir, 'outside'), 'utf8'), 'mine');
});

t.test('a name as long as the system allows', async (t) => {
  const dir = t.testdir({});
  const name = 'n'.repeat(255);
  replaceFile(join(dir, 'below', name), 'text');
  t.same(readdirSync(join(dir, 'below')), [name]);
});

t.test('a file that is there is not made again', async (t) => {
  const dir = t.testdir({ mine: 'mine' });
  t.throws(() => createFile(join(dir, 'mine'), 'other', 'name another'), { message: /mine is there already/ });
  t.equal(readFileSync(join(dir, 'mine'), 'utf8'), 'mine');
  t.same(readdirSync(dir), ['mine']);
});

t.test('a folder where a file stands cannot be made, and says so', async (t) => {
  const dir = t.testdir({ file: '' });
  t.throws(() => makeFolder(join(dir, 'file', 'below')), { code: 'ENOTDIR' });
  t.throws(() => makeFolder(join(dir, 'file')), { code: 'EEXIST' });
});

t.test('where the system makes no folders, commands end', { skip: !existsSync('/proc/self') }, async (t) => {
  const cwd = t.testdir({});
  for (const args of [
    [...COMPACT, '/proc/none/report.txt'],
    ['new', 'session', PLAN, '--dir', '/proc/none'],
    ['view', PLAN, '-o', '/proc/none/page.html'],
  ]) {
    const { code, stderr } = await dst(args, { cwd });
    t.equal(code, 2, args.join(' '));
    t.match(stderr, /\/proc\/none.* cannot be (written|made): ENOENT/);
    t.notMatch(stderr, /internal error/);
  }
});

t.test('--output on a directory says so, and leaves nothing beside it', async (t) => {
  const cwd = t.testdir({ reports: {} });
  t.match(await dst([...COMPACT, 'reports'], { cwd }), {
    code: 2,
    stderr: '--output reports cannot be written: EISDIR',
  });
  t.same(readdirSync(cwd), ['reports']);
});

t.test('--output to a full disk says so', { skip: !existsSync('/dev/full') }, async (t) => {
  t.match(await dst([...COMPACT, '/dev/full'], { cwd: t.testdir({}) }), {
    code: 2,
    stderr: /--output \/dev\/full cannot be written: ENOSPC/,
  });
});

t.test('a pipe is written to, not replaced', { skip: process.platform === 'win32' }, async (t) => {
  const cwd = t.testdir({});
  execFileSync('mkfifo', ['pipe'], { cwd });
  const reader = spawn('cat', ['pipe'], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let got = '';
  reader.stdout.on('data', (chunk: Buffer) => (got += chunk.toString()));
  const ended = once(reader, 'close');
  t.equal((await dst([...COMPACT, 'pipe'], { cwd })).code, 0);
  await ended;
  t.match(got, /^no problems; checked 1 plan/);
  t.ok(lstatSync(join(cwd, 'pipe')).isFIFO());
});

t.test(
  '/dev/stdout is where standard output goes, also when that is a file',
  { skip: !existsSync('/dev/stdout') },
  async (t) => {
    const before = lstatSync('/dev/stdout').ino;
    const cwd = t.testdir({ log: 'earlier\n' });
    execFileSync('sh', ['-c', `"$0" "$@" >> log`, process.execPath, BIN, ...COMPACT, '/dev/stdout'], { cwd });
    t.match(readFileSync(join(cwd, 'log'), 'utf8'), /^earlier\nno problems; checked 1 plan/);
    t.equal(lstatSync('/dev/stdout').ino, before, 'the device is as it was');
  },
);

t.test('of two outputs, none is written where one cannot be', async (t) => {
  const cwd = t.testdir({ 'plan.md': readFileSync(PLAN, 'utf8') });
  const { code } = await dst(
    ['lint', 'plan.md', '--format', 'json', '--output', 'a.json', '--format', 'compact', '--output', '/dev/full'],
    { cwd },
  );
  t.equal(code, 2);
  t.same(readdirSync(cwd).sort(), ['plan.md']);
});
