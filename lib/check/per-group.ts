import { UserError } from '../cli/errors.js';
import { show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { conclude, numberOption, select, selfTest } from './pass.js';
import type { SelfTestLine } from './pass.js';

const UNITS: Readonly<Record<string, number>> = { ns: 1e9, us: 1e6, ms: 1e3, s: 1 };
const GROUP_FIELDS = ['group', 'tenant'];

interface Group {
  readonly name: string;
  readonly latencies: number[];
  readonly ops: Operation[];
  ok: number;
  failed: number;
  unanswered: number;
}

interface Figures {
  readonly p99: number;
  /** Successful operations a second over the whole run, so that a group that came late is not flattered. */
  readonly throughput: number;
  readonly share: number;
  readonly errors: number;
}

function run({ operations, options }: CheckInput): CheckResult {
  const fields = options['group'] === undefined ? GROUP_FIELDS : [options['group']];
  const limits = {
    ratio: numberOption(options, 'worst-p99-ratio'),
    throughput: numberOption(options, 'min-throughput'),
    share: numberOption(options, 'min-share'),
    errors: numberOption(options, 'max-error-rate'),
    spread: numberOption(options, 'max-repeat-spread'),
  };
  if (Object.values(limits).every((limit) => limit === undefined)) {
    throw new UserError('a formula needs a threshold', {
      help: 'give at least one of the options worst-p99-ratio, min-throughput, min-share, max-error-rate, max-repeat-spread',
    });
  }
  const samples = numberOption(options, 'min-samples') ?? 100;
  const perSecond = UNITS[options['unit'] ?? 'ns'] ?? 1e9;
  const selection = select(operations, (op) => named(op, fields) !== undefined);
  const findings = new Findings();
  const groups = gather(selection.used, fields);
  const whole = gather(selection.used, undefined);
  const aggregate = whole[0];
  if (aggregate === undefined) {
    return conclude(selection, findings, {
      unknown: `no operation names its group (${fields.join(', ')}): name the field with option group`,
    });
  }
  const seconds = duration(selection.used) / perSecond;
  const all = figures(aggregate, seconds);
  const rows = groups.map((group) => ({ group, ...figures(group, seconds) }));
  const worst = rows.reduce((a, b) => (b.p99 > a.p99 ? b : a));
  const slowest = rows.reduce((a, b) => (b.throughput < a.throughput ? b : a));
  const starved = rows.reduce((a, b) => (b.share < a.share ? b : a));
  const faulty = rows.reduce((a, b) => (b.errors > a.errors ? b : a));
  const ratio = worst.p99 / all.p99;
  const report = (type: string, row: (typeof rows)[number], message: string): void => {
    findings.add(type, () => ({ message, ops: slowestOf(row.group), key: row.group.name }));
  };
  const few = limits.ratio === undefined ? undefined : scarce(rows, samples);
  if (limits.ratio !== undefined && few === undefined && !(ratio <= limits.ratio)) {
    report(
      'worst_group_p99 / aggregate_p99',
      worst,
      `the p99 of group ${worst.group.name} is ${text(worst.p99)}, ${text(ratio)} times that of all (${text(all.p99)}); allowed are ${limits.ratio}`,
    );
  }
  if (limits.throughput !== undefined && slowest.throughput < limits.throughput) {
    report(
      'min_group_throughput',
      slowest,
      `group ${slowest.group.name} had ${text(slowest.throughput)} successful operations a second; at least ${limits.throughput} are due`,
    );
  }
  if (limits.share !== undefined && starved.share < limits.share) {
    report(
      'min_group_throughput',
      starved,
      `group ${starved.group.name} got ${text(starved.share)} of what it asked for; at least ${limits.share} are due`,
    );
  }
  for (const row of limits.errors === undefined ? [] : rows) {
    if (limits.errors === undefined || row.errors <= limits.errors) continue;
    report(
      'error_rate_by_group',
      row,
      `${text(row.errors)} of the operations of group ${row.group.name} failed or got no answer; allowed are ${limits.errors}`,
    );
  }
  const repeats = spread(selection.used, options['repeat'] ?? 'repeat', perSecond);
  const unsteady = noise(limits.spread, repeats);
  const alone = groups.length < 2 ? 'only one group is in the history: there is nothing to compare it with' : undefined;
  const details: Record<string, Json> = {
    'worst_group_p99 / aggregate_p99': { value: round(ratio), group: worst.group.name, aggregate_p99: round(all.p99) },
    min_group_throughput: {
      value: round(slowest.throughput),
      group: slowest.group.name,
      'least share of the offered load': round(starved.share),
    },
    error_rate_by_group: { worst: round(faulty.errors), group: faulty.group.name },
    repeat_spread:
      repeats === undefined
        ? null
        : { throughput: round(repeats.throughput), p99: round(repeats.p99), repeats: repeats.count },
    groups: Object.fromEntries(
      rows.map(({ group, p99, throughput, errors }) => [
        group.name,
        {
          ok: group.ok,
          failed: group.failed,
          unanswered: group.unanswered,
          p99: round(p99),
          throughput: round(throughput),
          errors: round(errors),
        },
      ]),
    ),
  };
  // Figures that differ too much from run to run show neither a violation nor its absence.
  return conclude(selection, unsteady === undefined ? findings : new Findings(), {
    partitions: groups.length,
    unknown: unsteady ?? few ?? alone,
    details,
  });
}

function named(op: Operation, fields: readonly string[]): Json | undefined {
  for (const field of fields) {
    const value = op[field];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function gather(ops: readonly Operation[], fields: readonly string[] | undefined): Group[] {
  const groups = new Map<string, Group>();
  for (const op of ops) {
    const value = fields === undefined ? 'all' : named(op, fields);
    const name = typeof value === 'string' ? value : show(value);
    let group = groups.get(name);
    if (group === undefined)
      groups.set(name, (group = { name, latencies: [], ops: [], ok: 0, failed: 0, unanswered: 0 }));
    group.ops.push(op);
    const what = outcome(op);
    if (what === 'ok') {
      group.ok++;
      group.latencies.push((op.complete_ts ?? op.invoke_ts) - op.invoke_ts);
    } else if (what === 'fail') group.failed++;
    else group.unanswered++;
  }
  for (const group of groups.values()) group.latencies.sort((a, b) => a - b);
  return [...groups.values()];
}

/** p99 by nearest rank; Infinity for a group in which nothing succeeded. */
function figures({ latencies, ok, ops, failed, unanswered }: Group, seconds: number): Figures {
  const p99 = latencies[Math.max(0, Math.ceil(0.99 * latencies.length) - 1)] ?? Infinity;
  return {
    p99,
    throughput: seconds > 0 ? ok / seconds : ok,
    share: ok / ops.length,
    errors: (failed + unanswered) / ops.length,
  };
}

function duration(ops: readonly Operation[]): number {
  let from = Infinity;
  let to = -Infinity;
  for (const op of ops) {
    from = Math.min(from, op.invoke_ts);
    to = Math.max(to, op.complete_ts ?? op.invoke_ts);
  }
  return Math.max(0, to - from);
}

/** (max − min) / median over the repeats of the run, of the throughput and of the p99 of all groups together. */
function spread(
  ops: readonly Operation[],
  field: string,
  perSecond: number,
): { throughput: number; p99: number; count: number } | undefined {
  const repeats = gather(
    ops.filter((op) => named(op, [field]) !== undefined),
    [field],
  );
  if (repeats.length < 2) return undefined;
  const values = repeats.map((repeat) => figures(repeat, duration(repeat.ops) / perSecond));
  const relative = (numbers: number[]): number => {
    const sorted = numbers.sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    const median =
      sorted.length % 2 === 1
        ? (sorted[middle] as number)
        : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
    return ((sorted[sorted.length - 1] as number) - (sorted[0] as number)) / median;
  };
  return {
    throughput: relative(values.map((v) => v.throughput)),
    p99: relative(values.map((v) => v.p99)),
    count: repeats.length,
  };
}

function noise(limit: number | undefined, repeats: ReturnType<typeof spread>): string | undefined {
  if (limit === undefined) return undefined;
  if (repeats === undefined || repeats.count < 3)
    return `repeat_spread needs three repeats at least, with the repeat named on each operation (option repeat); there are ${repeats?.count ?? 1}`;
  const worst = Math.max(repeats.throughput, repeats.p99);
  return worst <= limit
    ? undefined
    : `the repeats differ by ${text(worst)} of their median, more than ${limit}: the figures are not steady enough to be judged`;
}

function scarce(rows: readonly { group: Group }[], samples: number): string | undefined {
  const few = rows.find(({ group }) => group.ok > 0 && group.ok < samples);
  return few === undefined
    ? undefined
    : `group ${few.group.name} has ${few.group.ok} successful operations: a p99 needs ${samples} (option min-samples)`;
}

function slowestOf(group: Group): Operation['op_id'][] {
  const bad = group.ops.filter((op) => outcome(op) !== 'ok').slice(0, 3);
  const slow = group.ops
    .filter((op) => outcome(op) === 'ok')
    .sort((a, b) => latency(b) - latency(a))
    .slice(0, 3);
  return [...slow, ...bad].map((op) => op.op_id);
}

const latency = (op: Operation): number => (op.complete_ts ?? op.invoke_ts) - op.invoke_ts;
const round = (value: number): Json => (Number.isFinite(value) ? Number(value.toPrecision(4)) : null);
const text = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'without bound';

const load = (group: string, latencies: readonly number[]): SelfTestLine[] =>
  latencies.map((ms, i) => ({ op_type: 'read', group, process_id: group, at: [10 * i, 10 * i + ms] }));

const checker: Checker = {
  name: 'per-group',
  models: [],
  summary:
    'no group of clients fares worse than the thresholds allow: latency, throughput, errors, and steadiness over repeats',
  source:
    'the four fairness formulas of the test plans (§7.M.S): worst_group_p99 / aggregate_p99, min_group_throughput, error_rate_by_group, repeat_spread',
  cannotDetect: [
    'Unfairness inside a group.',
    'Waiting that the load generator hides by slowing down with the system (coordinated omission): generate an open load.',
    'How long the operations without an answer took: they count as errors, not as latencies.',
    'A large group in the aggregate hides its own p99: look at the figures of each group.',
  ],
  options: {
    group: { description: 'the field of an operation that names its group (default: group or tenant)' },
    repeat: { description: 'the field that names the repeat of the run', default: 'repeat' },
    unit: { description: 'the unit of the timestamps', choices: Object.keys(UNITS), default: 'ns' },
    'worst-p99-ratio': { description: 'the most that worst_group_p99 / aggregate_p99 may be' },
    'min-throughput': { description: 'the least successful operations a second that every group must get' },
    'min-share': { description: 'the least share of its own operations that must succeed for every group (0 to 1)' },
    'max-error-rate': { description: 'the largest share of failed and unanswered operations of any group (0 to 1)' },
    'max-repeat-spread': {
      description: 'how far repeats may differ, (max - min) / median; beyond it the answer is unknown',
    },
    'min-samples': {
      description: 'how many successful operations a group needs for its p99 to be judged',
      default: '100',
    },
  },
  selfTests: [
    selfTest('two groups that fare alike', 'valid', [...load('a', [2, 3, 2]), ...load('b', [3, 2, 2])], {
      options: { 'worst-p99-ratio': '1.5', 'min-samples': '3', unit: 'ms' },
    }),
    selfTest(
      'one group waits',
      'invalid',
      [
        ...load(
          'a',
          Array.from({ length: 400 }, () => 2),
        ),
        ...load('b', [90, 95, 80]),
      ],
      { options: { 'worst-p99-ratio': '1.5', 'min-samples': '3', unit: 'ms' } },
    ),
  ],
  run,
};

export default checker;
