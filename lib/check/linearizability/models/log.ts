import { canonical, isList, show } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';
import { logRead } from '../../log-read.js';
import { numberOption } from '../../pass.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { numberIn } from './values.js';

/** A log of some length: its last entry, and the log before it. Logs with the same entries are one object. */
interface Log {
  readonly id: number;
  readonly length: number;
  readonly last: Json;
  readonly before: Log | undefined;
}

/** Append-only, with offsets that count from `first` (option first-offset, default 0) without gaps. */
class AppendOnlyLog implements ModelInstance<Log> {
  readonly initial: Log;
  readonly #first: number;
  readonly #children = new Map<string, Log>();
  #ids = 0;

  constructor(settings: ModelSettings) {
    this.#first = numberOption(settings.options, 'first-offset') ?? 0;
    let log: Log = { id: this.#ids++, length: 0, last: null, before: undefined };
    for (const entry of isList(settings.initial) ? settings.initial : []) log = this.#append(log, entry);
    this.initial = log;
  }

  #append(log: Log, entry: Json): Log {
    const key = `${log.id}/${canonical(entry)}`;
    let child = this.#children.get(key);
    if (child === undefined) {
      child = { id: this.#ids++, length: log.length + 1, last: entry, before: log };
      this.#children.set(key, child);
    }
    return child;
  }

  apply(state: Log, op: Operation, known: boolean): Log | undefined {
    if (op.op_type === 'append') {
      const offset = known ? numberIn(op.output, 'offset') : undefined;
      if (offset !== undefined && offset - this.#first !== state.length) return undefined;
      return this.#append(state, op.input);
    }
    return !known || this.#shows(state, op) ? state : undefined;
  }

  /** True where a read of the log may give this answer. */
  #shows(log: Log, op: Operation): boolean {
    const { values, from, whole } = logRead(op, this.#first);
    if (whole) return values.length === log.length && this.#agrees(log, 0, values);
    const at = (from ?? NaN) - this.#first;
    return values.length === 0 ? at >= log.length : this.#agrees(log, at, values);
  }

  unreadable(op: Operation, known: boolean): string | undefined {
    if (op.op_type !== 'read' || !known) return undefined;
    const { from, whole } = logRead(op, this.#first);
    return from === undefined && !whole ? `${show(op.output)} in output is one entry, without its offset` : undefined;
  }

  #agrees(log: Log, from: number, values: readonly Json[]): boolean {
    if (from < 0 || from + values.length > log.length) return false;
    let at: Log = log;
    while (at.length > from + values.length && at.before !== undefined) at = at.before;
    for (let i = values.length - 1; i >= 0 && at.before !== undefined; i--) {
      if (canonical(at.last) !== canonical(values[i])) return false;
      at = at.before;
    }
    return true;
  }

  pure(op: Operation): boolean {
    return op.op_type === 'read';
  }

  identify(state: Log): number {
    return state.id;
  }

  describe(state: Log): string {
    const tail: Json[] = [];
    for (let at: Log | undefined = state; at?.before !== undefined && tail.length < 8; at = at.before)
      tail.unshift(at.last);
    return state.length > tail.length
      ? `${state.length} entries, the last ${show(tail, 100)}`
      : `${state.length} entries: ${show(tail, 100)}`;
  }

  explain(state: Log, op: Operation): string {
    return `it returned ${show(op.output)}, but the log has ${this.describe(state)}`;
  }
}

export const log: Model<Log> = {
  name: 'log',
  types: ['append', 'read'],
  conventions:
    'append: the entry in input, its offset (a number or {offset}) in output where the system returns it. read: output ' +
    'is the whole log as a list, or {offset, value}, or {offset, values} for entries from an offset on; where the input asks ' +
    'for an offset also the bare value, or the list from there on; null or an empty list means that the log ended before ' +
    'the offset. Offsets have no gaps.',
  perKey: true,
  create: (settings) => new AppendOnlyLog(settings),
};
