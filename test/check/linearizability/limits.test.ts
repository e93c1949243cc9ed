import t from 'tap';
import { produce } from '../../../bench/workload.js';
import { checkLinearizability } from '../../../lib/check/linearizability/checker.js';
import type { Operation } from '../../../lib/history/operation.js';
import { history } from '../../support/history.js';

/** Fifty clients on one key and a value that nobody wrote: every order would have to be tried. */
function hopeless(): Operation[] {
  const operations: Operation[] = [];
  produce({ keys: 1, perKey: 200, clients: 50, unknown: 0, mix: 'cas', violateKey: 0, seed: 1 }, (op) =>
    operations.push(op),
  );
  return operations;
}

const stale = history(
  [
    ['a', 'write', 1, null, 0, 10],
    ['a', 'write', 2, null, 20, 30],
    ['b', 'read', null, 1, 40, 50],
  ],
  { key: 'stale' },
).map((op, i) => ({ ...op, op_id: 100_000 + i }));

const model = 'cas-register';
const within = (milliseconds: number): number => performance.now() + milliseconds;

t.test('at the deadline the answer is unknown, with how far it got', (t) => {
  const limits = { deadline: within(200), memory: Infinity };
  const { result, reason } = checkLinearizability({ operations: hopeless(), model, options: {} }, limits);
  t.equal(result, 'unknown');
  t.match(reason, /1 of 1 partitions were undecided when the time was over; key "k0" has 200 operations, of which \d+/);
  t.end();
});

t.test('at the memory limit the answer is unknown', (t) => {
  const limits = { deadline: within(30_000), memory: 1_000_000 };
  const { result, reason } = checkLinearizability({ operations: hopeless(), model, options: {} }, limits);
  t.equal(result, 'unknown');
  t.match(reason, /1 of 1 partitions needed more memory than allowed/);
  t.end();
});

t.test('a hard key does not keep a violation on a later key from being found', (t) => {
  const operations = [...hopeless(), ...stale];
  const limits = { deadline: within(30_000), memory: Infinity };
  const { result, anomalies, reason } = checkLinearizability({ operations, model, options: {} }, limits);
  t.equal(result, 'invalid');
  t.same(
    anomalies.map((one) => one.key),
    ['stale'],
  );
  t.match(reason, /1 of 2 partitions were left undecided once a violation was found/);
  t.end();
});

t.test('with no time at all nothing is called valid', (t) => {
  const { result, reason } = checkLinearizability(
    { operations: stale, model, options: {} },
    { deadline: 0, memory: Infinity },
  );
  t.equal(result, 'unknown');
  t.match(reason, /not begun in time/);
  t.end();
});
