/** The files of an evidence directory (formats.md §6), and who writes each. */
export const EVIDENCE_FILES = {
  history: 'history.jsonl',
  nemesis: 'nemesis.jsonl',
  checker: 'checker.json',
  reruns: 'reruns.jsonl',
  env: 'env.json',
  workload: 'workload.json',
  budget: 'budget.json',
  controls: 'controls.json',
  audit: 'audit.json',
  verdict: 'verdict.json',
  manifest: 'manifest.json',
} as const;
/** The history may stand compressed in the place of the plain one. */
export const HISTORY_GZ = `${EVIDENCE_FILES.history}.gz`;
export type EvidenceKey = keyof typeof EVIDENCE_FILES;

/** An item of the green-but-broken check: a question that a run which passed must answer with evidence. */
export interface AuditItem {
  readonly id: string;
  /** As the report's box words it. */
  readonly question: string;
}

/** The ten red flags: the run was not what it looks like. */
export const RED_FLAGS: readonly AuditItem[] = [
  { id: 'R1', question: 'The fault landed on the intended target' },
  { id: 'R2', question: 'Operations succeeded before, during and after every fault window' },
  { id: 'R3', question: 'The workload reached the code and the contention that the hypothesis needs' },
  { id: 'R4', question: "The checker ran to its end on this run's whole history" },
  { id: 'R5', question: 'No error, timeout or retry was swallowed' },
  { id: 'R6', question: 'The final state was read after heal and quiescence' },
  { id: 'R7', question: 'The run started from a known state, without leftovers' },
  { id: 'R8', question: 'The binary and configuration that ran are those under test' },
  { id: 'R9', question: 'This oracle was seen to fail on a positive control' },
  { id: 'R10', question: 'No scenario was retried until green, skipped or shortened silently' },
];

/** The fourteen weak oracles: what a wrong system would still pass. An open one forbids PASS-hardening. */
export const WEAK_ORACLES: readonly AuditItem[] = [
  { id: 'W1', question: 'The oracle looks at data, beyond status codes and "did not crash"' },
  { id: 'W2', question: 'The oracle does not rest on the absence of words in logs' },
  { id: 'W3', question: 'The oracle sees the history, beyond the final state' },
  { id: 'W4', question: 'Failed and unknown operations are in the history' },
  { id: 'W5', question: 'Timeouts count as "may have happened"' },
  { id: 'W6', question: 'Identities are compared, beyond counts and sums' },
  { id: 'W7', question: 'All keys and operations are checked, no sample' },
  { id: 'W8', question: 'The scope of the check is the scope of the claim (across keys, shards, transactions)' },
  { id: 'W9', question: 'Every replica was read' },
  { id: 'W10', question: 'No poll-until-true hides staleness' },
  { id: 'W11', question: 'Thresholds are tight enough to fail (tail and worst group, not mean)' },
  { id: 'W12', question: 'Order comes from comparable clocks' },
  { id: 'W13', question: 'Expected values do not come from the SUT' },
  { id: 'W14', question: 'Written values are unique, so each read names its write' },
];

export const AUDIT_ITEMS: readonly AuditItem[] = [...RED_FLAGS, ...WEAK_ORACLES];

export const READING_KINDS = ['counter', 'state', 'probe'] as const;
export const READING_SOURCES = ['injector', 'victim'] as const;

export const TIERS = ['smoke', 'hardening', 'release'] as const;
export type BudgetTier = (typeof TIERS)[number];

/** The controls of controls.json, and what each must end as for the oracle and the nemesis to count. */
export const CONTROLS = { positive: 'invalid', negative: 'valid', noop: 'fault-not-proven' } as const;
export type ControlKind = keyof typeof CONTROLS;
export const CONTROL_KINDS = Object.keys(CONTROLS) as readonly ControlKind[];

/** The type of an anomaly that was recorded in words alone: the words say what it is. */
export const IN_WORDS = 'reported';

/** Whose clock stamped the history: one recorder's, clocks with a known error, or each host's own. */
export const HISTORY_CLOCKS = ['one-recorder', 'bounded-error', 'wall-clock'] as const;
