// Inputs that were made to break a reader, and random damage: every one ends with an exit code and a message.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { jsonErrorAt } from '../../lib/evidence/json-error.js';
import { ReadError } from '../../lib/history/lines.js';
import { HISTORY_RULES } from '../../lib/rules/history/index.js';
import { lintHistoryText } from '../support/lint-history.js';
import { dst } from '../support/run.js';
import { recordedHistories } from './recorded.js';

const [REGISTER] = recordedHistories();
const LINES = REGISTER?.lines ?? [];
const TEXT = `${LINES.join('\n')}\n`;
const GZ = gzipSync(TEXT);

const deep = (depth: number): string =>
  (LINES[0] ?? '').replace(/"input":[^,]+/, `"input":${'['.repeat(depth)}1${']'.repeat(depth)}`);
const wide = (LINES[0] ?? '').replace(
  /"input":[^,]+/,
  `"input":[${Array.from({ length: 500_000 }, (_, i) => i).join(',')}]`,
);
const many = (count: number, line: (i: number) => string): string =>
  `${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`;

const INPUTS: readonly (readonly [name: string, content: string | Buffer, code: number, says: RegExp])[] = [
  ['a line of three million columns', `${wide}\n`, 0, /checked 1 history: 1 operation/],
  ['a line of 17 MiB', `${TEXT}"${'x'.repeat(17 << 20)}"\n`, 2, /:\d+:1 the line is longer than 16 MiB/],
  ['a hundred thousand nested lists', `${deep(100_000)}\n`, 1, / 1:\d+ .*nested deeper than 100 levels .*DST501/],
  [
    'a hundred thousand open lists',
    `${TEXT}${'['.repeat(100_000)}\n`,
    1,
    /:101 .*nested deeper than 100 levels .*DST501/,
  ],
  [
    'Latin-1 in a line',
    Buffer.concat([Buffer.from(TEXT), Buffer.from('{"key":"caf\xe9"}\n', 'latin1')]),
    2,
    /:\d+:12 the line is not UTF-8/,
  ],
  ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 2, /not UTF-8|unknown kind/],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 255]), 2, /not UTF-8/],
  ['CRLF, a byte order mark, blank lines, no end of line', `\ufeff\r\n${LINES.join('\r\n\r\n')}`, 0, /no problems/],
  ['a damaged line behind a byte order mark', `\ufeff${LINES[0]?.slice(0, 20) ?? ''}\r\n${TEXT}`, 1, / 1:21 .*DST500/],
  ['the last line cut off', TEXT.slice(0, -50), 1, new RegExp(` ${LINES.length}:\\d+ .*cut off`)],
  ['an empty file', '', 2, /is empty/],
  ['blank lines alone', '\n \n\t\r\n', 2, /is empty/],
  ['gzip', GZ, 0, /no problems/],
  ['gzip that ends too early', GZ.subarray(0, GZ.length / 2), 2, /damaged gzip data/],
  [
    'gzip with a byte changed',
    Buffer.concat([GZ.subarray(0, 100), Buffer.from([GZ[100] === 0 ? 1 : 0]), GZ.subarray(101)]),
    2,
    /damaged gzip data|not UTF-8/,
  ],
  ['a gzip bomb of one line', gzipSync(Buffer.alloc(200 << 20, 0x20)), 2, /longer than 16 MiB|400 times its size/],
  ['a gzip bomb of blank lines', gzipSync(Buffer.alloc(200 << 20, 0x0a)), 2, /400 times its size/],
  ['fifty thousand broken lines', many(50_000, () => '{"op_id":'), 1, /49990 more findings of this rule are left out/],
  ['fifty thousand operations of one id', many(50_000, () => LINES[0] ?? ''), 1, /DST505/],
  [
    'ids far apart',
    many(20_000, (i) => (LINES[0] ?? '').replace('"op_id":1', `"op_id":${i * 200_003}`)),
    1,
    /checked 1 history/,
  ],
  [
    'a process for every operation',
    many(50_000, (i) => (LINES[0] ?? '').replace('"op_id":1', `"op_id":${i + 1}`).replace('client-2.0', `p${i}`)),
    0,
    /50000 operations, 50000 processes/,
  ],
  [
    'the prototype as a field',
    `${(LINES[0] ?? '').replace('{', '{"__proto__":{"op_id":7},"constructor":1,')}\n`,
    0,
    /1 operation/,
  ],
  [
    'infinite times',
    (LINES[0] ?? '').replace(/"complete_ts":\d+/, '"complete_ts":1e999'),
    1,
    /1:\d+ .*"complete_ts" is .*DST501/,
  ],
];

for (const [name, content, code, says] of INPUTS)
  t.test(`${name}: exit ${code}, with a message`, async (t) => {
    const cwd = t.testdir({});
    writeFileSync(join(cwd, 'history.jsonl'), content);
    const result = await dst(['lint', '--type', 'history', 'history.jsonl'], { cwd, timeout: 120_000 });
    const said = `${result.stdout}${result.stderr}`;
    t.equal(result.signal, null, 'it ended by itself');
    t.equal(result.code, code, said.slice(0, 600));
    t.ok(says.test(said), `${String(says)} in ${said.slice(0, 600)}`);
    t.notOk(/internal error|\n\s+at /.test(said), 'no stack trace');
  });

t.test('the place where a text stops being JSON is found exactly when JSON.parse refuses it', (t) => {
  const json = fc.json({ maxDepth: 4 });
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    'tru',
    '1e',
    '-',
    '0',
    '\n',
    'null',
    '"a"',
    ' ',
  );
  const damaged = fc.tuple(json, fc.nat(), fc.nat(3), piece).map(([text, at, cut, put]) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + put + text.slice(i + cut);
  });
  fc.assert(
    fc.property(
      fc.oneof(
        damaged,
        fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
      ),
      (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const at = jsonErrorAt(text);
        // What stands before the place could still have become JSON: cut there, the text only lacks its end.
        return valid ? at === undefined : at !== undefined && [undefined, at].includes(jsonErrorAt(text.slice(0, at)));
      },
    ),
    { seed: 5, numRuns: 20_000 },
  );
  t.end();
});

t.test('random damage: it always ends, with findings on lines and columns that are there', async (t) => {
  const lines = LINES.slice(0, 40);
  const text = `${lines.join('\n')}\n`;
  let ended = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(text.length), fc.nat(30), fc.string({ unit: 'binary', maxLength: 8 })), {
        maxLength: 6,
      }),
      async (edits) => {
        let damaged = text;
        for (const [at, cut, put] of edits) damaged = damaged.slice(0, at) + put + damaged.slice(at + cut);
        const all = damaged.split('\n');
        ended++;
        try {
          for (const { line, column, endColumn } of await lintHistoryText(damaged, REGISTER, HISTORY_RULES)) {
            const own = all[line - 1] ?? '';
            if (line < 1 || column < 1 || endColumn < column || endColumn > own.length + 2) return false;
          }
          return true;
        } catch (error) {
          return error instanceof ReadError;
        }
      },
    ),
    { seed: 6, numRuns: 1500 },
  );
  t.equal(ended, 1500);
});

t.test('a history of any size takes no more memory than a small one', async (t) => {
  const cwd = t.testdir({});
  const line = (i: number): string =>
    JSON.stringify({
      ...(JSON.parse(LINES[0] ?? '{}') as object),
      op_id: i,
      process_id: `c${i % 10}`,
      invoke_ts: i * 100,
      complete_ts: i * 100 + 50,
    });
  writeFileSync(
    join(cwd, 'large.jsonl'),
    many(300_000, (i) => line(i + 1)),
  );
  const { code, stdout, stderr } = await dst(['lint', '--model', 'lock', '--type', 'history', 'large.jsonl'], {
    cwd,
    timeout: 120_000,
    // 70 MB of history in a heap of 60 MB.
    env: { NODE_OPTIONS: '--max-old-space-size=60' },
  });
  t.equal(code, 0, `${stdout}${stderr}`.slice(0, 500));
  t.match(stdout, /300000 operations, 10 processes/);
});
