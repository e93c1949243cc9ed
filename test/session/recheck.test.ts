// The built-in checkers of a session are run again on its histories: records that they did not write are found, also where
// every hash agrees.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { seal } from '../../lib/evidence/seal.js';
import { loadSession } from '../../lib/session/load.js';
import { QUICK } from '../../lib/session/recheck-budget.js';
import { audit, SESSION, type Audited } from '../support/audit.js';
import { completeSession } from '../support/session.js';
import { registerHistory, writeEvidence } from '../support/session-evidence.js';
import { reportText } from '../support/session-report.js';
import { dst } from '../support/run.js';

type Record_ = Record<string, unknown>;
let root = '';

t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

function copy(t: { testdir: () => string }): { root: string; directory: string } {
  const to = t.testdir();
  rmSync(to, { recursive: true });
  cpSync(root, to, { recursive: true });
  return { root: to, directory: join(to, SESSION) };
}

function edit(path: string, change: (value: Record_) => void): void {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Record_;
  change(value);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Seals a session anew and writes its report from what its files say: every hash and figure agrees with every other. */
async function agree(made: { root: string; directory: string }): Promise<void> {
  const shownAs = (path: string): string => path.replace(`${made.root}/`, '');
  await seal(made.directory, undefined, shownAs);
  const session = await loadSession(made.directory, { shownAs });
  writeFileSync(join(made.directory, 'findings', 'report.md'), reportText(session));
}

/** What the re-run of the checkers shows. */
const of419 = ({ told }: Audited): string[] => told.filter(({ rule }) => rule === 'DST419').map(({ text }) => text);

/** A stale read in S1 whose record says "valid", with hashes, verdict and report that all agree. */
async function forge(t: { testdir: () => string }): Promise<{ root: string; directory: string }> {
  const made = copy(t);
  await writeEvidence(made.directory, 'S1', { fault: true, operations: registerHistory({ stale: true }) });
  edit(join(made.directory, 'evidence/S1/checker.json'), (record) =>
    Object.assign(record, { result: 'valid', anomalies: [], exit_code: 0, witness: null, witness_file: null }),
  );
  await agree(made);
  return made;
}

t.test('a violation that a record calls valid is found although every hash agrees', async (t) => {
  const { directory } = await forge(t);
  const audited = await audit(directory);
  const { summary, told } = audited;
  t.equal(summary.verdict, 'FAIL', 'the answer that was computed again counts');
  t.equal(summary.scenarios.find(({ key }) => key === 'S1')?.verdict, 'FAIL-nondeterministic');
  t.match(of419(audited), [
    /^DST419 evidence\/S1\/checker\.json:\d+:\d+ S1: the record says valid, and the checker answers invalid: nonlinearizable/,
  ]);
  t.ok(told.some(({ text }) => /^DST401 findings\/report\.md:\d+:\d+ S1 is called PASS-hardening/.test(text)));
});

t.test('without the re-run that forgery agrees with itself, and the audit says what it did not do', async (t) => {
  const { directory } = await forge(t);
  const { summary, told } = await audit(directory, null);
  t.notOk(told.some(({ rule }) => rule.startsWith('DST4')));
  t.ok(summary.notCovered.includes('no checker was run again: the answers are those of the records'));
});

for (const [name, place, change] of [
  ['consumed operations', '"ops_consumed"', { ops_consumed: 119 }],
  ['excluded operations', '"ops_excluded"', { ops_consumed: 116, ops_excluded: { 'keys left out': 4 } }],
  ['operations of unknown outcome', '"indeterminate"', { indeterminate: 1 }],
  ['partitions', '"partitions"', { partitions: 7 }],
] as const)
  t.test(`a record with other ${name} is reported where they stand`, async (t) => {
    const made = copy(t);
    const path = join(made.directory, 'evidence/control-negative/checker.json');
    edit(path, (record) => Object.assign(record, change));
    const line =
      readFileSync(path, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes(place)) + 1;
    const lines = (await audit(made.directory)).told.filter(({ text }) =>
      /^DST4(19|04) evidence\/control-negative/.test(text),
    );
    t.equal(lines.filter(({ from }) => from[0] === line).length, 1, lines.map(({ text }) => text).join('\n'));
  });

t.test('anomalies that the checker does not find are reported', async (t) => {
  const made = copy(t);
  edit(join(made.directory, 'evidence/control-positive/checker.json'), (record) => {
    (record['anomalies'] as Record_[])[0] = { type: 'nonlinearizable', key: 'k1', message: 'x', ops: [1, 2] };
  });
  t.match(of419(await audit(made.directory)), [
    /anomaly 1 of the record is nonlinearizable of \[1,2\] on "k1", the checker's is nonlinearizable of \[1,3,4,42\]/,
  ]);
});

t.test('operations that the time did not suffice to make fewer may be others than those of the next run', async (t) => {
  const made = copy(t);
  edit(join(made.directory, 'evidence/control-positive/checker.json'), (record) => {
    const [first] = record['anomalies'] as (Record_ & { ops: number[] })[];
    record['anomalies'] = [{ ...first, ops: [1, 2, ...(first?.ops ?? [])], minimal: false }];
  });
  t.same(of419(await audit(made.directory)), []);
});

t.test('a positive control that was made up is no control', async (t) => {
  const made = copy(t);
  const folder = join(made.directory, 'evidence/control-positive');
  cpSync(join(made.directory, 'evidence/control-negative/history.jsonl'), join(folder, 'history.jsonl'));
  const other = JSON.parse(
    readFileSync(join(made.directory, 'evidence/control-negative/checker.json'), 'utf8'),
  ) as Record_;
  edit(join(folder, 'checker.json'), (record) => Object.assign(record, { input: other['input'] }));
  const audited = await audit(made.directory);
  t.ok(of419(audited).some((line) => /control-positive.*says invalid, .* valid/.test(line)));
  t.equal(
    audited.summary.scenarios.find(({ key }) => key === 'S1')?.verdict,
    'PASS-smoke',
    'the oracle was not seen to fail',
  );
});

t.test('an unknown that a limit explains stands; one that hides a violation does not', async (t) => {
  const made = copy(t);
  const unknown = { result: 'unknown', anomalies: [], exit_code: 1, reason: 'the time was over' };
  edit(join(made.directory, 'evidence/control-negative/checker.json'), (record) => Object.assign(record, unknown));
  edit(join(made.directory, 'evidence/control-positive/checker.json'), (record) => Object.assign(record, unknown));
  t.match(of419(await audit(made.directory)), [/control-positive.*says unknown, and the checker answers invalid/]);
});

t.test('what cannot be run again is named once, and is no finding', async (t) => {
  const made = copy(t);
  const record = (key: string, change: Record_): void =>
    edit(join(made.directory, 'evidence', key, 'checker.json'), (value) => Object.assign(value, change));
  record('S1', { checker: 'elle', version: '0.2.4' });
  record('S2', { version: '0.0.9' });
  record('S3', { model: 'bank-of-mine' });
  record('S4/http', { args: { from: 'jepsen-log', options: {} } });
  const audited = await audit(made.directory);
  t.same(of419(audited), []);
  t.match(audited.summary.notCovered.filter((line) => line.includes('not run again')).sort(), [
    'the checker of S1 was not run again: elle is no built-in checker',
    /the checker of S2 was not run again: its record is of version "0\.0\.9", and this is/,
    'the checker of S3 was not run again: its model bank-of-mine is not built in',
    'the checker of S4/http was not run again: its input was in the format jepsen-log',
  ]);
});

t.test('a checker that refuses the history cannot have answered', async (t) => {
  const made = copy(t);
  edit(join(made.directory, 'evidence/S2/checker.json'), (record) => Object.assign(record, { model: null }));
  t.ok(
    of419(await audit(made.directory)).some((line) =>
      /^DST419 evidence\/S2\/checker\.json.*the checker refuses this history: the linearizability checker needs a model/.test(
        line,
      ),
    ),
  );
});

t.test('the budget holds', async (t) => {
  const made = copy(t);
  const all = await audit(made.directory, { ...QUICK, largestHistory: 1000, seconds: 19 });
  t.strictSame(all.told, []);
  // The answers for these histories are known in this process: what was run before is not run again.
  const path = join(made.directory, 'evidence/control-negative/history.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"c1.0"', '"c9.0"'));
  const folder = join(made.directory, 'evidence/control-negative');
  t.equal((await dst(['check', 'history.jsonl', '-m', 'register', '--evidence', '.'], { cwd: folder })).code, 0);
  for (const [budget, why] of [
    [{ ...QUICK, largestHistory: 1000 }, /its history has 0 MB/],
    [{ ...QUICK, seconds: 0.01 }, /the 0\.01 s were over/],
  ] as const) {
    const audited = await audit(made.directory, budget);
    t.same(of419(audited), []);
    const { notCovered } = audited.summary;
    t.ok(
      notCovered.some((line) => line.startsWith('the checker of control-negative') && why.test(line)),
      notCovered.join('\n'),
    );
  }
});

t.test('the flags of lint', async (t) => {
  const { root: cwd, directory } = await forge(t);
  const first = await dst(['lint', directory], { cwd });
  t.equal(first.code, 1);
  t.match(first.stdout, /^FAIL: /);
  t.match(first.stdout, /DST419/);
  const second = await dst(['lint', '--no-recheck', directory], { cwd });
  t.match(second.stdout, /no checker was run again/);
  t.notMatch(second.stdout, /DST419/);
  t.match((await dst(['lint', '--recheck', '60', directory], { cwd })).stdout, /DST419/);
  const both = await dst(['lint', '--recheck', '60', '--no-recheck', directory], { cwd });
  t.equal(both.code, 2);
  t.match(both.stderr, /contradict each other/);
  t.equal((await dst(['lint', '--recheck', 'often', directory], { cwd })).code, 2);
});
