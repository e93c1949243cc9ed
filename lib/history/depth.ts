/** Levels of objects and arrays; evidence has a handful. What is far deeper would exhaust the stack of whoever walks it. */
export const DEEPEST = 100;

/** Offset of the first bracket of a JSON text that opens a deeper level than `DEEPEST`; undefined where none does. */
export function tooDeep(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > DEEPEST) return i;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return undefined;
}
