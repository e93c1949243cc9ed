import { record, show } from '../../../history/canonical.js';
import type { Operation } from '../../../history/operation.js';
import { numberOption } from '../../pass.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { fencingToken } from './lock.js';
import { numberIn, owner, refused } from './values.js';

/** What is known of a lease and of the moments at which the calls took effect, in the unit of the timestamps. */
interface Lease {
  readonly holder: string | null;
  readonly token: number;
  readonly ttl: number;
  /** The moment of the last grant or renewal lies between these; without a holder nothing is known of it. */
  readonly from: number;
  readonly to: number;
  /** The moment of the last call that took effect is no earlier than this … */
  readonly now: number;
  /** … and no earlier than this after the grant. */
  readonly since: number;
}

const FREE = { holder: null, ttl: Infinity, from: -Infinity, to: Infinity, since: -Infinity };

/**
 * A lock that its holder loses `ttl` after it was granted or renewed. Nobody saw when inside the call the server
 * granted it, so each state holds all the moments at which that can have been: bounds on the moment of the grant, on
 * that of the last call, and on their difference (the zones of timed automata; Dill, "Timing assumptions and
 * verification of finite-state concurrent systems", 1989). What no choice of moments explains has not happened.
 */
class TimedLock implements ModelInstance<Lease> {
  readonly initial: Lease = { ...FREE, token: -Infinity, now: -Infinity };
  readonly #ttl: number;

  constructor(settings: ModelSettings) {
    this.#ttl = numberOption(settings.options, 'ttl') ?? Infinity;
  }

  apply(state: Lease, op: Operation, known: boolean): Lease | undefined {
    const mine = state.holder === owner(op);
    const latest = known ? (op.complete_ts ?? Infinity) : Infinity;
    if (known && refused(op.output)) {
      if (op.op_type !== 'acquire') return state;
      // Someone has it, be it the one who asks for it again: the lease has not run out.
      return state.holder === null ? undefined : at(state, op.invoke_ts, latest, -Infinity, state.ttl)?.state;
    }
    if (op.op_type === 'release') {
      const next = at(state, op.invoke_ts, latest, -Infinity, Infinity);
      return mine && next !== undefined ? { ...FREE, token: state.token, now: next.state.now } : next?.state;
    }
    const least = state.holder === null || mine ? -Infinity : state.ttl;
    const next = least === Infinity ? undefined : at(state, op.invoke_ts, latest, least, Infinity);
    if (next === undefined) return known ? undefined : state;
    const token = known ? fencingToken(op) : undefined;
    const renewal = op.op_type === 'renew' || mine;
    if (token !== undefined && (renewal ? token < state.token : token <= state.token)) return undefined;
    return {
      holder: owner(op),
      token: token ?? state.token,
      ttl: numberIn(op.input, 'ttl') ?? this.#ttl,
      from: next.state.now,
      to: next.latest,
      now: next.state.now,
      since: 0,
    };
  }

  unreadable(op: Operation): string | undefined {
    const ttl = record(op.input)?.['ttl'] ?? null;
    return ttl === null || typeof ttl === 'number' ? undefined : `ttl ${show(ttl)} in input is no number`;
  }

  /** A renewal or release that was refused says nothing about the others. */
  pure(op: Operation): boolean {
    return op.op_type !== 'acquire' && refused(op.output);
  }

  identify({ holder, token, ttl, from, to, now, since }: Lease): string {
    return `${from} ${to} ${now} ${since} ${ttl} ${token} ${holder ?? ''}`;
  }

  describe({ holder, from, ttl }: Lease): string {
    return holder === null ? 'free' : `held by ${holder} at least until ${from + ttl}`;
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

/**
 * A call takes effect after all that did so far, between `earliest` and `latest`, and between `least` and `most` after
 * the grant. The bounds are made as tight as they imply each other; undefined where no moments are left.
 * @returns the state at that moment, and how late it can be
 */
function at(
  state: Lease,
  earliest: number,
  latest: number,
  least: number,
  most: number,
): { readonly state: Lease; readonly latest: number } | undefined {
  const [after, before] = [Math.max(state.now, earliest), latest];
  const since = Math.max(state.since, least);
  const now = Math.max(after, state.from + since);
  const until = Math.min(before, state.to + most);
  const from = Math.max(state.from, after - most);
  const to = Math.min(state.to, before - since);
  const gap = Math.max(since, after - state.to);
  if (now > until || from > to || gap > Math.min(most, before - state.from)) return undefined;
  const { holder, token, ttl } = state;
  // A lease that has run out whatever the moments were is gone.
  if (holder === null || gap > ttl) return { state: { ...FREE, token, now }, latest: until };
  return { state: { holder, token, ttl, from, to, now, since: gap }, latest: until };
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
