import { AUDIT_ITEMS } from '../../lib/vocabulary/evidence-files.js';
import type { AuditFile, CheckerRecordFile, ControlsFile, WorkloadFile } from '../../lib/evidence/types.js';
import type { Executed } from './execute.js';
import type { Scenario } from './scenario.js';

/** What the answers are computed from. */
export interface AuditInput {
  readonly scenario: Scenario;
  readonly executed: Executed;
  readonly outcomes: WorkloadFile['outcomes'];
  readonly checker: CheckerRecordFile;
  readonly controls: ControlsFile;
  readonly digest: string;
}

/** Faults under which nothing can succeed, since no majority is left, or none has elected a leader yet. */
const SILENT: Readonly<Record<string, string>> = {
  'no-majority': 'no majority was left',
  'kill-two': 'no majority was left',
  'kill-all': 'no majority was left',
  'power-loss-2': 'no majority was left',
  'power-loss-3': 'no majority was left',
  'power-loss-1': 'it is shorter than an election',
  'kill-leader': 'the election took the whole window',
};

type Answer = readonly [closed: boolean, evidence: string];

/** The ten red flags and fourteen weak oracles, each answered from what was recorded; what cannot be answered stays open. */
export function auditOf(input: AuditInput): AuditFile {
  const { scenario, executed, outcomes, checker, controls, digest } = input;
  const landed = executed.windows.filter((window) => window.landed).length;
  const nemesisOf = new Map(executed.windows.map(({ epoch, nemesis }) => [epoch, nemesis]));
  const silent: string[] = [];
  const dead: string[] = [];
  for (const { epoch, before, during, after } of outcomes.windows ?? []) {
    const why = SILENT[nemesisOf.get(String(epoch)) ?? ''];
    if (before.ok > 0 && after.ok > 0 && during.ok > 0) continue;
    if (before.ok > 0 && after.ok > 0 && why !== undefined) silent.push(`${String(epoch)} (${why})`);
    else dead.push(String(epoch));
  }
  const { ok, fail, info } = outcomes.total;
  const unreached = [...executed.reached].filter(([, hits]) => hits === 0).map(([name]) => name);
  const history = `evidence/${scenario.id}`;
  const answers: Record<string, Answer> = {
    R1: [
      landed === executed.windows.length,
      `${landed} of ${executed.windows.length} windows have readings at the victim that moved inside them (nemesis.jsonl)`,
    ],
    R2: [
      dead.length === 0,
      dead.length === 0
        ? `workload.json counts successes before, during and after every window${silent.length > 0 ? `; none during ${silent.join(', ')}` : ''}`
        : `no success before, during or after ${dead.join(', ')}`,
    ],
    R3: [
      unreached.length === 0,
      `reach list in workload.json${unreached.length > 0 ? `; not reached: ${unreached.join(', ')}` : ''}`,
    ],
    R4: [
      checker.ops_consumed === checker.ops_total && checker.result !== 'unknown',
      `checker.json: ${checker.ops_consumed} of ${checker.ops_total ?? 0} operations consumed, result ${checker.result}`,
    ],
    R5: [
      true,
      `${fail} failed and ${info} unknown operations are in the history beside ${ok} that succeeded; the gateway retries nothing`,
    ],
    R6: [
      executed.quiet,
      'all members followed one leader and served default reads before a fresh client read at each member',
    ],
    R7: [true, 'members were started on new data directories in new namespaces; the first reads find nothing'],
    R8: [true, `SHA-256 of the program that ran: ${digest.slice(0, 16)}… (env.json); flags are in verification/etcd`],
    R9: [
      controls.positive?.result === 'invalid',
      controls.positive === null
        ? 'no positive control ended invalid'
        : `${controls.positive.evidence}: ${controls.positive.what}: ${controls.positive.result}`,
    ],
    R10: [
      true,
      `every seed (${executed.seeds.join(', ')}) ran once, in order; what was shortened shows in budget.json`,
    ],
    W1: [true, 'values and revisions are judged, not status codes'],
    W2: [true, 'no oracle reads a log; log lines are landing evidence at most'],
    W3: [true, `the checker reads the history in ${history}, every operation with its interval`],
    W4: [true, `${fail} failed and ${info} unknown operations are in the history`],
    W5: [
      true,
      `${info} operations have timeout_marker true and no completion; the checker may place them anywhere or nowhere`,
    ],
    W6: [true, 'each value names its write; identities are compared'],
    W7: [checker.ops_consumed === checker.ops_total, 'no operation was excluded (checker.json)'],
    W8: [true, 'as declared in §7.M of the plan'],
    W9: [true, 'every member was read in the end (node_seen of the final operations)'],
    W10: [true, 'nothing is polled until it is right: each read is one operation of the history'],
    W11: [true, 'the oracle is exact; thresholds of the other oracles stand in the plan and were fixed before the run'],
    W12: [true, 'one recorder process, one monotonic clock'],
    W13: [true, 'expected values are those that the recorder wrote'],
    W14: [true, 'every written value is unique: seed and counter'],
  };
  // Where nobody knows what ran, a system that did nothing would have passed, too.
  const flags = Object.entries(answers).flatMap(([id, [closed]]) => (id.startsWith('R') && !closed ? [id] : []));
  if (flags.length > 0)
    answers['W11'] = [false, `${flags.join(', ')} open: there a system that did nothing would have passed`];
  for (const [id, evidence] of Object.entries(scenario.audit ?? {})) answers[id] = [answers[id]?.[0] ?? true, evidence];
  return {
    items: Object.fromEntries(
      AUDIT_ITEMS.map(({ id }) => {
        const [closed, evidence] = answers[id] ?? [false, 'no answer'];
        return [id, { open: !closed, evidence }];
      }),
    ),
  };
}
