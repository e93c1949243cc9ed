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
const env = { ...process.env, HOME: home, XDG_DATA_HOME: '', XDG_STATE_HOME: '', GIT_CONFIG_NOSYSTEM: '1' };

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

function once(argv: readonly string[], more: NodeJS.ProcessEnv = {}): number {
  const [program = '', ...args] = argv;
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd: home, env: { ...env, ...more }, encoding: 'utf8' });
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw new Error(`${argv.join(' ')}: exit ${status}\n${stderr}`);
  return ms;
}

/** Milliseconds: the fastest run, and the one in the middle. */
interface Figure {
  readonly best: number;
  readonly median: number;
}

function figure(list: readonly number[]): Figure {
  const sorted = [...list].sort((a, b) => a - b);
  return { best: sorted[0] ?? NaN, median: sorted[Math.floor(sorted.length / 2)] ?? NaN };
}

/** Runs the cases in turns, so that whatever else the machine does hits all of them alike. */
function measure<T extends string>(cases: Readonly<Record<T, () => number>>): Record<T, Figure> {
  const times: Record<string, number[]> = {};
  const list = Object.entries(cases) as [T, () => number][];
  for (let i = 0; i < runs; i++) for (const [name, run] of list) (times[name] ??= []).push(run());
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, figure(all)])) as Record<T, Figure>;
}

const fresh = (): void => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, '.claude'), { recursive: true });
};
const dst = (...args: string[]): string[] => [process.execPath, BIN, ...args];
const pack = join(home, '.local/share/distributed-testing-skills');
const shown = ({ best, median }: Figure): string => `${best.toFixed(0)} | ${median.toFixed(0)}`;
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
  `best and median of ${runs}, ms; ratios of the best; Node ${process.version}; ${execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()}`,
);
console_('| | best | median | / node -e 0 | / git clone | / git fetch |\n|---|---|---|---|---|---|');
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
console_('\n| remote | round trip | node -e 0 | median | git fetch | median | update | median | update / git fetch |');
console_('|---|---|---|---|---|---|---|---|---|');
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
