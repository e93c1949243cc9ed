// How long `dst-skills check` takes and what memory it needs, as a process of its own, on histories made here. Run it with
//   npm run build && node dist/bench/check.js [shapes | scale | hard | all] [--timeout seconds]
// Every row is one whole run of the command: start, read, self-test, check. Lines are Markdown, for docs/checkers.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckRecord } from '../lib/check/record.js';
import { produce, type Workload } from './workload.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '..', 'dst-skills.cjs');
const directory = mkdtempSync(join(tmpdir(), 'dst-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

type Case = Omit<Workload, 'seed'>;

function write(load: Workload): string {
  const path = join(directory, 'history.jsonl');
  const file = openSync(path, 'w');
  let buffer: string[] = [];
  const flush = (): void => {
    writeSync(file, buffer.join(''));
    buffer = [];
  };
  produce(load, (op) => {
    buffer.push(`${JSON.stringify(op)}\n`);
    if (buffer.length === 10_000) flush();
  });
  flush();
  closeSync(file);
  return path;
}

interface Measured {
  readonly result: string;
  readonly seconds: number;
  /** User and system time: what counts on a machine that has other work. */
  readonly cpu: number;
  readonly megabytes: number;
}

/** GNU time tells processor time and the largest resident set of the whole process. */
function measure(path: string, model: string, timeout: number): Measured {
  const args = ['check', path, '--model', model, '--timeout', String(timeout), '--json'];
  const began = performance.now();
  const child = spawnSync('/usr/bin/time', ['-f', 'used %M %U %S', process.execPath, BIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - began) / 1000;
  const record = JSON.parse(child.stdout) as CheckRecord;
  const [, resident, user, system] = /used (\S+) (\S+) (\S+)/.exec(child.stderr) ?? [];
  return { result: record.result, seconds, cpu: Number(user) + Number(system), megabytes: Number(resident) / 1024 };
}

function row(load: Case, timeout: number): void {
  const path = write({ ...load, seed: 1 });
  const model = load.mix === 'cas' ? 'cas-register' : 'register';
  const { result, seconds, cpu, megabytes } = measure(path, model, timeout);
  const cells = [
    load.mix,
    (load.keys * load.perKey).toLocaleString('en'),
    load.keys,
    load.perKey,
    load.clients,
    load.unknown,
    load.violateKey === undefined ? 'none' : 'one',
    result,
    cpu.toFixed(2),
    seconds.toFixed(1),
    megabytes.toFixed(0),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

const HEAD =
  '| values | operations | keys | a key | clients | unknown a key | violation | result | CPU s | wall s | MB |\n' +
  '| --- | --: | --: | --: | --: | --: | --- | --- | --: | --: | --: |\n';

const SUITES: Record<string, () => Case[]> = {
  scale: () =>
    (['distinct', 'cas'] as const).flatMap((mix) =>
      [
        { keys: 1, perKey: 1000 },
        { keys: 10, perKey: 1000 },
        { keys: 100, perKey: 1000 },
        { keys: 500, perKey: 200 },
        { keys: 1000, perKey: 1000 },
      ].flatMap(({ keys, perKey }): Case[] => {
        const load = { mix, keys, perKey, clients: 5, unknown: 2 };
        return [load, { ...load, violateKey: Math.floor(keys / 2) }];
      }),
    ),
  shapes: () =>
    (['distinct', 'cas'] as const).flatMap((mix) =>
      [2, 5, 10, 20, 50].flatMap((clients) =>
        [0, 2, 5, 10, 20].flatMap((unknown): Case[] => {
          const load = { mix, keys: 10, perKey: 200, clients, unknown };
          return [load, { ...load, violateKey: 5 }];
        }),
      ),
    ),
  hard: () =>
    (['distinct', 'cas'] as const).flatMap((mix) =>
      [5, 10, 20, 50].flatMap((clients): Case[] => {
        const load = { mix, keys: 1, perKey: 10_000, clients, unknown: 0 };
        return [load, { ...load, violateKey: 0 }, { ...load, unknown: 20 }, { ...load, unknown: 20, violateKey: 0 }];
      }),
    ),
};

const [suite = 'all', , seconds] = process.argv.slice(2);
const timeout = Number(seconds ?? 30);
for (const [name, cases] of Object.entries(SUITES)) {
  if (suite !== 'all' && suite !== name) continue;
  process.stdout.write(`\n${name}\n\n${HEAD}`);
  for (const load of cases()) row(load, timeout);
}
