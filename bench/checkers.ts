/**
 * How the linear checkers scale: wall and CPU time and peak memory by operations, each case in a process of its own.
 * Run: npm run build && node dist/bench/checkers.js [operations …]   (default 1000 10000 100000 1000000)
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CHECKERS } from '../lib/check/registry.js';
import { operation } from '../lib/history/operation.js';
import type { Json, Operation } from '../lib/history/operation.js';

type Make = (n: number) => { operations: Operation[]; options?: Record<string, string>; model?: string };

const op = (i: number, op_type: string, input: Json, output: Json, more: Partial<Operation> = {}): Operation =>
  operation({
    op_id: i,
    process_id: i % 20,
    invoke_ts: i * 10,
    complete_ts: i * 10 + 5,
    op_type,
    key: `k${i % 100}`,
    input,
    output,
    ...more,
  });

const range = (n: number, make: (i: number) => Operation): Operation[] => Array.from({ length: n }, (_, i) => make(i));

/** A history of n operations that the checker finds valid. */
const HISTORIES: Readonly<Record<string, Make>> = {
  'no-lost-ack': (n) => {
    const adds = range(n - 100, (i) => op(i, 'add', i, null));
    const reads = range(100, (k) =>
      op(
        n - 100 + k,
        'read',
        null,
        adds.filter((_, i) => i % 100 === (n - 100 + k) % 100).map((a) => a.input),
      ),
    );
    return { operations: [...adds, ...reads] };
  },
  'total-queue': (n) => {
    const half = range(n / 2, (i) => op(i, 'enqueue', i, null));
    const out = half.map((one, i) => op(n / 2 + i, 'dequeue', null, one.input, { key: one.key }));
    const last = range(100, (k) => op(n + k, 'dequeue', null, null));
    return { operations: [...half, ...out, ...last] };
  },
  'exactly-once': (n) => {
    const credits = range(n - 100, (i) => op(i, 'credit', { idem_key: i, amount: 1 }, null));
    const reads = range(100, (k) =>
      op(
        n - 100 + k,
        'entries',
        null,
        credits
          .filter((_, i) => i % 100 === (n - 100 + k) % 100)
          .map((c) => (c.input as { idem_key: number }).idem_key),
      ),
    );
    return { operations: [...credits, ...reads] };
  },
  session: (n) => ({
    operations: range(n, (i) =>
      op(
        i,
        i % 3 === 0 ? 'write' : 'read',
        i % 3 === 0 ? i : null,
        i % 3 === 0 ? { version: i } : { value: i, version: i },
        { key: `k${Math.floor(i / 3) % 100}` },
      ),
    ),
    model: 'session',
  }),
  'prefix-order': (n) => ({
    operations: range(n, (i) =>
      op(i, i % 2 === 0 ? 'enqueue' : 'dequeue', i % 2 === 0 ? i : null, i % 2 === 0 ? null : i - 1, {
        key: `k${Math.floor(i / 2) % 100}`,
      }),
    ),
  }),
  exclusion: (n) => ({
    operations: range(n, (i) =>
      op(i, i % 2 === 0 ? 'acquire' : 'release', null, i % 2 === 0 ? { token: i } : true, {
        key: `k${Math.floor(i / 2) % 100}`,
        process_id: Math.floor(i / 2) % 20,
      }),
    ),
  }),
  invariant: (n) => {
    const sums = new Array<number>(100).fill(0);
    return {
      operations: range(n, (i) => {
        const key = Math.floor(i / 2) % 100;
        if (i % 2 === 0) sums[key] = (sums[key] ?? 0) + 1;
        return op(i, i % 2 === 0 ? 'inc' : 'read', i % 2 === 0 ? 1 : null, i % 2 === 0 ? null : (sums[key] ?? 0), {
          key: `k${key}`,
        });
      }),
      model: 'counter',
    };
  },
  reconciliation: (n) => {
    const state = Object.fromEntries(Array.from({ length: n / 2 }, (_, i) => [`x${i}`, i]));
    const dumps = ['n1', 'n2', 'n3'].map((node, i) => op(n + i, 'dump', null, state, { node_seen: node, key: null }));
    return { operations: [...range(n, (i) => op(i, 'put', i, null)), ...dumps] };
  },
  'replay-equivalence': (n) => {
    const log = Array.from({ length: n }, (_, i): Json => ['put', `x${i % 1000}`, i]);
    const state = Object.fromEntries(
      Array.from({ length: Math.min(n, 1000) }, (_, i) => [`x${i}`, n - (n % 1000 === 0 ? 1000 : n % 1000) + i]),
    );
    return {
      operations: [op(0, 'log', null, log, { key: null }), op(1, 'state', n, state, { key: null })],
      options: { apply: 'map' },
    };
  },
  'per-group': (n) => ({
    operations: range(n, (i) => op(i, 'read', null, null, { group: `g${i % 10}` })),
    options: { 'worst-p99-ratio': '2', 'min-samples': '10' },
  }),
};

async function measure(name: string, n: number): Promise<void> {
  const checker = await CHECKERS[name]?.load();
  const make = HISTORIES[name];
  if (checker === undefined || make === undefined) throw new Error(`no history for ${name}`);
  const { operations, options = {}, model } = make(n);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const answer = await checker.run(
    { operations, options, ...(model === undefined ? {} : { model }) },
    { deadline: Infinity, memory: Infinity },
  );
  const used = process.cpuUsage(cpu);
  const columns = [
    name,
    n,
    answer.result,
    (performance.now() - start).toFixed(0),
    ((used.user + used.system) / 1000).toFixed(0),
    Math.round(process.resourceUsage().maxRSS / 1024),
  ];
  process.stdout.write(`| ${columns.join(' | ')} |\n`);
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--case') await measure(rest[0] ?? '', Number(rest[1]));
else {
  const sizes = first === undefined ? [1_000, 10_000, 100_000, 1_000_000] : [first, ...rest].map(Number);
  process.stdout.write('| checker | operations | result | ms | CPU ms | peak MB |\n|---|---|---|---|---|---|\n');
  for (const name of Object.keys(HISTORIES)) {
    for (const size of sizes) {
      const self = fileURLToPath(import.meta.url);
      execFileSync(process.execPath, ['--max-old-space-size=8000', self, '--case', name, String(size)], {
        stdio: 'inherit',
      });
    }
  }
}
