// Where nothing can be done: scripts still get one JSON document, and flags that contradict each other are told.
import t from 'tap';
import { packFiles, world } from './support.js';

for (const [command, ...args] of [
  ['update'],
  ['restore'],
  ['install', '--agent', 'no-such-agent'],
  ['install', '--source', 'http://example.org/pack'],
] as const)
  t.test(`${[command, ...args].join(' ')} --json`, async (t) => {
    const w = world(packFiles(1), { '.claude': null });
    t.teardown(w.remove);
    const { code, stderr, ...document } = await w.json([command, ...args]);
    t.ok(code === 1 || code === 2, `exit ${code}`);
    t.match(document, { command, ok: false, problems: [{ severity: 'error' }] });
    t.match(stderr, /^dst-skills: /);
  });

t.test('--agents-md and --no-agents-md contradict each other', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const { code, stderr } = await w.run(['install', '--agents-md', '--no-agents-md', '--source', w.origin]);
  t.equal(code, 2);
  t.match(stderr, /contradict each other/);
});

t.test('--offline goes with a local source and not with one on the network', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const far = await w.run(['install', '--offline', '--source', 'https://token@example.org/pack.git']);
  t.equal(far.code, 2);
  t.match(far.stderr, /--offline promises no network, and --source https:\/\/example\.org\/pack\.git is on it/);
  t.equal((await w.run(['install', '--offline', '--source', w.origin])).code, 0);
});
