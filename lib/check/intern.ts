import { canonical } from '../history/canonical.js';
import type { Json } from '../history/operation.js';

/** Numbers for JSON values: equal values (objects: with the same members in any order) get the same number. */
export class Interner {
  private readonly numbers = new Map<Json, number>();
  readonly values: Json[] = [];

  /** The number of a value, given to it now if it is new. */
  add(value: Json): number {
    const identity = identify(value);
    const known = this.numbers.get(identity);
    if (known !== undefined) return known;
    const next = this.values.length;
    this.numbers.set(identity, next);
    this.values.push(value);
    return next;
  }
}

/** Itself for a plain value; for a list or an object a text that no plain string of a history equals. */
function identify(value: Json): Json {
  if (typeof value === 'string' || value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  return `\u0000${canonical(value)}`;
}
