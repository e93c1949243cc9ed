import type { Piece } from './pieces.js';
import type { MarkKind } from './text.js';

/** A run of `*`, `_` or `~`. */
export interface Delimiter {
  readonly char: string;
  /** Characters not used yet, of `length`. */
  count: number;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Index of the piece that holds the delimiter's characters. */
  readonly piece: number;
}

/** The ASCII punctuation of CommonMark. */
export const PUNCTUATION = /[!-/:-@[-`{-~]/;

function isPunctuation(char: string): boolean {
  const code = char.charCodeAt(0);
  return code < 128 ? PUNCTUATION.test(char) : /[\p{P}\p{S}]/u.test(char);
}

/** Whether a delimiter run opens or closes emphasis, by the characters around it (CommonMark 0.31 §6.2: left- and right-flanking). */
export function flanking(char: string, before: string, after: string): Pick<Delimiter, 'canOpen' | 'canClose'> {
  const spaceBefore = /\s/.test(before);
  const spaceAfter = /\s/.test(after);
  const punctBefore = isPunctuation(before);
  const punctAfter = isPunctuation(after);
  const left = !spaceAfter && (!punctAfter || spaceBefore || punctBefore);
  const right = !spaceBefore && (!punctBefore || spaceAfter || punctAfter);
  const word = char === '_';
  return {
    canOpen: left && (!word || !right || punctBefore),
    canClose: right && (!word || !left || punctAfter),
  };
}

/** Matches delimiter runs (CommonMark 0.31, "process emphasis"); linear thanks to the bottoms of the searches. */
export function matchEmphasis(delimiters: readonly Delimiter[], pieces: readonly Piece[]): void {
  const stack: Delimiter[] = [];
  /** Below this place in the stack nothing opens what such a closer closes. */
  const bottoms = new Map<string, number>();
  for (const closer of delimiters) {
    const key = `${closer.char}${closer.canOpen ? 1 : 0}${closer.char === '~' ? closer.length : closer.length % 3}`;
    while (closer.canClose && closer.count > 0) {
      const at = openerFor(closer, stack, bottoms.get(key) ?? 0);
      const opener = stack[at];
      if (opener === undefined) {
        bottoms.set(key, stack.length);
        break;
      }
      // What stands open between the two can no longer match.
      stack.length = at + 1;
      const strong = opener.count >= 2 && closer.count >= 2;
      pair(pieces, opener, closer, closer.char === '~' ? closer.count : strong ? 2 : 1);
      if (opener.count === 0) stack.pop();
      for (const [other, bottom] of bottoms) if (bottom > stack.length) bottoms.set(other, stack.length);
    }
    if (closer.canOpen && closer.count > 0) stack.push(closer);
  }
}

function pair(pieces: readonly Piece[], opener: Delimiter, closer: Delimiter, used: number): void {
  const kind: MarkKind = closer.char === '~' ? 'strike' : used === 2 ? 'strong' : 'em';
  opener.count -= used;
  closer.count -= used;
  const start = pieces[opener.piece];
  const end = pieces[closer.piece];
  if (start === undefined || end === undefined) return;
  start.text = start.text.slice(0, start.text.length - used);
  end.text = end.text.slice(used);
  (start.after ??= []).push({ kind, opens: true });
  (end.before ??= []).push({ kind, opens: false });
}

/** Index of the nearest delimiter run on the stack, not below `bottom`, that can open what `closer` closes, or -1. */
function openerFor(closer: Delimiter, stack: readonly Delimiter[], bottom: number): number {
  for (let at = stack.length - 1; at >= bottom; at--) {
    const opener = stack[at];
    if (opener === undefined) return -1;
    if (opener.char !== closer.char) continue;
    if (closer.char === '~' ? opener.count === closer.count : !threes(opener, closer)) return at;
  }
  return -1;
}

/** CommonMark's "multiple of three" exception, which lets `**a*b*c**` nest. */
function threes(opener: Delimiter, closer: Delimiter): boolean {
  if (!opener.canClose && !closer.canOpen) return false;
  return (opener.length + closer.length) % 3 === 0 && (opener.length % 3 !== 0 || closer.length % 3 !== 0);
}
