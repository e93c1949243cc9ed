// In which order a report takes up the findings of a session, and how they say by what their history is judged again.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseReport } from '../../lib/report/parse.js';
import { Source } from '../../lib/document/source.js';
import type { CheckerRecordFile } from '../../lib/evidence/types.js';
import { cli } from '../support/cli.js';
import { jsonl } from '../support/history.js';
import { completeSession, emptySession, type Made } from '../support/session.js';
import { registerHistory } from '../support/session-evidence.js';

async function make(made: Made, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(args, { cwd: made.root });
  t.equal(code, 0, stderr);
  return stdout;
}

t.test(
  'the severest finding comes first, then the order of the scenarios, whatever the files are called',
  async (t) => {
    const made = await completeSession(t.testdir());
    for (const [scenario, severity] of [
      ['S3', 'P2'],
      ['S2', 'P2'],
      ['S4/http', 'P0'],
      ['S1', 'P1'],
      ['S2', 'P0'],
    ] as const)
      await make(made, 'new', 'finding', made.directory, '-s', scenario, '--title', scenario, '--severity', severity);
    await make(made, 'new', 'finding', made.directory, '-s', 'S1', '--title', 'not graded yet');
    const text = await make(made, 'new', 'report', made.directory, '-o', '-');
    t.strictSame(
      parseReport(new Source('report.md', text)).findings.map(({ id, title }) => `${id ?? ''} ${title}`),
      ['F5 S2', 'F3 S4/http', 'F4 S1', 'F2 S2', 'F1 S3', 'F6 not graded yet'],
    );
  },
);

/** A session whose S2 has a history and a checker of its own in the artifacts. */
function ownChecker(root: string): Made & { record: (...args: string[]) => ReturnType<typeof cli> } {
  const made = emptySession(root);
  const { directory } = made;
  writeFileSync(join(directory, 'evidence', 'S2', 'history.jsonl'), jsonl(registerHistory({ stale: true })));
  mkdirSync(join(directory, 'artifacts'), { recursive: true });
  writeFileSync(join(directory, 'artifacts', 'lists.mjs'), 'process.exit(1);\n');
  const fixed = ['--name', 'final-lists', '--version', '1', '--result', 'invalid'];
  const tested = ['--known-good', 'valid', '--known-bad', 'invalid'];
  return {
    ...made,
    record: (...args) =>
      cli(['record', 'checker', '--session', directory, '-s', 'S2', ...fixed, ...tested, ...args], { cwd: directory }),
  };
}

const recordOf = ({ directory }: Made): CheckerRecordFile =>
  JSON.parse(readFileSync(join(directory, 'evidence', 'S2', 'checker.json'), 'utf8')) as CheckerRecordFile;

t.test('anomalies come from the output of the checker, in the forms in which checkers write', async (t) => {
  const anomaly = { type: 'stranded', message: 'j1 is left in active', ops: [5], key: 'q1' };
  const words = ['j1 is left in active', 'j2 is left in active'];
  const said = words.map((message) => ({ type: 'reported', message, ops: [] }));
  for (const [name, text, expected] of [
    ['a list', JSON.stringify([anomaly, words[0]]), [anomaly, said[0]]],
    ['an object with a list', JSON.stringify({ valid: false, anomalies: [anomaly] }, null, 2), [anomaly]],
    ['JSON Lines', `${JSON.stringify(anomaly)}\n${JSON.stringify(anomaly)}\n`, [anomaly, anomaly]],
    ['one line of JSON', JSON.stringify(anomaly), [anomaly]],
    ['lines of text', `${words.join('\r\n')}\n\n`, said],
  ] as const) {
    const session = ownChecker(t.testdir());
    writeFileSync(join(session.directory, 'logs', 'out'), text);
    const { code, stderr } = await session.record('--anomalies', 'logs/out');
    t.equal(code, 0, `${name}: ${stderr}`);
    t.strictSame(recordOf(session).anomalies, expected, name);
  }
});

t.test('a file without a list of anomalies is refused, and nothing is recorded', async (t) => {
  const session = ownChecker(t.testdir());
  for (const [text, message] of [
    ['{\n"valid": false\n}', /logs\/out has no list "anomalies"/],
    ['{"type":"a"}\nstranded\n', /logs\/out:2: is no JSON/],
  ] as const) {
    writeFileSync(join(session.directory, 'logs', 'out'), text);
    const { code, stderr } = await session.record('--anomalies', 'logs/out');
    t.equal(code, 2);
    t.match(stderr, message);
  }
  t.match((await session.record('--anomalies', 'logs/none')).stderr, /logs\/none cannot be read/);
  t.throws(() => recordOf(session), { code: 'ENOENT' });
});

t.test('a finding says how a checker of our own judges again, as far as that was recorded', async (t) => {
  const command = 'node artifacts/lists.mjs evidence/S2';
  for (const [args, expected] of [
    [[], 'judged again by `{{command that runs final-lists over evidence/S2/history.jsonl}}`'],
    [
      ['--program', 'artifacts/lists.mjs'],
      'judged again by the program `artifacts/lists.mjs` over `evidence/S2/history.jsonl`',
    ],
    [['--program', 'artifacts/lists.mjs', '--command', command], `judged again by \`${command}\``],
  ] as const) {
    const session = ownChecker(t.testdir());
    const { code, stderr } = await session.record('--anomaly', 'j1 is left in active', ...args);
    t.equal(code, 0, stderr);
    await make(session, 'new', 'finding', session.directory, '-s', 'S2');
    const text = readFileSync(join(session.directory, 'findings', 'S2.md'), 'utf8');
    t.match(text, expected);
    t.match(text, '### Finding F1: j1 is left in active\n');
  }
});
