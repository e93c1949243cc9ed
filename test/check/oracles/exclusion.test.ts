import t from 'tap';
import checker from '../../../lib/check/exclusion.js';
import { outcome, type Json, type Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { failed, ops, type Line } from '../checking.js';
import { agree, type Case } from './agree.js';

const end = (op: Operation): number => op.complete_ts ?? Infinity;
const accepted = (op: Operation): boolean => outcome(op) === 'ok' && op.output !== false;

function calls(random: Random, types: readonly string[], output: () => Json): Line[] {
  const lines: Line[] = [];
  for (let p = 0; p < 3; p++) {
    let clock = random.int(16);
    for (let n = random.int(4); n >= 0; n--) {
      const done = clock + 1 + random.int(3);
      const fate = random.int(14);
      const type = random.pick(types);
      const input = type === 'write' ? output() : null;
      lines.push([
        p,
        type,
        input,
        fate === 0 ? false : type === 'acquire' ? output() : true,
        clock,
        fate === 1 ? null : done,
        fate === 2 ? failed : {},
      ]);
      if (fate === 1) break;
      clock = done + 1 + random.int(8);
    }
  }
  return lines;
}

/**
 * Whether `who` holds the lease for certain at the time: judged at that moment alone, from the calls before it. The ttl is
 * promised also to a holder that got no answer to something else; only its release, whatever that answered, ends it before.
 */
function holds(history: readonly Operation[], who: Json, time: number, ttl: number): boolean {
  const own = history.filter(({ process_id }) => process_id === who);
  const before = own.filter((op) => op.invoke_ts < time);
  const since = before.slice(before.findLastIndex(({ op_type }) => op_type === 'release') + 1);
  const acquired = since.findIndex((op) => op.op_type === 'acquire' && accepted(op));
  return (
    acquired >= 0 && since.slice(acquired).some((op) => accepted(op) && end(op) < time && time < op.invoke_ts + ttl)
  );
}

/** The moments at which `who` holds the lease, in runs without a gap. */
function tenuresOf(history: readonly Operation[], who: Json, ttl: number): number[][] {
  const runs: number[][] = [[]];
  for (let i = 0; i < 200; i++) {
    const time = i / 4 + 0.125;
    if (holds(history, who, time, ttl)) runs.at(-1)?.push(time);
    else if (runs.at(-1)?.length !== 0) runs.push([]);
  }
  return runs;
}

t.test(
  'leases with a ttl: two owners hold at no moment, however the clocks are apart, on 3000 small histories',
  (t) => {
    const make = (random: Random): Case => ({
      history: ops(calls(random, ['acquire', 'acquire', 'renew', 'release'], () => true)),
      options: { ttl: String(4 + random.int(6)), 'clock-error': String(random.int(3)) },
      model: 'lease',
    });
    agree(t, checker, { seed: 40, rounds: 3000, least: 400 }, make, ({ history, options }) => {
      const [ttl, error] = [Number(options?.['ttl']), Number(options?.['clock-error'])];
      const grants = history.filter((op) => op.op_type === 'acquire' && accepted(op));
      const owners = [...new Set(history.map(({ process_id }) => process_id))];
      const shifts = Array.from({ length: 4 * error + 1 }, (_, i) => i / 2 - error);
      if (grants.length < 2) return 'unknown';
      // Clocks may drift: which shift it was can differ from one tenure to the next.
      const tenures = owners.map((who) => tenuresOf(history, who, ttl));
      const overlap = tenures.some((mine, i) =>
        mine.some((a) =>
          tenures.some(
            (others, j) =>
              i < j && others.some((b) => shifts.every((shift) => a.some((time) => b.includes(time + shift)))),
          ),
        ),
      );
      return overlap ? 'invalid' : 'valid';
    });
    t.end();
  },
);

t.test('fencing tokens: all pairs of grants and all pairs of uses, on 4000 small histories', (t) => {
  const make = (random: Random): Case => {
    let next = 0;
    const lines = calls(random, ['acquire', 'acquire', 'write'], () => ({ token: 0 })).sort((a, b) => a[4] - b[4]);
    const token = (): Json => ({ token: random.chance(0.85) ? ++next : random.int(next + 1) });
    const made = lines.map((line): Line =>
      line[1] === 'acquire' && line[3] !== false && line[3] !== true
        ? [line[0], line[1], line[2], token(), line[4], line[5], line[6]]
        : line[1] === 'write'
          ? [
              line[0],
              line[1],
              { token: random.chance(0.6) ? next : random.int(next + 1) },
              line[3],
              line[4],
              line[5],
              line[6],
            ]
          : line,
    );
    return { history: ops(made), options: { overlap: 'allowed' } };
  };
  agree(t, checker, { seed: 41, rounds: 4000, least: 400 }, make, ({ history }) => {
    const of = (value: Json): number => (value as { token: number }).token;
    const grants = history.filter((op) => op.op_type === 'acquire' && accepted(op));
    const uses = history.filter((op) => op.op_type === 'write' && accepted(op));
    const reused = grants.some((a) =>
      grants.some((b) => a.process_id !== b.process_id && of(a.output) === of(b.output)),
    );
    const fell = grants.some((a) => grants.some((b) => end(a) < b.invoke_ts && of(b.output) < of(a.output)));
    const stale = uses.some((a) => uses.some((b) => end(a) < b.invoke_ts && of(b.input) < of(a.input)));
    return reused || fell || stale;
  });
  t.end();
});

/** All pairs of certain holds. Processes alternate acquire and release; nobody crashes. */
function twoHold(history: readonly Operation[]): boolean {
  const holds: { who: unknown; from: number; to: number }[] = [];
  for (const op of history) {
    if (op.op_type !== 'acquire' || outcome(op) !== 'ok') continue;
    const end = history
      .filter((r) => r.op_type === 'release' && r.process_id === op.process_id && r.invoke_ts > op.invoke_ts)
      .map((r) => r.invoke_ts);
    holds.push({ who: op.process_id, from: op.complete_ts ?? 0, to: Math.min(...end, Infinity) });
  }
  return holds.some((a) =>
    holds.some((b) => a.who !== b.who && a.from < b.to && b.from < a.to && a.from < a.to && b.from < b.to),
  );
}

t.test('locks: all pairs of certain holds, on 4000 small histories', (t) => {
  const make = (random: Random): Case => {
    const lines: Line[] = [];
    for (let p = 0; p < 3; p++) {
      let clock = random.int(20);
      for (let n = random.int(3); n >= 0; n--) {
        const [a, b, c, d] = [clock, clock + 1 + random.int(4), clock + 5 + random.int(4), clock + 10 + random.int(3)];
        lines.push([p, 'acquire', null, true, a, b]);
        if (random.chance(0.9)) lines.push([p, 'release', null, true, c, d]);
        else break;
        clock = d + 1 + random.int(40);
      }
    }
    return { history: ops(lines) };
  };
  agree(t, checker, { seed: 10, rounds: 4000, least: 300 }, make, ({ history }) => twoHold(history));
  t.end();
});
