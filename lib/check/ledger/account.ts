import { outcome, type Json, type Operation } from '../../history/operation.js';
import type { Interner } from '../intern.js';
import { refused } from '../linearizability/models/values.js';

/** A business key, and every operation that asked for its effect. */
export interface Request {
  readonly business: Json;
  readonly attempts: Operation[];
}

/** What was asked of one account (or table), and what was read of it. */
export interface Account {
  readonly key: Json;
  readonly requests: Request[];
  readonly numbers: Interner;
  readonly reads: Operation[];
  readonly balances: Operation[];
  /** Amounts without a business key. */
  readonly nameless: Operation[];
}

/** The business key that an input or an entry carries under one of the names. */
export function field(
  from: Readonly<Record<string, Json | undefined>> | undefined,
  names: readonly string[],
): Json | undefined {
  for (const name of names) {
    const value = from?.[name];
    if (value !== undefined && value !== null) return named(value);
  }
  return undefined;
}

/** A business key as a name: what was sent as a number may come back as text. */
export function named(key: Json): Json {
  return typeof key === 'number' ? String(key) : key;
}

/** When an operation was over: never, where no answer came. */
export const end = (op: Operation): number => op.complete_ts ?? Infinity;
/** Certainly took effect. */
export const happened = (request: Request): boolean =>
  request.attempts.some((op) => outcome(op) === 'ok' && !refused(op.output));
/** May have taken effect. */
export const possible = (request: Request): boolean =>
  request.attempts.some((op) => outcome(op) === 'info' || (outcome(op) === 'ok' && !refused(op.output)));
