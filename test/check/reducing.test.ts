import t from 'tap';
import { reduce } from '../../lib/check/reduce.js';
import { select } from '../../lib/check/select.js';
import type { Operation } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { ops } from './checking.js';
import type { Line } from './checking.js';
import { generate } from './isolation/generate.js';

async function smaller(
  checker: string,
  history: readonly Operation[],
  options = {},
): Promise<{ size: number; type: string | undefined }> {
  const selected = await select(checker, undefined, history);
  const reduced = await reduce(selected, history, options, { deadline: performance.now() + 20_000, memory: Infinity });
  return { size: reduced.operations.length, type: reduced.anomaly?.type };
}

t.test('a history of transactions is reduced to those of a cycle', async (t) => {
  const shape = {
    workload: 'list-append',
    engine: 'snapshot',
    txns: 60,
    keys: 3,
    processes: 4,
    mops: 3,
    fail: 0,
    info: 0,
  } as const;
  const { size, type } = await smaller('serializability', generate(new Random(18), shape));
  t.equal(type, 'G2-item');
  t.ok(size <= 6, `${size} of 60 transactions`);
});

t.test('a lost element is shown by its write and the read that misses it', async (t) => {
  const adds = Array.from({ length: 50 }, (_, n): Line => [n % 4, 'add', n, null, n, n + 0.5]);
  const all = Array.from({ length: 50 }, (_, n) => n).filter((n) => n !== 17);
  t.same(await smaller('no-lost-ack', ops([...adds, [9, 'read', null, all, 100, 101]])), { size: 2, type: 'lost' });
});

t.test('leaving out dequeues and releases makes no violation of its own', async (t) => {
  const queue: Line[] = Array.from({ length: 20 }, (_, n) => n).flatMap((n): Line[] => [
    [1, 'enqueue', n, null, 10 * n, 10 * n + 1],
    ...(n === 7 ? [] : ([[2, 'dequeue', null, n, 10 * n + 2, 10 * n + 3]] as Line[])),
  ]);
  const lost = await smaller('total-queue', ops([...queue, [2, 'dequeue', null, null, 500, 501]]));
  t.same(lost.type, 'lost');
  const locks: Line[] = Array.from({ length: 20 }, (_, n) => n).flatMap((n): Line[] => [
    [n % 3, 'acquire', null, true, 10 * n, 10 * n + 1],
    [n % 3, 'release', null, true, n === 7 ? 10 * n + 15 : 10 * n + 3, n === 7 ? 10 * n + 16 : 10 * n + 4],
  ]);
  t.same(await smaller('exclusion', ops(locks)), { size: 2, type: 'overlap' });
});
