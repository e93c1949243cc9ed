import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { BIN } from '../support/run.js';
import { copyDir, git, packFiles, treeOf, world, type World } from './support.js';

/*
 * The process is killed with SIGKILL at boundaries between two of its steps, and at random times. After each kill: the
 * user's bytes are there, every skill that can be seen is wholly old or wholly new; after the next command everything is
 * as before or as after, and a repetition of the killed command gets to the end.
 *
 * `npm test` runs a small number of kills; `npm run test:crash` runs more than 300.
 */
const KILLS = Number(process.env['DST_TEST_KILLS'] ?? '9');
const SKILLS = 30;
const USER_TEXT = '# My agents\r\n\r\nDo not lose this: $& $1 <!-- distributed-testing-skills:start --> in prose.\r\n';
const AGENTS = 'claude-code,codex,kiro-cli,roo';

// The runner's limit counts, not the file's own.
t.setTimeout(0);

let seed = Number(process.env['DST_TEST_SEED'] ?? '20260101');
/** A small seeded generator (mulberry32), so that a failure can be run again. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
  return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
}

/** What matters of a home directory: everything but the locks and scratch files of the state directory. */
function state(w: World): Record<string, string> {
  const tree = treeOf(w.home, (path) => /^\.local\/state\/dst-skills\/(running|created-)/.test(path));
  // A kill between making the state directory and noting that it was made leaves it there, empty.
  for (const path of ['.local/state/dst-skills', '.local/state', '.local'])
    if (!Object.keys(tree).some((other) => other.startsWith(`${path}/`))) Reflect.deleteProperty(tree, path);
  return tree;
}

function revision(w: World, text: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(packFiles(SKILLS, text)).map(([path, content]) => [join(w.pack, path), String(content)]),
  );
}

/** Every skill that an agent can see is wholly of one revision. */
function checkSkills(
  t: { fail(message: string): void },
  w: World,
  revisions: readonly Record<string, string>[],
  label: string,
): void {
  for (const dir of ['.claude/skills', '.agents/skills', '.kiro/skills', '.roo/skills']) {
    const at = join(w.home, dir);
    if (!existsSync(at)) continue;
    for (const name of readdirSync(at)) {
      if (name === 'mine' || !existsSync(join(at, name))) continue; // between two renames the link may lead nowhere, never to a half
      const skill = join(w.pack, 'skills', name);
      const whole = revisions.some((files) =>
        ['SKILL.md', 'references/notes.md'].every((file) => {
          const path = join(at, name, file);
          return existsSync(path) && readFileSync(path, 'utf8') === files[join(skill, file)];
        }),
      );
      if (!whole) t.fail(`${label}: ${dir}/${name} is half of one revision and half of another`);
    }
  }
}

type Kill = { readonly at: number } | { readonly after: number };

function runKilled(w: World, args: readonly string[], kill: Kill): Promise<{ signal: string | null; ms: number }> {
  const begin = Date.now();
  return new Promise((resolve) => {
    const env = { ...w.env, ...('at' in kill ? { DST_SKILLS_CRASH_AT: String(kill.at) } : {}) };
    const child = spawn(process.execPath, [BIN, ...args], { cwd: w.home, env, stdio: 'ignore' });
    const timer = 'after' in kill ? setTimeout(() => child.kill('SIGKILL'), kill.after) : undefined;
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve({ signal, ms: Date.now() - begin });
    });
  });
}

interface Scenario {
  readonly name: string;
  readonly args: readonly string[];
  /** Brings the home directory to where the command starts. */
  readonly prepare: (w: World) => Promise<void>;
}

const install = (w: World): string[] => ['install', '--source', w.origin, '--agent', AGENTS, '--agents-md'];

const SCENARIOS: readonly Scenario[] = [
  { name: 'install', args: [], prepare: async () => undefined },
  {
    name: 'update',
    args: ['update'],
    prepare: async (w) => {
      await w.run(install(w));
      w.publish(packFiles(SKILLS, 'two'), ['skills/skill-30']);
    },
  },
  { name: 'uninstall', args: ['uninstall'], prepare: async (w) => void (await w.run(install(w))) },
];

for (const { name, args: given, prepare } of SCENARIOS) {
  t.test(`${name}, killed again and again`, async (t) => {
    const w = world(packFiles(SKILLS), { 'AGENTS.md': USER_TEXT, '.claude/skills/mine/SKILL.md': 'mine' });
    t.teardown(w.remove);
    const args = given.length === 0 ? install(w) : given;
    await prepare(w);
    const start = join(w.root, 'start');
    copyDir(w.home, start);
    const before = state(w);
    const { ms } = await runKilled(w, args, { after: 1e6 });
    const after = state(w);
    t.not(JSON.stringify(after), JSON.stringify(before), 'the command does something when it is not killed');
    const revisions = [revision(w, 'one'), revision(w, 'two')];
    let killed = 0;
    const total = Math.ceil(KILLS / SCENARIOS.length);
    // The number of boundaries is found by running into the end.
    let boundaries = 400;
    for (let round = 0; killed < total && round < total * 5; round++) {
      rmSync(w.home, { recursive: true, force: true });
      copyDir(start, w.home);
      const kill: Kill =
        round % 2 === 0 ? { at: 1 + Math.floor(random() * boundaries) } : { after: Math.floor(random() * ms) };
      const label = `kill ${JSON.stringify(kill)}`;
      const { signal } = await runKilled(w, args, kill);
      if (signal !== 'SIGKILL') {
        if ('at' in kill) boundaries = Math.min(boundaries, kill.at);
        continue;
      }
      killed++;
      t.match(
        readFileSync(join(w.home, 'AGENTS.md'), 'utf8').slice(0, USER_TEXT.length),
        USER_TEXT,
        `${label}: the user's text is there`,
      );
      t.equal(readFileSync(join(w.home, '.claude/skills/mine/SKILL.md'), 'utf8'), 'mine');
      checkSkills(t, w, revisions, label);
      const next = await w.run(['status']);
      t.equal(next.code, 0, `${label}: the next command works: ${next.stderr}`);
      const now = state(w);
      const which = [before, after].find((one) => JSON.stringify(one) === JSON.stringify(now));
      if (which === undefined) t.same(now, after, `${label}: as before or as after`);
      if (existsSync(w.pack)) t.equal(git(w.pack, 'status', '--porcelain'), '', `${label}: git finds the clone clean`);
      const again = await w.run(args);
      if (!(name === 'uninstall' && which === after))
        t.equal(again.code, 0, `${label}: the command itself works: ${again.stderr}`);
      t.same(state(w), after, `${label}: and gets to the end`);
      if (existsSync(w.pack)) t.ok(realpathSync(w.pack));
    }
    t.ok(killed >= total, `${killed} kills hit, ${total} wanted`);
  });
}
