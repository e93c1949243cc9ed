import t from 'tap';
import checker from '../../../lib/check/per-group.js';
import type { CheckResult } from '../../../lib/check/checker.js';
import { outcome, type Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { failed, ops, type Line } from '../checking.js';
import { agree, type Case } from './agree.js';

function make(random: Random): Case {
  const lines: Line[] = [];
  for (const group of ['a', 'b', 'c'].slice(0, 1 + random.int(3))) {
    const slow = random.chance(0.2) ? 4 : 1;
    for (let n = 3 + random.int(6); n > 0; n--) {
      const at = random.int(40);
      const fate = random.int(20);
      const done = fate === 0 ? null : at + slow * (1 + random.int(3));
      lines.push([
        `${group}${n}`,
        'read',
        null,
        null,
        at,
        done,
        { group, repeat: random.int(3), ...(fate === 1 ? failed : {}) },
      ]);
    }
  }
  const options: Record<string, string> = { unit: 'ms', 'min-samples': String(random.pick([1, 3])) };
  const threshold = random.pick([
    'worst-p99-ratio',
    'min-throughput',
    'min-share',
    'max-error-rate',
    'max-repeat-spread',
  ]);
  const value: Record<string, number[]> = {
    'worst-p99-ratio': [1, 1.4],
    'min-throughput': [60, 110],
    'min-share': [0.8, 0.95],
    'max-error-rate': [0.05, 0.2],
    'max-repeat-spread': [0.5, 1],
  };
  options[threshold] = String(random.pick(value[threshold] ?? []));
  if (threshold === 'max-repeat-spread') options['max-error-rate'] = '0.1';
  return { history: ops(lines), options };
}

const latency = (op: Operation): number => (op.complete_ts ?? 0) - op.invoke_ts;
const good = (history: readonly Operation[]): Operation[] => history.filter((op) => outcome(op) === 'ok');

/** The least latency that at least 99 of 100 successful operations stay within. */
function p99(history: readonly Operation[]): number {
  const all = good(history).map(latency);
  return Math.min(...all.filter((one) => all.filter((other) => other <= one).length >= 0.99 * all.length), Infinity);
}

function seconds(history: readonly Operation[]): number {
  const times = history.flatMap((op) => [op.invoke_ts, op.complete_ts ?? op.invoke_ts]);
  return (Math.max(...times) - Math.min(...times)) / 1000;
}

function truth({ history, options = {} }: Case): CheckResult['result'] {
  const by = (field: string): Operation[][] =>
    [...new Set(history.map((op) => op[field]))].map((name) => history.filter((op) => op[field] === name));
  const limit = (name: string, holds: (value: number) => boolean): boolean =>
    options[name] === undefined || holds(Number(options[name]));
  const groups = by('group');
  const spread = (values: number[]): number => {
    const sorted = [...values].sort((a, b) => a - b);
    const median = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
    return (Math.max(...values) - Math.min(...values)) / median;
  };
  const repeats = by('repeat');
  const steady = limit(
    'max-repeat-spread',
    (most) =>
      repeats.length >= 3 &&
      spread(repeats.map(p99)) <= most &&
      spread(repeats.map((one) => good(one).length / seconds(one))) <= most,
  );
  const enough = groups.every((one) => good(one).length === 0 || good(one).length >= Number(options['min-samples']));
  const ratioCounts = options['worst-p99-ratio'] !== undefined && enough;
  const holds =
    (!ratioCounts || limit('worst-p99-ratio', (most) => Math.max(...groups.map(p99)) / p99(history) <= most)) &&
    limit('min-throughput', (least) => groups.every((one) => good(one).length / seconds(history) >= least)) &&
    limit('min-share', (least) => groups.every((one) => good(one).length / one.length >= least)) &&
    limit('max-error-rate', (most) => groups.every((one) => 1 - good(one).length / one.length <= most + 1e-12));
  if (!steady) return 'unknown';
  if (!holds) return 'invalid';
  return groups.length < 2 || (options['worst-p99-ratio'] !== undefined && !enough) ? 'unknown' : 'valid';
}

t.test('per-group: the answer is that of the formulas worked out by their words, on 4000 small histories', (t) => {
  agree(t, checker, { seed: 36, rounds: 4000, least: 400 }, make, truth);
  t.end();
});
