import { UserError } from '../cli/errors.js';
import type { Json } from './operation.js';

/**
 * A string that two JSON values share exactly when they are equal: members of objects in sorted order,
 * undefined members left out, 1 and 1.0 the same.
 * @throws UserError on an integer beyond 2^53: two of those can be one number after parsing, so that
 *   a comparison would call different values equal.
 */
export function canonical(value: Json | undefined): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (Number.isInteger(value) && !Number.isSafeInteger(value))
        throw new UserError(`the integer ${value} is beyond 2^53, where JSON numbers can no longer be told apart`, {
          help: 'write values of that size as strings',
        });
      return value === 0 ? '0' : String(value);
    case 'object':
      if (value === null) return 'null';
      if (isList(value)) return `[${value.map(canonical).join(',')}]`;
      return `{${Object.keys(value)
        .sort()
        .filter((name) => value[name] !== undefined)
        .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
        .join(',')}}`;
    default:
      return value === undefined ? 'null' : String(value);
  }
}

/** Array.isArray that also narrows read-only arrays. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value as an object with members, or undefined for anything else. */
export function record(value: Json | undefined): Readonly<Record<string, Json | undefined>> | undefined {
  if (value === null || typeof value !== 'object' || isList(value)) return undefined;
  return value;
}

/** A value for people: strings quoted, long ones cut. */
export function show(value: Json | undefined, limit = 60): string {
  const text = value === undefined ? 'null' : written(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** JSON.parse takes a text of any depth, JSON.stringify does not. */
function written(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'a value that is nested too deep to show';
  }
}
