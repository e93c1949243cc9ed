// A session whose S1 FAILs, in the words of several authors: what is told rightly is clean, and the twin that uses the same words
// to hide something is reported.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { seal } from '../../lib/evidence/seal.js';
import type { Operation } from '../../lib/history/operation.js';
import { loadSession } from '../../lib/session/load.js';
import { audit, SESSION } from '../support/audit.js';
import { jsonl } from '../support/history.js';
import { testPairs, type Pair } from '../support/pairs.js';
import { completeSession } from '../support/session.js';
import { check, registerHistory } from '../support/session-evidence.js';
import { reportText } from '../support/session-report.js';
import { REPORT, swap } from './tamper/tools.js';

async function run(directory: string, name: string, operations: Operation[]): Promise<void> {
  const folder = join(directory, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'history.jsonl'), jsonl(operations));
  await check(join(folder, 'history.jsonl'), folder);
}

const FINDING = `### Finding F1: a read goes back in time

- **Scenario:** S1
- **Hypothesis addressed:** H1
- **What happened:** operation 42 read 0 after 40 was written and acknowledged
- **Reproducer:** \`make s1 SEED=1\`; K of 3 re-runs
- **Reduction classification:** SUT
- **Classification:** crash-recovery
- **Secondary tags:** safety
- **Severity:** P0
- **Evidence:** [checker record](../evidence/S1/checker.json)
- **Hypothesised root cause:** unknown
- **Suggested next action:** storage team bisects between 2.3.0 and 2.4.0`;

const sealed = (directory: string): Promise<unknown> => seal(directory, undefined, (path) => path);

/** S1 found a stale read; of three re-runs one did not show it, or all are the same run to the byte. */
async function failingSession(root: string, same = false): Promise<string> {
  const { directory } = await completeSession(root);
  const stale = registerHistory({ stale: true });
  await run(directory, 'evidence/S1', stale);
  const lines: string[] = [];
  for (const n of [1, 2, 3]) {
    const valid = n === 2 && !same;
    await run(directory, `evidence/rerun-S1-${n}`, same ? stale : registerHistory({ stale: !valid, run: 10 + n }));
    lines.push(JSON.stringify({ seed: 1, result: valid ? 'valid' : 'invalid', evidence: `evidence/rerun-S1-${n}` }));
  }
  writeFileSync(join(directory, 'evidence/S1/reruns.jsonl'), `${lines.join('\n')}\n`);
  await sealed(directory);
  const session = await loadSession(directory, { shownAs: (path) => path });
  writeFileSync(join(directory, REPORT), reportText(session));
  const k = same ? 3 : 2;
  swap(directory, REPORT, /(\| S1 \|.*?invalid; 3 seeds)(.*)n\/a \|/, `$1; ${k} of 3 re-runs showed it again$2SUT |`);
  swap(directory, REPORT, 'No finding.', FINDING.replace('K of', `${k} of`));
  swap(directory, REPORT, /\| H1 \| S1 \| .*/, '| H1 | S1 | falsified: F1 |');
  swap(directory, REPORT, /^\| C1 \| .*$/m, '| C1 | as argued in the plan | S1 at hardening | violated: F1 |');
  swap(directory, REPORT, '- **Less:** nothing.', '- **Less:** C1: a read went back in time (F1).');
  return directory;
}

type Change = readonly [file: string, old: string | RegExp, next: string];
const field = (label: string, value: string): Change => [
  REPORT,
  new RegExp(`- \\*\\*${label}:\\*\\* .*`),
  `- **${label}:** ${value}`,
];
const summary = (words: string): Change => [REPORT, /All scenarios ran against.*/, words];
const rerunsOf = (words: string): Change => [REPORT, '2 of 3 re-runs showed it again', words];
const layout = (row: string): Change => [
  REPORT,
  FINDING.slice(FINDING.indexOf('\n\n') + 2).replace('K of', '2 of'),
  row,
];
const TABLE = FINDING.slice(FINDING.indexOf('- **'))
  .replace('K of', '2 of')
  .replace(/^- \*\*(.*?):\*\* (.*)$/gm, '| $1 | $2 |');

const PAIRS: readonly Pair<Change>[] = [
  {
    what: 'a summary that speaks of a part, and names what failed',
    honest: [
      summary('Under partitions no violation was observed; under kills one read went back in time (F1).'),
      summary('No violation was found by the boundary probes. S1 violated C1 in 2 of 3 re-runs.'),
      summary('S2, S3 and S4 passed at their tiers; S1 shows a read that goes back in time.'),
      summary('The remaining three scenarios passed. All arms passed.'),
      summary('Beyond that, no violations were found.'),
    ],
    twins: {
      DST221: [
        summary('No violation was found under the tested faults.'),
        summary('No violations were found by the checker.'),
        summary('S1, S2 and S3 passed at their tiers; S4 met its smoke budget.'),
        summary('All scenarios passed.'),
      ],
    },
  },
  {
    what: 're-runs that are counted in other words',
    honest: [
      rerunsOf('re-runs: 2/3'),
      rerunsOf('2 of 3 re-runs, each with 480/480 operations consumed'),
      field('Reproducer', '`make s1 SEED=1` with 3 of 5 nodes up: 2 of 3 re-runs'),
    ],
    twins: {
      DST212: [rerunsOf('0 of 3 re-runs showed it again'), rerunsOf('4 of 3 re-runs')],
      DST403: [field('Reproducer', '`make s1 SEED=1` with 2 of 3 nodes up: 3 of 3 re-runs')],
    },
  },
  {
    what: 'a finding in a table, and a classification in another spelling',
    honest: [layout(`| Field | Value |\n|---|---|\n${TABLE}`), field('Classification', 'crash/recovery')],
    twins: {
      DST211: [
        layout(`| Field | Value |\n|---|---|\n${TABLE.replace(/^\| Severity.*\n/m, '')}`),
        field('Classification', 'crash'),
      ],
    },
  },
  {
    what: 'the operations and values of the witness among the figures',
    honest: [rerunsOf('op 42 reads 0; 2 of 3 re-runs')],
    twins: { DST403: [rerunsOf('2 of 3 re-runs; 7777 reads')] },
  },
];

t.setTimeout(900_000);
let root = '';
t.before(async () => {
  root = t.testdir();
  await failingSession(root);
});

async function told(copy: string, [file, old, next]: Change): Promise<string[]> {
  const directory = join(copy, SESSION);
  cpSync(root, dirname(dirname(directory)), { recursive: true });
  swap(directory, file, old, next);
  await sealed(directory);
  return (await audit(directory, null)).told.map(({ text }) => text);
}

testPairs(PAIRS, told);

t.test('a P3 against the liveness claim of a scenario that also has a safety claim', async (t) => {
  const copy = t.testdir();
  cpSync(root, copy, { recursive: true });
  const directory = join(copy, SESSION);
  const severity = async (what: string): Promise<string[]> => {
    swap(directory, REPORT, /- \*\*Scenario:\*\* .*/, '- **Scenario:** S2');
    swap(directory, REPORT, /- \*\*(?:What happened):\*\* .*/, `- **What happened:** ${what}`);
    return (await audit(directory, null)).told.filter(({ rule }) => rule === 'DST309').map(({ message }) => message);
  };
  swap(directory, REPORT, ...(field('Severity', 'P3').slice(1) as [RegExp, string]));
  swap(directory, REPORT, /- \*\*Hypothesis addressed:\*\* .*/, '- **Hypothesis addressed:** H5');
  t.strictSame(await severity('the election of E2 took 5.2 s'), [], 'by its hypothesis');
  swap(directory, REPORT, '- **Hypothesis addressed:** H5', '- **Hypothesis addressed:** H2');
  swap(directory, REPORT, '- **Scenario:** S2', '- **Scenario:** S1');
  t.strictSame(await severity('against C5, the election of E2 took 5.2 s'), [], 'by its own words');
  swap(directory, REPORT, '- **Scenario:** S2', '- **Scenario:** S1');
  t.strictSame(await severity('a read was stale'), [
    'finding F1 is called P3 without a reason, and C2 is a claim of safety',
  ]);
});

t.test('re-runs of a deterministic simulation give one history, and those of a real system do not', async (t) => {
  const copied = t.testdir();
  const directory = await failingSession(copied, true);
  const reruns = async (): Promise<number> =>
    (await audit(directory, null)).told.filter(({ rule }) => rule === 'DST421').length;
  t.equal(await reruns(), 3, 'copies');
  swap(
    directory,
    '../../plan.md',
    'crash and recovery testing\n- **Workload:** 5',
    'deterministic simulation\n- **Workload:** 5',
  );
  t.equal(await reruns(), 0, 'the plan has S1 run in a simulation');
});
