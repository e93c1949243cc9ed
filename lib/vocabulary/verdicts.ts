/** The ten verdict states (formats.md §4). */
export const VERDICTS = [
  'PASS-smoke',
  'PASS-hardening',
  'FAIL-reproducible',
  'FAIL-nondeterministic',
  'INCONCLUSIVE-env',
  'INCONCLUSIVE-oracle-too-weak',
  'INCONCLUSIVE-fault-not-proven',
  'PARTIAL-surface',
  'PARTIAL-model',
  'NOT-RUN',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The verdicts of a whole session. */
export const SESSION_VERDICTS = ['DONE', 'DONE_WITH_CONCERNS', 'FAIL', 'INCONCLUSIVE', 'BLOCKED'] as const;
export type SessionVerdict = (typeof SESSION_VERDICTS)[number];
