// The recorder is what an agent has when its shell dies, its machine is busy or its disk is full: whatever happens, what was
// said to be recorded is there, whole, and nothing else is broken by it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readJournal } from '../../lib/evidence/journal.js';
import { BIN, dst } from '../support/run.js';
import { Random } from '../support/random.js';
import { audit } from '../support/audit.js';
import { emptySession } from '../support/session.js';

t.setTimeout(600_000);

const LOG = 'session-log.md';
const JOURNAL = 'logs/record.jsonl';
const text = (directory: string, file: string): string => readFileSync(join(directory, file), 'utf8');
const notes = (directory: string): string[] =>
  readJournal(directory).map((line) => (line.kind === 'event' ? line.note : ''));

/** Files below a directory that a writer keeps beside those that it replaces. */
const leftovers = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tmp$|\.record\.lock/.test(path));

const event = (directory: string, note: string): string[] => [
  'record',
  'event',
  '--session',
  directory,
  '-s',
  'S1',
  '--event',
  'note',
  '--note',
  note,
];

t.test('a hundred recorders that are killed at random moments, five at a time', async (t) => {
  const { directory } = emptySession(t.testdir());
  const random = new Random(20_260_314);
  const told: string[] = [];
  let killed = 0;
  const begun = performance.now();
  told.push('first');
  t.equal((await dst(event(directory, 'first'))).code, 0);
  // From the first moments of a recorder to a little after its end, as fast as this machine is now; five share it.
  const whole = (performance.now() - begun) * 3;
  const one = (note: string): Promise<void> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [BIN, ...event(directory, note)], { stdio: 'ignore' });
      const timer = setTimeout(() => child.kill('SIGKILL'), whole * (0.1 + random.next()));
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (code === 0) told.push(note);
        if (signal === 'SIGKILL') killed++;
        resolve();
      });
    });
  for (let round = 0; round < 20; round++)
    await Promise.all(Array.from({ length: 5 }, (_, i) => one(`n${round * 5 + i}`)));
  t.comment(`${killed} were killed, ${told.length} ended by themselves`);
  t.ok(killed > 10, 'kills hit');

  const last = await dst(event(directory, 'last'));
  t.equal(last.code, 0, last.stderr);
  const lines = text(directory, JOURNAL).trimEnd().split('\n');
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line) as unknown, line);
  const there = notes(directory);
  t.equal(new Set(there).size, there.length, 'none is there twice');
  t.strictSame(
    [...told, 'last'].filter((note) => !there.includes(note)),
    [],
    'what was said to be recorded is there',
  );
  const rows = [...text(directory, LOG).matchAll(/^\| 20[^|]*\| S1 \| note \| (\w+) \|$/gm)].map(([, note]) => note);
  t.strictSame(rows, there, 'the log has the rows of the journal, in its order');
  t.notOk(existsSync(join(directory, '.record.lock')));
  const { told: found } = await audit(directory);
  t.strictSame(
    found.filter(({ rule }) => rule === 'DST409').map((one) => one.text),
    [],
    'the audit finds the timeline whole',
  );
});

t.test('twenty shells that record at once: events, tools, readings and artifacts', async (t) => {
  const { directory } = emptySession(t.testdir());
  for (let i = 0; i < 20; i++) writeFileSync(join(directory, 'logs', `n${i}.log`), `${i}\n`);
  const dst = `"${process.execPath}" "${BIN}" record`;
  const script = (i: number): string =>
    [
      `${dst} event -s S1 --event note --note e${i}`,
      `${dst} tool t${i} --where bin/t${i} --what dumps --used-by S1`,
      `${dst} landing -s S1 --epoch E${i} --nemesis kill --start ${i} --end ${i + 1}`,
      `${dst} artifact logs/n${i}.log -s S1 --what log`,
    ].join(' && ');
  const codes = await Promise.all(
    Array.from(
      { length: 20 },
      (_, i) =>
        new Promise((resolve) => {
          spawn('sh', ['-c', script(i)], { cwd: directory, stdio: 'ignore' }).on('close', resolve);
        }),
    ),
  );
  t.strictSame([...new Set(codes)], [0]);
  const numbers = Array.from({ length: 20 }, (_, i) => i);
  const log = text(directory, LOG);
  for (const i of numbers) {
    t.match(log, new RegExp(`\\| S1 \\| note \\| e${i} \\|`));
    t.match(log, new RegExp(`\\| t${i} \\| bin/t${i} \\|`));
    t.match(log, new RegExp(`\\| logs/n${i}\\.log \\| log \\| [0-9a-f]{64} \\|`));
  }
  const epochs = text(directory, 'evidence/S1/nemesis.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { epoch: string }).epoch);
  t.strictSame(epochs.sort(), numbers.map((i) => `E${i}`).sort());
  t.strictSame(leftovers(directory), []);
});

t.test('on a full disk nothing is recorded by half, and the recorder goes on when there is room', async (t) => {
  const disk = mkdtempSync(join(tmpdir(), 'dst-skills-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { encoding: 'utf8' });
  t.teardown(() => {
    if (mounted.status === 0) spawnSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true });
  });
  if (mounted.status !== 0) return void t.plan(0, `cannot mount here: ${mounted.stderr}`);
  const { directory } = emptySession(disk);
  t.equal((await dst(event(directory, 'before'))).code, 0);
  writeFileSync(join(directory, 'logs', 'n1.log'), 'started\n');
  const filler = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(bavail * bsize, 'x'));
  const state = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, text(entry.parentPath, entry.name)]),
    );
  const before = state();
  const journal = readJournal(directory);
  const commands = [
    event(directory, `a note that is longer than what is left of its block ${'x'.repeat(5000)}`),
    [
      'record',
      'artifact',
      join(directory, 'logs/n1.log'),
      '--session',
      directory,
      '-s',
      'S1',
      '--what',
      'y'.repeat(5000),
    ],
    ['record', 'landing', '--session', directory, '-s', 'S1', '--epoch', 'E1', '--nemesis', 'z'.repeat(9000)],
    ['record', 'tool', 't1', '--session', directory, '--where', 'w'.repeat(5000), '--what', 'x', '--used-by', 'S1'],
    ['new', 'session', join(disk, 'plan.md'), '--commit', '4f1e2d0', '--operator', 'o', '--dir', join(disk, 'other')],
  ];
  for (const args of commands) {
    const { code, stdout, stderr } = await dst(args, { cwd: disk });
    t.equal(code, 2, `${args.slice(0, 2).join(' ')}: ${stderr}`);
    t.match(stderr, /ENOSPC|no space left|disk/i);
    t.notMatch(stderr, /\n\s+at /, 'no stack');
    t.equal(stdout, '');
  }
  const after = state();
  t.strictSame(Object.keys(after).sort(), Object.keys(before).sort(), 'no file more, none less');
  t.strictSame(readJournal(directory), journal, 'the journal has what it had');
  t.equal(after['session-log.md'], before['session-log.md']);
  rmSync(filler);
  const { code, stderr } = await dst(event(directory, 'after'));
  t.equal(code, 0, stderr);
  t.strictSame(notes(directory), ['before', 'after']);
  t.match(text(directory, LOG), /\| S1 \| note \| before \|\n\|[^\n]*\| S1 \| note \| after \|/);
});
