/**
 * How the isolation checker scales: wall time and peak memory by transactions, keys and processes, valid and violating.
 * Run: npm run build && node dist/bench/isolation.js [transactions …]   (default 1000 10000 100000 1000000)
 * Each case runs in a process of its own, so that one does not warm up or crowd out the next.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkIsolation } from '../lib/check/isolation/serializability.js';
import { operation } from '../lib/history/operation.js';
import type { Json, Operation } from '../lib/history/operation.js';

type Kind = 'valid' | 'stale read' | 'snapshot';

interface Case {
  readonly workload: 'list-append' | 'rw-register';
  readonly txns: number;
  /** Keys in use at one time; a key is replaced by a new one after `writesPerKey` writes. */
  readonly keys: number;
  readonly writesPerKey: number;
  readonly processes: number;
  readonly info: number;
  readonly kind: Kind;
}

/** Up to four reads and writes a transaction, one after the other within its interval (`snapshot`: at its start). */
function history(shape: Case): Operation[] {
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const lists = shape.workload === 'list-append';
  const active = Array.from({ length: shape.keys }, (_, i) => i);
  const store = new Map<number, number[]>();
  const processes = Array.from({ length: shape.processes }, (_, i) => i);
  let fresh = shape.keys;
  let retired = shape.processes;
  let value = 0;
  const bad = shape.kind === 'stale read' ? Math.floor(shape.txns / 2) : -1;
  const operations: Operation[] = [];
  for (let i = 0; i < shape.txns; i++) {
    const lane = i % shape.processes;
    const input: Json[] = [];
    const output: Json[] = [];
    const snapshot = shape.kind === 'snapshot' && random(50) === 0;
    const pending: [number, number][] = [];
    for (let m = 1 + random(4); m > 0; m--) {
      const slot = random(shape.keys);
      const key = active[slot] as number;
      let list = store.get(key);
      if (list === undefined) store.set(key, (list = []));
      if (random(2) === 0) {
        const seen = i >= bad && bad >= 0 && list.length > 4 && m === 1 ? list.slice(0, 2) : [...list];
        input.push(['r', key, null]);
        output.push(['r', key, lists ? seen : (seen[seen.length - 1] ?? null)]);
        continue;
      }
      const mop: Json = [lists ? 'append' : 'w', key, ++value];
      input.push(mop);
      output.push(mop);
      // A transaction on a snapshot does not see its fellows' writes: here its own come late instead.
      if (snapshot) pending.push([key, value]);
      else list.push(value);
      if (list.length >= shape.writesPerKey) active[slot] = fresh++;
    }
    for (const [key, late] of pending) store.get(key)?.push(late);
    const lost = random(1000) < shape.info * 1000;
    operations.push(
      operation({
        op_id: i,
        process_id: processes[lane] as number,
        invoke_ts: i * 10,
        complete_ts: lost ? null : i * 10 + 10 * shape.processes - 5,
        op_type: 'txn',
        input,
        output: lost ? null : output,
        timeout_marker: lost,
      }),
    );
    if (lost) processes[lane] = retired++;
  }
  return operations;
}

function measure(shape: Case): void {
  const operations = history(shape);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const answer = checkIsolation(
    { operations, options: { level: 'strict-serializable' } },
    { deadline: start + 600_000, memory: Infinity },
  );
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const cpuMs = (used.user + used.system) / 1000;
  const strongest = (answer.details?.['strongest'] as string[] | undefined)?.join(' and ') ?? '-';
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const columns = [shape.workload, shape.txns, shape.keys, shape.writesPerKey, shape.processes, shape.info, shape.kind];
  process.stdout.write(
    `| ${[...columns, answer.result, strongest, ms.toFixed(0), cpuMs.toFixed(0), peak].join(' | ')} |\n`,
  );
}

function main(): void {
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--case') {
    measure(JSON.parse(rest[0] ?? '') as Case);
    return;
  }
  const sizes = first === undefined ? [1_000, 10_000, 100_000, 1_000_000] : [first, ...rest].map(Number);
  const base: Omit<Case, 'txns'> = {
    workload: 'list-append',
    keys: 10,
    writesPerKey: 50,
    processes: 10,
    info: 0.01,
    kind: 'valid',
  };
  const cases: Case[] = [];
  for (const txns of sizes) {
    for (const kind of ['valid', 'stale read', 'snapshot'] as const) cases.push({ ...base, txns, kind });
    cases.push({ ...base, txns, workload: 'rw-register' });
  }
  const middle = sizes.find((size) => size >= 10_000) ?? (sizes[0] as number);
  for (const keys of [1, 100, 1000]) cases.push({ ...base, txns: middle, keys });
  for (const processes of [2, 50]) cases.push({ ...base, txns: middle, processes });
  for (const info of [0, 0.1]) cases.push({ ...base, txns: middle, info });
  for (const writesPerKey of [10, 500]) cases.push({ ...base, txns: middle, writesPerKey });
  process.stdout.write(
    '| workload | txns | keys | writes a key | processes | unknown | history | result | strongest | ms | CPU ms | peak MB |\n',
  );
  process.stdout.write('|---|---|---|---|---|---|---|---|---|---|---|---|\n');
  for (const shape of cases) {
    execFileSync(
      process.execPath,
      ['--max-old-space-size=12000', fileURLToPath(import.meta.url), '--case', JSON.stringify(shape)],
      { stdio: 'inherit' },
    );
  }
}

main();
