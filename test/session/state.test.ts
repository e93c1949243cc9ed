import t from 'tap';
import { loadSession } from '../../lib/session/load.js';
import { sessionDecision } from '../../lib/session/state.js';
import { completeSession, emptySession } from '../support/session.js';

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
