import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readHistory, scanHistory } from '../../lib/history/read.js';
import type { Problem } from '../../lib/history/validate.js';
import { history, jsonl } from '../support/history.js';

const TEXT = jsonl(
  history([
    [1, 'write', 'grüße', null, 0, 10],
    [2, 'read', null, 'grüße', 20, null],
    [3, 'read', null, null, 30, 40],
  ]),
);

/** The bytes in pieces of `size`, so that lines and characters are torn apart. */
function pieces(bytes: Buffer, size: number): Readable {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return Readable.from(parts);
}

t.test('operations keep the line they stand on, however the bytes arrive', async (t) => {
  const text = `\n${TEXT.replaceAll('\n', '\r\n')}  \n`;
  for (const size of [1, 7, 1000]) {
    const read = await readHistory(pieces(Buffer.from(text), size), 'h');
    t.same([...read.lines], [2, 3, 4]);
    t.equal(read.operations[0]?.input, 'grüße');
    t.equal(read.lineCount, 3);
  }
});

t.test('gzip is recognised from its first bytes; the hash is that of the file as it lies', async (t) => {
  const zipped = gzipSync(TEXT);
  const read = await readHistory(pieces(zipped, 1), 'h');
  t.equal(read.operations.length, 3);
  t.equal(read.sha256, createHash('sha256').update(zipped).digest('hex'));
  t.equal(read.bytes, zipped.length);
});

t.test('a byte order mark and a missing final newline are no matter', async (t) => {
  const read = await readHistory(Readable.from([Buffer.from(`\ufeff${TEXT.trimEnd()}`)]), 'h');
  t.equal(read.operations.length, 3);
});

t.test('every problem of a file is reported with its line, and the rest is read', async (t) => {
  const found: Problem[] = [];
  let read = 0;
  await scanHistory(
    Readable.from([Buffer.from(`${TEXT}{"op_id": }\n[1]\n${TEXT}`)]),
    'h',
    () => read++,
    (problem) => found.push(problem),
  );
  t.equal(read, 6);
  t.match(found, [
    { line: 4, kind: 'syntax' },
    { line: 5, kind: 'value' },
  ]);
});

t.test('what makes a history unusable is refused with the line', async (t) => {
  const bad = (bytes: Buffer): Promise<unknown> => readHistory(Readable.from([bytes]), 'h.jsonl');
  await t.rejects(bad(Buffer.concat([Buffer.from(TEXT), Buffer.from([0x22, 0xff, 0x22])])), {
    message: 'h.jsonl:4:2: the line is not UTF-8',
  });
  await t.rejects(bad(Buffer.from(`${TEXT}{`)), { message: /^h\.jsonl:4(:\d+)?: not valid JSON/ });
  await t.rejects(bad(gzipSync(TEXT).subarray(0, 60)), { message: /h\.jsonl: damaged gzip data/ });
  await t.rejects(bad(Buffer.from(TEXT + TEXT)), {
    message: /h\.jsonl:4: op_id 1 stands on line 1 already \(and 2 more problems\)/,
  });
  await t.rejects(bad(Buffer.alloc(17 * 1024 * 1024, 0x20)), { message: 'h.jsonl:1: the line is longer than 16 MiB' });
});

t.test('an empty file is an empty history', async (t) => {
  const read = await readHistory(Readable.from([]), 'h');
  t.same([read.operations.length, read.lineCount, read.bytes], [0, 0, 0]);
});
