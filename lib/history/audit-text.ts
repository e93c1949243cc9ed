import { placeOf, endOfValue } from '../evidence/json.js';
import { isList, show } from './canonical.js';
import type { Json, Operation } from './operation.js';

/** Something that JSON.parse passes over in silence. Offsets in the line. */
export interface TextProblem {
  readonly kind: 'duplicate-member' | 'inexact-number';
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Their resolution is no finer than the clock's, and the schema looks at ids. */
const TIMES: ReadonlySet<string> = new Set(['invoke_ts', 'complete_ts', 'op_id', 'process_id']);

/** What a line says that its parsed value does not: members of one name, of which only the last counts, and numbers that were rounded. */
export function textProblems(text: string, op: Operation): TextProblem[] {
  const found: TextProblem[] = [];
  // Every line of a long history comes here, and nearly all have as many members as names.
  const { members, rounded } = lookOver(op);
  const twice = namesIn(text) === members ? undefined : duplicateMember(text);
  if (twice !== undefined) found.push(twice);
  const path = rounded ? inexact(op) : undefined;
  if (path !== undefined) {
    const start = placeOf(text, path);
    const end = endOfValue(text, start);
    const message = `operation ${show(op.op_id)} holds the number ${text.slice(start, Math.min(end, start + 40))} in "${path[0] ?? ''}", which cannot be told from its neighbours: integers beyond 2^53 are rounded when JSON is read`;
    found.push({ kind: 'inexact-number', start, end, message });
  }
  return found;
}

/** How many members the objects of a line have at most: a colon after a quote, which inside a string stands for none. */
function namesIn(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= 32) before--;
    if (text.charCodeAt(before) === QUOTE) count++;
  }
  return count;
}

/** The members of all objects of a value, and whether a number in it may have been rounded. Without recursion: a value may be as deep as its line is long. */
function lookOver(value: Operation): { readonly members: number; readonly rounded: boolean } {
  let members = 0;
  let rounded = false;
  const pending: unknown[] = [value];
  const look = (one: unknown): void => {
    if (typeof one === 'number') rounded ||= isRounded(one);
    else if (typeof one === 'object' && one !== null) pending.push(one);
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop())
    if (Array.isArray(next)) for (const one of next) look(one);
    else
      for (const name in next as object) {
        members++;
        look((next as Readonly<Record<string, unknown>>)[name]);
      }
  return { members, rounded };
}

const isRounded = (value: number): boolean =>
  !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));

/** The path to the first number that was rounded. */
function inexact(op: Operation): (string | number)[] | undefined {
  const pending: { value: Json | undefined; path: (string | number)[] }[] = [];
  for (const name of Object.keys(op)) if (!TIMES.has(name)) pending.push({ value: op[name], path: [name] });
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { value, path } = next;
    if (typeof value === 'number') {
      if (isRounded(value)) return path;
    } else if (isList(value)) {
      for (const [i, one] of value.entries())
        if (typeof one === 'number' || typeof one === 'object') pending.push({ value: one, path: [...path, i] });
    } else if (typeof value === 'object' && value !== null)
      for (const name of Object.keys(value))
        pending.push({ value: (value as Record<string, Json>)[name], path: [...path, name] });
  }
  return undefined;
}

/** The second of two members of one name in one object. One pass, whatever the depth; the text is valid JSON. */
function duplicateMember(text: string): TextProblem | undefined {
  const names: Set<string>[] = [];
  const kinds: number[] = [];
  let depth = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth++;
      kinds[depth] = code;
      // A set is made only when there is a member.
      if (code === OPEN_OBJECT) names[depth]?.clear();
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
    else if (code === QUOTE) {
      const start = i;
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
      if (kinds[depth] !== OPEN_OBJECT) continue;
      let next = i + 1;
      while (text.charCodeAt(next) <= 32) next++;
      if (text.charCodeAt(next) !== COLON) continue;
      const raw = text.slice(start, i + 1);
      const name = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
      const known = (names[depth] ??= new Set());
      if (known.has(name))
        return {
          kind: 'duplicate-member',
          start,
          end: i + 1,
          message: `${show(name)} stands twice in one object: some readers take the first value, others the last`,
        };
      known.add(name);
      // The value of a member of text is no name.
      i = next;
    }
  }
  return undefined;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
