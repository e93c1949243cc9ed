import { canonical, isList, record, show } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { refused } from './values.js';

type Members = readonly string[];

function memberOf(op: Operation): string {
  const named = record(op.input);
  return canonical(named?.['node'] ?? named?.['member'] ?? op.input);
}

function members(value: Json): Members | undefined {
  if (value === null) return [];
  const list = isList(value) ? value : (record(value)?.['members'] ?? record(value)?.['view']);
  return isList(list) ? [...new Set(list.map(canonical))].sort() : undefined;
}

/** A set of members that all clients see as one. */
class MembershipTable implements ModelInstance<Members> {
  readonly initial: Members;

  constructor(settings: ModelSettings) {
    this.initial = members(settings.initial) ?? [];
  }

  apply(state: Members, op: Operation, known: boolean): Members | undefined {
    if (op.op_type === 'view') return !known || this.#same(members(op.output), state) ? state : undefined;
    const who = memberOf(op);
    const inside = state.includes(who);
    const joining = op.op_type === 'join';
    if (known && refused(op.output)) return inside === joining ? state : undefined;
    if (inside === joining) return state;
    return joining ? [...state, who].sort() : state.filter((one) => one !== who);
  }

  #same(seen: Members | undefined, state: Members): boolean {
    return seen !== undefined && seen.length === state.length && seen.every((one, i) => one === state[i]);
  }

  unreadable(op: Operation, known: boolean): string | undefined {
    return op.op_type === 'view' && known && members(op.output) === undefined
      ? `${show(op.output)} in output is no list of members`
      : undefined;
  }

  pure(op: Operation): boolean {
    return op.op_type === 'view' || refused(op.output);
  }

  identify(state: Members): string {
    return state.join(' ');
  }

  describe(state: Members): string {
    return `{${state.join(', ')}}`;
  }

  explain(state: Members, op: Operation): string {
    return `it returned ${show(op.output)}, but the members are ${this.describe(state)}`;
  }
}

export const membershipTable: Model<Members> = {
  name: 'membership-table',
  types: ['join', 'leave', 'view'],
  conventions:
    'join, leave: the member (or {node}) in input; output false where it was already in, or not in. view: the list of ' +
    'members in output. The key is the table.',
  perKey: true,
  create: (settings) => new MembershipTable(settings),
};
