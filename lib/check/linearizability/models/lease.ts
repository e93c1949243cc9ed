import type { Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { fencingToken } from './lock.js';
import { numberIn, owner, refused } from './values.js';

interface Lease {
  readonly holder: string | null;
  readonly token: number;
  /** Until when the holder has it for certain, whenever inside its call it was granted. */
  readonly certain: number;
  /** From when on it has expired for certain. */
  readonly over: number;
}

/**
 * A lock that its holder loses `ttl` after it was granted or renewed. Nobody saw when inside the call the server
 * granted it, so it counts as held only until invoke_ts + ttl, and as gone only from complete_ts + ttl on: an
 * overlap that this model reports has happened, one inside that window is forgiven.
 */
class TimedLock implements ModelInstance<Lease> {
  readonly initial: Lease = { holder: null, token: -Infinity, certain: -Infinity, over: -Infinity };
  readonly #ttl: number;

  constructor(settings: ModelSettings) {
    this.#ttl = Number(settings.options['ttl'] ?? Infinity);
  }

  apply(state: Lease, op: Operation, known: boolean): Lease | undefined {
    const who = owner(op);
    const latest = known ? (op.complete_ts ?? Infinity) : Infinity;
    const mine = state.holder === who;
    if (op.op_type === 'release') return mine && !refused(op.output) ? { ...state, holder: null } : state;
    const couldBeFree = state.holder === null || mine || latest >= state.certain;
    if (known && refused(op.output)) {
      const couldBeTaken = state.holder !== null && (mine ? op.op_type === 'acquire' : op.invoke_ts <= state.over);
      return couldBeTaken || op.op_type === 'renew' ? state : undefined;
    }
    if (!couldBeFree) return known ? undefined : state;
    const token = known ? fencingToken(op) : undefined;
    const renewal = op.op_type === 'renew' || mine;
    if (token !== undefined && (renewal ? token < state.token : token <= state.token)) return undefined;
    const ttl = numberIn(op.input, 'ttl') ?? this.#ttl;
    return { holder: who, token: token ?? state.token, certain: op.invoke_ts + ttl, over: latest + ttl };
  }

  pure(op: Operation): boolean {
    return refused(op.output);
  }

  identify(state: Lease): string {
    return `${state.certain} ${state.over} ${state.token} ${state.holder ?? ''}`;
  }

  describe(state: Lease): string {
    return state.holder === null ? 'free' : `held by ${state.holder} at least until ${state.certain}`;
  }

  explain(state: Lease, op: Operation): string {
    if (refused(op.output)) return `it was refused, but the lease is ${this.describe(state)}`;
    const token = fencingToken(op);
    if (token !== undefined && token <= state.token)
      return `it got fencing token ${token}, but ${state.token} was handed out before`;
    return `${owner(op)} got it by ${op.complete_ts}, but the lease is ${this.describe(state)}`;
  }

  /** Times decide, so no two operations are interchangeable. */
  identity(op: Operation): string {
    return `${owner(op)}/${op.process_id}/${op.invoke_ts}/${op.complete_ts}`;
  }
}

export const lease: Model<Lease> = {
  name: 'lease',
  types: ['acquire', 'renew', 'release'],
  conventions:
    'As lock; ttl (a number, or {ttl}) in input, in the unit of the timestamps, or option ttl for all. Without a ttl a ' +
    'lease never expires. A renewal or release that comes too late is forgiven; whoever got the lease meanwhile is not.',
  perKey: true,
  create: (settings) => new TimedLock(settings),
};
