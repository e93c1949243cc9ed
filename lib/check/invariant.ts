import { UserError } from '../cli/errors.js';
import { canonical, isList, record, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { counterDelta, counterProblem } from './linearizability/models/counter.js';
import { decimal, numberIn, refused } from './linearizability/models/values.js';
import { conclude, numberOption, select, selfTest, unanswered } from './pass.js';

const RULES = ['counter-bounds', 'bank-total', 'final-state'] as const;
type Rule = (typeof RULES)[number];
const UP = new Set(['inc', 'increment', 'add']);
const DOWN = new Set(['dec', 'decrement']);
const TRANSFERS = new Set(['transfer', 'credit', 'debit']);
const [ATTEMPT, READ_BEGINS, READ_ENDS, ACKNOWLEDGED] = [0, 1, 2, 3];
const end = (op: Operation): number => op.complete_ts ?? Infinity;

function run(input: CheckInput): CheckResult {
  const rule = pick(input);
  if (rule === 'counter-bounds') return counterBounds(input);
  return rule === 'bank-total' ? bankTotal(input) : finalState(input);
}

function pick({ model, options }: CheckInput): Rule {
  const named = options['rule'];
  if (named !== undefined) return named as Rule;
  if (model === 'counter') return 'counter-bounds';
  if (model === 'ledger') return 'bank-total';
  if (['equals', 'min', 'max'].some((name) => options[name] !== undefined)) return 'final-state';
  throw new UserError('the invariant checker needs to know which invariant', {
    help: `give option rule (${RULES.join(', ')}), model counter or ledger, or one of the options equals, min, max`,
  });
}

/**
 * Every read of a counter lies between what was acknowledged before it and what was attempted until it returned
 * (Jepsen's counter checker): at least all that was acknowledged upwards before it and attempted downwards, and the reverse.
 */
function counterBounds({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, (op) => UP.has(op.op_type) || DOWN.has(op.op_type) || op.op_type === 'read');
  const initial = numberOption(options, 'initial') ?? 0;
  const findings = new Findings();
  const groups = byKey(selection.used);
  let reads = 0;
  for (const ops of groups.values()) {
    const moments: { time: number; order: number; op: Operation }[] = [];
    for (const op of ops) {
      const reading = op.op_type === 'read';
      const why = outcome(op) === 'fail' ? undefined : counterProblem(op, outcome(op) === 'ok');
      if (why !== undefined) throw new UserError(`operation ${op.op_id} (${op.op_type}) cannot be read: ${why}`);
      if (outcome(op) === 'fail' || (reading && outcome(op) !== 'ok') || (!reading && refused(op.output))) continue;
      // What happens at one time overlaps: attempts count before a read returns, acknowledgements after it began.
      moments.push({ time: op.invoke_ts, order: reading ? READ_BEGINS : ATTEMPT, op });
      if (outcome(op) === 'ok') moments.push({ time: end(op), order: reading ? READ_ENDS : ACKNOWLEDGED, op });
    }
    moments.sort((a, b) => a.time - b.time || a.order - b.order);
    const attempted = { up: 0, down: 0 };
    const acknowledged = { up: 0, down: 0 };
    const begun = new Map<Operation, { up: number; down: number }>();
    for (const { op, order } of moments) {
      if (order === READ_BEGINS) begun.set(op, { ...acknowledged });
      else if (order === READ_ENDS) {
        const before = begun.get(op) ?? acknowledged;
        reads++;
        const low = decimal(initial + before.up + attempted.down);
        judgeRead(
          op,
          numberIn(op.output, 'value') ?? initial,
          low,
          decimal(initial + attempted.up + before.down),
          findings,
        );
      } else {
        const delta = counterDelta(op);
        const sums = order === ATTEMPT ? attempted : acknowledged;
        const way = delta > 0 ? 'up' : 'down';
        sums[way] = decimal(sums[way] + delta);
      }
    }
  }
  return conclude(selection, findings, {
    partitions: groups.size,
    unknown: reads === 0 ? 'no read of a counter was answered' : undefined,
    details: { rule: 'counter-bounds', reads },
  });
}

function judgeRead(op: Operation, value: number, low: number, high: number, findings: Findings): void {
  if (value >= low && value <= high) return;
  findings.add('counter-out-of-bounds', () => ({
    message: `op ${String(op.op_id)} read ${value} for ${show(op.key)}, but what was acknowledged before and attempted until then allows ${low} to ${high}`,
    ops: [op.op_id],
    key: op.key,
  }));
}

/** Every read of all accounts has the same total, and no account is below zero (Jepsen's bank test). */
function bankTotal({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, (op) => op.op_type === 'read' || TRANSFERS.has(op.op_type));
  const findings = new Findings();
  let total = numberOption(options, 'total');
  let first: Operation | undefined;
  let reads = 0;
  for (const op of selection.used) {
    if (op.op_type !== 'read' || outcome(op) !== 'ok') continue;
    const accounts = balances(op.output);
    if (accounts === undefined) {
      throw new UserError(`op ${String(op.op_id)} reads ${show(op.output)}, which is not a balance for each account`, {
        help: 'rule bank-total reads all accounts at once: output {"alice": 10, "bob": 5}',
      });
    }
    reads++;
    const sum = accounts.reduce((a, [, balance]) => decimal(a + balance), 0);
    if (total === undefined) {
      total = sum;
      first = op;
    } else if (sum !== total) {
      const [expected, from] = [total, first];
      findings.add('wrong-total', () => ({
        message: `op ${String(op.op_id)} read a total of ${sum}, ${from === undefined ? `not ${expected}` : `op ${String(from.op_id)} one of ${expected}`}`,
        ops: from === undefined ? [op.op_id] : [from.op_id, op.op_id],
      }));
    }
    const negative = accounts.find(([, balance]) => balance < 0);
    if (negative !== undefined && options['overdraft'] !== 'allowed') {
      findings.add('negative-balance', () => ({
        message: `op ${String(op.op_id)} read ${negative[1]} for account ${negative[0]}`,
        ops: [op.op_id],
        key: negative[0],
      }));
    }
  }
  const blind =
    reads === 0
      ? 'no read of all accounts was answered'
      : reads === 1 && options['total'] === undefined
        ? 'one read has nothing to be compared with: give the total (option total)'
        : undefined;
  return conclude(selection, findings, {
    unknown: blind,
    details: { rule: 'bank-total', reads, total: total ?? null },
  });
}

function balances(output: Json): [string, number][] | undefined {
  const entries = Object.entries(record(output) ?? {});
  const numbers = entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return entries.length > 0 && numbers.length === entries.length ? numbers : undefined;
}

/** The last answered read of each key that was invoked after everything else on the key had ended holds to the options. */
function finalState({ operations, options }: CheckInput): CheckResult {
  const selection = select(operations, () => true);
  const [min, max] = [numberOption(options, 'min'), numberOption(options, 'max')];
  const equals = options['equals'] === undefined ? undefined : parse(options['equals']);
  if (min === undefined && max === undefined && equals === undefined) {
    throw new UserError('rule final-state needs a state to compare with', {
      help: 'give one of the options equals (JSON), min, max',
    });
  }
  const findings = new Findings();
  const early: string[] = [];
  let checked = 0;
  for (const [key, ops] of byKey(selection.used)) {
    const reads = ops
      .filter((op) => op.op_type === 'read' && outcome(op) === 'ok')
      .sort((a, b) => a.invoke_ts - b.invoke_ts);
    const last = reads[reads.length - 1];
    let ended = -Infinity;
    for (const op of ops) if (op.op_type !== 'read' && outcome(op) === 'ok') ended = Math.max(ended, end(op));
    if (last === undefined || last.invoke_ts < ended) {
      early.push(key);
      continue;
    }
    checked++;
    const size = isList(last.output) ? last.output.length : numberIn(last.output, 'value');
    const wrong = [
      equals !== undefined && canonical(last.output) !== canonical(equals) ? `is not ${show(equals)}` : '',
      min !== undefined && !((size ?? NaN) >= min) ? `is below ${min}` : '',
      max !== undefined && !((size ?? NaN) <= max) ? `is above ${max}` : '',
    ].find((text) => text !== '');
    if (wrong === undefined) continue;
    findings.add('wrong-final-state', () => ({
      message: `the last read of ${show(last.key)}, op ${String(last.op_id)}, gave ${show(last.output)}, which ${wrong}`,
      ops: [last.op_id],
      key: last.key,
    }));
  }
  return conclude(selection, findings, {
    unknown:
      early.length > 0 || checked === 0
        ? `no read came after the last acknowledged operation on ${early.length > 0 ? early.slice(0, 3).join(', ') : 'any key'}`
        : undefined,
    details: { rule: 'final-state', keys: checked },
  });
}

function byKey(ops: readonly Operation[]): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const op of ops) {
    const name = canonical(op.key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [op]);
    else group.push(op);
  }
  return groups;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UserError(`option equals is not JSON: ${text}`, { help: 'strings need quotes: --option equals=\'"a"\'' });
  }
}

const checker: Checker = {
  name: 'invariant',
  models: ['counter', 'ledger', 'lock', 'lease'],
  modelOptional: true,
  summary: 'what must hold of the state holds in every read or in the last one: counter bounds, a total, a final value',
  source: 'Jepsen’s counter and bank checkers (jepsen.checker, jepsen.tests.bank)',
  cannotDetect: [
    'What cancels out: a lost and a doubled transfer of one amount.',
    'What went wrong and healed before a read.',
    'Anything between the bounds: many unanswered increments make them wide (linearizability with model counter is stricter).',
    'Anything, where the read is not one consistent snapshot of all of the state.',
  ],
  options: {
    rule: {
      description: 'the invariant (default: counter-bounds for model counter, bank-total for ledger)',
      choices: RULES,
    },
    initial: { description: 'rule counter-bounds: what a counter starts with', default: '0' },
    total: { description: 'rule bank-total: the total of all accounts (default: that of the first read)' },
    overdraft: {
      description: 'rule bank-total: whether an account may be below zero',
      choices: ['allowed', 'forbidden'],
      default: 'forbidden',
    },
    equals: { description: 'rule final-state: the last read of every key, as JSON' },
    min: { description: 'rule final-state: the least value (or number of elements) of the last read' },
    max: { description: 'rule final-state: the greatest value (or number of elements) of the last read' },
  },
  selfTests: [
    selfTest(
      'a counter within its bounds',
      'valid',
      [
        { op_type: 'inc', input: 2, at: [0, 1] },
        { op_type: 'inc', input: 3, at: [2, null], process_id: 2 },
        { op_type: 'read', output: 5, at: [4, 5] },
      ],
      { options: { rule: 'counter-bounds' } },
    ),
    selfTest(
      'a counter that lost an increment',
      'invalid',
      [
        { op_type: 'inc', input: 2, at: [0, 1] },
        { op_type: 'inc', input: 3, at: [2, 3] },
        { op_type: 'read', output: 3, at: [4, 5] },
      ],
      { options: { rule: 'counter-bounds' } },
    ),
    selfTest(
      'a transfer that was half seen',
      'invalid',
      [
        { op_type: 'read', output: { a: 5, b: 5 }, key: null, at: [0, 1] },
        { op_type: 'read', output: { a: 2, b: 5 }, key: null, at: [2, 3] },
      ],
      { options: { rule: 'bank-total' } },
    ),
  ],
  relax: unanswered(new Set(['read'])),
  run,
};

export default checker;
