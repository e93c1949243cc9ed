/**
 * Whole-process figures of `dst-skills lint` beside those of other Markdown linters, in one run: wall clock, CPU
 * (user + system, children included) and peak memory of the largest process, as medians and as ratios to `node -e 0`.
 *
 *   npm run bench:lint [-- --runs 5 --quick]
 *
 * rumdl and markdownlint-cli2 are installed from npm into a temporary directory first; GNU time does the accounting.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { planText, writeCorpus } from './corpus.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OTHERS = { rumdl: '0.2.75', 'markdownlint-cli2': '0.19.1' };
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, quick: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);

interface Figures {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

interface Contestant {
  readonly name: string;
  readonly argv: readonly string[];
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;

/** One run under GNU time: seconds, seconds, MB. Exit codes are not judged: findings are no failure here. */
function once(argv: readonly string[], log: string): Figures {
  const result = spawnSync('/usr/bin/time', ['-o', log, '-f', '%e %U %S %M', ...argv], { stdio: 'ignore' });
  if (result.error !== undefined)
    throw new Error(`GNU time cannot be run (apt-get install time): ${result.error.message}`);
  const [wall = NaN, user = NaN, system = NaN, kilobytes = NaN] = (
    readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, memory: kilobytes / 1024 };
}

/** Runs the contestants in turn, so that a machine that slows down slows all of them. */
function race(title: string, contestants: readonly Contestant[], count: number, work: string): void {
  const taken = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
  const log = join(work, 'time.log');
  for (const { argv } of contestants) once(argv, log);
  for (let run = 0; run < count; run++)
    for (const { name, argv } of contestants) taken.get(name)?.push(once(argv, log));
  const base = taken.get(contestants[0]?.name ?? '') ?? [];
  const rows = contestants.map(({ name }) => {
    const figures = taken.get(name) ?? [];
    const of = (list: readonly Figures[], key: keyof Figures): number => median(list.map((f) => f[key]));
    const ratio = of(figures, 'wall') / of(base, 'wall');
    return `| ${name} | ${of(figures, 'wall').toFixed(3)} | ${of(figures, 'cpu').toFixed(3)} | ${of(figures, 'memory').toFixed(0)} | ${ratio.toFixed(2)} |`;
  });
  print(
    `\n### ${title}\n\n| Command | Wall s | CPU s | Peak MB | Wall / first row |\n|---|---|---|---|---|\n${rows.join('\n')}`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function install(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{"private":true}');
  const packages = Object.entries(OTHERS).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], {
    cwd: directory,
    stdio: 'inherit',
  });
}

/** rumdl's own binary, without the npm shim. */
function nativeRumdl(modules: string): string | undefined {
  const scope = join(modules, '@rumdl');
  if (!existsSync(scope)) return undefined;
  for (const name of readdirSync(scope)) {
    for (const candidate of [join(scope, name, 'bin', 'rumdl'), join(scope, name, 'rumdl')])
      if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

function main(): void {
  const work = mkdtempSync(join(tmpdir(), 'dst-bench-'));
  try {
    const tools = join(work, 'tools');
    install(tools);
    const modules = join(tools, 'node_modules');
    const native = nativeRumdl(modules);
    const { node } = { node: process.execPath };
    const contestants = (target: string, glob: string): Contestant[] => [
      { name: 'node -e 0', argv: [node, '-e', '0'] },
      { name: 'dst-skills lint', argv: [node, join(ROOT, 'dist', 'dst-skills.cjs'), 'lint', '--quiet', target] },
      ...(native === undefined ? [] : [{ name: 'rumdl (native)', argv: [native, 'check', '--no-cache', target] }]),
      { name: 'rumdl (npm shim)', argv: [join(modules, '.bin', 'rumdl'), 'check', '--no-cache', target] },
      {
        name: 'markdownlint-cli2',
        argv: [node, join(modules, 'markdownlint-cli2', 'markdownlint-cli2-bin.mjs'), glob],
      },
    ];

    print(
      `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${runs} runs each, medians`,
    );
    const one = join(work, 'one.md');
    writeFileSync(one, planText(1, { claims: 40, scenarios: 26 }));
    race(`One plan (${(readFileSync(one).length / 1024).toFixed(0)} KB)`, contestants(one, one), runs, work);

    const many = join(work, 'many');
    const manyCount = values.quick ? 100 : 1000;
    const manyBytes = writeCorpus(many, manyCount, { claims: 40, scenarios: 26 });
    race(
      `${manyCount} plans (${(manyBytes / 1e6).toFixed(0)} MB)`,
      contestants(many, join(many, '**/*.md')),
      Math.max(1, Math.floor(runs / 2)),
      work,
    );

    const small = join(work, 'small');
    const smallCount = values.quick ? 500 : 5000;
    const smallBytes = writeCorpus(small, smallCount, { claims: 1, scenarios: 1 });
    race(
      `${smallCount} plans of ${(smallBytes / smallCount / 1024).toFixed(1)} KB`,
      contestants(small, join(small, '**/*.md')),
      Math.max(1, Math.floor(runs / 2)),
      work,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

main();
