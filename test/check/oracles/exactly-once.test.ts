import t from 'tap';
import checker from '../../../lib/check/exactly-once.js';
import { outcome, type Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { failed, ops, type Line } from '../checking.js';
import { agree, choices } from './agree.js';

const idOf = (op: Operation): string => (op.input as { idem_key: string }).idem_key;
const amountOf = (op: Operation): number => (op.op_type === 'debit' ? -1 : 1) * (op.input as { amount: number }).amount;
const ids = (op: Operation): string[] => (op.output as { idem_key: string }[]).map(({ idem_key }) => idem_key);

/** Up to three requests, sent up to twice each; one observer reads entries early, and entries and a balance at the end. */
function history(random: Random): Operation[] {
  const names = ['a', 'b', 'c'].slice(0, 1 + random.int(3));
  const lines: Line[] = [];
  for (const name of names) {
    const type = random.pick(['credit', 'credit', 'debit']);
    const input = { idem_key: name, amount: 1 + random.int(2) };
    for (let n = 1 + random.int(2); n > 0; n--) {
      const at = 1 + random.int(5);
      const fate = random.int(10);
      const more = fate === 0 ? failed : {};
      lines.push([`${name}${n}`, type, input, null, at, fate < 4 && fate > 0 ? null : at + 1 + random.int(2), more]);
    }
  }
  const subset = (): { idem_key: string }[] =>
    [...names, ...(random.chance(0.05) ? ['z', 'a'] : [])]
      .filter(() => random.chance(0.7))
      .map((idem_key) => ({ idem_key }));
  if (random.chance(0.4)) lines.push(['reader', 'entries', null, subset(), 9, 10]);
  const end: Line[] = [
    ['reader', 'entries', null, subset(), 11, 12],
    ['reader', 'balance', null, random.int(5) - 1, 13, 14],
  ];
  if (random.chance(0.5)) end.reverse();
  const from = random.int(10) < 6 ? 0 : random.int(2);
  for (const [i, line] of end.slice(from, from + 1 + random.int(2)).entries())
    lines.push([line[0], line[1], line[2], line[3], 11 + 2 * i, 12 + 2 * i]);
  return ops(lines);
}

/** Tries every moment, before or after each read or never, at which each request can have taken its one effect. */
function violates(history: readonly Operation[]): boolean {
  const reads = history.filter(({ process_id }) => process_id === 'reader');
  const entries = reads.filter(({ op_type }) => op_type === 'entries');
  const balance = reads.find(({ op_type }) => op_type === 'balance');
  const names = [...new Set(history.filter((op) => !reads.includes(op)).map(idOf))];
  const moments = names.map((name) => {
    const sent = history.filter((op) => !reads.includes(op) && idOf(op) === name && outcome(op) !== 'fail');
    const acknowledged = sent.some((op) => outcome(op) === 'ok');
    // All that was acknowledged was so before the first read at 9.
    return sent.length === 0 ? [Infinity] : acknowledged ? [0] : [0, 10.5, 12.5, Infinity];
  });
  const last = entries.at(-1);
  for (const effect of choices(moments)) {
    const done = (op: Operation): string[] => names.filter((_, i) => (effect[i] as number) < op.invoke_ts);
    const sum = (op: Operation): number =>
      done(op).reduce(
        (total, name) =>
          total + amountOf(history.find((one) => one.process_id !== 'reader' && idOf(one) === name) as Operation),
        0,
      );
    const fits =
      entries.every((op) => new Set(ids(op)).size === ids(op).length && ids(op).every((id) => done(op).includes(id))) &&
      (last === undefined || done(last).every((name) => ids(last).includes(name))) &&
      (balance === undefined || balance.output === sum(balance));
    if (fits) return false;
  }
  return true;
}

t.test('exactly-once: the verdict is that of trying every moment of every effect, on 6000 small histories', (t) => {
  agree(
    t,
    checker,
    { seed: 31, rounds: 6000, least: 600 },
    (random) => ({ history: history(random) }),
    ({ history: one }) => violates(one),
  );
  t.end();
});
