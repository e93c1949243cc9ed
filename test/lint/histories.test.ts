// Histories as documents of the linter: how they are recognised, and what stands beside them.
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { recordedHistories } from '../history/recorded.js';
import { dst } from '../support/run.js';
import { completeSession } from '../support/session.js';

// Whole sessions are made and audited, on a machine that may be busy.
t.setTimeout(300_000);

const [REGISTER] = recordedHistories();
const TEXT = `${REGISTER?.lines.join('\n') ?? ''}\n`;
const NEMESIS = `${REGISTER?.nemesis.join('\n') ?? ''}\n`;
const BROKEN = TEXT.replace('"op_id":9,', '"op_id":8,');

interface Json {
  readonly files: readonly {
    readonly path: string;
    readonly type: string;
    readonly messages: readonly { readonly ruleId: string; readonly line: number; readonly column: number }[];
  }[];
}

/** `path:line:column rule` for each finding, histories' rules only. */
async function found(args: readonly string[], cwd: string): Promise<string[]> {
  const { stdout } = await dst(['lint', '-f', 'json', ...args], { cwd });
  return (JSON.parse(stdout) as Json).files.flatMap(({ path, messages }) =>
    messages
      .filter(({ ruleId }) => ruleId.startsWith('DST5'))
      .map(({ ruleId, line, column }) => `${path}:${line}:${column} ${ruleId}`),
  );
}

t.test('a history is known by its lines, whatever its name, and by its name where the lines are broken', async (t) => {
  const cwd = t.testdir({ 'run-7.jsonl': BROKEN, 'history.jsonl': '{"op\n', 'trace.jsonl.gz': '' });
  writeFileSync(join(cwd, 'trace.jsonl.gz'), gzipSync(BROKEN));
  t.same(await found(['run-7.jsonl'], cwd), ['run-7.jsonl:9:10 DST505', 'run-7.jsonl:10:1 DST506']);
  t.same(await found(['trace.jsonl.gz'], cwd), ['trace.jsonl.gz:9:10 DST505', 'trace.jsonl.gz:10:1 DST506']);
  t.same(await found(['history.jsonl'], cwd), ['history.jsonl:1:5 DST500']);
});

t.test('a folder is searched for histories; JSON Lines of other kinds are left out', async (t) => {
  const cwd = t.testdir({
    runs: { 'a.jsonl': TEXT, 'events.jsonl': '{"level":"info","msg":"started"}\n', 'nemesis.jsonl': NEMESIS },
  });
  const { code, stdout } = await dst(['lint', 'runs'], { cwd });
  t.equal(code, 0);
  t.match(stdout, /checked 1 history: \d+ operations, \d+ processes\nleft out: 2 files/);
});

t.test('a named file that is no history says what it is and what to do', async (t) => {
  const cwd = t.testdir({
    'nemesis.jsonl': NEMESIS,
    'record.jsonl': '{"kind":"event","time":"2026-03-14T09:00:00Z","scenario":"S1","event":"start","note":""}\n',
    'other.jsonl': '{"level":"info"}\n',
    folder: {},
  });
  for (const [path, says] of [
    ['nemesis.jsonl', /nemesis\.jsonl.*is a record of a session[\s\S]*name the session directory/],
    ['record.jsonl', /is a record of a session/],
    ['other.jsonl', /is of unknown kind: its first line is no operation[\s\S]*--type history/],
    ['missing.jsonl', /missing\.jsonl.*does not exist/],
  ] as const) {
    const { code, stdout, stderr } = await dst(['lint', path], { cwd });
    t.equal(code, 2, path);
    t.match(`${stdout}${stderr}`, says);
  }
});

t.test('standard input is a history where the user, its name or its lines say so', async (t) => {
  const cwd = t.testdir({});
  for (const args of [
    ['--type', 'history', '-'],
    ['--stdin-filename', 'evidence/S1/history.jsonl', '-'],
  ]) {
    const { code, stdout } = await dst(['lint', ...args], { cwd, input: BROKEN });
    t.equal(code, 1);
    t.match(stdout, /9:10 .*op_id 8 stands on line 8 already {2}DST505/);
  }
});

t.test('the model comes from the flag, and a model that is none is refused', async (t) => {
  const cwd = t.testdir({ 'history.jsonl': TEXT });
  t.match((await dst(['lint', 'history.jsonl'], { cwd })).stdout, /note: no model is known/);
  t.notMatch((await dst(['lint', '--model', 'register', 'history.jsonl'], { cwd })).stdout, /note/);
  t.match((await dst(['lint', '--model', 'queue', 'history.jsonl'], { cwd })).stdout, /DST522/);
  const { code, stderr } = await dst(['lint', '--model', 'registre', 'history.jsonl'], { cwd });
  t.equal(code, 2);
  t.match(stderr, /registre/);
});

t.test('windows and model that lie beside a history count', async (t) => {
  const cwd = t.testdir({
    run: { 'history.jsonl': TEXT.replace('"fault_epoch":"e1"', '"fault_epoch":null'), 'nemesis.jsonl': NEMESIS },
  });
  const line = REGISTER?.lines.findIndex((one) => one.includes('"e1"')) ?? 0;
  const at = (REGISTER?.lines[line] ?? '').indexOf('"e1"') + 1;
  t.same(await found(['run/history.jsonl'], cwd), [`run/history.jsonl:${line + 1}:${at} DST519`]);
});

t.test(
  'in a session every weakness of a history is said once, and a history that is named alone says the same',
  async (t) => {
    const { directory, root } = await completeSession(t.testdir());
    const history = join(directory, 'evidence', 'S1', 'history.jsonl');
    t.same(await found([directory], root), []);
    const lines = readFileSync(history, 'utf8').trimEnd().split('\n');
    writeFileSync(history, `${lines.filter((_, i) => i !== 99).join('\n')}\n`);
    const shown = 'test-sessions/2026-03-14T09-00-00Z/evidence/S1/history.jsonl';
    t.same(await found([directory], root), [`${shown}:100:1 DST506`]);
    t.same(await found([shown], root), [`${shown}:100:1 DST506`]);
    const { stdout } = await dst(['verdict', directory], { cwd: root });
    t.match(stdout, /op_id does not run from 1 without gaps, 1 times/);
    // The claims of the plan's scenario count: S1 falsifies durability, so its last write must be read.
    copyFileSync(join(directory, 'evidence', 'S2', 'history.jsonl'), history);
    appendFileSync(
      history,
      `${
        lines[0]
          ?.replace('"op_id":1,', '"op_id":481,')
          .replace('"invoke_ts":0', '"invoke_ts":900000000000')
          .replace(/"complete_ts":\d+/, '"complete_ts":900000000001')
          .replace('"input":0', '"input":481')
          .replace('"c1.0"', '"c9"') ?? ''
      }\n`,
    );
    t.same(await found([directory], root), [`${shown}:481:1 DST525`]);
  },
);

/** Elements that are added under fault e1, each acknowledged, and read at the end. */
function added(): string {
  const line = (op: object): string => JSON.stringify({ error: null, timeout_marker: false, node_seen: 'n1', ...op });
  const adds = [1, 2, 3].map((n) =>
    line({
      ...{ op_id: n, process_id: `c${n}`, invoke_ts: n * 10, complete_ts: n * 10 + 5, op_type: 'add', key: 'set' },
      ...{ input: `e${n}`, output: 'ok', fault_epoch: 'e1' },
    }),
  );
  const last = { op_id: 4, process_id: 'c4', invoke_ts: 90, complete_ts: 95, op_type: 'read', key: 'set' };
  return [...adds, line({ ...last, input: null, output: ['e1', 'e2', 'e3'], fault_epoch: null }), ''].join('\n');
}

t.test('a type that the model lacks is no finding where the checker consumed every operation', async (t) => {
  const cwd = t.testdir({ run: { 'history.jsonl': added() } });
  const judged = ['check', 'history.jsonl', '--checker', 'no-lost-ack', '--model', 'log', '--evidence', '.'];
  const foreign = async (...args: string[]): Promise<number> =>
    (await found([...args, 'run/history.jsonl'], cwd)).filter((one) => one.endsWith('DST522')).length;
  t.equal(await foreign('--model', 'log'), 3, 'one for each operation');
  t.equal((await dst(judged, { cwd: join(cwd, 'run') })).code, 0);
  t.equal(await foreign(), 0);
  // A record of another history answers nothing for this one.
  const path = join(cwd, 'run', 'history.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"e3"', '"e4"'));
  t.equal(await foreign(), 3);
});

t.test('only successes under a fault are no finding where landing readings say whether it hit', async (t) => {
  const window = { epoch: 'e1', nemesis: 'kill', start_ts: 5, end_ts: 40 };
  const reading = { kind: 'counter', name: 'restarts', source: 'victim', before: 0, after: 1, ts: 20 };
  const cwd = t.testdir({
    bare: { 'history.jsonl': added(), 'nemesis.jsonl': `${JSON.stringify(window)}\n` },
    read: { 'history.jsonl': added(), 'nemesis.jsonl': `${JSON.stringify({ ...window, landing: [reading] })}\n` },
  });
  t.same(await found(['bare/history.jsonl'], cwd), ['bare/history.jsonl:1:1 DST516']);
  t.same(await found(['read/history.jsonl'], cwd), []);
});
