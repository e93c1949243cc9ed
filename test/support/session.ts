// A whole session as an agent would leave it: laid out and recorded by the library's own recorder, with histories that a
// system could have produced, checked by the real checkers, and a report that copies its figures from the evidence.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performCheck } from '../../lib/check/perform.js';
import { operation, type Operation } from '../../lib/history/operation.js';
import { historyFacts } from '../../lib/evidence/history-facts.js';
import { recordLandings } from '../../lib/evidence/landings.js';
import { recordArtifacts, recordEvent } from '../../lib/evidence/recorder.js';
import { seal } from '../../lib/evidence/seal.js';
import { mergeWindows } from '../../lib/evidence/windows.js';
import type { NemesisLine } from '../../lib/evidence/types.js';
import { newSession } from '../../lib/scaffold/session.js';
import { loadSession, type Session } from '../../lib/session/load.js';
import { sessionDecision } from '../../lib/session/state.js';
import { AUDIT_ITEMS, RED_FLAGS, WEAK_ORACLES } from '../../lib/vocabulary/evidence-files.js';
import { Readable } from 'node:stream';
import { jsonl } from './history.js';
import { ROOT } from './run.js';

const SECOND = 1e9;
/** Four fault windows of 10 s in a run of 240 s. */
const WINDOWS = [30, 80, 130, 180].map((start, i) => ({
  epoch: `E${i + 1}`,
  start: start * SECOND,
  end: (start + 10) * SECOND,
}));

/** The plan of the session: the rules' base plan with budgets that a test can meet, and one checker for all scenarios. */
export function sessionPlan(): string {
  return readFileSync(join(ROOT, 'lib', 'rules', 'examples', 'base-plan.md'), 'utf8')
    .replace('5 nodes, 20 minutes, 60 kills, 5 seeds', '5 nodes, 4 minutes, 4 kills, 3 seeds')
    .replace('5 nodes, 15 minutes, 20 drops, 5 seeds', '5 nodes, 4 minutes, 4 drops, 3 seeds')
    .replace('5 nodes, 20 minutes, 60 kills, 5 seeds', '5 nodes, 4 minutes, 4 kills, 3 seeds')
    .replace('3 nodes, 2 minutes, 5 kills, 1 seed', '3 nodes, 2 minutes, 2 kills, 1 seed')
    .replace('3 nodes, 2 minutes, 3 drops, 1 seed', '3 nodes, 2 minutes, 2 drops, 1 seed')
    .replace('3 nodes, 2 minutes, 4 kills, 1 seed', '3 nodes, 2 minutes, 2 kills, 1 seed')
    .replace(/^(- \*\*Checker:\*\*) .*/gm, '$1 linearizability (Wing and Gong), key by key');
}

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

async function check(history: string, folder: string): Promise<void> {
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
async function writeControls(session: string): Promise<void> {
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

export interface Made {
  readonly root: string;
  readonly directory: string;
}

/** Lays out a session in a folder, runs nothing. */
export function emptySession(root: string): Made {
  writeFileSync(join(root, 'plan.md'), sessionPlan());
  const directory = newSession({
    plan: join(root, 'plan.md'),
    given: 'plan.md',
    parent: join(root, 'test-sessions'),
    now: new Date('2026-03-14T09:00:00Z'),
    sut: undefined,
    commit: '4f1e2d0, clean',
    operator: 'storage team',
  });
  return { root, directory };
}

export const KEYS = ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'] as const;

/** A complete session: three scenarios with faults at the hardening budget, one of three arms without. */
export async function completeSession(root: string): Promise<Made> {
  const made = emptySession(root);
  const { directory } = made;
  const log = join(directory, 'session-log.md');
  writeFileSync(
    log,
    readFileSync(log, 'utf8')
      .replace(
        '| Tool | Where | What it does | Used by |\n|---|---|---|---|',
        '| Tool | Where | What it does | Used by |\n|---|---|---|---|\n| ledgerctl | bin/ledgerctl | waits until a node is ready, dumps accounts | S1, S2, S3 |',
      )
      .replaceAll('| not probed |  |  |', '| yes | 2.4.0 | probe: starts and answers |')
      .replace(
        '| Precondition | Checked with | Result |\n|---|---|---|',
        '| Precondition | Checked with | Result |\n|---|---|---|\n| empty data directories | ls | empty |',
      ),
  );
  for (const key of KEYS) {
    const fault = !key.startsWith('S4');
    const event = (name: string, note = ''): void => void recordEvent(directory, { scenario: key, event: name, note });
    event('start');
    event('baseline', '2 operations a second');
    if (fault) for (const name of ['fault injected', 'landing', 'healed']) event(name, 'E1 to E4');
    event('final reads');
    const operations = fault ? undefined : registerHistory({ windows: false, seconds: 300, run: KEYS.indexOf(key) });
    await writeEvidence(directory, key, { fault, ...(operations === undefined ? {} : { operations }) });
    event('oracle', 'valid');
    event('end');
  }
  await writeControls(directory);
  writeFileSync(join(directory, 'logs', 'n1.log'), 'raft: became leader at term 2\nraft: stepped down\n');
  await recordArtifacts(directory, directory, {
    files: ['logs/n1.log'],
    scenario: 'S1',
    producer: 'ledgerd n1',
    parents: [],
    what: 'log of n1',
  });
  const shownAs = (path: string): string => path.replace(`${root}/`, '');
  await seal(directory, undefined, shownAs);
  const session = await loadSession(directory, { shownAs });
  writeFileSync(join(directory, 'findings', 'report.md'), reportText(session));
  return made;
}

/** A report as an agent should write it: verdicts from the tree, figures from the records. */
export function reportText(session: Session): string {
  const decision = sessionDecision(session.states);
  const rows: string[] = [];
  for (const state of session.states) {
    const name = state.scenario?.name ?? state.id;
    for (const arm of state.arms) {
      const record = arm.evidence?.checker?.value;
      const excluded = Object.values(record?.ops_excluded ?? {}).reduce((sum, n) => sum + n, 0);
      const windows = arm.evidence?.windows ?? [];
      const reading = windows[0]?.readings[0]?.reading;
      const execution =
        record === undefined
          ? 'none'
          : `${record.ops_total ?? 0} operations recorded, ${record.ops_consumed} consumed, ${excluded} excluded, ${record.indeterminate} indeterminate; ${record.result}; ${Number(session.states.length > 0 ? 3 : 0)} seeds`;
      const landing =
        reading === undefined
          ? 'no fault planned'
          : `${reading.name} at the victim: ${String(reading.before)} → ${String(reading.after)} inside E1; ${windows.length} of ${windows.length} windows landed`;
      rows.push(
        `| ${arm.key} | ${name} | ${arm.decision.verdict} | ${record?.checker ?? 'none'} | ${execution} | ${landing} | [evidence](../evidence/${arm.key}/verdict.json) | n/a |`,
      );
    }
    if (state.arms.length > 1)
      rows.push(
        `| ${state.id} | ${name} | ${state.verdict} | arms above | arms above | arms above | [evidence](../evidence/${state.id}/) | n/a |`,
      );
  }
  const plan = session.plan?.plan;
  const hypotheses = (plan?.hypotheses ?? []).map(
    ({ id }) =>
      `| ${id} | ${(session.states.find(({ scenario }) => scenario?.closes.some((ref) => ref.id === id)) ?? { id: 'none' }).id} | not observed under the tested threats |`,
  );
  const claims = (plan?.claims ?? []).map(
    ({ id }) =>
      `| ${id} | as argued in the plan | the scenarios of the plan at the tier in the table | adequate under the tested threats |`,
  );
  const audits = session.states
    .flatMap(({ arms }) => arms)
    .filter(({ decision: { verdict } }) => verdict.startsWith('PASS'))
    .map(({ key }) => {
      const box = ({ id, question }: { id: string; question: string }): string =>
        `- [x] ${id} ${question}: see audit.json of ${key}`;
      return `### ${key}\n\nRed flags (ten):\n\n${RED_FLAGS.map(box).join('\n')}\n\nWeak oracles (fourteen):\n\n${WEAK_ORACLES.map(box).join('\n')}\n`;
    });
  return `# Findings: ledgerd-append-and-transfer @ 2026-03-14T09-00-00Z

**Plan:** ../../plan.md (SHA-256 ${session.plan?.sha256 ?? ''})
**Commit under test:** 4f1e2d0, clean
**Session dir:** test-sessions/2026-03-14T09-00-00Z

## Summary

**Session verdict: ${decision.verdict}** — ${decision.reason}.

All scenarios ran against the packaged configuration, see the table for tiers and figures.

## Scenario results

| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link | Reduction class |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

## Findings

No finding.

## Coverage summary

| Hypothesis | Scenario | Result |
|---|---|---|
${hypotheses.join('\n')}

## Surface coverage

| Scenario / arm | Surface | Positive control | Negative control | Verdict |
|---|---|---|---|---|
| S4/grpc | gRPC API | own accounts read | foreign reads denied | PASS-smoke |
| S4/http | HTTP gateway | own accounts read | foreign reads denied | PASS-smoke |
| S4/export | nightly CSV export | own rows exported | no foreign row | PASS-smoke |

## Release-budget disclosures

- S2: not provided — no cluster stays reserved overnight. Revisit when: the nightly pool has five nodes.
- S4: not provided — exports run nightly only. Revisit when: the job can be started by hand.

## Adequacy assessment

| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |
|---|---|---|---|
${claims.join('\n')}

## Confidence delta

- **More:** no stale read was observed while the leader was isolated in four windows.
- **Less:** nothing.
- **Unchanged:** power loss, full disks and clock skew were not exercised.

## Green-but-broken check

${audits.join('\n')}`;
}
