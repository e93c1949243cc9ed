import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadSession } from '../../lib/session/load.js';
import { sessionDecision } from '../../lib/session/state.js';
import { completeSession, emptySession } from '../support/session.js';
import { ENV } from '../support/session-evidence.js';

const shownAs = (path: string): string => path;

t.test('a fresh session has every scenario and arm as NOT-RUN, and is BLOCKED', async (t) => {
  const { directory } = emptySession(t.testdir());
  const session = await loadSession(directory, { shownAs });
  t.strictSame(
    session.log?.verdicts.map(({ key, verdict }) => [key, verdict?.value]),
    ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'].map((key) => [key, 'NOT-RUN']),
  );
  t.equal(sessionDecision(session.states).verdict, 'BLOCKED');
  t.equal(session.plan?.plan.scenarios.length, 4, 'the header leads to the plan');
});

t.test('probes alone are no attempt, unless a capability that the scenario needs failed', async (t) => {
  const { directory } = emptySession(t.testdir());
  const probe = (key: string, passed: boolean): void => {
    const folder = join(directory, 'evidence', key);
    mkdirSync(folder, { recursive: true });
    const probes = ENV.probes.map((made) => ({ ...made, rc: passed ? 0 : 1, passed }));
    writeFileSync(join(folder, 'env.json'), JSON.stringify({ ...ENV, probes }));
  };
  probe('S1', true);
  probe('S2', false);
  const session = await loadSession(directory, { shownAs });
  t.strictSame(
    session.states.slice(0, 3).map(({ id, verdict }) => [id, verdict]),
    [
      ['S1', 'NOT-RUN'],
      ['S2', 'INCONCLUSIVE-env'],
      ['S3', 'NOT-RUN'],
    ],
  );
  t.end();
});

t.test('a complete session passes at the tier that the plan asked for', async (t) => {
  const { directory } = await completeSession(t.testdir());
  const session = await loadSession(directory, { shownAs });
  t.strictSame(
    session.states.map(({ id, verdict, arms }) => [id, verdict, arms.map((arm) => arm.decision.path.at(-1)?.answer)]),
    [
      ['S1', 'PASS-hardening', ['the claim was not falsified under the tested threats']],
      ['S2', 'PASS-hardening', ['the claim was not falsified under the tested threats']],
      ['S3', 'PASS-hardening', ['the claim was not falsified under the tested threats']],
    ].concat([
      ['S4', 'PASS-smoke', session.states[3]?.arms.map((arm) => arm.decision.path.at(-1)?.answer) ?? []],
    ] as never),
  );
  t.equal(sessionDecision(session.states).verdict, 'DONE');
  t.strictSame(
    session.log?.verdicts.map(({ verdict }) => verdict?.value),
    ['PASS-hardening', 'PASS-hardening', 'PASS-hardening', 'PASS-smoke', 'PASS-smoke', 'PASS-smoke'],
    'sealing writes the verdicts into the log',
  );
});

t.test('a pass below the smoke budget is the weakest pass, said in words, and no DONE', async (t) => {
  const { directory } = await completeSession(t.testdir());
  const path = join(directory, 'evidence', 'S2', 'budget.json');
  const budget = JSON.parse(readFileSync(path, 'utf8')) as { met: Record<string, number> };
  writeFileSync(path, JSON.stringify({ ...budget, met: { ...budget.met, fault_windows: 1 } }));
  const session = await loadSession(directory, { shownAs });
  const state = session.states.find(({ id }) => id === 'S2');
  t.equal(state?.verdict, 'PASS-smoke');
  t.match(state?.arms[0]?.decision.path.at(-1)?.answer, 'not even the smoke budget was met (fault_windows 1 of 2)');
  t.equal(state?.belowSmoke, true);
  t.equal(sessionDecision(session.states).verdict, 'DONE_WITH_CONCERNS');
});
