import { record } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { decimal, noNumber, numberIn } from './values.js';

const DOWN = new Set(['dec', 'decrement']);
const UP = new Set(['inc', 'increment', 'add']);

const AMOUNT = ['amount', 'delta', 'by', 'value'];

/** By how much an operation changes a counter. */
export function counterDelta(op: Operation): number {
  const amount = numberIn(op.input, ...AMOUNT) ?? 1;
  return DOWN.has(op.op_type) ? -amount : amount;
}

/** Why an operation on a counter cannot be read; undefined where it can. */
export function counterProblem(op: Operation, known: boolean): string | undefined {
  if (op.op_type === 'read') return known ? noNumber(op.output, 'output', 'value') : undefined;
  const members = record(op.input);
  // An idempotency key alone means one.
  const silent = members !== undefined && !Object.entries(members).some(([name, value]) => isAmount(name, value));
  return silent ? undefined : noNumber(op.input, 'input', ...AMOUNT);
}

class Counter implements ModelInstance<number> {
  readonly initial: number;

  constructor(settings: ModelSettings) {
    this.initial = numberIn(settings.initial) ?? 0;
  }

  apply(state: number, op: Operation, known: boolean): number | undefined {
    const output = known ? numberIn(op.output, 'value') : undefined;
    // A counter that nobody has touched yet may read as null.
    if (op.op_type === 'read') return !known || (output ?? this.initial) === state ? state : undefined;
    const next = decimal(state + counterDelta(op));
    return output === undefined || output === next ? next : undefined;
  }

  unreadable(op: Operation, known: boolean): string | undefined {
    return counterProblem(op, known);
  }

  pure(op: Operation): boolean {
    return op.op_type === 'read';
  }

  identify(state: number): number {
    return state;
  }

  describe(state: number): string {
    return String(state);
  }

  explain(state: number, op: Operation): string {
    const expected = op.op_type === 'read' ? state : decimal(state + counterDelta(op));
    return `it returned ${JSON.stringify(op.output)}, but the counter would be ${expected}`;
  }
}

function isAmount(name: string, value: Json | undefined): boolean {
  return typeof value === 'number' || (AMOUNT.includes(name) && (value ?? null) !== null);
}

export const counter: Model<number> = {
  name: 'counter',
  types: [...UP, ...DOWN, 'read'],
  conventions:
    'inc, dec: the amount in input (1 where it is null), the new value in output where the system returns it. read: ' +
    'the value in output.',
  perKey: true,
  create: (settings) => new Counter(settings),
};
