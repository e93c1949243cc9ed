import type { Text } from '../document/text.js';

/**
 * How many things a list in prose names: `gRPC API, HTTP gateway and export` is three. Brackets are remarks; lines
 * count where no comma or semicolon separates. `SQL only; feed and backup promise nothing` is one: a reason is no thing.
 */
export function countItems(text: Text): number {
  const value = withoutRemarks(text.value);
  const parts = /[,;]/.test(value)
    ? value.replace(/\n/g, ' ').split(/[,;]|\sand\s|\s[+&]\s/)
    : value.split(/\n|\sand\s|\s[+&/]\s/);
  return parts.filter((part) => /[\p{L}\d]{2}/u.test(part)).length;
}

/** A list of things without what stands in brackets, and without the reason why there are no more at its end. */
export function withoutRemarks(list: string): string {
  return list.replace(/\([^()]*\)/g, ' ').replace(REASON, ' ');
}

/** Why there are no more, up to the end. */
const REASON =
  /\sonly\s*[,;:.—–].*|[,;:.—–]\s*(?:only|because|since|no (?:other|further)|there (?:is|are) no|the others?)\b.*|\s(?:because|since)\s.*/is;
