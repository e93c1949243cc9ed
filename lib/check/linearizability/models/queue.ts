import { canonical, isList, show } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { refused } from './values.js';

type Items = readonly Json[];

/** First in, first out. A dequeue that found nothing has output null. */
class Queue implements ModelInstance<Items> {
  readonly initial: Items;

  constructor(settings: ModelSettings) {
    this.initial = isList(settings.initial) ? settings.initial : [];
  }

  apply(state: Items, op: Operation, known: boolean): Items | undefined {
    if (op.op_type === 'enqueue') return known && refused(op.output) ? state : [...state, op.input];
    const head = state[0];
    if (op.op_type === 'peek') return !known || same(head, op.output) ? state : undefined;
    if (known && !same(head, op.output)) return undefined;
    return head === undefined ? state : state.slice(1);
  }

  pure(op: Operation): boolean {
    return op.op_type === 'peek' || (op.op_type === 'enqueue' && refused(op.output));
  }

  identify(state: Items): string {
    return canonical(state);
  }

  describe(state: Items): string {
    return show(state, 120);
  }

  explain(state: Items, op: Operation): string {
    const head = state[0];
    const found = head === undefined ? 'the queue is empty' : `${show(head)} is at the front`;
    return `it returned ${op.output === null ? 'nothing' : show(op.output)}, but ${found}`;
  }
}

function same(head: Json | undefined, output: Json): boolean {
  return head === undefined ? output === null : canonical(head) === canonical(output);
}

export const queue: Model<Items> = {
  name: 'queue',
  types: ['enqueue', 'dequeue', 'peek'],
  conventions:
    'enqueue: the element in input, output false where it was refused. dequeue, peek: the element in output, null where the queue was empty.',
  perKey: true,
  create: (settings) => new Queue(settings),
};
