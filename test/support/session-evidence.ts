// The evidence of a session's scenarios and controls: histories that a system could have produced, and the records that a
// harness and the recorder make beside them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { performCheck } from '../../lib/check/perform.js';
import { operation, type Operation } from '../../lib/history/operation.js';
import { historyFacts } from '../../lib/evidence/history-facts.js';
import { recordLandings } from '../../lib/evidence/landings.js';
import { mergeWindows } from '../../lib/evidence/windows.js';
import type { NemesisLine } from '../../lib/evidence/types.js';
import { AUDIT_ITEMS } from '../../lib/vocabulary/evidence-files.js';
import { jsonl } from './history.js';

const SECOND = 1e9;
/** Four fault windows of 10 s in a run of 240 s. */
const WINDOWS = [30, 80, 130, 180].map((start, i) => ({
  epoch: `E${i + 1}`,
  start: start * SECOND,
  end: (start + 10) * SECOND,
}));

/** The scenarios and arms of the session. */
export const KEYS = ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'] as const;

/** One register that clients write and read in turn; in each window one write's outcome stays unknown. */
export function registerHistory(
  options: { windows?: boolean; stale?: boolean; seconds?: number; run?: number } = {},
): Operation[] {
  const { windows = true, stale = false, seconds = 240, run = 0 } = options;
  const operations: Operation[] = [];
  let value: number | null = null;
  const names = ['c1', 'c2', 'c3'];
  const rounds = [0, 0, 0];
  for (let tick = 0; tick < seconds * 2; tick++) {
    const at = tick * 0.5 * SECOND;
    const window = windows ? WINDOWS.find(({ start, end }) => at >= start && at <= end) : undefined;
    const client = tick % 3;
    const process_id = `${names[client] ?? ''}.${rounds[client] ?? 0}`;
    const base = {
      op_id: tick + 1,
      process_id,
      invoke_ts: at,
      key: 'k1',
      // No two runs are the same to the byte.
      node_seen: tick === 0 ? `n${run + 1}` : 'n1',
      fault_epoch: window?.epoch ?? null,
    };
    const lost = window !== undefined && at === window.start + 2 * SECOND;
    if (lost) {
      operations.push(
        operation({
          ...base,
          op_type: 'write',
          input: tick,
          complete_ts: null,
          error: { code: 'deadline', class: 'indefinite' },
        }),
      );
      rounds[client] = (rounds[client] ?? 0) + 1;
    } else if (tick % 2 === 0) {
      value = tick;
      operations.push(
        operation({ ...base, op_type: 'write', input: tick, output: 'ok', complete_ts: at + 0.1 * SECOND }),
      );
    } else {
      const output = stale && tick === 41 ? 0 : value;
      operations.push(operation({ ...base, op_type: 'read', output, complete_ts: at + 0.1 * SECOND }));
    }
  }
  return operations;
}

const json = (path: string, value: unknown): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
};

export const ENV = {
  probes: [
    {
      capability: 'network namespaces and nftables',
      command: 'ip netns exec t ping -c 3 10.0.0.2',
      rc: 0,
      functional_test: { expect: '100 % loss under the rule', got: '100 % loss under the rule' },
      passed: true,
    },
  ],
  kernel: '6.1',
  clock_source: 'tsc',
  history_clock: 'one-recorder',
  versions: { ledgerd: '2.4.0' },
  sut: { digest: 'a'.repeat(64), commit: '4f1e2d0', dirty: false },
};

export const AUDIT = {
  items: Object.fromEntries(AUDIT_ITEMS.map(({ id }) => [id, { open: false, evidence: `see evidence of ${id}` }])),
};

/** Writes the evidence of one scenario or arm, as a harness and the recorder would. */
export async function writeEvidence(
  session: string,
  key: string,
  options: { fault: boolean; operations?: Operation[]; parts?: Readonly<Record<string, unknown>>; check?: boolean } = {
    fault: true,
  },
): Promise<void> {
  const folder = join(session, 'evidence', ...key.split('/'));
  mkdirSync(folder, { recursive: true });
  const history = join(folder, 'history.jsonl');
  const run = Math.max(0, KEYS.indexOf(key as (typeof KEYS)[number]));
  writeFileSync(history, jsonl(options.operations ?? registerHistory({ windows: options.fault, run })));
  const lines: NemesisLine[] = options.fault ? windowLines(key) : [];
  if (lines.length > 0) await recordLandings(session, key, lines);
  if (options.check !== false) await check(history, folder);
  const facts = await historyFacts(
    history,
    'history.jsonl',
    mergeWindows(lines.map((value) => ({ value, at: 0 }))).windows,
  );
  const zero = { ok: 0, fail: 0, info: 0 };
  const epochs = options.fault ? WINDOWS.map(({ epoch }) => epoch) : [];
  const parts: Record<string, unknown> = {
    env: ENV,
    workload: {
      seeds: [1, 2, 3],
      generator: 'register writes and reads, 2 a second',
      rate: 2,
      outcomes: {
        total: facts.total,
        by_type: Object.fromEntries(facts.byType),
        windows: epochs.map((epoch) => ({
          epoch,
          before: facts.around.get(epoch)?.before ?? zero,
          during: facts.byEpoch.get(epoch) ?? zero,
          after: facts.around.get(epoch)?.after ?? zero,
        })),
      },
      reach: [{ name: 'leader changed', hits: 4 }],
    },
    budget: options.fault
      ? {
          planned: {
            smoke: { duration_s: 120, fault_windows: 2, seeds: 1, nodes: 3 },
            hardening: { duration_s: 240, fault_windows: 4, seeds: 3, nodes: 5 },
          },
          met: { duration_s: 240, fault_windows: 4, seeds: 3, nodes: 5, operations: facts.lines },
        }
      : {
          planned: {
            smoke: { duration_s: 300, seeds: 1, tenants: 2 },
            hardening: { duration_s: 1800, fault_windows: 5, seeds: 5, tenants: 20 },
          },
          met: { duration_s: 300, seeds: 1, tenants: 2, operations: facts.lines },
        },
    controls: {
      positive: { what: 'reads served by a node that lags', evidence: 'evidence/control-positive', result: 'invalid' },
      negative: { what: 'the workload without faults', evidence: 'evidence/control-negative', result: 'valid' },
      noop: {
        what: 'the same rule in an empty namespace',
        evidence: 'evidence/control-noop',
        result: 'fault-not-proven',
      },
    },
    audit: AUDIT,
    ...options.parts,
  };
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) json(join(folder, `${name}.json`), value);
}

/** Judges a history of a register, and leaves the record in a folder. */
export async function check(history: string, folder: string): Promise<void> {
  await performCheck(
    {
      file: history,
      model: 'register',
      checker: 'linearizability',
      options: {},
      timeoutSeconds: 60,
      memoryMegabytes: 512,
    },
    Readable.from([]),
    { cwd: folder, evidence: folder },
  );
}

export function windowLines(key: string): NemesisLine[] {
  return WINDOWS.flatMap(({ epoch, start, end }, i): NemesisLine[] => [
    {
      epoch,
      nemesis: key === 'S2' ? 'isolate-leader' : 'kill',
      mechanism: key === 'S2' ? 'nft drop' : 'SIGKILL',
      target: ['n1'],
      scope: 'netns n1',
      planned: { start: start / SECOND, duration: 10 },
      start_ts: start,
      injector_rc: 0,
    },
    {
      epoch,
      landing: [
        {
          kind: 'counter',
          name: key === 'S2' ? 'nft drops' : 'restarts of n1',
          source: 'victim',
          before: i * 10,
          after: i * 10 + 7,
          expect: 'rises',
          ts: start + 5 * SECOND,
        },
      ],
    },
    { epoch, observed_ts: start + SECOND, end_ts: end, heal: { ts: end + SECOND, verified_by: 'n1 follows n2' } },
  ]);
}

/** The controls' evidence: a weakened system's stale read, a run without fault, a rule that hits nothing. */
export async function writeControls(session: string): Promise<void> {
  for (const [name, operations] of [
    ['control-positive', registerHistory({ windows: false, stale: true, seconds: 60 })],
    ['control-negative', registerHistory({ windows: false, seconds: 60 })],
    ['control-noop', registerHistory({ seconds: 60 })],
  ] as const) {
    const folder = join(session, 'evidence', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'history.jsonl'), jsonl(operations));
    await check(join(folder, 'history.jsonl'), folder);
  }
  const noop = windowLines('S2').slice(0, 3);
  const still = noop.map((line) => ({
    ...line,
    ...(line.landing === undefined
      ? {}
      : { landing: line.landing.map((reading) => ({ ...reading, after: reading.before })) }),
  }));
  writeFileSync(
    join(session, 'evidence', 'control-noop', 'nemesis.jsonl'),
    still.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}
