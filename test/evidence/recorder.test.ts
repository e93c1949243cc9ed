import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readJournal } from '../../lib/evidence/journal.js';
import { parseSessionLog } from '../../lib/session/log.js';
import { Source } from '../../lib/document/source.js';
import { emptySession } from '../support/session.js';
import { registerHistory } from '../support/session-evidence.js';
import { jsonl } from '../support/history.js';
import { cli } from '../support/cli.js';
import { dst } from '../support/run.js';

const timeline = (directory: string): string[] =>
  parseSessionLog(new Source('log', readFileSync(join(directory, 'session-log.md'), 'utf8'))).timeline.map(
    (row) => row.notes?.value ?? '',
  );

t.test('parallel recorders lose nothing and keep the order of time', async (t) => {
  const { directory } = emptySession(t.testdir());
  const notes = Array.from({ length: 20 }, (_, i) => `note ${i}`);
  const runs = await Promise.all(
    notes.map((note) =>
      dst(['record', 'event', '--session', directory, '-s', 'S1', '--event', 'note', '--note', note]),
    ),
  );
  t.strictSame([...new Set(runs.map(({ code }) => code))], [0]);
  const journal = readJournal(directory);
  t.strictSame(journal.map((line) => (line.kind === 'event' ? line.note : '')).sort(), [...notes].sort());
  t.strictSame(
    journal.map(({ time }) => time),
    journal.map(({ time }) => time).sort(),
  );
  t.strictSame(timeline(directory).sort(), [...notes].sort(), 'the log has a row for each');
});

t.test('a torn line of a crash does not swallow the next one', async (t) => {
  const { directory } = emptySession(t.testdir());
  const path = join(directory, 'evidence', 'S1', 'nemesis.jsonl');
  appendFileSync(path, '{"epoch":"E1","nem');
  const { code } = await dst([
    'record',
    'landing',
    '--session',
    directory,
    '-s',
    'S1',
    '--epoch',
    'E1',
    '--start',
    '5',
    '--nemesis',
    'kill',
  ]);
  t.equal(code, 0);
  t.strictSame(JSON.parse(readFileSync(path, 'utf8').split('\n')[1] ?? ''), {
    epoch: 'E1',
    nemesis: 'kill',
    start_ts: 5,
  });
});

t.test('readings, re-runs, artifacts and checkers are recorded from the shell', async (t) => {
  const { directory } = emptySession(t.testdir());
  const record = (...args: string[]): ReturnType<typeof dst> => dst(['record', ...args], { cwd: directory });
  const s1 = join(directory, 'evidence', 'S1');
  await record(
    'landing',
    '-s',
    'S1',
    '--epoch',
    'E1',
    '--kind',
    'counter',
    '--name',
    'drops',
    '--source',
    'victim',
    '--before',
    '0',
    '--after',
    '307',
  );
  t.match(JSON.parse(readFileSync(join(s1, 'nemesis.jsonl'), 'utf8')), { landing: [{ before: 0, after: 307 }] });

  await record('rerun', '-s', 'S1', '--seed', '7', '--result', 'invalid');
  t.match(JSON.parse(readFileSync(join(s1, 'reruns.jsonl'), 'utf8')), { seed: 7, result: 'invalid' });

  const none = await record('checker', '-s', 'S1', '--name', 'own', '--version', '1', '--result', 'valid');
  t.match(none.stderr, /S1 has no history\.jsonl yet/);
  writeFileSync(join(s1, 'history.jsonl'), jsonl(registerHistory()));
  const checker = [
    'checker',
    '-s',
    'S1',
    '--name',
    'own',
    '--version',
    '1',
    '--result',
    'valid',
    '--known-good',
    'valid',
    '--known-bad',
    'invalid',
  ];
  t.equal((await record(...checker)).code, 0);
  t.match(JSON.parse(readFileSync(join(s1, 'checker.json'), 'utf8')), {
    ops_total: 480,
    ops_consumed: 480,
    indeterminate: 4,
  });
  t.match((await record(...checker)).stderr, /has a checker\.json already/);
  t.equal((await record(...checker, '--supersede')).code, 0);
  t.ok(existsSync(join(s1, 'checker.superseded-1.json')));

  writeFileSync(join(directory, 'logs', 'n1.log'), 'started\n');
  const artifact = await record('artifact', 'logs/n1.log', '-s', 'S1', '--what', 'log of n1');
  t.match(artifact.stdout, /^[0-9a-f]{64} {2}logs\/n1\.log\n$/);
  t.match(
    readFileSync(join(directory, 'session-log.md'), 'utf8'),
    /\| logs\/n1\.log \| log of n1 \| [0-9a-f]{64} \| S1 \|/,
  );
  writeFileSync(join(directory, 'logs', 'n1.log'), 'changed\n');
  t.match((await record('artifact', 'logs/n1.log', '-s', 'S1')).stderr, /recorded before with another content/);
});

t.test('the windows that a harness wrote down are recorded at once, or none of them', async (t) => {
  const { directory } = emptySession(t.testdir());
  const s1 = join(directory, 'evidence', 'S1');
  const lines = [1, 2, 3].flatMap((n) => [
    JSON.stringify({ epoch: `E${n}`, nemesis: 'kill', start_ts: n * 10, end_ts: n * 10 + 5 }),
    JSON.stringify({ epoch: `E${n}`, heal: { ts: n * 10 + 6, verified_by: 'n1 answers' } }),
  ]);
  const file = join(directory, 'logs', 'windows.jsonl');
  const record = (...args: string[]): ReturnType<typeof cli> =>
    cli(['record', 'landing', '-s', 'S1', ...args], { cwd: directory });

  writeFileSync(file, [...lines.slice(0, 4), '{"epoch":"E3","start_ts":"soon"}'].join('\n'));
  const broken = await record('--from', 'logs/windows.jsonl');
  t.strictSame([broken.code, broken.stdout], [2, '']);
  t.match(broken.stderr, /logs\/windows\.jsonl:5: .*start_ts.*\nhelp: nothing was recorded/);
  t.notOk(existsSync(join(s1, 'nemesis.jsonl')) && readFileSync(join(s1, 'nemesis.jsonl'), 'utf8') !== '');

  writeFileSync(file, `${lines.join('\n')}\n`);
  const { code, stdout, stderr } = await record('--from', 'logs/windows.jsonl');
  t.equal(code, 0, stderr);
  t.equal(stdout, 'S1 6 lines of 3 windows recorded\n');
  t.equal(readFileSync(join(s1, 'nemesis.jsonl'), 'utf8').trim(), lines.join('\n'));

  t.match((await record('--from', 'logs/windows.jsonl', '--epoch', 'E4')).stderr, /--from and --epoch contradict/);
  t.match((await record('--from', 'logs/none.jsonl')).stderr, /logs\/none\.jsonl cannot be read/);
  writeFileSync(file, '\n');
  t.match((await record('--from', 'logs/windows.jsonl')).stderr, /has no line to record/);
});

t.test('several artifacts are recorded by one call, or none of them', async (t) => {
  const { directory } = emptySession(t.testdir());
  const files = ['n1', 'n2', 'n3'].map((name) => `logs/${name}.log`);
  for (const file of files.slice(0, 2)) writeFileSync(join(directory, file), `${file}\n`);
  const record = (): ReturnType<typeof cli> =>
    cli(['record', 'artifact', ...files, '-s', 'S1', '--what', 'log of a node'], { cwd: directory });
  t.match((await record()).stderr, /logs\/n3\.log does not exist/);
  t.strictSame(readJournal(directory), []);
  writeFileSync(join(directory, files[2] ?? ''), 'n3\n');
  const { code, stdout } = await record();
  t.equal(code, 0);
  t.strictSame(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(66)),
    files,
  );
  t.strictSame(
    readJournal(directory).map((line) => line.kind === 'artifact' && line.path),
    files,
  );
  const log = readFileSync(join(directory, 'session-log.md'), 'utf8');
  for (const file of files) t.match(log, new RegExp(`\\| ${file} \\| log of a node \\| [0-9a-f]{64} \\| S1 \\|`));
});

t.test('wrong usage says what is wrong', async (t) => {
  const { root, directory } = emptySession(t.testdir());
  for (const [args, message] of [
    [['event', '--session', directory], /record event needs --event/],
    [['evnt', '--session', directory], /expected one of event, .*Did you mean/],
    [['event', '--session', root, '--event', 'start'], /is no session directory/],
    [['landing', '--session', directory, '-s', '../../etc', '--epoch', 'E1'], /is no scenario or arm/],
    [['precondition', 'ports', 'free', '--session', directory], /takes one word, got "ports" and "free"/],
    [['artifact', join(root, 'plan.md'), '--session', directory], /lies outside the session/],
    [
      ['checker', '--session', directory, '-s', 'S1', '--name', 'x', '--version', '1', '--result', 'ok'],
      /expected one of valid/,
    ],
  ] as const) {
    const { code, stdout, stderr } = await dst(['record', ...args]);
    t.equal(code, 2, args.join(' '));
    t.equal(stdout, '');
    t.match(stderr, message);
  }
});
