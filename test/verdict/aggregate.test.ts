import fc from 'fast-check';
import t from 'tap';
import { aggregateArms, sessionVerdict, type Tier } from '../../lib/verdict/aggregate.js';
import { SESSION_VERDICTS, VERDICTS, type SessionVerdict, type Verdict } from '../../lib/vocabulary/verdicts.js';

const ARMS: readonly (readonly [arms: readonly Verdict[], verdict: Verdict])[] = [
  [['PASS-hardening', 'PASS-hardening'], 'PASS-hardening'],
  [['PASS-hardening', 'PASS-smoke'], 'PASS-smoke'],
  [['PASS-hardening', 'NOT-RUN'], 'PARTIAL-surface'],
  [['PASS-hardening', 'PARTIAL-model'], 'PARTIAL-surface'],
  [['PASS-hardening', 'INCONCLUSIVE-env'], 'PARTIAL-surface'],
  [['PASS-hardening', 'FAIL-nondeterministic', 'NOT-RUN'], 'FAIL-nondeterministic'],
  [['FAIL-nondeterministic', 'FAIL-reproducible'], 'FAIL-reproducible'],
  [['NOT-RUN', 'NOT-RUN'], 'NOT-RUN'],
  [[], 'NOT-RUN'],
];
for (const [arms, verdict] of ARMS)
  t.test(`arms ${arms.join(', ') || '(none)'} make ${verdict}`, (t) => {
    t.equal(aggregateArms(arms), verdict);
    t.end();
  });

const SESSIONS: readonly (readonly [
  scenarios: readonly (Verdict | readonly [Verdict, Tier])[],
  verdict: SessionVerdict,
])[] = [
  [['PASS-hardening', 'PASS-hardening'], 'DONE'],
  [['PASS-hardening', ['PASS-smoke', 'smoke']], 'DONE'],
  [['PASS-hardening', 'PASS-smoke'], 'DONE_WITH_CONCERNS'],
  [['PASS-smoke', 'NOT-RUN'], 'DONE_WITH_CONCERNS'],
  [['PASS-hardening', 'PASS-hardening', 'FAIL-reproducible'], 'FAIL'],
  [['PASS-hardening', 'FAIL-nondeterministic'], 'FAIL'],
  [['INCONCLUSIVE-env', 'NOT-RUN'], 'INCONCLUSIVE'],
  [['PARTIAL-surface'], 'INCONCLUSIVE'],
  [['NOT-RUN', 'NOT-RUN'], 'BLOCKED'],
  [[], 'BLOCKED'],
];
const rows = (scenarios: (typeof SESSIONS)[number][0]): { verdict: Verdict; asked?: Tier }[] =>
  scenarios.map((row) => (typeof row === 'string' ? { verdict: row } : { verdict: row[0], asked: row[1] }));
for (const [scenarios, verdict] of SESSIONS)
  t.test(`a session of ${scenarios.join(', ') || 'nothing'} is ${verdict}`, (t) => {
    t.equal(sessionVerdict(rows(scenarios)).verdict, verdict);
    t.end();
  });

t.test('every session verdict is reached by a row above', (t) => {
  t.strictSame(new Set(SESSIONS.map(([, verdict]) => verdict)), new Set(SESSION_VERDICTS));
  t.end();
});

t.test('one FAIL outweighs any number of passes, and a non-reproducing one says so', (t) => {
  const many = Array.from({ length: 99 }, () => ({ verdict: 'PASS-hardening' as Verdict }));
  const decision = sessionVerdict([...many, { verdict: 'FAIL-nondeterministic' }]);
  t.equal(decision.verdict, 'FAIL');
  t.match(decision.reason, /did not reproduce/);
  t.end();
});

t.test('adding an arm never makes a scenario better', (t) => {
  const rank = (verdict: Verdict): number =>
    verdict.startsWith('FAIL') ? 0 : verdict === 'PASS-hardening' ? 3 : verdict === 'PASS-smoke' ? 2 : 1;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...VERDICTS), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...VERDICTS),
      (arms, more) => {
        if (rank(aggregateArms([...arms, more])) > rank(aggregateArms(arms)))
          throw new Error(`${arms.join()} + ${more}`);
      },
    ),
    { seed: 5, numRuns: 2000 },
  );
  t.end();
});

t.test('a pass below the smoke budget passes at no tier', (t) => {
  const smoke = { verdict: 'PASS-smoke', asked: 'smoke' } as const;
  t.equal(sessionVerdict([smoke]).verdict, 'DONE');
  t.equal(sessionVerdict([smoke, { ...smoke, belowSmoke: true }]).verdict, 'DONE_WITH_CONCERNS');
  t.end();
});
