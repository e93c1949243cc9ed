import type { Code } from '../document/blocks.js';
import { canonicalId } from '../document/ids.js';
import type { Range, Source } from '../document/source.js';
import type { Scenario } from './model.js';

/** A word of a skeleton's header, with its place. */
export interface HeaderWord {
  readonly value: string;
  readonly range: Range;
}

/** The comment at the head of a generated skeleton: which plan, scenario and claims it stands for. */
export interface SkeletonHeader {
  readonly range: Range;
  readonly plan: HeaderWord | undefined;
  readonly scenario: (HeaderWord & { readonly id: string; readonly name: string }) | undefined;
  readonly claims: { readonly ids: readonly string[]; readonly range: Range } | undefined;
}

/** The code blocks of a scenario's skeleton: those of the field, else those that carry the header. */
export function skeletonsOf(scenario: Scenario): readonly Code[] {
  const codes = scenario.fields.find(({ key }) => key === 'skeleton')?.codes ?? [];
  return codes.length > 0 ? codes : scenario.codes.filter(({ content }) => /AUTO-GENERATED/i.test(content));
}

const COMMENT = /^\s*(?:\/\/[/!]?|#!?|--|;+|\/\*+|\*+\/?|<!--|%+|"""|'''|\(\*|@?rem\b)/i;
/** Lines of code before the header that are no reason to look further. */
const HEAD_LINES = 15;

/** Reads the header of a skeleton; undefined where no comment near its top says AUTO-GENERATED. */
export function readHeader(source: Source, code: Code): SkeletonHeader | undefined {
  if (HEADERS.has(code)) return HEADERS.get(code);
  const header = headerOf(source, code);
  HEADERS.set(code, header);
  return header;
}

/** Several rules look at the same skeletons. */
const HEADERS = new WeakMap<Code, SkeletonHeader | undefined>();

function headerOf(source: Source, code: Code): SkeletonHeader | undefined {
  const lines = code.content.split('\n', HEAD_LINES + 25);
  const first = lines.slice(0, HEAD_LINES).findIndex((line) => /AUTO-GENERATED/i.test(line) && COMMENT.test(line));
  if (first === -1) return undefined;
  let plan: HeaderWord | undefined;
  let scenario: SkeletonHeader['scenario'];
  let claims: SkeletonHeader['claims'];
  for (let i = first; i < lines.length; i++) {
    const line = (lines[i] ?? '').slice(0, 1000);
    if (i > first && !COMMENT.test(line)) break;
    const at = (text: string): Range => placeIn(source, code.contentFrom + i, text);
    const path = /[^\s"'`(),;]+\.(?:md|markdown)\b/i.exec(line)?.[0];
    if (path !== undefined) plan ??= { value: path, range: at(path) };
    const named = /\bscenario\b\s*[:=]?\s*(S-?(\d{1,4})([a-z]?)(?![\w%])(?:\/[\w.-]+)?)\s*[:—–-]*\s*([^\s(].*)?$/i.exec(
      line,
    );
    if (named !== null)
      scenario ??= {
        value: named[1] ?? '',
        range: at(named[1] ?? ''),
        id: canonicalId('S', named[2] ?? '', named[3] ?? ''),
        name: (named[4] ?? '').replace(/\s*(?:\*\/|-->)\s*$/, '').trim(),
      };
    const list = /\b(?:falsifies|claims?)\b[^:=]{0,24}[:=]\s*(.+)$/i.exec(line)?.[1];
    if (list !== undefined) claims ??= { ids: idsIn(list), range: at(list.replace(/\s*(?:\*\/|-->)\s*$/, '').trim()) };
  }
  return { range: source.linesRange(code.contentFrom + first, code.contentFrom + first + 1), plan, scenario, claims };
}

function placeIn(source: Source, line: number, text: string): Range {
  const start = source.lineStart(line) + Math.max(0, source.lineText(line).indexOf(text));
  return { start, end: start + text.length };
}

/** `C1, C3–C5 (see §1b)` as ids. */
function idsIn(list: string): string[] {
  const ids: string[] = [];
  for (const match of list.matchAll(/\b([CM])(\d{1,4})\b(?:\s?(?:–|—|-|\.{2,3}|…)\s?[CM]?(\d{1,4})\b)?/g)) {
    const from = Number(match[2]);
    const to = match[3] === undefined ? from : Number(match[3]);
    for (let n = from; n <= Math.min(to, from + 500); n++) ids.push(`${match[1] ?? 'C'}${n}`);
  }
  return ids;
}
