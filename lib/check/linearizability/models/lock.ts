import { record } from '../../../history/canonical.js';
import type { Operation } from '../../../history/operation.js';
import type { Model, ModelInstance } from '../model.js';
import { numberIn, owner, refused } from './values.js';

interface Lock {
  readonly holder: string | null;
  /** The highest fencing token that was handed out. */
  readonly token: number;
}

/** The fencing token that an acquire answered with: a number, or member `token` (or fencing_token, fence). */
export function fencingToken(op: Operation): number | undefined {
  return numberIn(op.output, 'token', 'fencing_token', 'fence');
}

/** One holder at a time, not re-entrant; fencing tokens, where they are returned, must rise. */
class Mutex implements ModelInstance<Lock> {
  readonly initial: Lock = { holder: null, token: -Infinity };

  apply(state: Lock, op: Operation, known: boolean): Lock | undefined {
    const who = owner(op);
    if (op.op_type === 'acquire') {
      if (!known) return state.holder === null ? { ...state, holder: who } : state;
      if (refused(op.output)) return state.holder === null ? undefined : state;
      const token = fencingToken(op) ?? state.token;
      const rising = fencingToken(op) === undefined || token > state.token;
      return state.holder === null && rising ? { holder: who, token } : undefined;
    }
    const held = state.holder === who;
    if (!known) return held ? { ...state, holder: null } : state;
    if (refused(op.output)) return held ? undefined : state;
    return held ? { ...state, holder: null } : undefined;
  }

  pure(op: Operation): boolean {
    return refused(op.output);
  }

  identify(state: Lock): string {
    return `${state.token} ${state.holder ?? ''}`;
  }

  describe(state: Lock): string {
    return state.holder === null ? 'free' : `held by ${state.holder}`;
  }

  explain(state: Lock, op: Operation): string {
    if (refused(op.output)) return `it was refused, but the lock is ${this.describe(state)}`;
    if (op.op_type === 'release') return `${owner(op)} released it, but the lock is ${this.describe(state)}`;
    if (state.holder === null)
      return `it got fencing token ${fencingToken(op)}, but ${state.token} was handed out before`;
    return `${owner(op)} got it, but the lock is ${this.describe(state)}`;
  }

  identity(op: Operation): string {
    return record(op.input) === undefined ? owner(op) : `${owner(op)}/${op.process_id}`;
  }
}

export const lock: Model<Lock> = {
  name: 'lock',
  types: ['acquire', 'release'],
  conventions:
    'acquire, release: the holder is owner in input (or input itself where it is a string), else the process. output ' +
    'false means refused: held by someone for acquire, not held by this owner for release. A number or {token} in the ' +
    'output of acquire is a fencing token and must rise.',
  perKey: true,
  create: () => new Mutex(),
};
