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
    const key: unknown = JSON.parse(text.slice(i, end));
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    // As JSON.parse has it: of several members with one name the last counts.
    if (key === name) found = value;
    i = nextItem(text, value);
  }
  return found;
}

function element(text: string, at: number, index: number): number | undefined {
  // A member may be named by digits, too.
  if (text[at] === '{') return member(text, at, String(index));
  if (text[at] !== '[') return undefined;
  let i = skipBlanks(text, at + 1);
  for (let n = 0; i < text.length && text[i] !== ']'; n++) {
    if (n === index) return i;
    i = nextItem(text, i);
  }
  return undefined;
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
