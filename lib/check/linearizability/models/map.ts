import { canonical, isList, record, show } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { RegisterInstance } from './register.js';

const READS = new Set(['get', 'read']);
const WRITES = new Set(['put', 'write', 'set']);
const REMOVES = new Set(['delete', 'remove']);

/** `a` with `b` behind it: strings are joined, lists take the value (or the list's values) as their last. */
function appended(a: Json, b: Json): Json {
  if (isList(a)) return [...a, ...(isList(b) ? b : [b])];
  // Of an absent key a string makes a string; other values are elements.
  if (a === null) return typeof b === 'string' || isList(b) ? b : [b];
  return `${typeof a === 'string' ? a : canonical(a)}${typeof b === 'string' ? b : canonical(b)}`;
}

/** One key of a map. */
class Entry extends RegisterInstance {
  override apply(state: Json, op: Operation, known: boolean): Json | undefined {
    if (REMOVES.has(op.op_type)) return null;
    if (op.op_type === 'append') return appended(state, op.input);
    return super.apply(state, op, known);
  }
}

type Table = Readonly<Record<string, Json>>;

/** The whole map as one object, for maps whose keys are not independent (or to see what partitioning saves). */
class WholeMap implements ModelInstance<Table> {
  readonly initial: Table;
  readonly #entry: Entry;

  constructor(settings: ModelSettings) {
    this.#entry = new Entry({ ...settings, initial: null });
    const given = record(settings.initial) ?? {};
    this.initial = Object.fromEntries(Object.entries(given).map(([key, value]) => [canonical(key), value ?? null]));
  }

  apply(state: Table, op: Operation, known: boolean): Table | undefined {
    const key = canonical(op.key);
    const before = state[key] ?? null;
    const after = this.#entry.apply(before, op, known);
    if (after === undefined || after === before) return after === undefined ? undefined : state;
    const rest = Object.fromEntries(Object.entries(state).filter(([other]) => other !== key));
    return after === null ? rest : { ...rest, [key]: after };
  }

  pure(op: Operation): boolean {
    return this.#entry.pure(op);
  }

  identify(state: Table): string {
    return canonical(state);
  }

  unreadable(op: Operation, known: boolean): string | undefined {
    return this.#entry.unreadable(op, known);
  }

  describe(state: Table): string {
    return show(state, 120);
  }

  explain(state: Table, op: Operation): string {
    return this.#entry.explain(state[canonical(op.key)] ?? null, op);
  }

  identity(op: Operation): string {
    return canonical(op.key);
  }
}

const types = [...READS, ...WRITES, ...REMOVES, 'append', 'cas'];

/** Operations on a key of a map; with `whole` all keys are one object. */
export const map: Model<Json> = {
  name: 'map',
  types,
  conventions:
    'get: the value in output, null where the key is absent. put: the value in input. delete removes the key. append: ' +
    'the string or list element in input. cas: input [from, to]; output false where the comparison failed.',
  perKey: true,
  zones: true,
  create: (settings) => new Entry(settings),
};

export const wholeMap: Model<Table> = {
  ...map,
  perKey: false,
  zones: false,
  create: (settings) => new WholeMap(settings),
};

/** True where a register's or map's operation only reads or writes a whole value. */
export function plainAccess(op: Operation): 'read' | 'write' | undefined {
  if (READS.has(op.op_type)) return 'read';
  return WRITES.has(op.op_type) ? 'write' : undefined;
}
