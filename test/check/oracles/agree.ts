import type { Test } from 'tap';
import type { Checker, CheckResult } from '../../../lib/check/checker.js';
import type { Operation } from '../../../lib/history/operation.js';
import { Random } from '../../support/random.js';
import { check, text } from '../checking.js';

export interface Case {
  readonly history: readonly Operation[];
  readonly options?: Record<string, string>;
  readonly model?: string;
}

/**
 * Holds a checker against a second opinion, both ways, on random histories.
 * @param truth whether the history violates what the checker promises, found the plain way; a result where the oracle
 *   knows that nothing can be decided as well
 * @param least how often each answer of the oracle must have come, so that a generator of one kind is no proof
 */
export function agree(
  t: Test,
  checker: Checker,
  { seed, rounds, least }: { readonly seed: number; readonly rounds: number; readonly least: number },
  make: (random: Random) => Case,
  truth: (one: Case) => boolean | CheckResult['result'],
): void {
  const random = new Random(seed);
  const tally = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const one = make(random);
    const expected = truth(one);
    const { result } = check(checker, one.history, one.options, one.model);
    const same = typeof expected === 'boolean' ? (result === 'invalid') === expected : result === expected;
    if (!same) {
      t.equal(result, String(expected), `round ${round} ${JSON.stringify(one.options ?? {})}\n${text(one.history)}`);
      return;
    }
    tally.set(String(expected), (tally.get(String(expected)) ?? 0) + 1);
  }
  const counts = [...tally].map(([name, count]) => `${name} ${count}`).join(', ');
  t.ok(tally.size > 1 && [...tally.values()].every((count) => count >= least), `each answer occurred: ${counts}`);
}

/** Every way to pick one of the options at each place. */
export function* choices<T>(places: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = places;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const others of choices(rest)) yield [one, ...others];
}
