import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, parseDocument, type Document, type Pair } from 'yaml';
import { UserError } from '../cli/errors.js';
import { markedBlock, withoutBlock } from './block.js';

/** Where our entry goes: keys from the top of the file, the last of which holds a block list or map. */
export interface YamlPlace {
  readonly keys: readonly string[];
  /** The entry's lines, relative to the list's indentation. */
  readonly lines: readonly string[];
  /** The whole section, for a file that lacks its first key. */
  readonly section: readonly string[];
}

/**
 * A YAML file with our marked entry at the head of a list or map; every other character stays as it is.
 * @throws UserError where the file has a form into which it cannot be put
 */
export function withYamlBlock(before: string | undefined, shown: string, places: readonly YamlPlace[]): string {
  const text = withoutBlock(before ?? '');
  const document = parse(text, shown);
  const [first] = places;
  if (first === undefined) return text;
  if (!hasKey(document, first.keys[0] ?? '')) {
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    return `${text}${gap}${markedBlock(first.section)}`;
  }
  for (const place of places) {
    const at = insertionPoint(document, place.keys, text);
    if (at === undefined) continue;
    const after = text.slice(0, at.offset) + markedBlock(place.lines, at.indent) + text.slice(at.offset);
    if (keepsTheRest(text, after, shown)) return after;
  }
  throw new UserError(`${shown} has a form into which the hook cannot be put`, {
    help: `add it yourself:\n${first.section.join('\n')}`,
  });
}

function parse(text: string, shown: string): Document.Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new UserError(`${shown} cannot be read: ${error.message}`);
  return document;
}

function hasKey(document: Document.Parsed, key: string): boolean {
  return isMap(document.contents) && document.contents.has(key);
}

/** The beginning of the line of the first entry below the keys, and its indentation. */
function insertionPoint(
  document: Document.Parsed,
  keys: readonly string[],
  text: string,
): { offset: number; indent: string } | undefined {
  let node: unknown = document.contents;
  for (const key of keys) {
    if (!isMap(node)) return undefined;
    node = node.items.find((pair: Pair) => isScalar(pair.key) && pair.key.value === key)?.value;
  }
  if ((!isMap(node) && !isSeq(node)) || node.flow === true || node.items.length === 0) return undefined;
  const start = node.range?.[0];
  if (start === undefined) return undefined;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(line, start);
  return indent.trim() === '' ? { offset: line, indent } : undefined;
}

/** True where the file says the same as before once our entry is taken out, and can be read with it. */
function keepsTheRest(before: string, after: string, shown: string): boolean {
  const read = (text: string): unknown => parse(text, shown).toJS({ maxAliasCount: 100 });
  return (
    withoutBlock(after) === before &&
    read(after) !== undefined &&
    isDeepStrictEqual(read(withoutBlock(after)), read(before))
  );
}
