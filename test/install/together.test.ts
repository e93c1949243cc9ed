import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { acquire, isIdle } from '../../lib/install/mutex.js';
import { packFiles, treeOf, world } from './support.js';

const state = (tree: Record<string, string>) =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => !path.includes('/created-')));

t.test('ten installs at once end in the same state as one', async (t) => {
  const w = world(packFiles(5), { '.claude': null, 'AGENTS.md': 'Mine.\n' });
  t.teardown(w.remove);
  const agents = ['claude-code', 'codex', 'roo', 'kiro-cli', 'hermes-agent'];
  const args = (agent: string) => ['install', '--source', w.origin, '--agents-md', '--agent', agent];
  await w.run(['install', '--source', w.origin, '--agents-md', '--agent', agents.join(',')]);
  const one = state(w.tree());
  await w.run(['uninstall']);
  t.same(w.tree(), { '.claude': 'dir', 'AGENTS.md': '644 Mine.\n' });
  const results = await Promise.all([...agents, ...agents].map((agent) => w.run(args(agent))));
  t.same(
    results.map(({ code }) => code),
    Array(10).fill(0),
    results.map(({ stderr }) => stderr).join(''),
  );
  t.same(state(w.tree()), one, 'no entry is lost');
});

t.test('only one holds the mutex at a time', async (t) => {
  const dir = join(t.testdir(), 'running');
  let holding = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const mutex = await acquire(dir, () => undefined);
      holding++;
      most = Math.max(most, holding);
      await new Promise((resolve) => setTimeout(resolve, 3));
      holding--;
      mutex.release();
    }),
  );
  t.equal(most, 1);
  t.ok(isIdle(dir));
});

t.test('the mutex of a process that is gone holds nobody up', async (t) => {
  const dir = join(t.testdir(), 'running');
  mkdirSync(dir);
  const mine = await acquire(dir, () => undefined);
  const [name = ''] = Object.keys(treeOf(dir));
  mine.release();
  // The same host, a process id that cannot exist, and one that started at another time.
  writeFileSync(join(dir, name.replace(/^\d+/, '4194305')), '');
  writeFileSync(join(dir, name.replace(/^(\d+)-\w+/, '$1-1')), '');
  const again = await acquire(dir, () => undefined, 5_000);
  again.release();
  t.same(treeOf(dir), {});
});

t.test('a process on another machine is waited for, and then named', async (t) => {
  const dir = join(t.testdir(), 'running');
  mkdirSync(dir);
  const name = `1-1-${'0'.repeat(8)}-${'0'.repeat(16)}`;
  writeFileSync(join(dir, name), '');
  await t.rejects(
    acquire(dir, () => undefined, 60),
    { name: 'UserError', exitCode: 1, help: new RegExp(name) },
  );
});
