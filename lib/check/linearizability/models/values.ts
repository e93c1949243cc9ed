import { record } from '../../../history/canonical.js';
import type { Json, Operation } from '../../../history/operation.js';

/** The number in `value`, or in its member `name`; undefined where there is none. */
export function numberIn(value: Json | undefined, ...names: string[]): number | undefined {
  if (typeof value === 'number') return value;
  const members = record(value);
  for (const name of names) {
    const member = members?.[name];
    if (typeof member === 'number') return member;
  }
  return undefined;
}

/** The member `name` where `value` is an object that has it, else the value itself. */
export function member(value: Json, ...names: string[]): Json {
  const members = record(value);
  for (const name of names) if (members !== undefined && Object.hasOwn(members, name)) return members[name] ?? null;
  return value;
}

/** True where an operation that can answer yes or no (cas, acquire, debit …) said no. */
export function refused(output: Json): boolean {
  if (output === false) return true;
  const members = record(output);
  return members?.['ok'] === false || members?.['success'] === false || members?.['succeeded'] === false;
}

/** Who holds a lock: `owner` (or `holder`, `client`) of the input where it names one, else the process. */
export function owner(op: Operation): string {
  const input = record(op.input);
  const named = input?.['owner'] ?? input?.['holder'] ?? input?.['client'];
  if (typeof named === 'string' || typeof named === 'number') return String(named);
  return typeof op.input === 'string' ? op.input : `process ${op.process_id}`;
}
