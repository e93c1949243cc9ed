import { isNode, parseDocument } from 'yaml';
import type { Range, Source } from '../document/source.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
export type JsonPath = readonly (string | number)[];

/** A JSON file with the places of its values. */
export interface JsonFile {
  /** Undefined where the file is no JSON. */
  readonly value: Json | undefined;
  /** Why it is none. */
  readonly error: string | undefined;
  /** Where the value at a path stands; the nearest one around it where there is none. */
  at(path: JsonPath): Range;
}

/** Reads JSON (RFC 8259). Positions come from the YAML parser, because JSON is YAML 1.2. */
export function readJson(source: Source): JsonFile {
  const head = { start: 0, end: source.lineEnd(0) };
  let value: Json;
  try {
    value = JSON.parse(source.text) as Json;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = Number(/position (\d{1,9})/.exec(message)?.[1] ?? Number.NaN);
    const range = Number.isNaN(at)
      ? head
      : { start: Math.min(at, source.text.length), end: Math.min(at + 1, source.text.length) };
    return { value: undefined, error: message, at: () => range };
  }
  const parsed = parseDocument(source.text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
  return {
    value,
    error: undefined,
    at(path) {
      for (let length = path.length; length > 0; length--) {
        const node: unknown = parsed.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return { start: node.range[0], end: node.range[1] };
      }
      return head;
    },
  };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
