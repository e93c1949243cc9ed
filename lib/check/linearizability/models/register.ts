import { canonical, isList, record, show } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { refused } from './values.js';

/** The two sides of a compare-and-set: `[from, to]`, or members named from/to, old/new, expected/new, expect/update. */
function casArguments(input: Json): { from: Json; to: Json } | undefined {
  if (isList(input)) return input.length === 2 ? { from: input[0] ?? null, to: input[1] ?? null } : undefined;
  const members = record(input);
  if (members === undefined) return undefined;
  const from = ['from', 'old', 'expected', 'expect', 'compare'].find((name) => Object.hasOwn(members, name));
  const to = ['to', 'new', 'value', 'update', 'set'].find((name) => Object.hasOwn(members, name));
  return from === undefined || to === undefined ? undefined : { from: members[from] ?? null, to: members[to] ?? null };
}

/** A value that is read and replaced whole. The state is the value itself. */
export class RegisterInstance implements ModelInstance<Json> {
  readonly initial: Json;

  constructor(settings: ModelSettings) {
    this.initial = settings.initial;
  }

  apply(state: Json, op: Operation, known: boolean): Json | undefined {
    switch (op.op_type) {
      case 'read':
      case 'get':
        return !known || canonical(state) === canonical(op.output) ? state : undefined;
      case 'cas': {
        const sides = casArguments(op.input);
        if (sides === undefined) return undefined;
        const matches = canonical(state) === canonical(sides.from);
        if (!known) return matches ? sides.to : state;
        if (refused(op.output)) return matches ? undefined : state;
        return matches ? sides.to : undefined;
      }
      default:
        return op.input;
    }
  }

  unreadable(op: Operation, _known: boolean): string | undefined {
    return op.op_type === 'cas' && casArguments(op.input) === undefined
      ? `${show(op.input)} in input is neither [from, to] nor {"from": a, "to": b}`
      : undefined;
  }

  pure(op: Operation): boolean {
    return op.op_type === 'read' || op.op_type === 'get' || (op.op_type === 'cas' && refused(op.output));
  }

  identify(state: Json): string {
    return canonical(state);
  }

  describe(state: Json): string {
    return show(state);
  }

  explain(state: Json, op: Operation): string {
    if (op.op_type === 'cas') {
      const from = show(casArguments(op.input)?.from);
      return refused(op.output)
        ? `it failed to compare with ${from}, but that is the value`
        : `it expects ${from}, but the value is ${show(state)}`;
    }
    return `it returned ${show(op.output)}, but the value is ${show(state)}`;
  }
}

const conventions =
  'read: the value in output. write: the value in input. cas: input [from, to] or {from, to}; output false where the ' +
  'comparison failed, true or null where it succeeded.';

export const register: Model<Json> = {
  name: 'register',
  types: ['read', 'write', 'cas'],
  conventions,
  perKey: true,
  zones: true,
  create: (settings) => new RegisterInstance(settings),
};

export const casRegister: Model<Json> = { ...register, name: 'cas-register' };
