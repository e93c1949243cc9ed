import t from 'tap';
import checker from '../../lib/check/no-lost-ack.js';
import type { Json, Operation } from '../../lib/history/operation.js';
import { operation, outcome } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { check, failed, ops, text, types } from './checking.js';
import type { Line } from './checking.js';

const CASES: [string, Line[], string[], string?][] = [
  [
    'an acknowledged element is in the last read',
    [
      [1, 'add', 1, null, 0, 1],
      [1, 'read', null, [1], 2, 3],
    ],
    [],
  ],
  [
    'an acknowledged element is missing from the last read',
    [
      [1, 'add', 1, null, 0, 1],
      [1, 'read', null, [], 2, 3],
    ],
    ['lost'],
  ],
  [
    'what an addition was refused need not be there, and may',
    [
      [1, 'add', 1, true, 0, 1],
      [1, 'add', 2, false, 2, 3],
      [1, 'add', 3, { ok: false }, 4, 5],
      [1, 'read', null, [1, 3], 6, 7],
    ],
    [],
  ],
  [
    'a read from an offset on says nothing of what stands before it',
    [
      [1, 'append', 'a', 0, 0, 1],
      [1, 'append', 'b', 1, 2, 3],
      [2, 'read', { offset: 0 }, ['a', 'b'], 4, 5],
      [2, 'read', { offset: 1 }, ['b'], 6, 7],
    ],
    [],
  ],
  [
    'an element that was seen and then vanished is lost, acknowledged or not',
    [
      [1, 'add', 1, null, 0, null],
      [2, 'read', null, [1], 2, 3],
      [2, 'read', null, [], 4, 5],
    ],
    ['lost'],
  ],
  [
    'an element that only a slow read missed is stale, not lost',
    [
      [1, 'add', 1, null, 0, 1],
      [2, 'read', null, [], 2, 3],
      [2, 'read', null, [1], 4, 5],
    ],
    [],
  ],
  [
    'a read of what nobody wrote',
    [
      [1, 'add', 1, null, 0, 1],
      [1, 'read', null, [1, 2], 2, 3],
    ],
    ['never-attempted'],
  ],
  [
    'a definite failure that is visible',
    [
      [1, 'add', 1, null, 0, 1],
      [1, 'add', 2, null, 0, 1, failed],
      [1, 'read', null, [1, 2], 2, 3],
    ],
    ['failed-but-visible'],
  ],
  [
    'one element twice in a read',
    [
      [1, 'add', 1, null, 0, 1],
      [1, 'read', null, [1, 1], 2, 3],
    ],
    ['duplicate'],
  ],
  [
    'a retry may show twice',
    [
      [1, 'add', 1, null, 0, null],
      [2, 'add', 1, null, 1, 2],
      [2, 'read', null, [1, 1], 3, 4],
    ],
    [],
  ],
  [
    'an element that was removed may be missing',
    [
      [1, 'add', 1, null, 0, 1],
      [1, 'add', 2, null, 0, 1],
      [1, 'remove', 1, null, 2, null],
      [2, 'read', null, [2], 3, 4],
    ],
    [],
  ],
  [
    'a log that was cut off: a read beyond its end finds nothing',
    [
      [1, 'append', 'a', { offset: 0 }, 0, 1],
      [1, 'append', 'b', { offset: 1 }, 2, 3],
      [2, 'read', null, { offset: 0, values: ['a'] }, 4, 5],
      [2, 'read', { offset: 1 }, { offset: 1, values: [] }, 6, 7],
    ],
    ['lost'],
  ],
  [
    'a log in which an acknowledged entry was replaced',
    [
      [1, 'append', 'a', { offset: 0 }, 0, 1],
      [1, 'append', 'b', null, 2, null],
      [2, 'read', null, { offset: 0, values: ['b'] }, 4, 5],
    ],
    ['lost'],
  ],
  [
    'a read of the front of a log says nothing about its end',
    [
      [1, 'append', 'a', { offset: 0 }, 0, 1],
      [1, 'append', 'b', { offset: 1 }, 2, 3],
      [2, 'read', null, { offset: 0, values: ['a'] }, 4, 5],
    ],
    [],
  ],
];

t.test('what became of each element', (t) => {
  for (const [what, lines, expected] of CASES) t.same(types(check(checker, ops(lines))), expected, what);
  t.end();
});

t.test('a key that nobody reads after its writes leaves the answer open', (t) => {
  const operations = ops([
    [1, 'add', 1, null, 0, 1],
    [1, 'add', 2, null, 2, 3, { key: 'other' }],
    [1, 'read', null, [1], 4, 5],
  ]);
  const answer = check(checker, operations);
  t.equal(answer.result, 'unknown');
  t.match(answer.reason, /no element of "other" was seen to stay: no read of it came after 1 acknowledged write/);
  t.end();
});

t.test('options make stale reads a violation, and forgive duplicates', (t) => {
  const stale = ops([
    [1, 'add', 1, null, 0, 1],
    [2, 'read', null, [], 2, 3],
    [2, 'read', null, [1], 4, 5],
  ]);
  t.same(types(check(checker, stale, { stale: 'forbidden' })), ['stale-read']);
  t.match(check(checker, stale).details, { stale: 1, stable: 1, 'stale for': { max: 1 } });
  const twice = ops([
    [1, 'add', 1, null, 0, 1],
    [1, 'read', null, [1, 1], 2, 3],
  ]);
  t.equal(check(checker, twice, { duplicates: 'allowed' }).result, 'valid');
  t.end();
});

t.test('a history without evidence is unknown, never valid', (t) => {
  t.match(check(checker, ops([[1, 'add', 1, null, 0, 1]])), { result: 'unknown', reason: /no read was answered/ });
  t.match(
    check(
      checker,
      ops([
        [1, 'add', 1, null, 0, null],
        [1, 'read', null, [], 2, 3],
      ]),
    ),
    { result: 'unknown' },
  );
  t.match(
    check(
      checker,
      ops([
        [1, 'add', 1, null, 0, 5],
        [2, 'read', null, [], 2, 3],
      ]),
    ),
    { result: 'unknown' },
  );
  t.end();
});

t.test('a register that is overwritten is refused', (t) => {
  const lines: Line[] = [
    [1, 'write', 1, null, 0, 1],
    [1, 'write', 2, null, 2, 3],
    [1, 'read', null, 2, 4, 5],
  ];
  t.throws(() => check(checker, ops(lines)), /register loses what is overwritten/);
  t.equal(
    check(
      checker,
      ops([
        [1, 'put', 1, null, 0, 1],
        [1, 'get', null, 1, 4, 5],
      ]),
    ).result,
    'valid',
  );
  t.end();
});

/** Jepsen's rules, element by element and read by read. */
function oracle(history: readonly Operation[]): string[] {
  const found = new Set<string>();
  const reads = history
    .filter((op) => op.op_type === 'read' && outcome(op) === 'ok')
    .sort((a, b) => a.invoke_ts - b.invoke_ts);
  const elements = new Set<Json>([
    ...history.flatMap((op) => (op.op_type === 'add' ? [op.input] : [])),
    ...reads.flatMap((op) => op.output as Json[]),
  ]);
  let stable = 0;
  for (const element of elements) {
    const adds = history.filter((op) => op.op_type === 'add' && op.input === element);
    const seen = reads.filter((op) => (op.output as Json[]).includes(element));
    const unseen = reads.filter((op) => !(op.output as Json[]).includes(element));
    if (adds.length === 0) found.add('never-attempted');
    if (adds.length === 0) continue;
    if (seen.length > 0 && adds.every((op) => outcome(op) === 'fail')) found.add('failed-but-visible');
    const possible = adds.filter((op) => outcome(op) !== 'fail').length;
    if (reads.some((op) => (op.output as Json[]).filter((v) => v === element).length > Math.max(1, possible)))
      found.add('duplicate');
    const known = Math.min(
      ...adds.filter((op) => outcome(op) === 'ok').map((op) => op.complete_ts ?? Infinity),
      ...seen.map((op) => op.complete_ts ?? Infinity),
      Infinity,
    );
    const lastSeen = seen.at(-1)?.invoke_ts ?? -1;
    const lastUnseen = unseen.at(-1)?.invoke_ts ?? -1;
    if (lastSeen > lastUnseen) stable++;
    else if (lastUnseen > known) found.add('lost');
  }
  if (found.size === 0 && stable === 0) return ['unknown'];
  return [...found].sort();
}

t.test('it agrees with the rules applied one by one, on random histories', (t) => {
  const random = new Random(5);
  const tally = new Map<string, number>();
  for (let i = 0; i < 4000; i++) {
    const history = randomSet(random);
    const answer = check(checker, history);
    const found = answer.result === 'unknown' ? ['unknown'] : types(answer);
    const truth = oracle(history);
    if (found.join() !== truth.join())
      return (void t.fail(`${i}: ${found.join()} instead of ${truth.join()}\n${text(history)}`), t.end());
    tally.set(truth.join(), (tally.get(truth.join()) ?? 0) + 1);
  }
  t.ok(tally.size > 8, `${tally.size} different answers`);
  t.end();
});

function randomSet(random: Random): Operation[] {
  const lines: Operation[] = [];
  let clock = 0;
  const present: number[] = [];
  const count = 3 + random.int(8);
  for (let i = 0; i < count; i++) {
    const invoke_ts = ++clock;
    const reading = random.chance(0.4);
    const element = random.int(4);
    let output: Json = null;
    const lost = !reading && random.chance(0.2);
    const bad = !reading && !lost && random.chance(0.2);
    if (!reading && !(bad && random.chance(0.8)) && !(lost && random.chance(0.5))) present.push(element);
    if (reading) {
      output = [...new Set(present)];
      if (random.chance(0.2)) output = (output as number[]).filter(() => random.chance(0.6));
      if (random.chance(0.1)) output = [...(output as number[]), random.int(5)];
    }
    lines.push(
      operation({
        op_id: i,
        process_id: i,
        op_type: reading ? 'read' : 'add',
        key: 'k',
        invoke_ts,
        complete_ts: lost ? null : (clock += random.int(3)) + 0.5,
        input: reading ? null : element,
        output,
        error: bad ? 'refused' : null,
      }),
    );
    // Some operations overlap.
    if (random.chance(0.3)) clock -= 1;
  }
  return distinctTimes(lines);
}

/** The order of two reads that were invoked at one time is nobody's business. */
function distinctTimes(history: Operation[]): Operation[] {
  return history.map((op, i) => ({ ...op, invoke_ts: op.invoke_ts + i / 1000 }));
}

t.test('a set that keeps everything is valid, and each fault that is planted is found', (t) => {
  const random = new Random(6);
  for (let i = 0; i < 200; i++) {
    const adds: Line[] = Array.from({ length: 60 }, (_, n) => [
      n % 5,
      'add',
      n,
      null,
      n * 10,
      random.chance(0.1) ? null : n * 10 + 5,
    ]);
    const acked = adds.flatMap(([, , v, , , done]) => (done === null ? [] : [v as number]));
    const maybe = adds.flatMap(([, , v, , , done]) => (done === null && random.chance(0.5) ? [v as number] : []));
    const final = [...acked, ...maybe];
    const read = (values: Json): Line => [9, 'read', null, values, 1000, 1001];
    const run = (values: Json): string[] => types(check(checker, ops([...adds, read(values)])));
    t.same(run(final), []);
    t.same(run(final.filter((v) => v !== random.pick(acked) && v !== acked[0])), ['lost']);
    t.same(run([...final, 1000]), ['never-attempted']);
    t.same(run([...final, random.pick(final)]), ['duplicate']);
  }
  t.end();
});
