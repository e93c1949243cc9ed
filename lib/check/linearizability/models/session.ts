import { canonical, show } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { member, numberIn } from './values.js';

interface Versioned {
  readonly value: Json;
  /** The version, or where `exact` is false a version below the real one. */
  readonly version: number;
  readonly exact: boolean;
}

/** A register whose writes answer with a version that rises, and whose reads may show it. */
class VersionedRegister implements ModelInstance<Versioned> {
  readonly initial: Versioned;

  constructor(settings: ModelSettings) {
    this.initial = { value: settings.initial, version: -Infinity, exact: false };
  }

  apply(state: Versioned, op: Operation, known: boolean): Versioned | undefined {
    const version = known ? numberIn(op.output, 'version') : undefined;
    if (op.op_type === 'write') {
      if (version !== undefined && version <= state.version) return undefined;
      return { value: member(op.input, 'value'), version: version ?? state.version, exact: version !== undefined };
    }
    if (!known) return state;
    if (canonical(member(op.output, 'value')) !== canonical(state.value)) return undefined;
    const shown = typeof op.output === 'number' ? undefined : version;
    if (shown === undefined) return state;
    if (state.exact) return shown === state.version ? state : undefined;
    return shown > state.version ? { value: state.value, version: shown, exact: true } : undefined;
  }

  /** A read that shows a version teaches the version of a write that did not answer: it changes what is known. */
  pure(op: Operation): boolean {
    return op.op_type === 'read' && (typeof op.output === 'number' || numberIn(op.output, 'version') === undefined);
  }

  identify(state: Versioned): string {
    return `${state.version} ${state.exact} ${canonical(state.value)}`;
  }

  describe(state: Versioned): string {
    return `${show(state.value)} ${state.exact ? 'at' : 'above'} version ${state.version}`;
  }

  explain(state: Versioned, op: Operation): string {
    return `it returned ${show(op.output)}, but the value is ${this.describe(state)}`;
  }
}

export const session: Model<Versioned> = {
  name: 'session',
  types: ['read', 'write'],
  conventions:
    'write: the value (or {value}) in input, its version (a number or {version}) in output. read: the value, or {value, ' +
    'version}, in output. Versions of a key rise in the order in which the writes take effect.',
  perKey: true,
  create: (settings) => new VersionedRegister(settings),
};
