// What `record landing` says of the lines it takes, and how a wrong line is put right without hiding what was said.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { NemesisLine } from '../../lib/evidence/types.js';
import { audit } from '../support/audit.js';
import { cli } from '../support/cli.js';
import { jsonl } from '../support/history.js';
import { completeSession, emptySession } from '../support/session.js';
import { registerHistory } from '../support/session-evidence.js';

const window = (n: number, after: number): NemesisLine => ({
  epoch: `E${n}`,
  nemesis: 'close',
  start_ts: n * 100,
  end_ts: n * 100 + 50,
  landing: [
    { kind: 'state', name: 'isRunning()', source: 'victim', before: true, after: false, ts: n * 100 + 1 },
    { kind: 'counter', name: 'ids in active', source: 'victim', before: 8, after, ts: n * 100 + 40 },
  ],
  heal: { ts: n * 100 + 60, verified_by: 'the worker is gone' },
});
const jsonLines = (lines: readonly NemesisLine[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

interface Place {
  readonly directory: string;
  readonly nemesis: string;
  readonly from: (lines: readonly NemesisLine[], ...more: string[]) => ReturnType<typeof cli>;
}

function place(root: string): Place {
  const { directory } = emptySession(root);
  return {
    directory,
    nemesis: join(directory, 'evidence', 'S1', 'nemesis.jsonl'),
    from: (lines, ...more) => {
      writeFileSync(join(directory, 'logs', 'windows.jsonl'), jsonLines(lines));
      return cli(['record', 'landing', '-s', 'S1', '--from', 'logs/windows.jsonl', ...more], { cwd: directory });
    },
  };
}

t.test('windows that prove their faults are recorded without a word', async (t) => {
  const { from } = place(t.testdir());
  const { code, stdout, stderr } = await from([window(1, 3), window(2, 2)]);
  t.strictSame([code, stdout, stderr], [0, 'S1 2 lines of 2 windows recorded\n', '']);
});

t.test('readings that did not move are told at once, by their name', async (t) => {
  const { from } = place(t.testdir());
  const { code, stderr } = await from([1, 2, 3].map((n) => window(n, n === 2 ? 3 : 8)));
  t.equal(code, 0, 'it is evidence all the same');
  t.match(
    stderr,
    'S1: the reading "ids in active" did not move as expected in 2 of 3 windows: E1 (8 to 8), E3 (8 to 8)\nhelp: ',
  );
  t.notMatch(stderr, 'did not land');
});

t.test('windows that did not land, or have no heal or end, are told at once', async (t) => {
  const { from } = place(t.testdir());
  const still: NemesisLine = { ...window(1, 8), landing: [] };
  const open: NemesisLine = { ...window(2, 3), end_ts: null, heal: null };
  const { code, stderr } = await from([still, open]);
  t.equal(code, 0);
  t.match(
    stderr,
    'S1: 2 of 2 windows did not land: the window E1 has no reading at the victim, the window E2 has no end\n',
  );
  t.match(stderr, 'S1: 1 of 2 windows have no heal: E2\n');
});

t.test('where the history is there, a window that no operation saw is told, too', async (t) => {
  const { directory, from } = place(t.testdir());
  const history = registerHistory({ windows: false, seconds: 10 });
  writeFileSync(
    join(directory, 'evidence', 'S1', 'history.jsonl'),
    jsonl(history.map((one, i) => ({ ...one, fault_epoch: i === 3 ? 'E2' : null }))),
  );
  const { code, stderr } = await from([window(1, 3), window(2, 3)]);
  t.equal(code, 0);
  t.match(stderr, /^S1: 1 of 2 windows did not land: no operation was under the fault in the window E1\nhelp: /);
});

t.test('line by line, a window is judged when its end is known', async (t) => {
  const { directory } = place(t.testdir());
  const say = async (...args: string[]): Promise<string> =>
    (await cli(['record', 'landing', '-s', 'S1', '--epoch', 'E1', ...args], { cwd: directory })).stderr;
  const reading = ['--kind', 'counter', '--name', 'drops', '--source', 'victim', '--before', '0'];
  t.equal(await say('--nemesis', 'cut', '--start', '100'), '');
  t.match(await say(...reading, '--after', '0', '--at', '120'), /"drops" did not move as expected in 1 of 1/);
  t.match(await say('--end', '200'), /1 of 1 windows did not land: no reading at the victim moved in the window E1/);
});

t.test('a wrong line is put right, and what was said stays to be seen', async (t) => {
  const { directory, nemesis, from } = place(t.testdir());
  await from([1, 2, 3].map((n) => window(n, 8)));
  const before = readFileSync(nemesis, 'utf8');
  const mended = [1, 3].map((n): NemesisLine => {
    const { landing = [], ...rest } = window(n, 8);
    return { ...rest, landing: landing.slice(0, 1) };
  });
  const unsaid = await from(mended, '--supersede');
  t.strictSame([unsaid.code, readFileSync(nemesis, 'utf8')], [2, before]);
  t.match(unsaid.stderr, 'record landing needs --note');

  const why = ['--supersede', '--note', 'ids in active is what the oracle judges, no sign of the fault'];
  const { code, stdout, stderr } = await from(mended, ...why);
  t.strictSame([code, stderr], [0, '']);
  t.equal(
    stdout,
    'S1 2 lines of 2 windows recorded anew; what was said before is in evidence/S1/nemesis.superseded-1.jsonl\n',
  );
  t.equal(readFileSync(nemesis, 'utf8'), jsonLines([window(2, 8), ...mended]));
  t.equal(readFileSync(join(directory, 'evidence', 'S1', 'nemesis.superseded-1.jsonl'), 'utf8'), before);
  t.match(
    readFileSync(join(directory, 'session-log.md'), 'utf8'),
    /\| S1 \| note \| S1: E1, E3 in nemesis\.jsonl recorded anew; .*nemesis\.superseded-1\.jsonl: ids in active is what/,
  );
  t.equal((await from(mended, ...why)).code, 0);
  t.ok(existsSync(join(directory, 'evidence', 'S1', 'nemesis.superseded-2.jsonl')));
});

t.test('only what was recorded can be put right, and a note belongs to that', async (t) => {
  const { directory, from } = place(t.testdir());
  await from([window(1, 3)]);
  t.match(
    (await from([window(1, 3), window(7, 3)], '--supersede', '--note', 'slip')).stderr,
    'evidence/S1/nemesis.jsonl has no line of the window E7 to supersede',
  );
  t.notOk(existsSync(join(directory, 'evidence', 'S1', 'nemesis.superseded-1.jsonl')));
  t.match((await from([window(2, 3)], '--note', 'slip')).stderr, '--note belongs to --supersede');
});

t.test('older windows that no document tells of are a finding', async (t) => {
  const { directory } = await completeSession(t.testdir());
  const folder = join(directory, 'evidence', 'S2');
  writeFileSync(join(folder, 'nemesis.superseded-1.jsonl'), readFileSync(join(folder, 'nemesis.jsonl')));
  const told = async (): Promise<string[]> =>
    (await audit(directory, null)).told.filter(({ rule }) => rule === 'DST420').map(({ message }) => message);
  t.strictSame(await told(), [
    'evidence/S2/nemesis.superseded-1.jsonl holds fault windows that were recorded anew, and no document tells why',
  ]);
  const log = join(directory, 'session-log.md');
  writeFileSync(
    log,
    `${readFileSync(log, 'utf8')}\nThe first windows (nemesis.superseded-1.jsonl) had the wrong clock.\n`,
  );
  t.strictSame(await told(), []);
});
