import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Reduced } from '../../lib/check/reduce.js';
import { operation, type Json, type Operation } from '../../lib/history/operation.js';
import { generate, OBJECTS, type Sequential } from '../support/naive.js';
import { history, jsonl } from '../support/history.js';
import { Random } from '../support/random.js';
import { dst } from '../support/run.js';

/** Three keys of sound traffic, and a stale read on one of them. */
function withStaleRead(): Operation[] {
  const random = new Random(3);
  const all: Operation[] = [];
  for (const key of ['a', 'b', 'c'])
    all.push(
      ...generate((OBJECTS['register'] as () => Sequential)(), random, {
        operations: 50,
        processes: 4,
        unknown: 0.05,
        key,
      }),
    );
  const stale = history(
    [
      ['w', 'write', 1001, null, 10_000, 10_010],
      ['w', 'write', 1002, null, 10_020, 10_030],
      ['r', 'read', null, 1001, 10_040, 10_050],
    ],
    { key: 'b' },
  );
  return [...all, ...stale].map((op, i) => ({ ...op, op_id: i + 1 }));
}

t.test('a violation among 153 operations comes down to the three that contradict each other', async (t) => {
  const dir = t.testdir({ 'h.jsonl': jsonl(withStaleRead()) });
  const args = ['reduce', 'h.jsonl', '-m', 'register', '-o', 'small.jsonl'];
  const { code, stderr, stdout } = await dst(args, { cwd: dir });
  t.equal(code, 0);
  t.equal(stdout, '');
  t.match(
    stderr,
    /nonlinearizable: 153 operations reduced to 3, 3 keys to 1, 6 processes to 2, .*none of them can be left out/,
  );
  const kept = readFileSync(join(dir, 'small.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Operation);
  t.same(
    kept.map((op) => op.op_id),
    [151, 152, 153],
  );
  const again = await dst(['check', 'small.jsonl', '-m', 'register'], { cwd: dir });
  t.equal(again.code, 1, 'and the smaller history violates by itself');
});

t.test('a write is not left out to make a correct read look wrong', async (t) => {
  const operations = history([
    [1, 'write', 1, null, 0, 10],
    [1, 'write', 2, null, 20, 30],
    [2, 'read', null, 2, 40, 50],
    [1, 'write', 3, null, 60, 70],
    [2, 'read', null, 2, 80, 90],
  ]);
  const { stdout } = await dst(['reduce', '-', '-m', 'register', '--json'], { input: jsonl(operations) });
  const reduced = JSON.parse(stdout) as Reduced;
  t.same(
    reduced.operations.map((op) => op.op_id),
    [2, 4, 5],
  );
  t.equal(reduced.minimal, true);
});

t.test('transactions: a cycle keeps the read that shows it and the writes that it read', async (t) => {
  const txn = (op_id: number, input: Json, output: Json = input): Operation =>
    operation({
      op_id,
      process_id: op_id,
      op_type: 'txn',
      input,
      output,
      invoke_ts: op_id * 10,
      complete_ts: op_id * 10 + 5,
    });
  const append = (...pairs: [string, number][]): Json => pairs.map(([key, value]) => ['append', key, value]);
  const operations = [
    txn(1, append(['z', 1])),
    txn(2, append(['x', 1], ['y', 1])),
    txn(3, append(['x', 2], ['y', 2])),
    txn(
      4,
      [
        ['r', 'x', null],
        ['r', 'y', null],
      ],
      [
        ['r', 'x', [1, 2]],
        ['r', 'y', [2, 1]],
      ],
    ),
    txn(5, append(['z', 2])),
  ];
  const args = ['reduce', '-', '-c', 'serializability', '-m', 'list-append', '--json'];
  const { stdout } = await dst(args, { input: jsonl(operations) });
  const reduced = JSON.parse(stdout) as Reduced;
  t.equal(reduced.anomaly?.type, 'G0');
  t.same(
    reduced.operations.map((op) => op.op_id),
    [2, 3, 4],
  );
});

t.test('without -o the smaller history goes to standard output', async (t) => {
  const operations = history([
    [1, 'write', 1, null, 0, 10],
    [2, 'read', null, 7, 40, 50],
  ]);
  const { code, stdout } = await dst(['reduce', '-', '-m', 'register'], { input: jsonl(operations) });
  t.equal(code, 0);
  t.match(stdout, /^\{"op_id":2,.*\}\n$/);
});

t.test('a history without a violation cannot be reduced: exit 1', async (t) => {
  const operations = history([[1, 'write', 1, null, 0, 10]]);
  const { code, stdout, stderr } = await dst(['reduce', '-', '-m', 'register'], { input: jsonl(operations) });
  t.equal(code, 1);
  t.equal(stdout, '');
  t.match(stderr, /valid: there is no violation to reduce/);
});

t.test('a model of the user is reduced the same way', async (t) => {
  const dir = t.testdir({
    'm.mjs': `export default {
      name: 'flag', types: ['set', 'get'], initial: false,
      step: (state, op, known) => op.op_type === 'set' ? true : known && op.output !== state ? undefined : state,
      pure: (op) => op.op_type === 'get',
    };`,
    'h.jsonl': jsonl(
      history([
        [1, 'get', null, false, 0, 10],
        [1, 'set', null, null, 20, 30],
        [2, 'get', null, true, 40, 50],
        [2, 'get', null, false, 60, 70],
      ]),
    ),
  });
  const { stdout } = await dst(['reduce', 'h.jsonl', '-m', './m.mjs', '--json'], { cwd: dir });
  t.same(
    (JSON.parse(stdout) as Reduced).operations.map((op) => op.op_id),
    [3, 4],
  );
});

t.test('the smaller history never replaces the history itself', async (t) => {
  const text = jsonl(withStaleRead());
  const dir = t.testdir({ 'h.jsonl': text, link: t.fixture('symlink', 'h.jsonl') });
  for (const output of ['h.jsonl', './link']) {
    const { code, stderr } = await dst(['reduce', 'h.jsonl', '-m', 'register', '-o', output], { cwd: dir });
    t.equal(code, 2);
    t.match(stderr, /--output names the history itself/);
  }
  t.equal(readFileSync(join(dir, 'h.jsonl'), 'utf8'), text);
});
