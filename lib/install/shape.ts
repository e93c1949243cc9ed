import { readFileSync } from 'node:fs';
import { UserError } from '../cli/errors.js';
import { parseJson } from '../evidence/json-error.js';
import { errorCode } from './durable.js';

/** A check of one JSON value: gives the message of what is wrong, starting with where, or undefined. */
export type Shape = (value: unknown, at: string) => string | undefined;

export const text: Shape = (value, at) => (typeof value === 'string' ? undefined : `${at} is no string`);
export const flag: Shape = (value, at) => (typeof value === 'boolean' ? undefined : `${at} is neither true nor false`);

export function oneOf(...choices: readonly unknown[]): Shape {
  return (value, at) => (choices.includes(value) ? undefined : `${at} is not one of ${JSON.stringify(choices)}`);
}

export function orNull(shape: Shape): Shape {
  return (value, at) => (value === null ? undefined : shape(value, at));
}

export function optional(shape: Shape): Shape {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

export function listOf(shape: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is no list`;
    for (const [i, one] of value.entries()) {
      const wrong = shape(one, `${at}[${i}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

export function mapOf(shape: Shape): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no object`;
    for (const [key, one] of Object.entries(value)) {
      const wrong = shape(one, `${at}[${JSON.stringify(key)}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** An object of exactly these fields. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no object`;
    for (const key of Object.keys(value))
      if (!Object.hasOwn(fields, key)) return `${at} has the unknown field "${key}"`;
    for (const [key, shape] of Object.entries(fields)) {
      const wrong = shape((value as Record<string, unknown>)[key], at === '' ? key : `${at}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/**
 * Reads a versioned JSON file of ours. A file that is there but not understood is never taken for an absent one.
 * @returns the value, or undefined when there is no file.
 * @throws UserError that says what is wrong: a merge conflict (with its line), no JSON, a newer version, a wrong field.
 */
export function readVersioned(file: string, what: string, version: number, shape: Shape): unknown {
  let bytes;
  try {
    bytes = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new UserError(`${file}: the ${what} cannot be read: ${(error as Error).message}`);
  }
  const conflict = bytes.split('\n').findIndex((line) => /^(<{7}|={7}|>{7})( |\r?$)/.test(line));
  if (conflict >= 0)
    throw new UserError(`${file}:${conflict + 1}: the ${what} has merge conflict markers`, {
      help: 'take one side of the conflict (git checkout --ours or --theirs), then run the command again',
    });
  const restore = 'restore it from version control or a backup; it is never taken for an empty one';
  const value = parseJson(bytes, file, what, restore);
  const found = (value as { version?: unknown } | null)?.version;
  if (typeof found === 'number' && found > version)
    throw new UserError(`${file}: the ${what} has version ${found}; this dst-skills knows versions up to ${version}`, {
      help: 'run a newer dst-skills: npx dst-skills@latest',
    });
  const wrong = shape(value, '');
  if (wrong !== undefined) throw new UserError(`${file}: the ${what} is damaged: ${wrong}`, { help: restore });
  return value;
}
