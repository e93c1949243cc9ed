import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { CheckRecord } from '../../lib/check/record.js';
import { history, jsonl, type Line } from '../support/history.js';
import { dst } from '../support/run.js';

const GOOD: Line[] = [
  [1, 'write', 1, null, 0, 10],
  [2, 'write', 2, null, 20, 60],
  [3, 'read', null, 1, 25, 35],
  [3, 'read', null, 2, 40, 50],
];
const STALE: Line[] = [
  [1, 'write', 1, null, 0, 10],
  [2, 'write', 2, null, 20, 30],
  [3, 'read', null, 1, 40, 50],
];

const good = jsonl(history(GOOD));
const stale = jsonl(history(STALE, { node_seen: 'n2', fault_epoch: 'e1' }));
const record = (text: string): CheckRecord => JSON.parse(text) as CheckRecord;

t.test('a linearizable history is valid, exit 0, and the answer says what it rests on', async (t) => {
  const dir = t.testdir({ 'h.jsonl': good });
  const { code, stdout, stderr } = await dst(['check', 'h.jsonl', '--model', 'register'], { cwd: dir });
  t.equal(code, 0, stderr);
  t.match(stdout, /^valid: linearizability of register holds for 4 operations/);
  t.match(stdout, /4 operations, 4 consumed in 1 partition, 0 of unknown outcome/);
  t.match(stdout, /self-test: passed/);
});

t.test('a stale read is invalid, exit 1, with its operations, times, node and fault epoch', async (t) => {
  const dir = t.testdir({ 'h.jsonl': stale });
  const { code, stdout } = await dst(['check', 'h.jsonl', '--model', 'register'], { cwd: dir });
  t.equal(code, 1);
  t.match(stdout, /^invalid: linearizability of register is violated/);
  t.match(stdout, /3 +3 +3 +40 +50 +n2 +e1 +read -> 1/);
});

t.test('--json prints the checker record and nothing else', async (t) => {
  const dir = t.testdir({ 'h.jsonl': stale });
  const { code, stdout, stderr } = await dst(['check', 'h.jsonl', '-m', 'register', '--json'], { cwd: dir });
  const found = record(stdout);
  t.equal(code, 1);
  t.equal(stderr, '');
  t.match(found, {
    checker: 'linearizability',
    model: 'register',
    result: 'invalid',
    ops_total: 3,
    ops_consumed: 3,
    ops_excluded: {},
    indeterminate: 0,
    partitions: 1,
    exit_code: 1,
    self_test: { known_good: 'valid', known_bad: 'invalid', passed: true },
  });
  t.same(found.input, {
    file: 'h.jsonl',
    sha256: createHash('sha256').update(stale).digest('hex'),
    bytes: Buffer.byteLength(stale),
    lines: 3,
  });
  t.match(found.digest, /^[0-9a-f]{64}$/);
  t.same(found.anomalies[0]?.ops, [1, 2, 3]);
});

t.test('--evidence writes the record and the picture of a violation into the evidence directory', async (t) => {
  const dir = t.testdir({ 'h.jsonl': stale });
  const { code } = await dst(['check', 'h.jsonl', '-m', 'register', '--evidence', 'evidence/S1'], { cwd: dir });
  t.equal(code, 1);
  const written = record(readFileSync(join(dir, 'evidence/S1/checker.json'), 'utf8'));
  t.equal(written.result, 'invalid');
  t.equal(written.witness_file, 'witness.svg');
  t.match(readFileSync(join(dir, 'evidence/S1/witness.svg'), 'utf8'), /^<svg .*read -&gt; 1/s);
});

t.test('--picture writes a page that stands alone, and only where there is something to see', async (t) => {
  const dir = t.testdir({ 'stale.jsonl': stale, 'good.jsonl': good });
  await dst(['check', 'stale.jsonl', '-m', 'register', '--picture', 'w.html'], { cwd: dir });
  const page = readFileSync(join(dir, 'w.html'), 'utf8');
  t.match(page, /<svg /);
  t.notMatch(page, /<script|src=|href=/);
  await dst(['check', 'good.jsonl', '-m', 'register', '--picture', 'none.svg'], { cwd: dir });
  t.notOk(existsSync(join(dir, 'none.svg')));
});

t.test('a history comes from standard input, compressed or not', async (t) => {
  for (const input of [Buffer.from(good), gzipSync(good)]) {
    const { code, stdout } = await dst(['check', '-', '-m', 'register', '--json'], { input });
    t.equal(code, 0);
    t.equal(record(stdout).ops_total, 4);
  }
});

t.test('a history without any operation of the model is unknown, never valid', async (t) => {
  const dir = t.testdir({ 'h.jsonl': good, 'empty.jsonl': '' });
  for (const [file, model, why] of [
    ['h.jsonl', 'queue', /^unknown: .*no operation of the history is one of model/],
    ['empty.jsonl', 'register', /^unknown: .*the history holds no operation/],
  ] as const) {
    const { code, stdout } = await dst(['check', file, '-m', model], { cwd: dir });
    t.equal(code, 1);
    t.match(stdout, why);
  }
});

t.test('what cannot be read or done is exit 2 with one message and no stack trace', async (t) => {
  const twice = `${good.split('\n')[0]}\n${good.split('\n')[0]}\n`;
  const dir = t.testdir({
    'h.jsonl': good,
    'broken.jsonl': `${good}{"op_id": 5,\n`,
    'backwards.jsonl': jsonl(history([[1, 'read', null, 1, 20, 10]])),
    'twice.jsonl': twice,
    'latin1.jsonl': Buffer.from('{"op_id":1}\n{"op_id":"\xe9"}\n', 'latin1').toString('binary'),
    'no-id.jsonl': '{"process_id": 1}\n',
    'empty.mjs': 'export default {};\n',
  });
  const cases: [string[], RegExp][] = [
    [['missing.jsonl', '-m', 'register'], /missing\.jsonl: no such file/],
    [['.', '-m', 'register'], /is a directory/],
    [['broken.jsonl', '-m', 'register'], /broken\.jsonl:5(:\d+)?: not valid JSON/],
    [['backwards.jsonl', '-m', 'register'], /:1: operation 1 completes at 10, before it was invoked at 20/],
    [['twice.jsonl', '-m', 'register'], /:2: op_id 1 stands on line 1 already/],
    [['no-id.jsonl', '-m', 'register'], /:1: "op_id" is missing/],
    [['h.jsonl'], /name a model or a checker/],
    [['h.jsonl', '-m', 'regster'], /unknown model "regster". Did you mean "register"/],
    [
      ['h.jsonl', '-m', 'register', '-c', 'linearisability'],
      /unknown checker "linearisability". Did you mean "linearizability"/,
    ],
    [['h.jsonl', '-m', 'register', '--from', 'jepsenlog'], /unknown format "jepsenlog"/],
    [['h.jsonl', '-m', 'register', '--option', 'ttll=1'], /no option "ttll". Did you mean "ttl"/],
    [['h.jsonl', '-m', 'register', '--option', 'initial=x'], /option initial is not JSON: x/],
    [['h.jsonl', '-m', 'register', '--timeout', 'soon'], /--timeout got "soon"/],
    [['h.jsonl', '-m', './empty.mjs'], /the model has no "name"/],
    [['h.jsonl', '-m', './gone.mjs'], /gone\.mjs: no such file/],
  ];
  await Promise.all(
    cases.map(async ([args, message]) => {
      const { code, stdout, stderr } = await dst(['check', ...args], { cwd: dir });
      t.equal(code, 2, args.join(' '));
      t.equal(stdout, '', args.join(' '));
      t.match(stderr, message);
      t.notMatch(stderr, /\n +at /);
    }),
  );
});

t.test('a model of the user is checked, and tried on its own examples first', async (t) => {
  const stack = `
    const line = (op_id, op_type, input, output) =>
      ({ op_id, process_id: 1, invoke_ts: op_id * 2, complete_ts: op_id * 2 + 1, op_type, input, output });
    export default {
      name: 'stack',
      types: ['push', 'pop'],
      initial: [],
      step(state, op, known) {
        if (op.op_type === 'push') return [op.input, ...state];
        const [top = null, ...rest] = state;
        return known && op.output !== top ? undefined : rest;
      },
      good: [line(1, 'push', 1, null), line(2, 'push', 2, null), line(3, 'pop', null, 2)],
      bad: [line(1, 'push', 1, null), line(2, 'push', 2, null), line(3, 'pop', null, 1)],
    };`;
  const push: Line[] = [
    [1, 'push', 'a', null, 0, 10],
    [1, 'push', 'b', null, 20, 30],
  ];
  const dir = t.testdir({
    'stack.mjs': stack,
    'lifo.jsonl': jsonl(history([...push, [2, 'pop', null, 'b', 40, 50]])),
    'fifo.jsonl': jsonl(history([...push, [2, 'pop', null, 'a', 40, 50]])),
  });
  const lifo = await dst(['check', 'lifo.jsonl', '-m', './stack.mjs', '--json'], { cwd: dir });
  t.equal(lifo.code, 0, lifo.stderr);
  t.match(record(lifo.stdout), { model: 'stack', self_test: { passed: true, cases: 4 } });
  const fifo = await dst(['check', 'fifo.jsonl', '-m', './stack.mjs'], { cwd: dir });
  t.equal(fifo.code, 1);
  t.match(fifo.stdout, /pop -> "a"/);
});

t.test('a model that ends its thread is told at once', async (t) => {
  const dir = t.testdir({
    'h.jsonl': good,
    'exit.mjs': "export default { name: 'leaves', types: ['read', 'write'], step() { process.exit(0); } };\n",
  });
  const args = ['check', 'h.jsonl', '--checker', 'linearizability', '--model', 'exit.mjs', '--timeout', '600'];
  const { code, stdout } = await dst(args, { cwd: dir });
  t.equal(code, 1);
  t.match(stdout, /^unknown: .*its thread ended without an answer/);
});

t.test('a model that never returns ends at the timeout with an answer', async (t) => {
  const dir = t.testdir({
    'h.jsonl': good,
    'loop.mjs': "export default { name: 'loop', types: ['read', 'write'], step() { for (;;); } };\n",
  });
  const { code, stdout } = await dst(['check', 'h.jsonl', '-m', './loop.mjs', '--timeout', '1', '--json'], {
    cwd: dir,
  });
  t.equal(code, 1);
  t.match(record(stdout), { result: 'unknown', reason: /did not end within 1 s/ });
});

t.test('a model that contradicts itself is refused rather than believed', async (t) => {
  const dir = t.testdir({
    'h.jsonl': good,
    'pure.mjs':
      "export default { name: 'p', types: ['read', 'write'], initial: 0, step: (s) => s + 1, pure: () => true };\n",
    'push.mjs':
      "export default { name: 'q', types: ['read', 'write'], initial: [], step(s) { s.push(1); return s; } };\n",
    'async.mjs': "export default { name: 'a', types: ['read', 'write'], initial: 0, async step(s) { return s; } };\n",
    'map.mjs': "export default { name: 'm', types: ['read', 'write'], step: () => ({ seen: new Map() }) };\n",
    'nan.mjs': "export default { name: 'n', types: ['read', 'write'], initial: NaN, step: (s) => s };\n",
    'throws.mjs': "export default { name: 't', types: ['read', 'write'], step() { throw new Error('oops'); } };\n",
  });
  for (const [file, message] of [
    ['pure.mjs', /calls operation 1 \(write\) pure, but it changes the state/],
    ['push.mjs', /step failed on operation 1 \(write\): .*not extensible/],
    ['throws.mjs', /step failed on operation 1 \(write\): oops/],
    ['async.mjs', /step failed on operation 1 \(write\): a state holds a Promise, which is no JSON value/],
    ['map.mjs', /step failed on operation 1 \(write\): a state holds a Map, which is no JSON value/],
    ['nan.mjs', /"initial": a state holds NaN, which is no JSON value/],
  ] as const) {
    const { code, stderr } = await dst(['check', 'h.jsonl', '-m', `./${file}`], { cwd: dir });
    t.equal(code, 2);
    t.match(stderr, message);
  }
});

t.test('the picture of an earlier violation does not stay beside the record of a valid history', async (t) => {
  const dir = t.testdir({ 'good.jsonl': good, 'stale.jsonl': stale, evidence: { 'notes.svg': '<svg/>' } });
  const picture = join(dir, 'evidence/witness.svg');
  await dst(['check', 'stale.jsonl', '-m', 'register', '--evidence', 'evidence'], { cwd: dir });
  t.ok(existsSync(picture));
  await dst(['check', 'good.jsonl', '-m', 'register', '--evidence', 'evidence'], { cwd: dir });
  t.notOk(existsSync(picture));
  t.ok(existsSync(join(dir, 'evidence/notes.svg')), 'what the check has not written stays');
});

t.test('a checker of one model needs no --model; a model in the place of a checker is told apart', async (t) => {
  const dir = t.testdir({
    'h.jsonl': jsonl(
      history([
        [1, 'write', 'a', 1, 0, 1],
        [1, 'write', 'b', 2, 2, 3],
        [1, 'read', null, { value: 'a', version: 1 }, 4, 5],
      ]),
    ),
  });
  const { code, stdout } = await dst(['check', 'h.jsonl', '-c', 'session'], { cwd: dir });
  t.equal(code, 1);
  t.match(stdout, /read-your-writes/);
  const mixed = await dst(['check', 'h.jsonl', '-c', 'list-append'], { cwd: dir });
  t.equal(mixed.code, 2);
  t.match(mixed.stderr, /unknown checker "list-append"[\s\S]*list-append is a model: --model list-append/);
});

t.test('a type that the checker reads is no finding, one that it leaves out is', async (t) => {
  const dir = t.testdir({
    'h.jsonl': jsonl(
      history([
        [1, 'inspect', null, null, 0, 1],
        [1, 'refund', { order: 7 }, true, 2, 3],
        [2, 'list', null, [{ order: 7 }], 4, 5],
      ]),
    ),
  });
  const args = ['check', 'h.jsonl', '-c', 'exactly-once', '-m', 'ledger', '--option', 'field=order', '--json'];
  const found = record((await dst(args, { cwd: dir })).stdout);
  t.equal(found.result, 'valid');
  t.match(found.history_findings, [{ kind: 'foreign-op-type' }]);
  const whole = jsonl(
    history([
      [1, 'refund', { order: 7 }, true, 2, 3],
      [2, 'list', null, [{ order: 7 }], 4, 5],
    ]),
  );
  writeFileSync(join(dir, 'h.jsonl'), whole);
  t.same(record((await dst(args, { cwd: dir })).stdout).history_findings, []);
});

t.test('--list names every checker, model and option', async (t) => {
  const { code, stdout } = await dst(['check', '--list']);
  t.equal(code, 0);
  t.match(stdout, /linearizability\n/);
  t.match(stdout, /membership-table: join, leave, view/);
  const { stdout: json } = await dst(['check', '--list', '--json']);
  const listed = JSON.parse(json) as { checkers: { name: string; source: string; cannot_detect: string[] }[] };
  for (const checker of listed.checkers) t.ok(checker.source !== '' && checker.cannot_detect.length > 0, checker.name);
});
