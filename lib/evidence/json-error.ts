import { UserError } from '../cli/errors.js';
import { Source } from '../document/source.js';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = ['true', 'false', 'null'];

/**
 * Where a text stops being JSON (RFC 8259): the offset of the first character that cannot stand there, the text's length
 * where it ends too early, undefined where it is JSON. Node's own messages name the place only sometimes. No recursion.
 */
export function jsonErrorAt(text: string): number | undefined {
  const open: string[] = [];
  let expect: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' = 'value';
  for (let i = skip(text, 0); i < text.length; i = skip(text, i)) {
    const char = text.charAt(i);
    const inside = open.at(-1);
    if (inside === undefined && expect === 'comma-or-end') return i;
    if (expect === 'colon') {
      if (char !== ':') return i;
      expect = 'value';
      i++;
    } else if (expect === 'comma-or-end' && char === ',') {
      expect = inside === '{' ? 'key' : 'value';
      i++;
    } else if (expect.endsWith('-or-end') && char === (inside === '{' ? '}' : ']')) {
      open.pop();
      expect = 'comma-or-end';
      i++;
    } else if (expect === 'comma-or-end') return i;
    else if (char === '"') {
      const { end, wrong } = string(text, i);
      if (wrong) return end;
      expect = expect.startsWith('key') ? 'colon' : 'comma-or-end';
      i = end;
    } else if (expect.startsWith('key')) return i;
    else if (char === '{' || char === '[') {
      open.push(char);
      expect = char === '{' ? 'key-or-end' : 'value-or-end';
      i++;
    } else {
      const end = plain(text, i);
      if (end < 0) return -end - 1;
      expect = 'comma-or-end';
      i = end;
    }
  }
  return open.length === 0 && expect === 'comma-or-end' ? undefined : text.length;
}

/**
 * Reads JSON that somebody may have edited by hand.
 * @param shown how the file is called in messages
 * @param what what the file is: "baseline"
 * @throws UserError `file:line:column: the … is not valid JSON`
 */
export function parseJson(text: string, shown: string, what: string, help?: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column } = new Source(shown, text).position(jsonErrorAt(text) ?? 0);
    throw new UserError(`${shown}:${line}:${column}: the ${what} is not valid JSON`, {
      cause,
      ...(help === undefined ? {} : { help }),
    });
  }
}

/** Where a number or literal ends; where it is none, the offset that is wrong, as -offset - 1. */
function plain(text: string, at: number): number {
  NUMBER.lastIndex = at;
  if (NUMBER.test(text)) return NUMBER.lastIndex;
  const char = text.charAt(at);
  if (char === '-') return -(at + 1) - 1;
  const literal = LITERALS.find((one) => one.startsWith(char));
  if (literal === undefined) return -at - 1;
  for (let i = 0; i < literal.length; i++) if (text[at + i] !== literal[i]) return -(at + i) - 1;
  return at + literal.length;
}

function string(text: string, at: number): { end: number; wrong: boolean } {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return { end: i + 1, wrong: false };
    if (code < 0x20) return { end: i, wrong: true };
    if (code !== 0x5c) continue;
    i++;
    const escaped = text.charAt(i);
    if (escaped === 'u') {
      for (let digit = 0; digit < 4; digit++) if (!/[\da-fA-F]/.test(text.charAt(++i))) return { end: i, wrong: true };
    } else if (escaped === '' || !'"\\/bfnrt'.includes(escaped)) return { end: i, wrong: true };
  }
  return { end: text.length, wrong: true };
}

function skip(text: string, at: number): number {
  let i = at;
  while (i < text.length && ' \t\n\r'.includes(text.charAt(i))) i++;
  return i;
}
