/**
 * Whole-process wall times of the installing commands, as ratios to `node -e 0`, `git clone` and `git fetch` of the same
 * repository, all in one run: `npm run bench:install -- [runs]` (default 15). Ratios are of the best runs: what else the
 * machine does can only make a run slower; the medians stand beside them.
 *
 * The first table is of a repository on the disk, where a fetch takes a few milliseconds, less than Node's own start. The
 * second has the no-op update over git://, https and ssh on loopback (bench/remote.ts), as it is and at a distance.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once as event } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Remote } from './remote.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '..', 'dst-skills.cjs');
const runs = Number(process.argv[2] ?? '15');
const root = mkdtempSync(join(tmpdir(), 'dst-bench-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const home = join(root, 'home');
const origin = join(root, 'origin');
// Nothing of this machine's own settings of Node: certificates to load at the start alone are three times its start-up.
const env = {
  ...process.env,
  NODE_EXTRA_CA_CERTS: undefined,
  NODE_OPTIONS: undefined,
  HOME: home,
  XDG_DATA_HOME: '',
  XDG_STATE_HOME: '',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** A pack of two skills with ten references each, about 200 KB. */
function makeOrigin(): void {
  for (const name of ['first-skill', 'second-skill']) {
    const dir = join(origin, 'skills', name, 'references');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, '..', 'SKILL.md'), `---\nname: ${name}\ndescription: For the benchmark.\n---\n`);
    for (let i = 0; i < 10; i++) writeFileSync(join(dir, `r${i}.md`), `line ${i}\n`.repeat(1400));
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', origin, '-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args], { env });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'x');
}

/** Milliseconds of one run. */
interface Sample {
  readonly wall: number;
  /** User and system time of the process and of those that it waited for: what else the machine does changes it little. */
  readonly cpu: number;
}

/** Runs a command, timed by bash, whose `time` counts the processes below as well. */
function once(argv: readonly string[], more: NodeJS.ProcessEnv = {}): Sample {
  const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@" >/dev/null';
  const run = spawnSync('bash', ['-c', script, 'bash', ...argv], {
    cwd: home,
    env: { ...env, LC_ALL: 'C', ...more },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${argv.join(' ')}: exit ${run.status}\n${run.stderr}`);
  const [wall = NaN, user = NaN, system = NaN] = (run.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
}

/** Milliseconds: the fastest run, the one in the middle, and the least CPU time. */
interface Figure {
  readonly best: number;
  readonly median: number;
  readonly cpu: number;
}

function figure(list: readonly Sample[]): Figure {
  const walls = list.map(({ wall }) => wall).sort((a, b) => a - b);
  const cpu = Math.min(...list.map((sample) => sample.cpu));
  return { best: walls[0] ?? NaN, median: walls[Math.floor(walls.length / 2)] ?? NaN, cpu };
}

/** Runs the cases in turns, so that whatever else the machine does hits all of them alike. */
function measure<T extends string>(cases: Readonly<Record<T, () => Sample>>): Record<T, Figure> {
  const times: Record<string, Sample[]> = {};
  const list = Object.entries(cases) as [T, () => Sample][];
  for (let i = 0; i < runs; i++) for (const [name, run] of list) (times[name] ??= []).push(run());
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, figure(all)])) as Record<T, Figure>;
}

const fresh = (): void => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, '.claude'), { recursive: true });
};
const dst = (...args: string[]): string[] => [process.execPath, BIN, ...args];
const pack = join(home, '.local/share/distributed-testing-skills');
const shown = ({ best, median, cpu }: Figure): string => [best, median, cpu].map((ms) => ms.toFixed(0)).join(' | ');
const row = (name: string, ms: Figure, ratios: readonly string[]): void =>
  console_(`| ${name} | ${shown(ms)} | ${ratios.join(' | ')} |`);
const console_ = (line: string): void => void process.stdout.write(`${line}\n`);
const times = (a: Figure, b: Figure): string => (a.best / b.best).toFixed(1);

mkdirSync(home, { recursive: true });
makeOrigin();
const first = measure({
  node: () => once([process.execPath, '-e', '0']),
  version: () => once(dst('--version')),
  clone: () => {
    rmSync(join(root, 'clone'), { recursive: true, force: true });
    return once(['git', 'clone', '--quiet', origin, join(root, 'clone')]);
  },
  install: () => {
    fresh();
    return once(dst('install', '--source', origin, '--yes'));
  },
});
const after = measure({
  status: () => once(dst('status')),
  fetch: () => once(['git', '-C', pack, 'fetch', '--quiet']),
  update: () => once(dst('update')),
});

const { node, version, clone, install } = first;
const { status, fetch, update } = after;
console_(
  `best and median of ${runs}, least CPU time, ms; ratios of the best; Node ${process.version}; ${execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()}`,
);
console_('| | best | median | CPU | / node -e 0 | / git clone | / git fetch |\n|---|---|---|---|---|---|---|');
row('node -e 0', node, ['1', '', '']);
row('git clone', clone, ['', '1', '']);
row('git fetch, nothing new', fetch, ['', '', '1']);
row('--version', version, [times(version, node), '', '']);
row('status', status, [times(status, node), '', '']);
row('install, first', install, [times(install, node), times(install, clone), '']);
row('update, nothing new', update, [times(update, node), times(update, clone), times(update, fetch)]);

const scratch = join(root, 'servers');
mkdirSync(scratch);
const server = spawn(
  process.execPath,
  [join(dirname(fileURLToPath(import.meta.url)), 'remote.js'), origin, scratch, '0', '20', '100'],
  { stdio: ['pipe', 'pipe', 'inherit'], env: { ...env, HOME: process.env['HOME'] } },
);
const [line] = (await event(server.stdout, 'data')) as [Buffer];
console_(
  '\n| remote | round trip | node -e 0 | median | CPU | git fetch | median | CPU | update | median | CPU | update / git fetch |',
);
console_('|---|---|---|---|---|---|---|---|---|---|---|---|');
try {
  for (const remote of JSON.parse(line.toString('utf8')) as Remote[]) {
    fresh();
    once(dst('install', '--source', remote.url, '--yes'), remote.env);
    const far = measure({
      node: () => once([process.execPath, '-e', '0']),
      fetch: () => once(['git', '-C', pack, 'fetch', '--quiet'], remote.env),
      update: () => once(dst('update'), remote.env),
    });
    const figures = [shown(far.node), shown(far.fetch), shown(far.update), times(far.update, far.fetch)];
    console_(`| ${remote.name} | ${remote.roundTrip} | ${figures.join(' | ')} |`);
  }
} finally {
  server.stdin.end();
}
