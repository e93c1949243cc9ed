import { isList, record } from '../history/canonical.js';
import type { Json, Operation } from '../history/operation.js';
import { numberIn } from './linearizability/models/values.js';

/** What a read of a log shows. */
export interface LogRead {
  readonly values: readonly Json[];
  /** The offset of the first of them; without values the log ended before it. Undefined where nothing says it. */
  readonly from: number | undefined;
  /** True where the values are all that the log holds. */
  readonly whole: boolean;
}

/**
 * Reads the answer of a log: a list (all of it, or what follows the offset that the input asks for), `{offset, value}`,
 * `{offset, values}`, or the entry at the offset that the input asks for.
 * @param first the offset of the first entry: whoever asks for all from there on, and for nothing else, gets the whole log
 */
export function logRead({ input, output }: Operation, first = 0): LogRead {
  const members = record(output);
  const asked = numberIn(input, 'offset');
  const shown = numberIn(members?.['offset'] ?? null);
  const from = shown ?? asked;
  const listed = isList(output) ? output : (members?.['values'] ?? members?.['entries']);
  if (isList(listed)) {
    // A limit beside the offset says that the list may stop before the log does.
    const all = shown === undefined && (asked ?? -Infinity) <= first && Object.keys(record(input) ?? {}).length <= 1;
    return { values: listed, from: all ? undefined : from, whole: all || from === undefined };
  }
  const alone = shown === undefined ? output : null;
  const value = members !== undefined && 'value' in members ? (members['value'] ?? null) : alone;
  return { values: value === null ? [] : [value], from, whole: value === null && from === undefined };
}
