import type { Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { numberIn } from './values.js';

const DOWN = new Set(['dec', 'decrement']);
const UP = new Set(['inc', 'increment', 'add']);

class Counter implements ModelInstance<number> {
  readonly initial: number;

  constructor(settings: ModelSettings) {
    this.initial = numberIn(settings.initial) ?? 0;
  }

  apply(state: number, op: Operation, known: boolean): number | undefined {
    const output = known ? numberIn(op.output, 'value') : undefined;
    if (op.op_type === 'read') return !known || output === state ? state : undefined;
    const next = state + this.#delta(op);
    return output === undefined || output === next ? next : undefined;
  }

  #delta(op: Operation): number {
    const amount = numberIn(op.input, 'amount', 'delta', 'by', 'value') ?? 1;
    return DOWN.has(op.op_type) ? -amount : amount;
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
    const expected = op.op_type === 'read' ? state : state + this.#delta(op);
    return `it returned ${JSON.stringify(op.output)}, but the counter would be ${expected}`;
  }
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
