import type { Text } from '../document/text.js';

/**
 * How many things a list in prose names: `gRPC API, HTTP gateway and export` is three. Brackets are remarks; lines
 * count where no comma or semicolon separates.
 */
export function countItems(text: Text): number {
  const value = text.value.replace(/\([^()]*\)/g, ' ');
  const parts = /[,;]/.test(value)
    ? value.replace(/\n/g, ' ').split(/[,;]|\sand\s|\s[+&]\s/)
    : value.split(/\n|\sand\s|\s[+&/]\s/);
  return parts.filter((part) => /[\p{L}\d]{2}/u.test(part)).length;
}
