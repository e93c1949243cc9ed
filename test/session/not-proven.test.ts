// A session whose author says that a fault was not proven to land is honest: the linter repeats nothing of it.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';
import { seal } from '../../lib/evidence/seal.js';
import { loadSession } from '../../lib/session/load.js';
import { audit } from '../support/audit.js';
import { completeSession } from '../support/session.js';
import { reportText } from '../support/session-report.js';

interface Line {
  landing?: { before: number; after: number }[];
}

const shownAs = (path: string): string => path;

/** The session of the other tests, with a rule of S2 that hits nothing, sealed and reported anew. */
async function withoutLanding(root: string): Promise<string> {
  const { directory } = await completeSession(root);
  const folder = join(directory, 'evidence', 'S2');
  const nemesis = join(folder, 'nemesis.jsonl');
  const lines = readFileSync(nemesis, 'utf8').trim().split('\n');
  const still = lines.map((text) => {
    const line = JSON.parse(text) as Line;
    for (const reading of line.landing ?? []) reading.after = reading.before;
    return JSON.stringify(line);
  });
  writeFileSync(nemesis, `${still.join('\n')}\n`);
  for (const [file, old, next] of [
    ['budget.json', /("met": \{\n\s*"duration_s": 240,\n\s*"fault_windows": )4/, '$10'],
    ['workload.json', /"hits": 4/, '"hits": 0'],
  ] as const) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(old, next));
  }
  for (const file of ['verdict.json', 'manifest.json']) rmSync(join(folder, file));
  await seal(directory, 'S2', shownAs);
  const text = reportText(await loadSession(directory, { shownAs }));
  writeFileSync(
    join(directory, 'findings', 'report.md'),
    text
      .replace(
        /^(\| C[25] \|.*\| )adequate under the tested threats/gm,
        '$1not established: the fault was not proven to land',
      )
      .replace(
        /^(\| S2 \|.*?)nft drops at the victim: 0 → 0 inside E1; 4 of 4 windows landed/m,
        '$1the drop counter at the victim stood still in every window: 0 → 0',
      ),
  );
  return directory;
}

let made = '';
let root = '';
t.before(async () => {
  root = t.testdir();
  made = await withoutLanding(root);
});

/** A copy of the session with its plan. */
function copy(to: string): string {
  cpSync(root, to, { recursive: true });
  return join(to, relative(root, made));
}

t.test('windows that did not land are no finding where the report says so', async (t) => {
  const directory = copy(t.testdir());
  t.match(
    readFileSync(join(directory, 'findings', 'report.md'), 'utf8'),
    /\| S2 \|[^|]*\| INCONCLUSIVE-fault-not-proven/,
  );
  t.strictSame((await audit(directory)).told, []);
});

t.test('they are where the report calls it a pass', async (t) => {
  const directory = copy(t.testdir());
  const report = join(directory, 'findings', 'report.md');
  writeFileSync(
    report,
    readFileSync(report, 'utf8').replace(/(\| S2 \|[^|]*\| )INCONCLUSIVE-fault-not-proven/, '$1PASS-hardening'),
  );
  const { told } = await audit(directory);
  t.ok(told.some(({ rule, message }) => rule === 'DST406' && message.includes('no reading at the victim moved')));
  t.ok(told.some(({ rule, message }) => rule === 'DST412' && message.includes('never reached')));
});

t.test('a heal is asked for all the same', async (t) => {
  const directory = copy(t.testdir());
  const nemesis = join(directory, 'evidence', 'S2', 'nemesis.jsonl');
  writeFileSync(nemesis, readFileSync(nemesis, 'utf8').replace(/,"heal":\{[^}]*\}/, ''));
  t.ok(
    (await audit(directory)).told.some(
      ({ rule, message }) => rule === 'DST406' && message.includes('never verified to be healed'),
    ),
  );
});

t.test('a violation depends on no window: where its row says how many landed, there is no finding', async (t) => {
  const directory = copy(t.testdir());
  const report = join(directory, 'findings', 'report.md');
  const call = (landed: string): void =>
    writeFileSync(
      report,
      readFileSync(report, 'utf8').replace(
        /^(\| S2 \|[^|]*\| )[^|]*(\|[^|]*\|[^|]*\| )[^|]*/m,
        `$1FAIL-reproducible $2drop counter: 0 → 0; ${landed}`,
      ),
    );
  const windows = async (): Promise<string[]> =>
    (await audit(directory)).told.filter(({ rule }) => rule === 'DST406').map(({ message }) => message);
  call('');
  t.match(await windows(), [/no reading at the victim moved in the window E1, and 3 more of 4 windows did not land/]);
  call('0 of 4 windows landed ');
  t.strictSame(await windows(), []);
});
