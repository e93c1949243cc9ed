import { Readable } from 'node:stream';
import t from 'tap';
import { EdnReader } from '../../lib/history/import/edn.js';
import { FORMATS, importHistory, type Format } from '../../lib/history/import/index.js';
import { outcome, type Json, type Operation } from '../../lib/history/operation.js';

async function read(format: string, text: string): Promise<readonly Operation[]> {
  const { operations } = await importHistory(Readable.from([Buffer.from(text)]), 'h', FORMATS[format] as Format);
  return operations;
}

/** Process, type, key, input, output, outcome, time of invocation and of response. */
function brief(op: Operation): Json[] {
  return [op.process_id, op.op_type, op.key, op.input, op.output, outcome(op), op.invoke_ts, op.complete_ts];
}

t.test("Jepsen's log: reads, writes and compare-and-sets, in the order of the lines", async (t) => {
  const operations = await read(
    'jepsen-log',
    [
      'INFO  jepsen.core - Running test',
      'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
      'INFO  jepsen.util - 1\t:invoke\t:write\t3',
      'INFO  jepsen.util - 0\t:ok\t:read\tnil',
      'INFO  jepsen.util - 1\t:ok\t:write\t3',
      'INFO  jepsen.util - 0\t:invoke\t:cas\t[3 4]',
      'INFO  jepsen.util - 0\t:ok\t:cas\t[3 4]',
      'INFO  jepsen.util - 0\t:invoke\t:cas\t[3 5]',
      'INFO  jepsen.util - 0\t:fail\t:cas\t[3 5]',
    ].join('\n'),
  );
  t.same(operations.map(brief), [
    [0, 'read', null, null, null, 'ok', 0, 2],
    [1, 'write', null, 3, null, 'ok', 1, 3],
    [0, 'cas', null, [3, 4], true, 'ok', 4, 5],
    [0, 'cas', null, [3, 5], false, 'ok', 6, 7],
  ]);
});

t.test("Jepsen's log: what timed out, was refused or never came back", async (t) => {
  const operations = await read(
    'jepsen-log',
    [
      'INFO jepsen.util - 0\t:invoke\t:write\t1',
      'INFO jepsen.util - 1\t:invoke\t:read\tnil',
      'INFO jepsen.util - 2\t:invoke\t:write\t2',
      'INFO jepsen.util - 3\t:invoke\t:write\t3',
      'INFO jepsen.util - :nemesis\t:info\t:start\tnil',
      'INFO jepsen.util - 0\t:info\t:write\t:timed-out',
      'INFO jepsen.util - 1\t:fail\t:read\t:timed-out',
      'INFO jepsen.util - 2\t:fail\t:write\t2\t:not-leader',
      'INFO jepsen.util - :nemesis\t:info\t:stop\tnil',
      'INFO jepsen.util - 4\t:invoke\t:read\tnil',
    ].join('\n'),
  );
  t.same(operations.map(outcome), ['info', 'info', 'fail', 'info', 'info']);
  t.match(operations[0]?.error, { code: 'timed-out' });
  t.match(operations[2]?.error, { code: 'not-leader', class: 'definite' });
  t.same(
    operations.map((op) => op.fault_epoch),
    ['e1', 'e1', 'e1', null, null],
  );
});

t.test("Jepsen's log with spaces where the tabs were, as terminals copy it", async (t) => {
  const operations = await read(
    'jepsen-log',
    [
      '2024-05-01 10:00:00,123{GMT}  INFO  [jepsen worker 0] jepsen.util: 0       :invoke  :write  1',
      '2024-05-01 10:00:00,125{GMT}  INFO  [jepsen worker 0] jepsen.util: 0       :ok      :write  1',
      '1   :invoke :read   nil',
      '1   :ok     :read   1',
    ].join('\n'),
  );
  t.same(operations.map(brief), [
    [0, 'write', null, 1, null, 'ok', 0, 1],
    [1, 'read', null, null, 1, 'ok', 2, 3],
  ]);
});

t.test('a file without one operation of the form is refused', async (t) => {
  await t.rejects(read('jepsen-log', 'INFO jepsen.core - Everything looks good!\n'), {
    message: /none of its 1 lines is an operation in the form that --from names/,
  });
});

t.test(
  "what Jepsen's combined nemesis does: killed until started, paused until resumed, skewed until reset",
  async (t) => {
    const event = (f: string): string => `:nemesis\t:info\t:${f}\tnil`;
    const both = (f: string): string[] => [event(f), event(f)];
    const writes = (n: number): string[] => [`${n}\t:invoke\t:write\t${n}`, `${n}\t:ok\t:write\t${n}`];
    const steps = [
      'kill',
      'start',
      'pause',
      'resume',
      'bump-clock',
      'reset-clock',
      'start-partition',
      'stop-partition',
    ];
    const lines = steps.flatMap((f, n) => [...both(f), ...writes(n)]);
    const operations = await read('jepsen-log', lines.join('\n'));
    t.same(
      operations.map((op) => op.fault_epoch),
      ['e1', null, 'e2', null, 'e3', null, 'e4', null],
    );
    const overlapping = [...both('start-partition'), ...both('kill'), ...both('stop-partition'), ...writes(0)];
    t.equal((await read('jepsen-log', overlapping.join('\n')))[0]?.fault_epoch, 'e1', 'until the last one is over');
  },
);

t.test(
  "Jepsen's EDN in one vector keeps the lines of its operations, and a vector that does not end is refused",
  async (t) => {
    const vector = `; all of it
[{:process 0, :type :invoke, :f :write, :value 1}
 {:process 0, :type :ok, :f :write, :value 1}

 {:process 1, :type :invoke, :f :read, :value nil}
 {:process 1, :type :ok, :f :read, :value [1 2]}]
`;
    const format = FORMATS['jepsen-edn'] as Format;
    const { lines } = await importHistory(Readable.from([Buffer.from(vector)]), 'h.edn', format);
    t.same([...lines], [2, 5]);
    await t.rejects(read('jepsen-edn', vector.replace('2]}]', '2]}')), { message: /:2:1: .*no \] for the \[ here/ });
  },
);

t.test('a compare-and-set of a key shows that the first of two values is the key', async (t) => {
  const operations = await read(
    'jepsen-edn',
    `{:type :invoke, :f :write, :value [1 3], :process 0}
     {:type :ok, :f :write, :value [1 3], :process 0}
     {:type :invoke, :f :cas, :value [1 [3 4]], :process 0}
     {:type :ok, :f :cas, :value [1 [3 4]], :process 0}`,
  );
  t.same(operations.map(brief), [
    [0, 'write', 1, 3, null, 'ok', 0, 1],
    [0, 'cas', 1, [3, 4], true, 'ok', 2, 3],
  ]);
});

t.test("Jepsen's EDN: times, errors and independent keys", async (t) => {
  const operations = await read(
    'jepsen-edn',
    `{:type :invoke, :f :write, :value [7 1], :process 0, :time 100, :index 0}
     {:type :invoke, :f :read, :value [8 nil], :process 1, :time 110, :index 1}
     {:type :ok, :f :write, :value [7 1], :process 0, :time 120, :index 2}
     #jepsen.history.Op{:type :ok, :f :read, :value [8 nil], :process 1, :time 130, :index 3}
     {:type :invoke, :f :read, :value [7 nil], :process 1, :time 140, :index 4} ; the last
     {:type :info, :f :read, :value [7 nil], :error [:timeout "5s"], :process 1, :time 150, :index 5}`,
  );
  t.same(operations.map(brief), [
    [0, 'write', 7, 1, null, 'ok', 100, 120],
    [1, 'read', 8, null, null, 'ok', 110, 130],
    [1, 'read', 7, null, null, 'info', 140, null],
  ]);
  t.match(operations[2]?.error, { code: '["timeout","5s"]' });
});

t.test("Jepsen's EDN: one vector for all, and transactions keep what they asked and what they saw", async (t) => {
  const [op] = await read(
    'jepsen-edn',
    '[{:type :invoke :f :txn :process 0 :value [[:r 1 nil] [:append 1 5]]} {:type :ok :f :txn :process 0 :value [[:r 1 [4]] [:append 1 5]]}]',
  );
  t.same(op?.input, [
    ['r', 1, null],
    ['append', 1, 5],
  ]);
  t.same(op?.output, [
    ['r', 1, [4]],
    ['append', 1, 5],
  ]);
});

t.test("Porcupine's key-value data: an absent key reads as the empty string there, as null here", async (t) => {
  const operations = await read(
    'porcupine-kv',
    `{:process 0, :type :invoke, :f :get, :key "3", :value nil}
{:process 0, :type :ok, :f :get, :key "3", :value ""}
{:process 0, :type :invoke, :f :append, :key "3", :value "x \\"y\\""}
{:process 0, :type :ok, :f :append, :key "3", :value "x \\"y\\""}`,
  );
  t.same(operations.map(brief), [
    [0, 'get', '3', null, null, 'ok', 0, 1],
    [0, 'append', '3', 'x "y"', null, 'ok', 2, 3],
  ]);
});

t.test('events that do not fit together are refused with their line', async (t) => {
  const cases: [string, string, RegExp][] = [
    ['jepsen-edn', '{:type :ok :f :read :process 0}', /h:1: process 0 completes an operation that it has not invoked/],
    [
      'jepsen-edn',
      '{:type :invoke :f :read :process 0}\n{:type :invoke :f :read :process 0}',
      /h:2: process 0 invokes/,
    ],
    [
      'jepsen-edn',
      '{:type :invoke :f :read :process 0}\n{:type :ok :f :write :process 0}',
      /h:2: process 0 completes write/,
    ],
    ['jepsen-edn', '{:type :done :f :read :process 0}', /h:1: :type is "done"/],
    ['jepsen-edn', '\n{:type :ok :f', /h:2:1: not valid EDN: no \} for the \{ here/],
    ['jepsen-edn', '['.repeat(100_000), /nested too deeply/],
    ['jepsen-log', 'x - 0\t:invoke\t:write\t[1', /h:1: the value is not EDN/],
  ];
  for (const [format, text, message] of cases) await t.rejects(read(format, text), { message });
});

t.test('EDN: what Clojure prints', (t) => {
  const cases: [string, Json][] = [
    ['nil', null],
    ['[true false]', [true, false]],
    ['-12', -12],
    ['3.5e2', 350],
    ['42N', 42],
    ['9223372036854775807', '9223372036854775807'],
    [':a/b', 'a/b'],
    ['"a\\n\\u0041"', 'a\nA'],
    ['\\newline', '\n'],
    ['\\x', 'x'],
    ['#{1 2}', [1, 2]],
    ['(1 #_2 3)', [1, 3]],
    ['{:a 1, "b" [2]}', { a: 1, b: [2] }],
    ['#inst "2020-01-01"', '2020-01-01'],
    ['##Inf', 'Inf'],
    ['1/2', '1/2'],
    ['{:__proto__ 1}', JSON.parse('{"__proto__": 1}') as Json],
  ];
  for (const [text, expected] of cases) t.same(new EdnReader(text).next(), expected, text);
  t.equal(new EdnReader(' ; nothing').next(), undefined);
  t.end();
});
