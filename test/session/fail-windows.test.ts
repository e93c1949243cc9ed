// A violation depends on no fault: what the windows of a scenario that FAILs lack is counted in its row, and told once.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { audit } from '../support/audit.js';
import { completeSession } from '../support/session.js';

/** What is said of the windows of S2: that they did not land, were seen by nobody, or had no traffic around them. */
const toldOf = async (directory: string): Promise<string[]> =>
  (await audit(directory, null)).told
    .filter(({ file }) => file.startsWith('evidence/S2/'))
    .filter(({ rule, message }) => ['DST406', 'DST517'].includes(rule) || /^no operation of S2 succeeded/.test(message))
    .map(({ rule, message }) => `${rule} ${message}`);

/** Has the report say of S2 what a row says. */
function call(directory: string, verdict: string, landing: string): void {
  const report = join(directory, 'findings', 'report.md');
  const row = /^(\| S2 \|[^|]*\| )[^|]*(\|[^|]*\|[^|]*\| )[^|]*/m;
  const text = readFileSync(report, 'utf8').replace(row, `$1${verdict} $2${landing} `);
  writeFileSync(report, text);
}

/** The faults become instants between the clients' operations, and the last one is the end of the run. */
function instants(directory: string): void {
  const folder = join(directory, 'evidence', 'S2');
  const history = join(folder, 'history.jsonl');
  const operations = readFileSync(history, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { invoke_ts: number; fault_epoch: string | null });
  const last = Math.max(...operations.filter(({ fault_epoch }) => fault_epoch === 'E4').map((one) => one.invoke_ts));
  const kept = operations.filter(({ invoke_ts }) => invoke_ts <= last);
  writeFileSync(history, kept.map((one) => `${JSON.stringify({ ...one, fault_epoch: null })}\n`).join(''));
}

const UNSEEN = 'DST406 no operation was under the fault in the window E1, and 3 more of 4 windows did not land';
const BARE = 'DST412 no operation of S2 succeeded after the window E4';

t.test('instants that no operation saw are told once under a FAIL, and not where the row counts them', async (t) => {
  const { directory } = await completeSession(t.testdir());
  instants(directory);
  call(directory, 'FAIL-reproducible', 'isRunning() at the victim: true → false');
  t.strictSame(await toldOf(directory), [UNSEEN, BARE]);
  call(directory, 'FAIL-reproducible', 'isRunning(): true → false; 0 of 4 windows landed');
  t.strictSame(await toldOf(directory), [BARE]);
  call(directory, 'FAIL-reproducible', '0 of 4 windows landed; traffic before and after 3 of 4 windows');
  t.strictSame(await toldOf(directory), []);
});

t.test('under a pass each of them counts, whatever its row says', async (t) => {
  const { directory } = await completeSession(t.testdir());
  instants(directory);
  call(directory, 'PASS-hardening', '0 of 4 windows landed; traffic before and after 3 of 4 windows');
  const told = await toldOf(directory);
  t.ok(told.includes(UNSEEN));
  t.ok(told.includes(BARE));
  t.equal(told.filter((one) => one.startsWith('DST517')).length, 4);
});

t.test('one reading that moves in no window is one finding', async (t) => {
  const { directory } = await completeSession(t.testdir());
  const nemesis = join(directory, 'evidence', 'S2', 'nemesis.jsonl');
  const still = ['E1', 'E2', 'E3'].map(
    (epoch) =>
      `{"epoch":"${epoch}","landing":[{"kind":"counter","name":"ids in active","source":"victim","before":8,"after":8}]}\n`,
  );
  appendFileSync(nemesis, still.join(''));
  t.strictSame(await toldOf(directory), [
    'DST406 the reading "ids in active" of the window E1 did not move as expected (8 to 8), and so in 2 more of 4 windows',
  ]);
  call(directory, 'FAIL-reproducible', 'drop counter: 0 → 7; 4 of 4 windows landed');
  t.strictSame(await toldOf(directory), []);
});
