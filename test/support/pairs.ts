import t from 'tap';

/** Honest ways to say one thing, and by the rule that must tell of them the ways to say something else in the same form. */
export interface Pair<C> {
  readonly what: string;
  readonly honest: readonly C[];
  readonly twins?: Readonly<Record<string, readonly C[]>>;
}

/**
 * A test for each pair: the honest changes are clean, their twins reported.
 * @param told makes a change to a copy below a folder, and gives what is reported, each beginning with its rule
 */
export function testPairs<C>(pairs: readonly Pair<C>[], told: (folder: string, change: C) => Promise<string[]>): void {
  for (const { what, honest, twins = {} } of pairs)
    t.test(what, async (t) => {
      for (const [i, change] of honest.entries())
        t.strictSame(await told(t.testdir(), change), [], `clean: ${i + 1} of ${honest.length}`);
      for (const [rule, changes] of Object.entries(twins))
        for (const [i, change] of changes.entries()) {
          const found = await told(t.testdir(), change);
          t.ok(
            found.some((line) => line.startsWith(rule)),
            `${rule} tells of twin ${i + 1}: ${found.join('; ')}`,
          );
        }
    });
}
