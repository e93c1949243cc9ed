import { spawn, spawnSync } from 'node:child_process';
import t from 'tap';
import { BIN } from '../support/run.js';
import { packFiles, visible, world, type World } from './support.js';

/*
 * Questions are asked on a terminal only; script(1) of util-linux makes one. Keys are sent when the question is there,
 * not after a time.
 */
const SCRIPT = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
const skip = SCRIPT ? false : 'needs script(1) of util-linux for a terminal';

function onTerminal(
  w: World,
  args: readonly string[],
  answers: readonly (readonly [RegExp, string])[],
): Promise<{ code: number | null; shown: string }> {
  const command = [process.execPath, BIN, ...args].join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: w.home, env: { ...w.env, TERM: 'xterm' } });
  let shown = '';
  const left = [...answers];
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
    const [question, keys] = left[0] ?? [];
    if (question?.test(shown) && keys !== undefined) {
      left.shift();
      child.stdin.write(keys);
    }
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, shown })));
}

t.test('the agents that are found are chosen already: enter installs for them', { skip }, async (t) => {
  const w = world(packFiles(1), { '.claude': null, '.codex': null });
  t.teardown(w.remove);
  const { code, shown } = await onTerminal(
    w,
    ['install', '--scope', 'user', '--source', w.origin],
    [[/which agents\?/, '\r']],
  );
  t.equal(code, 0, shown);
  t.same(
    Object.keys(visible(w.tree())).filter((path) => path.endsWith('skill-1')),
    ['.agents/skills/skill-1', '.claude/skills/skill-1'],
  );
});

t.test('an agent that is taken out of the list keeps its skills, and that is said', { skip }, async (t) => {
  const w = world(packFiles(1), { '.claude': null, '.codex': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  const before = w.tree();
  const { code, shown } = await onTerminal(w, ['install', '--scope', 'user'], [[/which agents\?/, ' \r']]);
  t.equal(code, 0, shown);
  t.match(shown, /claude-code keeps its skills; "dst-skills uninstall --agent claude-code" takes them away/);
  t.same(w.tree(), before);
});

t.test('Ctrl-C at a question leaves everything as it was', { skip }, async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  const before = w.tree();
  const { code, shown } = await onTerminal(
    w,
    ['install', '--scope', 'user', '--source', w.origin],
    [[/which agents\?/, '\u0003']],
  );
  t.equal(code, 1);
  t.match(shown, 'cancelled; nothing was changed');
  t.same(w.tree(), before);
  await w.run(['install', '--source', w.origin]);
  const installed = w.tree();
  t.match(await onTerminal(w, ['uninstall'], [[/Take all this away\?/, '\u0003']]), {
    code: 1,
    shown: /nothing was changed/,
  });
  t.same(w.tree(), installed);
});

t.test('--yes and a pipe ask nothing', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  t.equal((await w.run(['install', '--source', w.origin])).code, 0);
  if (SCRIPT) t.notMatch((await onTerminal(w, ['install', '--yes'], [])).shown, /which agents\?/);
});
