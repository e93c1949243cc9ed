import t from 'tap';
import checker from '../../../lib/check/prefix-order.js';
import { outcome, type Json, type Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { ops, type Line } from '../checking.js';
import { agree, type Case } from './agree.js';

const end = (op: Operation): number => op.complete_ts ?? Infinity;
const place = (op: Operation): number => (op.output as { offset: number }).offset;

function make(random: Random): Case {
  const values = ['a', 'b', 'c', 'd'];
  const lines: Line[] = [];
  const scope = random.pick(['all', 'producer']);
  const offsets = random.chance(0.7);
  let clock = 0;
  for (const [i, value] of values.slice(0, 2 + random.int(3)).entries()) {
    clock += random.int(4);
    const offset = random.chance(0.9) ? i : random.int(4);
    lines.push([
      random.int(2),
      'append',
      value,
      offsets ? { offset } : null,
      clock,
      random.chance(0.1) ? null : clock + 1 + random.int(4),
    ]);
  }
  const log = (): string[] => {
    const own = [...values];
    if (random.chance(0.2)) own.reverse();
    return own.slice(0, random.int(5));
  };
  for (let n = 1 + random.int(3); n > 0; n--) {
    const at = 10 + random.int(9);
    const from = random.int(3);
    const part = random.chance(0.1) ? ['d'] : values.slice(from, from + 1 + random.int(2));
    lines.push([5 + n, 'read', null, random.chance(0.5) ? log() : { offset: from, values: part }, at, at + 1]);
  }
  return { history: ops(lines), options: scope === 'all' ? {} : { scope } };
}

/** All pairs: of entries at one offset, of whole reads, of appends one after the other. */
function violates({ history, options }: Case): boolean {
  const answered = history.filter((op) => outcome(op) === 'ok');
  const appends = answered.filter(({ op_type }) => op_type === 'append');
  const reads = answered.filter(({ op_type }) => op_type === 'read');
  const whole = reads.flatMap(({ output }) => (Array.isArray(output) ? [output as Json[]] : []));
  const told = appends.filter(({ output }) => output !== null);
  const entries = [
    ...told.map((op) => ({ at: place(op), value: op.input, append: true })),
    ...reads.flatMap(({ output }) =>
      Array.isArray(output)
        ? []
        : (output as { values: Json[] }).values.map((value, i) => ({
            at: place({ output } as Operation) + i,
            value,
            append: false,
          })),
    ),
  ];
  const divergent = entries.some((a, i) =>
    entries.slice(i + 1).some((b) => a.at === b.at && (a.value !== b.value || (a.append && b.append))),
  );
  const forked = whole.some((a) => whole.some((b) => a.some((value, i) => i < b.length && b[i] !== value)));
  const follows = (a: Operation, b: Operation): boolean =>
    end(a) < b.invoke_ts && (options?.['scope'] !== 'producer' || a.process_id === b.process_id);
  const fell = told.some((a) => told.some((b) => follows(a, b) && place(b) < place(a)));
  const swapped = whole.some((log) =>
    appends.some((a) =>
      appends.some(
        (b) =>
          follows(a, b) &&
          log.includes(a.input) &&
          log.includes(b.input) &&
          log.indexOf(b.input) < log.indexOf(a.input),
      ),
    ),
  );
  return divergent || forked || fell || swapped;
}

t.test('prefix-order of logs: the verdict is that of all pairs, on 6000 small histories', (t) => {
  agree(t, checker, { seed: 42, rounds: 6000, least: 600 }, make, violates);
  t.end();
});

/** The rule for queues over all pairs of elements. */
function overtaken(history: readonly Operation[]): boolean {
  const out = (value: Json): Operation | undefined =>
    history.find((op) => op.op_type === 'dequeue' && op.output === value);
  const enqueues = history.filter((op) => op.op_type === 'enqueue');
  return enqueues.some((a) =>
    enqueues.some((b) => {
      const [x, y] = [out(a.input), out(b.input)];
      if (x === undefined || y === undefined) return false;
      return (a.complete_ts ?? Infinity) < b.invoke_ts && (y.complete_ts ?? Infinity) < x.invoke_ts;
    }),
  );
}

t.test('queues: all pairs of elements, on 4000 small histories', (t) => {
  const queue = (random: Random): Case => {
    const lines: Line[] = [];
    for (let n = 0; n < 5; n++) {
      const at = random.int(30);
      lines.push([n, 'enqueue', n, null, at, random.chance(0.1) ? null : at + 1 + random.int(6)]);
      const out = at + random.int(30);
      if (random.chance(0.9)) lines.push([10 + n, 'dequeue', null, n, out, out + 1 + random.int(6)]);
    }
    return { history: ops(lines) };
  };
  agree(t, checker, { seed: 11, rounds: 4000, least: 300 }, queue, ({ history }) => overtaken(history));
  t.end();
});
