// A session as an agent makes it that has only a shell: everything but the history and the report is written by commands.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';
import { loadSession } from '../../lib/session/load.js';
import { AUDIT_ITEMS } from '../../lib/vocabulary/evidence-files.js';
import { jsonl } from '../support/history.js';
import { BIN, dst } from '../support/run.js';
import { emptySession, sessionPlan } from '../support/session.js';
import { KEYS, registerHistory, windowLines } from '../support/session-evidence.js';
import { reportText } from '../support/session-report.js';

t.setTimeout(240_000);

type Ran = Awaited<ReturnType<typeof dst>>;
type Json = Record<string, unknown>;

function shell(cwd: string): (...args: string[]) => Promise<Ran> {
  return (...args) => dst(args, { cwd });
}

const read = (directory: string, path: string): Json => JSON.parse(readFileSync(join(directory, path), 'utf8')) as Json;

t.test('a whole session from the shell lints clean', async (t) => {
  const root = t.testdir({ 'plan.md': sessionPlan(), bin: { ledgerd: '#!/bin/sh\n' } });
  const made = await dst(['new', 'session', 'plan.md', '--commit', '4f1e2d0, clean', '--operator', 'storage team'], {
    cwd: root,
  });
  const directory = join(root, made.stdout.trim());
  const run = shell(directory);
  const good = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    t.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const record = (...args: string[]): Promise<string> => good('record', ...args);

  await record('tool', 'ledgerctl', '--where', 'bin/ledgerctl', '--what', 'waits | dumps', '--used-by', 'S1, S2, S3');
  await record('precondition', 'empty data directories', '--how', 'ls', '--result', 'empty');
  const session = await loadSession(directory, { shownAs: (path) => path });
  for (const { name } of session.plan?.plan.requirements ?? [])
    await record(
      'probe',
      name.value,
      '--run',
      'echo "2 packets, 100% packet loss"; exit 1',
      '--expect',
      '100% packet loss',
      '--expect-rc',
      '1',
      '--version',
      '2.4.0',
    );
  await record(
    'env',
    '--sut',
    join(root, 'bin', 'ledgerd'),
    '--commit',
    '4f1e2d0',
    '--clean',
    '--history-clock',
    'one-recorder',
    '--tool',
    'ledgerd=2.4.0',
  );

  const evidence = async (key: string, operations: ReturnType<typeof registerHistory>): Promise<void> => {
    const folder = join(directory, 'evidence', ...key.split('/'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'history.jsonl'), jsonl(operations));
    await dst(['check', 'history.jsonl', '--model', 'register', '--evidence', '.'], { cwd: folder });
  };
  const landing = async (key: string, still: boolean): Promise<void> => {
    const lines = windowLines(still ? 'S2' : key);
    for (let i = 0; i < (still ? 3 : lines.length); i += 3) {
      // A line holds what is known when it is written: here a whole window.
      const {
        epoch,
        nemesis,
        mechanism,
        start_ts,
        landing: readings,
        end_ts,
        heal,
      } = { ...lines[i], ...lines[i + 1], ...lines[i + 2] };
      const [reading] = readings ?? [];
      await record(
        ...['landing', '-s', key, '--epoch', String(epoch), '--nemesis', nemesis ?? '', '--mechanism', mechanism ?? ''],
        ...['--target', 'n1', '--scope', 'netns n1', '--planned', 'duration=10', '--start', String(start_ts)],
        ...['--injector-rc', '0', '--kind', 'counter', '--name', 'nft drops', '--source', 'victim'],
        ...['--before', String(reading?.before), '--after', String(still ? reading?.before : reading?.after)],
        ...['--expect', 'rises', '--at', String(reading?.ts), '--end', String(end_ts)],
        ...['--heal', 'n1 follows n2', '--heal-at', String(heal?.ts)],
      );
    }
  };
  await evidence('control-positive', registerHistory({ windows: false, stale: true, seconds: 60 }));
  await evidence('control-negative', registerHistory({ windows: false, seconds: 60 }));
  await evidence('control-noop', registerHistory({ seconds: 60 }));
  await landing('control-noop', true);
  for (const kind of ['positive', 'negative', 'noop'])
    await record(
      'control',
      kind,
      '-s',
      KEYS.join(','),
      '--what',
      `${kind} of the ledger`,
      '--evidence',
      `evidence/control-${kind}`,
    );

  for (const key of KEYS) {
    const fault = !key.startsWith('S4');
    for (const event of ['start', 'baseline', ...(fault ? ['fault injected', 'landing', 'healed'] : []), 'final reads'])
      await record('event', '-s', key, '--event', event);
    if (fault) await landing(key, false);
    const run = KEYS.indexOf(key);
    await evidence(key, registerHistory(fault ? { run } : { windows: false, seconds: 300, run }));
    await record('event', '-s', key, '--event', 'oracle', '--note', 'valid');
    await record(
      'workload',
      '-s',
      key,
      '--seed',
      '1',
      '--seed',
      '2',
      '--seed',
      '3',
      '--generator',
      'register',
      '--rate',
      '2',
      '--reach',
      'leader changed=4',
    );
    const budget = await record('budget', '-s', key, '--met', fault ? 'nodes=5' : 'tenants=2');
    t.match(budget, fault ? `${key} hardening: met` : `${key} hardening: not met: `);
    const items = AUDIT_ITEMS.flatMap(({ id }) => ['--closed', `${id}=see the evidence of ${id}`]);
    t.match(await record('audit', '-s', key, ...items), '24 of 24 items answered');
    await record('event', '-s', key, '--event', 'end');
  }
  writeFileSync(join(directory, 'logs', 'n1.log'), 'stepped down\n');
  await record('artifact', 'logs/n1.log', '-s', 'S1', '--what', 'log of n1');
  writeFileSync(join(directory, 'logs', 'host.log'), 'nothing\n');
  await record('artifact', 'logs/host.log', '--what', 'log of the host');
  const sealed = await record('seal');
  t.match(sealed, /S1 {2}PASS-hardening {2}\d+ files sealed/);
  t.match(sealed, /control-positive {2}\d+ files sealed/);
  const full = await loadSession(directory, { shownAs: (path) => relative(root, path) });
  const report = reportText(full).replaceAll('2026-03-14T09-00-00Z', made.stdout.trim().split('/').at(-1) ?? '');
  writeFileSync(join(directory, 'findings', 'report.md'), report);
  const lint = await run('lint', '.');
  t.equal(lint.code, 0, lint.stdout);
  t.match(lint.stdout, /^DONE: /);

  const log = readFileSync(join(directory, 'session-log.md'), 'utf8');
  t.match(log, '| ledgerctl | bin/ledgerctl | waits \\| dumps | S1, S2, S3 |');
  t.notMatch(log, 'not probed', 'each requirement has the row of its probe');
});

t.test('probes say what they gave, and the last one of a capability counts', async (t) => {
  const { directory } = emptySession(t.testdir());
  const run = shell(directory);
  const failed = await run(
    'record',
    'probe',
    'netem',
    '-s',
    'S1,S2',
    '--run',
    'echo "kind is unknown" >&2; exit 2',
    '--expect',
    'delay 100ms',
  );
  t.equal(failed.code, 1, 'a probe that failed is a problem found');
  t.match(failed.stderr, 'expected delay 100ms, got kind is unknown');
  const probes = (key: string): unknown => read(directory, `evidence/${key}/env.json`)['probes'];
  t.strictSame(probes('S2'), [
    {
      capability: 'netem',
      command: 'echo "kind is unknown" >&2; exit 2',
      rc: 2,
      functional_test: { expect: 'delay 100ms', got: 'kind is unknown' },
      passed: false,
    },
  ]);
  t.match((await dst(['verdict', join(directory, 'evidence', 'S1')])).stdout, 'INCONCLUSIVE-env');
  t.match(readFileSync(join(directory, 'session-log.md'), 'utf8'), /\| netem \| no \|/);

  t.equal(
    (await run('record', 'probe', 'netem', '-s', 'S1', '--run', 'echo delay 100ms', '--expect', 'delay 100ms')).code,
    0,
  );
  t.equal((probes('S1') as unknown[]).length, 2, 'the older one stays');
  t.notMatch((await dst(['verdict', join(directory, 'evidence', 'S1')])).stdout, 'INCONCLUSIVE-env');
  const log = readFileSync(join(directory, 'session-log.md'), 'utf8');
  t.match(log, /\| netem \| yes \|/);
  t.notMatch(log, /\| netem \| no \|/);

  const hand = [
    'record',
    'probe',
    'by hand',
    '-s',
    'S3',
    '--command',
    'tc -V',
    '--rc',
    '0',
    '--got',
    'tc 6.1',
    '--expect',
    'tc',
  ];
  t.equal((await run(...hand)).code, 0);
  t.equal((await run(...hand, '--run', 'true')).code, 2);
  const late = await run(
    'record',
    'probe',
    'slow',
    '-s',
    'S3',
    '--run',
    'sleep 60 & sleep 60',
    '--limit',
    '1',
    '--expect',
    'x',
  );
  t.equal(late.code, 1);
  t.match(late.stdout, 'slow: failed (status none)');
});

t.test('what was recorded is not overwritten, and what replaces it keeps it', async (t) => {
  const { directory } = emptySession(t.testdir());
  const run = shell(directory);
  const folder = join(directory, 'evidence', 'S1');
  for (const [first, second, file] of [
    [['audit', '--closed', 'W1=a'], ['audit', '--open', 'W1=b'], 'audit'],
    [['env', '--commit', 'aaa'], ['env', '--commit', 'bbb'], 'env'],
  ] as const) {
    t.equal((await run('record', ...first, '-s', 'S1')).code, 0);
    const refused = await run('record', ...second, '-s', 'S1');
    t.equal(refused.code, 2);
    t.match(refused.stderr, /already/);
    const before = readFileSync(join(folder, `${file}.json`), 'utf8');
    t.equal((await run('record', ...second, '-s', 'S1', '--supersede')).code, 0);
    t.equal(readFileSync(join(folder, `${file}.superseded-1.json`), 'utf8'), before);
    t.not(readFileSync(join(folder, `${file}.json`), 'utf8'), before);
  }
  writeFileSync(join(folder, 'audit.json'), '{"items":\n {"W1": 7}}');
  const broken = await run('record', 'audit', '-s', 'S1', '--closed', 'W2=a');
  t.equal(broken.code, 2);
  t.match(broken.stderr, /evidence\/S1\/audit\.json:2:9: "items\.W1" must be object/);
  t.equal(readFileSync(join(folder, 'audit.json'), 'utf8'), '{"items":\n {"W1": 7}}', 'left as it is');
});

t.test('a control is what its evidence shows', async (t) => {
  const { directory } = emptySession(t.testdir());
  const run = shell(directory);
  const control = (...args: string[]): Promise<Ran> => run('record', 'control', ...args);
  const none = await control('positive', '-s', 'S1', '--what', 'x', '--evidence', 'evidence/control-positive');
  t.equal(none.code, 2);
  t.match(none.stderr, 'evidence/control-positive has no checker result');
  const folder = join(directory, 'evidence', 'control-positive');
  mkdirSync(folder);
  writeFileSync(join(folder, 'history.jsonl'), jsonl(registerHistory({ windows: false })));
  await dst(['check', 'history.jsonl', '-m', 'register', '--evidence', '.'], { cwd: folder });
  const passed = await control('positive', '-s', 'S1', '--what', 'x', '--evidence', 'evidence/control-positive/');
  t.equal(passed.code, 1);
  t.match(passed.stderr, 'expected "invalid"');
  t.match(read(directory, 'evidence/S1/controls.json'), {
    positive: { result: 'valid', evidence: 'evidence/control-positive' },
    negative: null,
  });
  t.match((await control('positve', '-s', 'S1', '--what', 'x', '--evidence', 'y')).stderr, 'Did you mean "positive"');
  t.match(
    (await control('positive', '-s', 'S1', '--what', 'x', '--evidence', '../..')).stderr,
    'no evidence directory',
  );
});

t.test('wrong usage is refused before anything is written', async (t) => {
  const { directory } = emptySession(t.testdir());
  const run = shell(directory);
  for (const [args, message] of [
    [['event', '--event', 'start', '--seed', '7'], /record event does not take --seed/],
    [['landing', '-s', 'S1', '--epoch', 'E1', '--closed', 'R1=x'], /record landing does not take --closed/],
    [['landing', '-s', 'S11', '--epoch', 'E1'], /this session has no S11\. Did you mean "S1"/],
    [['landing', '-s', 'S4', '--epoch', 'E1'], /S4 has arms.*S4\/export, S4\/grpc, S4\/http/],
    [['landing', '-s', 'S1,S2', '--epoch', 'E1'], /about one scenario or arm, got 2/],
    [['probe', '-s', 'S1', '--run', 'true', '--expect', 'x'], /record probe needs the capability/],
    [['probe', 'x', '-s', 'S1', '--run', 'true'], /record probe needs --expect/],
    [['workload', '-s', 'S1', '--seed', '1', '--generator', 'g'], /S1 has no history\.jsonl yet/],
    [['budget', '-s', 'S1', '--met', 'nodes'], /--met got "nodes", expected name=number/],
    [['audit', '-s', 'S1', '--closed', 'R11=x'], /expected R1 to R10 or W1 to W14/],
    [['audit', '-s', 'S1', '--closed', 'R1=x', '--open', 'R1=y'], /R1 is answered twice/],
    [['env', '-s', 'S1', '--dirty', '--clean'], /contradict each other/],
    [['seal', '-s', 'S1'], /there is no evidence of S1 to seal/],
  ] as const) {
    const { code, stdout, stderr } = await run('record', ...args);
    t.equal(code, 2, args.join(' '));
    t.equal(stdout, '');
    t.match(stderr, message);
  }
  for (const name of ['env.json', 'audit.json', 'workload.json', 'nemesis.jsonl'])
    t.notOk(existsSync(join(directory, 'evidence', 'S1', name)), name);
});

t.test('records that are written in parallel and under kill hold every answer that was confirmed', async (t) => {
  const { directory } = emptySession(t.testdir());
  const confirmed: string[] = [];
  const one = (id: string, kill: number | undefined): Promise<void> =>
    new Promise((resolve) => {
      const argv = [BIN, 'record', 'audit', '--session', directory, '-s', 'S1', '--closed', `${id}=x`];
      const child = spawn(process.execPath, argv, { stdio: 'ignore' });
      if (kill !== undefined) setTimeout(() => child.kill('SIGKILL'), kill);
      child.on('close', (code) => {
        if (code === 0) confirmed.push(id);
        resolve();
      });
    });
  const ids = AUDIT_ITEMS.map(({ id }) => id);
  for (let i = 0; i < ids.length; i += 4)
    await Promise.all(ids.slice(i, i + 4).map((id, j) => one(id, j % 2 === 0 ? undefined : 150 + 40 * ((i + j) % 7))));
  const { items } = read(directory, 'evidence/S1/audit.json') as { items: Json };
  for (const id of confirmed) t.ok(items[id] !== undefined, id);
  t.ok(confirmed.length >= 12, 'those that were not killed were written');
});
