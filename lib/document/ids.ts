import type { Range } from './source.js';
import type { Text } from './text.js';

/** Letters of the id families: claims, missing claims, hypotheses, scenarios, techniques, findings. */
export type IdFamily = 'C' | 'M' | 'H' | 'S' | 'T' | 'F';

/** A reference to an id in a text. `id` is canonical (`S01` reads as `S1`); `arm` is what follows a slash. */
export interface Ref {
  readonly id: string;
  readonly family: IdFamily;
  /** As written: the whole range where it came out of one (`C7–C9`). */
  readonly raw: string;
  readonly range: Range;
  readonly arm?: string;
  /** Offsets in the text that it was read from. */
  readonly at: number;
  readonly end: number;
  /** The bracketed remark that follows it, if any. */
  readonly note?: string;
  /** True where it came out of a range such as `C7–C9`. */
  readonly ranged?: boolean;
}

/** Ranges longer than this are a slip of the pen; they are not expanded. */
const MAX_RANGE = 500;

const ID = /([CMHSTF])([0-9]{1,4})([a-z]?)(?![\w%])/g;
const RANGE_REST = /^\s?(?:–|—|-{1,3}|−|\.{2,3}|…|to|through|thru)\s?([CMHSTF])?([0-9]{1,4})(?![\w%.]*[\w%])/;
const ARM = /^\s?\/\s?([A-Za-z][\w+.-]*)/;
const NOTE = /^\s{0,2}\(([^()]{1,300})\)/;
/** What makes `S3` the storage service, `C4` the diagram style and so on rather than an id. */
const FOREIGN = /^(?:[- ]compatible|[- ]bucket|[- ]api\b|[- ]storage|[- ]object|[- ]standard|[- ]select\b)/i;

/** `S07` and `S7` are one id; a letter behind the number is part of it. */
export function canonicalId(family: string, digits: string, suffix = ''): string {
  return `${family}${Number(digits)}${suffix}`;
}

/**
 * The ids of the given families that a text refers to, ranges expanded, in order. Ids inside code spans count only
 * where `inCode` is set: prose quotes identifiers of the system there.
 */
export function refsIn(text: Text, families: string, inCode = false): Ref[] {
  const refs: Ref[] = [];
  const { value } = text;
  if (!/[CMHSTF][0-9]/.test(value)) return refs;
  const code = inCode ? [] : text.marks.filter((mark) => mark.kind === 'code');
  let codeAt = 0;
  ID.lastIndex = 0;
  for (let match = ID.exec(value); match !== null; match = ID.exec(value)) {
    const at = match.index;
    if (
      at > 0 &&
      /[\w/.@#$-]/.test(value[at - 1] ?? '') &&
      !/[–—]/.test(value[at - 1] ?? '') &&
      !isListSlash(value, at)
    )
      continue;
    for (let mark = code[codeAt]; mark !== undefined && mark.end <= at; mark = code[++codeAt]);
    const inside = code[codeAt];
    if (inside !== undefined && inside.start <= at) continue;
    const [, family = '', digits = '', suffix = ''] = match;
    if (!families.includes(family)) continue;
    let end = at + match[0].length;
    const rest = value.slice(end, end + 400);
    if (FOREIGN.test(rest)) continue;
    const range = suffix === '' ? RANGE_REST.exec(rest) : null;
    const until = range === null ? undefined : rangeEnd(family, digits, range);
    if (range !== null && until !== undefined) {
      end += range[0].length;
      ID.lastIndex = end;
      const note = NOTE.exec(value.slice(end, end + 310))?.[1];
      const raw = value.slice(at, end);
      const place = text.source(at, end);
      for (let n = Number(digits); n <= until; n++)
        refs.push({ id: `${family}${n}`, family: family as IdFamily, raw, range: place, at, end, note, ranged: true });
      continue;
    }
    const arm = family === 'S' ? ARM.exec(rest)?.[1] : undefined;
    const armed = arm === undefined || /^[CMHSTF]\d/.test(arm) ? undefined : arm.replace(/[.+-]+$/, '');
    if (armed !== undefined) {
      end = value.indexOf(armed, end) + armed.length;
      ID.lastIndex = end;
    }
    const note = NOTE.exec(value.slice(end, end + 310))?.[1];
    refs.push({
      id: canonicalId(family, digits, suffix),
      family: family as IdFamily,
      raw: value.slice(at, end),
      range: text.source(at, end),
      arm: armed,
      at,
      end,
      note,
    });
  }
  return refs;
}

/** `S1/S2` and `C1-C3` that is no rising range: the sign joins two ids. */
function isListSlash(value: string, at: number): boolean {
  return /[/-]/.test(value[at - 1] ?? '') && /[CMHSTF]\d{1,4}[a-z]?$/.test(value.slice(Math.max(0, at - 7), at - 1));
}

function rangeEnd(family: string, digits: string, range: RegExpExecArray): number | undefined {
  if (range[1] !== undefined && range[1] !== family) return undefined;
  // `S1-2` without the letter is a range only with a dash made for ranges or dots.
  if (range[1] === undefined && !/[–…]|\.\./.test(range[0])) return undefined;
  const from = Number(digits);
  const to = Number(range[2]);
  return to >= from && to - from <= MAX_RANGE ? to : undefined;
}
