/**
 * What the audit of a large session costs beyond hashing its files: 50 scenarios, 2 GB of artifacts, and one history of a
 * million operations, beside `sha256sum` of the same files. GNU time does the accounting.
 *
 *   npm run bench:session [-- --artifacts 2000 --operations 1000000 --scenarios 50 --files 0 --keep <folder>]
 *
 * `--artifacts` are megabytes in files of 50; `--files` are as many small artifacts besides, each with a row of its own.
 *
 * The session is made in a temporary folder and taken away at the end.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordArtifacts, recordEvent } from '../lib/evidence/recorder.js';
import { recordBudget, recordWorkload } from '../lib/evidence/records.js';
import { seal } from '../lib/evidence/seal.js';
import { operation } from '../lib/history/operation.js';
import { newSession } from '../lib/scaffold/session.js';
import { loadSession, planOfSession } from '../lib/session/load.js';
import { registerHistory, writeEvidence } from '../test/support/session-evidence.js';
import { reportText } from '../test/support/session-report.js';
import { planText } from './corpus.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { values } = parseArgs({
  options: {
    artifacts: { type: 'string', default: '2000' },
    operations: { type: 'string', default: '1000000' },
    scenarios: { type: 'string', default: '50' },
    files: { type: 'string', default: '0' },
    runs: { type: 'string', default: '3' },
    keep: { type: 'string' },
  },
});

/** Hashes the files of a list one after the other, as the audit does. */
const HASH_ALL = `
const { createHash } = require('node:crypto');
const { createReadStream, readFileSync } = require('node:fs');
(async () => {
  for (const path of readFileSync(process.argv[1], 'utf8').split('\\0')) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
    hash.digest('hex');
  }
})();`;

const root = values.keep ?? mkdtempSync(join(tmpdir(), 'dst-skills-session-'));
mkdirSync(root, { recursive: true });
try {
  const session = await make(root);
  measure(session);
} finally {
  if (values.keep === undefined) rmSync(root, { recursive: true, force: true });
}

async function make(folder: string): Promise<string> {
  const plan = join(folder, 'plan.md');
  writeFileSync(plan, planText(1, { claims: 60, scenarios: Number(values.scenarios) }));
  const session = newSession({
    plan,
    given: 'plan.md',
    parent: join(folder, 'test-sessions'),
    now: new Date(),
    sut: undefined,
    commit: '4f1e2d0',
    operator: 'bench',
  });
  for (let i = 1; i <= Number(values.scenarios); i++) {
    const key = `S${i}`;
    for (const event of ['start', 'fault injected', 'healed', 'oracle', 'end'])
      recordEvent(session, { scenario: key, event, note: '' });
    await writeEvidence(session, key, {
      fault: true,
      operations: registerHistory({ run: i }),
      parts: { budget: undefined },
    });
  }
  largeHistory(session);
  const request = { seeds: [1, 2, 3], generator: 'register, 200 operations a key', rate: 1000, reach: [] };
  await recordWorkload(session, 'S1', request, false);
  for (let i = 1; i <= Number(values.scenarios); i++)
    await recordBudget(session, `S${i}`, { met: { nodes: 5 }, planned: {}, plan: planOfSession(session) }, false);
  const each = 50;
  for (let i = 0; i * each < Number(values.artifacts); i++) {
    const name = `artifacts/data-${i}.bin`;
    noise(join(session, name), each, i);
    await recordArtifacts(session, session, {
      files: [name],
      scenario: 'S1',
      producer: 'bench',
      parents: [],
      what: 'data',
    });
  }
  await manyFiles(session, Number(values.files));
  const shownAs = (path: string): string => path;
  await seal(session, undefined, shownAs);
  writeFileSync(join(session, 'findings', 'report.md'), reportText(await loadSession(session, { shownAs })));
  return session;
}

/** Small artifacts, as a harness leaves them that keeps a file for each request. */
async function manyFiles(session: string, count: number): Promise<void> {
  const files = Array.from({ length: count }, (_, i) => `artifacts/requests/${i % 100}/${i}.txt`);
  for (let i = 0; i < Math.min(100, count); i++)
    mkdirSync(join(session, `artifacts/requests/${i}`), { recursive: true });
  for (const file of files) writeFileSync(join(session, file), `answer of ${file}\n`);
  if (count > 0)
    await recordArtifacts(session, session, { files, scenario: 'S2', producer: 'bench', parents: [], what: 'answer' });
}

/** S1's history: many keys, five clients each, 200 operations a key, as the checkers want them. */
function largeHistory(session: string): void {
  const folder = join(session, 'evidence', 'S1');
  const path = join(folder, 'history.jsonl');
  rmSync(join(folder, 'nemesis.jsonl'));
  const fd = openSync(path, 'w');
  const count = Number(values.operations);
  let lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const key = Math.floor(i / 200);
    const write = i % 2 === 0;
    const at = i * 1_000_000;
    lines.push(
      JSON.stringify(
        operation({
          op_id: i + 1,
          process_id: `c${i % 5}`,
          invoke_ts: at,
          complete_ts: at + 900_000,
          op_type: write ? 'write' : 'read',
          key: `k${key}`,
          input: write ? i : null,
          output: write ? 'ok' : i - 1,
          node_seen: `n${i % 3}`,
        }),
      ),
    );
    if (lines.length === 10_000 || i === count - 1) {
      writeSync(fd, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  closeSync(fd);
  const cli = join(ROOT, 'dist', 'dst-skills.cjs');
  const argv = [
    cli,
    'check',
    path,
    '--model',
    'register',
    '--evidence',
    folder,
    '--memory',
    '8192',
    '--timeout',
    '600',
  ];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`check ended with status ${status ?? 'none'}: ${stderr}`);
  rmSync(join(folder, 'workload.json'));
}

/** Bytes that do not compress, the same on every run. */
function noise(path: string, megabytes: number, seed: number): void {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed + 1), Buffer.alloc(16));
  const zeros = Buffer.alloc(1 << 20);
  const fd = openSync(path, 'w');
  for (let i = 0; i < megabytes; i++) writeSync(fd, cipher.update(zeros));
  closeSync(fd);
}

function measure(session: string): void {
  const cli = join(ROOT, 'dist', 'dst-skills.cjs');
  const files = execFileSync('find', [session, '-type', 'f'], { encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim()
    .split('\n');
  const bytes = execFileSync('du', ['-sb', session], { encoding: 'utf8' }).split('\t')[0] ?? '';
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? ''}; ${files.length} files, ${bytes} bytes\n`,
  );
  process.stdout.write('| Command | Wall s | CPU s | Peak MB |\n|---|---|---|---|\n');
  const list = join(session, '..', 'files.txt');
  writeFileSync(list, `${files.join('\0')}`);
  const rows: readonly [string, readonly string[]][] = [
    ['hashing every file, in Node', [process.execPath, '-e', HASH_ALL, list]],
    ['sha256sum of every file', ['xargs', '-0', '-a', list, 'sha256sum']],
    ['dst-skills lint', [process.execPath, cli, 'lint', session]],
    ['dst-skills lint --no-recheck', [process.execPath, cli, 'lint', '--no-recheck', session]],
    ['dst-skills verdict', [process.execPath, cli, 'verdict', session]],
  ];
  for (const [name, argv] of rows) {
    const all = Array.from({ length: Number(values.runs) }, () => once(argv, join(session, '..', 'time.log')));
    const median = (of: (one: readonly number[]) => number): number =>
      all.map(of).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
    const [wall, cpu, memory] = [0, 1, 2].map((i) => median((one) => one[i] ?? NaN));
    process.stdout.write(
      `| ${name} | ${wall?.toFixed(2) ?? ''} | ${cpu?.toFixed(2) ?? ''} | ${memory?.toFixed(0) ?? ''} |\n`,
    );
  }
}

/** Wall clock seconds, CPU seconds (user and system) and peak megabytes of one run. */
function once(argv: readonly string[], log: string): number[] {
  const ran = spawnSync('/usr/bin/time', ['-o', log, '-f', '%e %U %S %M', ...argv], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (ran.error !== undefined) throw new Error(`GNU time cannot be run (apt-get install time): ${ran.error.message}`);
  if (ran.status === 2) throw new Error(ran.stderr);
  const [wall = NaN, user = NaN, system = NaN, kilobytes = NaN] = (
    readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number);
  return [wall, user + system, kilobytes / 1024];
}
