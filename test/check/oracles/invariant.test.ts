import t from 'tap';
import checker from '../../../lib/check/invariant.js';
import { outcome, type Json, type Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { failed, ops, type Line } from '../checking.js';
import { agree, choices, type Case } from './agree.js';

const end = (op: Operation): number => op.complete_ts ?? Infinity;

function counter(random: Random): Operation[] {
  const lines: Line[] = [];
  for (let n = 1 + random.int(4); n > 0; n--) {
    const at = random.int(10);
    const fate = random.int(8);
    lines.push([
      n,
      random.pick(['inc', 'inc', 'dec']),
      1 + random.int(2),
      null,
      at,
      fate < 2 ? null : at + 1 + random.int(4),
      fate === 7 ? failed : {},
    ]);
  }
  for (let n = 1 + random.int(2); n > 0; n--) {
    const at = random.int(14);
    lines.push([10 + n, 'read', null, random.int(7) - 2, at, at + 1 + random.int(3)]);
  }
  return ops(lines);
}

t.test('counter-bounds: a read lies between the least and the most that any choice of effects gives, on 5000', (t) => {
  agree(
    t,
    checker,
    { seed: 37, rounds: 5000, least: 800 },
    (random) => ({ history: counter(random), options: { rule: 'counter-bounds' } }),
    ({ history }) =>
      history.some((read) => {
        if (read.op_type !== 'read') return false;
        const changes = history.filter(
          (op) => op.op_type !== 'read' && outcome(op) !== 'fail' && op.invoke_ts <= end(read),
        );
        const sums = [...choices(changes.map((op) => (end(op) < read.invoke_ts ? [true] : [true, false])))].map(
          (took) =>
            changes.reduce(
              (sum, op, i) => (took[i] === true ? sum + (op.op_type === 'dec' ? -1 : 1) * (op.input as number) : sum),
              0,
            ),
        );
        return (read.output as number) < Math.min(...sums) || (read.output as number) > Math.max(...sums);
      }),
  );
  t.end();
});

t.test('bank-total: all pairs of reads have one total, and nobody is overdrawn, on 3000 small histories', (t) => {
  const accounts = (random: Random): Json => {
    const a = random.int(4);
    return { a, b: (random.chance(0.85) ? 3 : 4) - a };
  };
  agree(
    t,
    checker,
    { seed: 38, rounds: 3000, least: 500 },
    (random) => ({
      history: ops(
        Array.from({ length: 2 + random.int(3) }, (_, n): Line => [
          n,
          'read',
          null,
          accounts(random),
          n,
          n + 2,
          random.chance(0.1) ? failed : {},
        ]),
      ),
      options: { rule: 'bank-total', total: '3', overdraft: random.pick(['allowed', 'forbidden']) },
    }),
    ({ history, options }) =>
      history
        .filter((op) => outcome(op) === 'ok')
        .map(({ output }) => output as { a: number; b: number })
        .some(({ a, b }) => a + b !== 3 || (options?.['overdraft'] === 'forbidden' && Math.min(a, b) < 0)),
  );
  t.end();
});

t.test('final-state: the read that nothing can follow is judged, and none before it, on 3000 small histories', (t) => {
  agree(
    t,
    checker,
    { seed: 39, rounds: 3000, least: 300 },
    (random) => {
      const lines: Line[] = Array.from({ length: 1 + random.int(5) }, (_, n) => {
        const at = 3 * n;
        const key = random.pick(['k', 'k', 'l']);
        return random.chance(0.5)
          ? [n, 'write', 1, null, at, random.chance(0.2) ? null : at + 1 + random.int(5), { key }]
          : [n, 'read', null, random.int(4), at, at + 1, { key }];
      });
      return { history: ops(lines), options: { rule: 'final-state', min: '1', max: '2' } };
    },
    ({ history }) => {
      const keys = [...new Set(history.map(({ key }) => key))].map((key) => history.filter((op) => op.key === key));
      const answers = keys.map((own) => {
        const last = own.findLast(({ op_type }) => op_type === 'read');
        const over = own.every(
          (op) => op === last || op.op_type === 'read' || outcome(op) !== 'ok' || end(op) <= (last?.invoke_ts ?? -1),
        );
        if (last === undefined || !over) return 'unknown';
        return [1, 2].includes(last.output as number) ? 'valid' : 'invalid';
      });
      return answers.includes('invalid') ? 'invalid' : answers.includes('unknown') ? 'unknown' : 'valid';
    },
  );
  t.end();
});

/** The bounds of every read, summed up over all other operations. */
function outOfBounds(history: readonly Operation[]): boolean {
  const delta = (op: Operation): number => (op.op_type === 'dec' ? -1 : 1) * (op.input as number);
  const changes = history.filter((op) => op.op_type !== 'read' && outcome(op) !== 'fail');
  return history.some((read) => {
    if (read.op_type !== 'read' || outcome(read) !== 'ok') return false;
    const before = (op: Operation): boolean => outcome(op) === 'ok' && (op.complete_ts ?? Infinity) < read.invoke_ts;
    const begun = (op: Operation): boolean => op.invoke_ts <= (read.complete_ts ?? Infinity);
    const sum = (wanted: (op: Operation) => boolean): number =>
      changes.filter(wanted).reduce((total, op) => total + delta(op), 0);
    const low = sum((op) => (delta(op) > 0 ? before(op) : begun(op)));
    const high = sum((op) => (delta(op) > 0 ? begun(op) : before(op)));
    return (read.output as number) < low || (read.output as number) > high;
  });
}

t.test('a counter: the bounds of each read summed up, with failures and several reads, on 4000 histories', (t) => {
  const make = (random: Random): Case => {
    const lines = Array.from({ length: 8 }, (_, n): Line => {
      const at = random.int(20);
      const kind = random.pick(['inc', 'dec', 'read'] as const);
      const done = random.chance(0.15) ? null : at + 1 + random.int(5);
      const bad = kind !== 'read' && done !== null && random.chance(0.1);
      return [
        n,
        kind,
        kind === 'read' ? null : 1 + random.int(3),
        kind === 'read' ? random.int(7) - 2 : null,
        at,
        done,
        bad ? failed : {},
      ];
    });
    return { history: ops(lines), model: 'counter' };
  };
  agree(t, checker, { seed: 13, rounds: 4000, least: 300 }, make, ({ history }) => outOfBounds(history));
  t.end();
});
