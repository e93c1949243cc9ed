// The log file of the planted store: what was acknowledged is read back, what was torn is not invented.
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Wal, type Restored, type WalRecord } from '../../../verification/planted/store/wal.js';

const put = (index: number, term = 1): WalRecord => ({
  kind: 'entry',
  entry: { index, term, command: { op: 'put', tenant: 't', rid: `r${index}`, key: 'k', value: `v${index}` } },
});
const fail = (error: unknown): never => {
  throw error;
};

async function reopened(path: string): Promise<Restored> {
  const { wal, restored } = await Wal.open(path, { fatal: fail });
  await wal.close();
  return restored;
}

async function written(path: string, records: readonly WalRecord[]): Promise<void> {
  const { wal } = await Wal.open(path, { fatal: fail });
  for (const record of records) await wal.append([record]);
  await wal.close();
}

t.test('a record is in the file when append resolves', async (t) => {
  const path = join(t.testdir(), 'wal');
  const { wal } = await Wal.open(path, { fatal: fail });
  await wal.append([put(1), put(2)]);
  t.equal(readFileSync(path, 'utf8').split('\n').length - 1, 2, 'before the log is closed');
  await wal.close();
});

t.test('with lost-ack switched on it is not', async (t) => {
  const path = join(t.testdir(), 'wal');
  const { wal } = await Wal.open(path, { fatal: fail, writeBehind: true });
  await wal.append([put(1)]);
  t.equal(readFileSync(path, 'utf8'), '');
  await wal.close();
});

t.test('entries, votes and truncations are read back in their order', async (t) => {
  const path = join(t.testdir(), 'wal');
  await written(path, [
    { kind: 'vote', term: 1, votedFor: 'n1' },
    put(1),
    put(2),
    put(3),
    { kind: 'vote', term: 2, votedFor: 'n3' },
    { kind: 'truncate', from: 2 },
    put(2, 2),
  ]);
  const { term, votedFor, log } = await reopened(path);
  t.same([term, votedFor], [2, 'n3']);
  t.same(
    log.map((entry) => [entry.index, entry.term]),
    [
      [1, 1],
      [2, 2],
    ],
  );
});

for (const cut of [1, 20, 60])
  t.test(
    `a last record that lacks its last ${cut} bytes is cut off, and the log goes on behind the others`,
    async (t) => {
      const path = join(t.testdir(), 'wal');
      await written(path, [put(1), put(2)]);
      truncateSync(path, readFileSync(path).length - cut);
      t.equal((await reopened(path)).log.length, 1);
      await written(path, [put(2)]);
      t.same(
        (await reopened(path)).log.map(({ index }) => index),
        [1, 2],
      );
    },
  );

t.test('a broken record with others behind it stops the node', async (t) => {
  const path = join(t.testdir(), 'wal');
  await written(path, [put(1), put(2), put(3)]);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"v2"', '"v9"'));
  await t.rejects(reopened(path), /the record at byte \d+ is broken, and others follow it/);
});

t.test('a whole last line with a wrong checksum counts as torn', async (t) => {
  const path = join(t.testdir(), 'wal');
  await written(path, [put(1)]);
  appendFileSync(path, '000000000000 {"kind":"vote","term":9,"votedFor":null}\n');
  const { log, term } = await reopened(path);
  t.same([log.length, term], [1, 0]);
});
