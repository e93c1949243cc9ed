// What `lint` says first of a session: verdict, build and plan, each scenario with the figures that its verdict rests on, and
// what the run says nothing about.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { sessionText } from '../../lib/format/session.js';
import type { SessionSummary } from '../../lib/lint/session-summary.js';
import { audit, SESSION } from '../support/audit.js';
import { dst } from '../support/run.js';
import { completeSession, emptySession } from '../support/session.js';
import { REPORT, set, swap, verdict } from './tamper/tools.js';

t.setTimeout(300_000);
let root = '';
t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

function copy(t: Test): string {
  const folder = t.testdir();
  cpSync(root, folder, { recursive: true });
  return join(folder, SESSION);
}

const line = ({ scenarios }: SessionSummary, key: string): SessionSummary['scenarios'][number] | undefined =>
  scenarios.find((one) => one.key === key);

t.test('a pass says what it rests on, under the name of its scenario', async (t) => {
  const { summary } = await audit(copy(t));
  t.match(line(summary, 'S2'), {
    verdict: 'PASS-hardening',
    name: 'reads_stay_linearizable_while_the_leader_is_isolated',
    why: 'C2, C5 not falsified: 480 operations judged by linearizability, 4 of 4 fault windows landed (isolate-leader), 3 seeds',
  });
  t.match(line(summary, 'S4/http')?.why, /600 operations .*, no fault, 3 seeds; the plan has no fault here$/);
  t.equal(line(summary, 'S4')?.why, 'from 3 arms');
  t.match(summary.tested, [
    { what: 'system', value: /^ledgerd 2\.4\.0/ },
    { what: 'commit', value: '4f1e2d0, clean' },
    { what: 'plan', value: /plan\.md \(SHA-256 [0-9a-f]{12}…\)$/ },
  ]);
  t.strictSame(summary.counts, [
    { verdict: 'PASS-hardening', scenarios: 3 },
    { verdict: 'PASS-smoke', scenarios: 1 },
  ]);
});

t.test('a violation says what was found, how often again, and which finding tells of it', async (t) => {
  const directory = copy(t);
  for (const file of ['history.jsonl', 'checker.json'])
    cpSync(join(directory, `evidence/control-positive/${file}`), join(directory, `evidence/S1/${file}`));
  writeFileSync(
    join(directory, 'evidence/S1/reruns.jsonl'),
    '{"seed":1,"result":"invalid"}\n{"seed":1,"result":"valid"}\n',
  );
  swap(directory, REPORT, verdict('S1', 'PASS-hardening'), '$1FAIL-reproducible');
  swap(
    directory,
    REPORT,
    'No finding.',
    '### Finding F1: a stale read\n\n- **Scenario:** S1\n- **Reduction classification:** SUT\n- **Severity:** P0',
  );
  const { summary } = await audit(directory);
  t.equal(
    line(summary, 'S1')?.why,
    'C1 falsified: linearizability found a violation (nonlinearizable) in 120 operations; 1 of 2 re-runs showed it again; F1 a stale read (P0, SUT)',
  );
  t.ok(summary.notCovered.includes('re-runs without evidence of their own: S1'));
  // An anomaly that somebody recorded in words has no kind to be named.
  swap(directory, 'evidence/S1/checker.json', /"type": "nonlinearizable"/g, '"type": "reported"');
  t.match(line((await audit(directory)).summary, 'S1')?.why, 'linearizability found a violation in 120 operations;');
  t.match(
    sessionText(summary),
    /^FAIL: .*\n.*\n.*\n.*\n {2}1 FAIL-reproducible, 2 PASS-hardening, 1 PASS-smoke\n\n {2}S1 /,
  );
});

t.test('what was not answered is named: scenarios, claims, controls', async (t) => {
  const directory = copy(t);
  rmSync(join(directory, 'evidence/S2'), { recursive: true });
  swap(directory, REPORT, verdict('S2', 'PASS-hardening'), '$1NOT-RUN (the pool had three nodes)');
  swap(
    directory,
    'session-log.md',
    /^\|[^|]*\| S2 \| (?:start|baseline|fault injected|landing|healed|final reads|oracle|end) .*\n/gm,
    '',
  );
  set(directory, 'evidence/S3/controls.json', ['negative'], null);
  const { summary } = await audit(directory);
  t.match(line(summary, 'S2'), { verdict: 'NOT-RUN', why: 'the pool had three nodes' });
  t.ok(summary.notCovered.includes('S2 did not run'), summary.notCovered.join('\n'));
  t.ok(summary.notCovered.includes('no answer about C2, C5: no scenario about them passed or failed'));
  t.ok(summary.notCovered.includes('no negative control: S3'));
});

t.test('arms of what did not run at all are one line of the text, and all of them of the JSON', async (t) => {
  const { root: cwd, directory } = emptySession(t.testdir());
  mkdirSync(join(directory, 'findings'), { recursive: true });
  const { stdout } = await dst(['lint', directory], { cwd });
  t.match(stdout, /^BLOCKED: nothing was attempted\n/);
  t.match(stdout, /\n {2}S4 .*NOT-RUN {2}tenants_never_see_each_other_on_any_surface\n/);
  t.notMatch(stdout, /S4\/grpc/);
  const json = JSON.parse((await dst(['lint', '--format', 'json', directory], { cwd })).stdout) as {
    files: { session?: SessionSummary }[];
  };
  const keys = json.files[0]?.session?.scenarios.map(({ key }) => key);
  t.strictSame(keys, ['S1', 'S2', 'S3', 'S4', 'S4/grpc', 'S4/http', 'S4/export']);
});

t.test('`verdict` names the open items of the audit in one line', async (t) => {
  const directory = copy(t);
  const items = Object.entries(
    (JSON.parse(readFileSync(join(directory, 'evidence/S1/audit.json'), 'utf8')) as { items: object }).items,
  ).map(([id, answer]) => [id, { ...(answer as object), open: true }]);
  set(directory, 'evidence/S1/audit.json', ['items'], Object.fromEntries(items));
  const { stdout } = await dst(['verdict', join(directory, 'evidence/S1')]);
  t.match(stdout, /^S1 {2}PARTIAL-model\n/);
  t.match(stdout, /\n {2}- close the weak-oracle items: W1, W2, .*W14\n/);
});
