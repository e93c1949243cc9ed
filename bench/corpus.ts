import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How large a generated plan is. */
export interface PlanSize {
  readonly claims: number;
  readonly scenarios: number;
}

const SUBJECTS = [
  'append',
  'transfer',
  'lease',
  'watch',
  'snapshot',
  'compaction',
  'member change',
  'read',
  'delete',
  'session',
];
const THREATS = [
  'a crash between answer and fsync',
  'a leader cut off one way',
  'a retry that meets a new leader',
  'a full disk on one node',
  'a paused process that wakes up',
  'a slow follower under load',
];

/** A seeded generator (mulberry32), so that a corpus is the same on every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A plan of the current generation as an engineer could have written it: one hypothesis a claim, scenarios that
 * share the claims out, all sections filled. 40 claims and 26 scenarios give about 90 KB.
 */
export function planText(seed: number, { claims, scenarios }: PlanSize): string {
  const next = random(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? '';
  const name = `service${seed}`;
  const ids = Array.from({ length: claims }, (_, i) => i + 1);
  const scenarioOf = (claim: number): number => ((claim - 1) % scenarios) + 1;
  const claimsOf = (scenario: number): number[] => ids.filter((claim) => scenarioOf(claim) === scenario);
  const subject = ids.map(() => pick(SUBJECTS));
  const threat = ids.map(() => pick(THREATS));
  const text = (claim: number): string => `${subject[claim - 1] ?? ''} under ${threat[claim - 1] ?? ''}`;
  const join = (prefix: string, list: readonly number[]): string => list.map((n) => `${prefix}${n}`).join(', ');

  return `# Test Plan: ${name}-stability

**Date:** 2026-03-14
**Plan mode:** project-wide
**SUT:** ${name} 2.${seed % 10}, a replicated store of three nodes
**Change under test:** N/A — project-wide
**Plan author:** storage team
**Status:** reviewed

## 0. Architectural summary

${name} keeps its state on three nodes. A client sends a request to any node; a follower forwards it to the leader. The
leader writes an entry to its log, calls fsync, replicates it, and answers when two of three nodes have it on disk. The
applied state lives in memory and is rebuilt from the newest snapshot and the log. There is one trust domain.

\`\`\`
client -> any node -> leader -> log + fsync -> followers -> apply -> answer
\`\`\`

## 1. Scope

In scope: the log, replication, recovery and the client protocol. Out of scope: the web console and backups.

## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
${ids.map((n) => `| C${n} | An acknowledged ${subject[n - 1] ?? ''} number ${n} keeps its promise under ${threat[n - 1] ?? ''}, on each node that acknowledged it. | durability | docs/guarantees.md, section ${n} | no |`).join('\n')}

## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| M1 | Request ids are remembered for 24 hours only. | \`dedup.go\`, constant \`retention\` | document the window |

## 2. SUT model

- **Tenancy / isolation:** none, one trust domain.
- **Persistence:** every log entry is fsynced on two of three nodes before the answer.
- **Replication / consensus:** Raft, one group, three voters.
- **Ordering:** entries of one key are applied in log order.
- **Network boundaries:** RPC between nodes and to clients.
- **Retry / idempotency contract:** clients retry with the same request id; the server remembers ids.
- **Observability:** metrics, a structured log, and an audit table.

## 3. Existing test inventory

| Test / harness | Subsystem | Invariant pinned | Failure modes it catches |
|---|---|---|---|
| \`TestRestart\` | log | entries are there after a clean restart | a tail lost on a clean shutdown |

## 4. Failure-mode hypotheses

${ids.map((n) => `H${n}. **${text(n).replace(/^./, (c) => c.toUpperCase())}** — correctness and durability: what was acknowledged as number ${n} is gone, or comes twice, after the fault.\n   - Could falsify: C${n}\n   - Suspected because: the batching path acknowledges from a callback\n   - Subsystem: ${subject[n - 1] ?? ''}\n`).join('\n')}
Liveness, partial failure, idempotency/replay, upgrade/rollback, configuration and performance/fairness: N/A, because no
document of this service promises anything about them.

## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
${ids.map((n) => `| C${n} | H${n} | \`TestRestart\` | partial | no fault-injection variant | S${scenarioOf(n)} |`).join('\n')}

## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** ${join('H', ids)}
- **What it would catch that other techniques miss:** state that is lost or doubled between disk and memory
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
- **Cost / wall-clock estimate:** one day to write, 20 minutes a run

## 6b. Environment requirements

| Requirement | Version floor | Used by scenarios | Install hint |
|---|---|---|---|
| ${name} binaries | 2.0 | all | built by \`make\` |
| SIGKILL on the node's process | any | all | part of every shell |

## 7. Scenarios

${Array.from({ length: scenarios }, (_, i) => scenarioText(name, i + 1, join('C', claimsOf(i + 1)), join('H', claimsOf(i + 1)))).join('\n')}
## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
${ids.map((n) => `| C${n} | (a) ${threat[n - 1] ?? ''}, (b) a lost tail on recovery | S${scenarioOf(n)} (a, b) | the kills are spread over the whole write path of number ${n} |`).join('\n')}

## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| M1: request ids older than a day | no run lasts a day | clients give up after an hour | when batch clients arrive |

## 7d. Confidence statement

If every scenario passes at its hardening budget, no lost acknowledged operation was observed under crashes of single
nodes. The web console and backups were not exercised at all. Retries after more than a day stay open (M1). Power loss
and full disks were not injected, so nothing is said about them. A reviewer should take a pass as evidence under these
threats only.

## 8. What this plan does NOT cover

- The web console and backups.

## 9. Open questions / followups

- Should the table of request ids be part of the snapshot? Owner: storage team, 2026-04-30.
`;
}

function scenarioText(name: string, n: number, claims: string, hypotheses: string): string {
  return `### Scenario S${n}: acknowledged_operations_of_group_${n}_survive_crashes

- **Falsifies if it FAILs:** ${claims}
- **Closes:** ${hypotheses}
- **Technique:** crash and recovery testing
- **Workload:** 5 clients write unique numbers to 10 keys at ${100 + n} operations/s in all, closed loop, 2 s timeout
- **Faults:** SIGKILL of a random node every ${5 + n} s, restart after 3 s
- **Oracle:** no-lost-ack: the set of acknowledged numbers is a subset of the numbers read from every node at the end
- **Observability required:** operation history of every client, the nodes' exit status, the applied index per node
- **Smoke budget:** 3 nodes, 2 minutes, 5 kills, 1 seed
- **Hardening budget:** 5 nodes, 20 minutes, 60 kills, 5 seeds
- **Release budget:** 5 nodes, 8 hours, 1000 kills, 20 seeds
- **Target test file:** \`tests/auto/s${n}_durable_test.go\`
- **Skeleton language:** go
- **Skeleton:**

  \`\`\`go
  // AUTO-GENERATED from test plan: testing-plans/${name}-stability.md
  // Scenario: S${n} acknowledged_operations_of_group_${n}_survive_crashes
  // Falsifies: ${claims}
  func TestS${n}Durable(t *testing.T) {
      // TODO: workload, kills, final read, no-lost-ack
  }
  \`\`\`

#### §7.M — Model / history / checker discipline

- **Model under test:** log
- **Operation history:** default fields, recorded in-process by the client driver; reads carry offsets
- **Checker:** no-lost-ack over the acknowledged writes, then replay-equivalence of the rebuilt state
- **Nemesis + landing evidence:** process kill; the node's PID is gone and its start time in /proc is new after the
  restart, read on the node itself
- **Ambiguous outcomes:** a timeout gets \`timeout_marker: true\` and \`complete_ts: null\`; it may have been applied at
  any later time, and the process id retires
- **Reduction plan:** ddmin over kills and clients with five repeats a probe, then classify as SUT, harness, checker or
  environment

§7.M.S: not applicable (no boundary or fairness claim falsified)
`;
}

/** Writes \`count\` plans of one size into a directory, 100 to a folder, and gives the bytes written. */
export function writeCorpus(directory: string, count: number, size: PlanSize): number {
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const folder = join(directory, String(Math.floor(i / 100)).padStart(3, '0'));
    if (i % 100 === 0) mkdirSync(folder, { recursive: true });
    const text = planText(i + 1, size);
    bytes += Buffer.byteLength(text);
    writeFileSync(join(folder, `plan-${i}.md`), text);
  }
  return bytes;
}
