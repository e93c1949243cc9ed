import { record, show } from '../../../history/canonical.js';
import { outcome, type Json, type Operation, type Outcome } from '../../../history/operation.js';

/**
 * A number as the decimal that was meant, to 15 digits: amounts such as 0.1 and 0.2 make 0.3 in a ledger, whether that
 * counts in decimals or in binary fractions.
 */
export function decimal(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

/** The number in `value`, or in its member `name`; undefined where there is none. */
export function numberIn(value: Json | undefined, ...names: string[]): number | undefined {
  if (typeof value === 'number') return decimal(value);
  const members = record(value);
  for (const name of names) {
    const member = members?.[name];
    if (typeof member === 'number') return decimal(member);
  }
  return undefined;
}

/** Why no number can be read from a value that is not null; undefined where one can. */
export function noNumber(value: Json, where: string, ...names: string[]): string | undefined {
  return value === null || numberIn(value, ...names) !== undefined
    ? undefined
    : `${show(value)} in ${where} holds no number (a number, or {"${names[0] ?? ''}": n})`;
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

/** What is known of the effect of an addition. One that was refused in its output (a full queue, a set that has it) promises nothing. */
export function effectOf(op: Operation): Outcome {
  const what = outcome(op);
  return what === 'ok' && refused(op.output) ? 'info' : what;
}

/** Who holds a lock: `owner` (or `holder`, `client`) of the input where it names one, else the process. */
export function owner(op: Operation): string {
  const input = record(op.input);
  const named = input?.['owner'] ?? input?.['holder'] ?? input?.['client'];
  if (typeof named === 'string' || typeof named === 'number') return String(named);
  return typeof op.input === 'string' ? op.input : `process ${op.process_id}`;
}
