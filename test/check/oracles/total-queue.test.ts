import t from 'tap';
import checker from '../../../lib/check/total-queue.js';
import type { CheckResult } from '../../../lib/check/checker.js';
import { outcome, type Json } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { failed, ops, type Line } from '../checking.js';
import { agree, choices, type Case } from './agree.js';

function make(random: Random): Case {
  const values = ['a', 'b', 'c'];
  const lines: Line[] = [];
  for (let n = 1 + random.int(4); n > 0; n--) {
    const at = random.int(6);
    const fate = random.int(10);
    lines.push([
      n,
      'enqueue',
      random.pick(values),
      null,
      at,
      fate < 2 ? null : at + 1 + random.int(2),
      fate === 9 ? failed : {},
    ]);
  }
  for (let n = random.int(4); n > 0; n--) {
    const at = 4 + random.int(6);
    const unanswered = random.chance(0.2);
    lines.push([
      10 + n,
      'dequeue',
      null,
      unanswered || random.chance(0.2) ? null : random.pick(values),
      at,
      unanswered ? null : at + 1,
    ]);
  }
  if (random.chance(0.5)) {
    const drained = values.filter(() => random.chance(0.4));
    lines.push([20, 'drain', null, drained, 5 + random.int(8), random.chance(0.1) ? null : 20]);
  }
  return { history: ops(lines), options: { delivery: random.pick(['at-least-once', 'exactly-once']) } };
}

/** Tries which unanswered enqueues took effect and which element each unanswered dequeue took away. */
function truth({ history, options }: Case): CheckResult['result'] {
  const enqueues = history.filter(({ op_type }) => op_type === 'enqueue');
  const takers = history.filter(({ op_type }) => op_type !== 'enqueue');
  const out: Json[] = takers.flatMap((op) =>
    outcome(op) !== 'ok' || op.output === null ? [] : Array.isArray(op.output) ? (op.output as Json[]) : [op.output],
  );
  const values = [...new Set([...enqueues.map(({ input }) => input), ...out])];
  const count = (list: readonly Json[], value: Json): number => list.filter((one) => one === value).length;
  const acknowledged = enqueues.filter((op) => outcome(op) === 'ok');
  const filled = Math.max(...acknowledged.map(({ complete_ts }) => complete_ts ?? 0));
  const drained = takers.some(
    (op) => outcome(op) === 'ok' && (op.op_type === 'drain' || op.output === null) && op.invoke_ts > filled,
  );
  // A drain that did not answer may have taken everything.
  const swallowed = takers.some((op) => op.op_type === 'drain' && outcome(op) === 'info');
  const open = enqueues.filter((op) => outcome(op) === 'info');
  const unanswered = takers.filter((op) => outcome(op) === 'info' && op.op_type === 'dequeue');
  let possible = false;
  for (const happened of choices(open.map(() => [true, false]))) {
    const there = [...acknowledged, ...open.filter((_, i) => happened[i])].map(({ input }) => input);
    for (const taken of choices(unanswered.map(() => [...values, null])))
      possible ||= values.every((value) => {
        const rest = count(there, value) - count(out, value);
        if (count(out, value) > 0 && count(there, value) === 0) return false;
        if (options?.['delivery'] === 'exactly-once' && rest < 0) return false;
        const certain =
          count(
            acknowledged.map(({ input }) => input),
            value,
          ) - count(out, value);
        return !drained || swallowed || certain - count(taken, value) <= 0;
      });
  }
  if (!possible) return 'invalid';
  const missing = acknowledged.some(
    ({ input }) =>
      count(out, input) <
      count(
        acknowledged.map((op) => op.input),
        input,
      ),
  );
  return missing || out.length === 0 ? 'unknown' : 'valid';
}

t.test('total-queue: the answer is that of trying every fate of what got no answer, on 6000 small histories', (t) => {
  agree(t, checker, { seed: 32, rounds: 6000, least: 400 }, make, truth);
  t.end();
});
