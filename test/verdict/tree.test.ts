import fc from 'fast-check';
import t from 'tap';
import type { ArmFacts } from '../../lib/verdict/facts.js';
import { decide } from '../../lib/verdict/tree.js';
import { VERDICTS, type Verdict } from '../../lib/vocabulary/verdicts.js';

/** A run that has everything. */
const BEST: ArmFacts = {
  attempted: true,
  missingCapabilities: [],
  checker: { name: 'linearizability', result: 'valid', unconsumed: [] },
  reruns: { total: 0, reproduced: 0 },
  fault: { planned: true, landed: true },
  historyWeaknesses: [],
  budget: { smoke: true, hardening: true, shortfalls: [] },
  positiveControl: true,
  openWeakOracleItems: [],
  modelChecked: true,
};
const INVALID = { name: 'linearizability', result: 'invalid', unconsumed: [] } as const;

const ROWS: readonly (readonly [what: string, change: Partial<ArmFacts>, verdict: Verdict, node: number])[] = [
  ['nothing was started', { attempted: false }, 'NOT-RUN', 1],
  ['nothing was started, whatever else is recorded', { attempted: false, checker: INVALID }, 'NOT-RUN', 1],
  ['a probe failed', { missingCapabilities: ['tc netem'] }, 'INCONCLUSIVE-env', 2],
  [
    'a probe failed, before anything that the checker says',
    { missingCapabilities: ['tc netem'], checker: INVALID },
    'INCONCLUSIVE-env',
    2,
  ],
  [
    'a violation that reproduced once in three',
    { checker: INVALID, reruns: { total: 3, reproduced: 1 } },
    'FAIL-reproducible',
    3,
  ],
  [
    'a violation that never came back',
    { checker: INVALID, reruns: { total: 5, reproduced: 0 } },
    'FAIL-nondeterministic',
    3,
  ],
  ['a violation that was not re-run', { checker: INVALID }, 'FAIL-nondeterministic', 3],
  [
    'a violation without a landed fault is a violation',
    { checker: INVALID, fault: { planned: true, landed: false } },
    'FAIL-nondeterministic',
    3,
  ],
  [
    'a violation on a weak history is a violation',
    { checker: INVALID, historyWeaknesses: ['no node_seen'] },
    'FAIL-nondeterministic',
    3,
  ],
  [
    'the fault is not proven',
    { fault: { planned: true, landed: false, detail: 'counter 0 -> 0' } },
    'INCONCLUSIVE-fault-not-proven',
    4,
  ],
  [
    'the fault is not proven and no checker ran',
    { fault: { planned: true, landed: false }, checker: undefined },
    'INCONCLUSIVE-fault-not-proven',
    4,
  ],
  ['the checker did not run', { checker: undefined }, 'PARTIAL-surface', 5],
  [
    'the checker ran out of time',
    { checker: { name: 'x', result: 'unknown', reason: 'deadline', unconsumed: [] } },
    'INCONCLUSIVE-oracle-too-weak',
    6,
  ],
  ['the history is weak', { historyWeaknesses: ['wall clocks of two hosts'] }, 'INCONCLUSIVE-oracle-too-weak', 6],
  ['a key was left out', { checker: { name: 'x', result: 'valid', unconsumed: ['key k7'] } }, 'PARTIAL-model', 7],
  ['no fault was planned', { fault: { planned: false, landed: false } }, 'PASS-smoke', 8],
  [
    'only the smoke budget was met',
    { budget: { smoke: true, hardening: false, shortfalls: ['seeds 1 of 5'] } },
    'PASS-smoke',
    8,
  ],
  [
    'not even the smoke budget was met: there is no weaker pass',
    { budget: { smoke: false, hardening: false, shortfalls: ['seeds 1 of 5'], smokeShortfalls: ['kills 4 of 12'] } },
    'PASS-smoke',
    8,
  ],
  [
    'a violation whose negative control fails as well is a violation',
    { checker: INVALID, reruns: { total: 3, reproduced: 3 }, negativeControlFailed: true },
    'FAIL-reproducible',
    3,
  ],
  ['nothing shows that the oracle can fail', { positiveControl: false }, 'PASS-smoke', 8],
  ['a weak-oracle item is open', { openWeakOracleItems: ['final state only'] }, 'PARTIAL-model', 9],
  [
    'a weak-oracle item is open and no model was checked',
    { openWeakOracleItems: ['final state only'], modelChecked: false },
    'PARTIAL-surface',
    9,
  ],
  // Where two nodes apply, the first one decides.
  [
    'the checker did not run, and the history is weak',
    { checker: undefined, historyWeaknesses: ['no node_seen'] },
    'PARTIAL-surface',
    5,
  ],
  [
    'the checker answered unknown on a part of the operations',
    { checker: { name: 'x', result: 'unknown', unconsumed: ['key k7'] } },
    'INCONCLUSIVE-oracle-too-weak',
    6,
  ],
  [
    'a weak history of which a part was checked',
    { checker: { name: 'x', result: 'valid', unconsumed: ['key k7'] }, historyWeaknesses: ['no node_seen'] },
    'INCONCLUSIVE-oracle-too-weak',
    6,
  ],
  [
    'a part was checked, at the smoke budget',
    {
      checker: { name: 'x', result: 'valid', unconsumed: ['arm S5/api'] },
      budget: { smoke: true, hardening: false, shortfalls: [] },
    },
    'PARTIAL-model',
    7,
  ],
  [
    'a smoke pass may have an open weak-oracle item',
    { positiveControl: false, openWeakOracleItems: ['final state only'], modelChecked: false },
    'PASS-smoke',
    8,
  ],
  ['a fault that nobody planned landed', { fault: { planned: false, landed: true } }, 'PASS-smoke', 8],
  ['everything is there', {}, 'PASS-hardening', 10],
];

for (const [what, change, verdict, node] of ROWS) {
  t.test(`${what}: ${verdict}`, (t) => {
    const decision = decide({ ...BEST, ...change });
    t.equal(decision.verdict, verdict);
    t.equal(decision.path.at(-1)?.node, node, 'the node that decided');
    t.equal(decision.path.at(-1)?.verdict, verdict);
    t.strictSame(
      decision.path.map((step) => step.node),
      Array.from({ length: node }, (_, i) => i + 1),
      'the path is whole',
    );
    t.end();
  });
}

t.test('every state is reached by a row above', (t) => {
  t.strictSame(new Set(ROWS.map(([, , verdict]) => verdict)), new Set(VERDICTS));
  t.end();
});

t.test('what is missing for a better verdict names everything that the tree would still ask for', (t) => {
  t.strictSame(decide(BEST).missing, []);
  const poor = decide({
    ...BEST,
    fault: { planned: true, landed: false },
    budget: { smoke: true, hardening: false, shortfalls: [] },
    positiveControl: false,
  });
  t.equal(poor.verdict, 'INCONCLUSIVE-fault-not-proven');
  t.equal(poor.missing.length, 3);
  t.match(poor.missing[0], /landing readings/);
  t.match(poor.missing[1], /hardening budget/);
  t.match(poor.missing[2], /FAIL/);
  t.match(decide({ ...BEST, checker: INVALID }).missing[0], /at least 3 times/);
  t.end();
});

const facts: fc.Arbitrary<ArmFacts> = fc.record({
  attempted: fc.boolean(),
  missingCapabilities: fc.constantFrom([], ['netem']),
  checker: fc.option(
    fc.record({
      name: fc.constant('x'),
      result: fc.constantFrom('valid' as const, 'invalid' as const, 'unknown' as const),
      unconsumed: fc.constantFrom([], ['key a']),
    }),
    { nil: undefined },
  ),
  reruns: fc.constantFrom({ total: 0, reproduced: 0 }, { total: 3, reproduced: 0 }, { total: 3, reproduced: 2 }),
  fault: fc.record({ planned: fc.boolean(), landed: fc.boolean() }),
  historyWeaknesses: fc.constantFrom([], ['weak']),
  budget: fc.record({ smoke: fc.boolean(), hardening: fc.boolean(), shortfalls: fc.constant([]) }),
  positiveControl: fc.boolean(),
  openWeakOracleItems: fc.constantFrom([], ['item']),
  modelChecked: fc.boolean(),
});

t.test('the tree is total, and a pass needs all that the standard asks for', (t) => {
  fc.assert(
    fc.property(facts, (given) => {
      const { verdict, missing } = decide(given);
      if (!VERDICTS.includes(verdict)) throw new Error(verdict);
      const violated = given.attempted && given.missingCapabilities.length === 0 && given.checker?.result === 'invalid';
      if (violated !== verdict.startsWith('FAIL')) throw new Error(`${verdict} for ${JSON.stringify(given)}`);
      if (verdict.startsWith('PASS') && given.checker?.result !== 'valid')
        throw new Error('a pass without a valid check');
      if (
        verdict === 'PASS-hardening' &&
        !(given.fault.planned && given.fault.landed && given.budget.hardening && given.positiveControl)
      )
        throw new Error('a hardening pass without fault, budget or control');
      if ((verdict === 'PASS-hardening') !== (missing.length === 0) && !verdict.startsWith('FAIL'))
        throw new Error(`${verdict} misses ${JSON.stringify(missing)}`);
    }),
    { seed: 4, numRuns: 3000 },
  );
  t.end();
});

t.test('a pass below the smoke budget says so, and what would mend it', (t) => {
  const budget = { smoke: false, hardening: false, shortfalls: ['seeds 1 of 5'], smokeShortfalls: ['kills 4 of 12'] };
  const { path, missing } = decide({ ...BEST, budget });
  t.equal(
    path.at(-1)?.answer,
    'no: the hardening budget was not met (seeds 1 of 5); not even the smoke budget was met (kills 4 of 12)',
  );
  t.strictSame(missing, [
    'a run that meets every figure of the smoke budget',
    'a run that meets every figure of the hardening budget',
  ]);
  t.end();
});

t.test('a violation whose negative control fails, too, leaves the blame open', (t) => {
  const reruns = { total: 3, reproduced: 3 };
  const { path, missing } = decide({ ...BEST, checker: INVALID, reruns, negativeControlFailed: true });
  t.match(path.at(-1)?.answer, /^yes, and 3 of 3 re-runs showed it again; the negative control fails as well$/);
  t.match(missing, [/^a negative control that passes, or a reproducer without any fault/]);
  t.strictSame(decide({ ...BEST, checker: INVALID, reruns }).missing, []);
  t.end();
});

t.test('an answer claims no record that is not there', (t) => {
  const { path, missing } = decide({
    ...BEST,
    probed: false,
    checker: undefined,
    openWeakOracleItems: ['W1', 'W2'],
  });
  t.match(path[1]?.answer, /no probe is recorded/);
  t.match(path[2]?.answer, /there is no checker record/);
  t.ok(missing.includes('close the weak-oracle items: W1, W2'), 'one line for all items');
  t.end();
});
