/**
 * Where values stand in a JSON text. JSON.parse has accepted the text before, so that nothing is checked here; one
 * scan, no recursion, however deep the text is.
 */

/** Offset of the value at a path of member names and indexes; of the deepest part of the path that is there. */
export function placeOf(text: string, path: readonly (string | number)[], from = 0): number {
  let at = skipBlanks(text, from);
  for (const step of path) {
    const next = typeof step === 'number' ? element(text, at, step) : member(text, at, step);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

/** The first member whose name stands in its object already, with its offset; of such two JSON.parse takes the last. */
export function repeatedMember(text: string): { readonly name: string; readonly at: number } | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(undefined);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, i);
      const names = open.at(-1);
      if (names !== undefined && text[skipBlanks(text, end)] === ':') {
        const literal = text.slice(i, end);
        const name = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
        if (names.has(name)) return { name, at: i };
        names.add(name);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** The path that a JSON pointer (RFC 6901) names. */
export function pointerPath(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^(?:0|[1-9]\d*)$/.test(part) ? Number(part) : part));
}

/** Offset behind the value that begins at `at`. */
export function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      i = endOfString(text, i) - 1;
      if (depth === 0) return i + 1;
    } else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      depth--;
      if (depth === 0) return i + 1;
      if (depth < 0) return i;
    } else if (depth === 0 && (char === ',' || isBlank(char))) return i;
  }
  return text.length;
}

function member(text: string, at: number, name: string): number | undefined {
  if (text[at] !== '{') return undefined;
  let found: number | undefined;
  for (let i = skipBlanks(text, at + 1); text[i] === '"';) {
    const end = endOfString(text, i);
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    // As JSON.parse has it: of several members with one name the last counts.
    if (isNamed(text, i, end, name)) found = value;
    i = nextItem(text, value);
  }
  return found;
}

/** Whether the string literal from `at` to `end` is a name; only one with escapes has to be decoded. */
function isNamed(text: string, at: number, end: number, name: string): boolean {
  if (end - at - 2 === name.length && text.startsWith(name, at + 1)) return true;
  const literal = text.slice(at, end);
  return literal.includes('\\') && JSON.parse(literal) === name;
}

/** Where the elements of the arrays of one text begin, as far as they were looked for: a long list is gone through once. */
let known: { readonly text: string; readonly arrays: Map<number, number[]> } = { text: '', arrays: new Map() };

function element(text: string, at: number, index: number): number | undefined {
  // A member may be named by digits, too.
  if (text[at] === '{') return member(text, at, String(index));
  if (text[at] !== '[') return undefined;
  if (known.text !== text) known = { text, arrays: new Map() };
  let starts = known.arrays.get(at);
  if (starts === undefined) known.arrays.set(at, (starts = [skipBlanks(text, at + 1)]));
  while (starts.length <= index) {
    const last = starts.at(-1) ?? text.length;
    if (last >= text.length || text[last] === ']') return undefined;
    starts.push(nextItem(text, last));
  }
  const start = starts[index] ?? text.length;
  return start >= text.length || text[start] === ']' ? undefined : start;
}

/** Offset of the next member or element behind the value at `at`, or of the closing bracket. */
function nextItem(text: string, at: number): number {
  const end = skipBlanks(text, endOfValue(text, at));
  return text[end] === ',' ? skipBlanks(text, end + 1) : end;
}

function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t';
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (isBlank(text[i])) i++;
  return i;
}
