import type { CheckInput, CheckLimits, CheckResult, SelfTest, Verdict } from './checker.js';
import type { SelfTestRecord } from './record.js';

/**
 * Runs a checker on histories whose verdict is known. A checker that cannot tell a violation when it sees one says
 * nothing about the history at hand.
 */
export async function runSelfTests(
  tests: readonly SelfTest[],
  run: (input: CheckInput, limits: CheckLimits) => CheckResult | Promise<CheckResult>,
  limits: CheckLimits,
): Promise<SelfTestRecord> {
  const seen: Record<'valid' | 'invalid', Verdict | 'not run'> = { valid: 'not run', invalid: 'not run' };
  let passed = true;
  for (const test of tests) {
    const input: CheckInput = { operations: test.operations(), model: test.model, options: test.options ?? {} };
    const { result } = await run(input, limits);
    if (seen[test.expect] === 'not run' || result !== test.expect) seen[test.expect] = result;
    if (result !== test.expect) passed = false;
  }
  const both = seen.valid !== 'not run' && seen.invalid !== 'not run';
  return { known_good: seen.valid, known_bad: seen.invalid, passed: passed && both, cases: tests.length };
}
