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

/**
 * Other spellings that documents use, lower case with single hyphens, and the state that each claims at most: a bare
 * PASS says nothing of a fault, so it is the weaker one.
 */
export const VERDICT_ALIASES: Readonly<Record<string, Verdict>> = {
  pass: 'PASS-smoke',
  passed: 'PASS-smoke',
  'pass-with-landing': 'PASS-hardening',
  'smoke-pass': 'PASS-smoke',
  'hardening-pass': 'PASS-hardening',
  fail: 'FAIL-nondeterministic',
  failed: 'FAIL-nondeterministic',
  'fail-deterministic': 'FAIL-reproducible',
  'fail-repro': 'FAIL-reproducible',
  'fail-flaky': 'FAIL-nondeterministic',
  'fail-non-deterministic': 'FAIL-nondeterministic',
  'fail-nonreproducible': 'FAIL-nondeterministic',
  flaky: 'FAIL-nondeterministic',
  inconclusive: 'INCONCLUSIVE-oracle-too-weak',
  'inconclusive-environment': 'INCONCLUSIVE-env',
  'inconclusive-oracle': 'INCONCLUSIVE-oracle-too-weak',
  'inconclusive-weak-oracle': 'INCONCLUSIVE-oracle-too-weak',
  'inconclusive-fault': 'INCONCLUSIVE-fault-not-proven',
  'inconclusive-fault-not-landed': 'INCONCLUSIVE-fault-not-proven',
  partial: 'PARTIAL-surface',
  blocked: 'NOT-RUN',
  'blocked-env': 'INCONCLUSIVE-env',
  skip: 'NOT-RUN',
  skipped: 'NOT-RUN',
  notrun: 'NOT-RUN',
  'not-executed': 'NOT-RUN',
  'not-attempted': 'NOT-RUN',
};

/** Spellings of session verdicts, lower case with single underscores. */
export const SESSION_VERDICT_ALIASES: Readonly<Record<string, SessionVerdict>> = {
  done: 'DONE',
  done_with_concerns: 'DONE_WITH_CONCERNS',
  fail: 'FAIL',
  failed: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  blocked: 'BLOCKED',
};
