import type { Text } from '../document/text.js';
import type { AbsoluteSpec } from '../vocabulary/absolutes.js';

/** A negation in the clause before the wording, or somebody else's belief. */
const NEGATED =
  /\b(?:not|no|never|nothing|nobody|none|neither|nor|without|hardly|rather than|instead of|far from)\b[^.;:]{0,60}$|n['’]t\b[^.;:]{0,60}$/i;

/** How far back negations and quotation marks are looked for, and how many wordings of one sentence are looked at. */
const LOOK_BACK = 2000;
const MOST_TRIES = 60;

/** `nothing shows that writes cannot be lost`, `should not believe that …`. */
const BELIEF =
  /\b(?:not|nothing|nobody|no one|neither|nor)\b[^.;:]{0,80}\b(?:that|believe|conclude|claim|mean|means|imply|implies|show|shows|say|says)\b[^.;:]{0,60}$/i;

/** True inside quotation marks or a code span: words that are spoken of. */
function quoted(text: Text, start: number, end: number): boolean {
  if (text.isMarked('code', start, end)) return true;
  const before = text.value.slice(Math.max(0, start - LOOK_BACK), start);
  const straight = before.split('"').length - 1;
  return straight % 2 === 1 || before.lastIndexOf('“') > before.lastIndexOf('”');
}

/** A wording of a sentence that promises more than a finite test can show. */
export interface Absolute {
  readonly start: number;
  readonly end: number;
  readonly words: string;
  readonly instead: string;
}

/** The promises of one sentence that are neither denied nor spoken of. */
export function absolutesIn(sentence: Text, specs: readonly AbsoluteSpec[]): Absolute[] {
  const found: Absolute[] = [];
  let tries = 0;
  for (const { pattern, instead, negatable } of specs)
    for (const match of sentence.value.matchAll(pattern)) {
      if (tries++ >= MOST_TRIES) break;
      const end = match.index + match[0].length;
      const before = sentence.value.slice(Math.max(0, match.index - LOOK_BACK), match.index);
      if (quoted(sentence, match.index, end) || (negatable && NEGATED.test(before))) continue;
      if (BELIEF.test(before) || found.some((one) => match.index < one.end && end > one.start)) continue;
      found.push({ start: match.index, end, words: match[0].replace(/\s+/g, ' '), instead });
    }
  return found;
}
