import { parseDocument } from '../../document/parse.js';
import { Source } from '../../document/source.js';
import { recogniseSection } from '../../plan/sections.js';

/** An example as a whole document, with the places that it marked. */
export interface Composed {
  readonly text: string;
  /** Offsets in `text` where the example's ⟦ marks stood. */
  readonly marks: readonly number[];
}

interface Piece {
  /** `head`, `§1b` or `S1`. */
  readonly key: string;
  text: string;
}

/**
 * Puts an example, which is part of a plan, into a base plan that lints clean: each `##` section of the example
 * takes the place of the base's section, each `### Scenario` without a section above it the place of that scenario
 * (or is added behind the others), and lines before the first heading the place of the header fields of the same
 * labels. A title line (`# …`) replaces the title. A section that the example writes as `## 3. …` with the single
 * line `<!-- absent -->` is taken out of the plan.
 */
export function composePlan(base: string, example: string): Composed {
  const pieces = cut(base);
  let last: string | undefined;
  for (const piece of cut(example)) {
    if (piece.key === 'head') {
      replaceHead(pieces, piece.text);
      continue;
    }
    const at = pieces.findIndex(({ key }) => key === piece.key);
    const absent = /<!-- absent -->/.test(piece.text);
    if (piece.key === last) insertAfter(pieces, piece);
    else if (at === -1) insertAfter(pieces, piece, last ?? lastScenario(pieces));
    else if (piece.key.startsWith('§')) replaceSection(pieces, at, absent ? undefined : piece);
    else pieces[at] = piece;
    last = piece.key;
  }
  return unmark(pieces.map((piece) => piece.text).join(''));
}

/** Takes the ⟦ ⟧ marks out of a text and says where they stood. */
export function unmark(text: string): Composed {
  const marks: number[] = [];
  let plain = '';
  for (const char of text) {
    if (char === '⟦') marks.push(plain.length);
    else if (char !== '⟧') plain += char;
  }
  return { text: plain, marks };
}

function cut(text: string): Piece[] {
  // The marks are no part of the headings that say which piece is which.
  const source = new Source('example', text);
  const document = parseDocument(new Source('example', text.replaceAll('⟦', '').replaceAll('⟧', '')));
  const pieces: Piece[] = [];
  let key = 'head';
  let start = 0;
  let current: Parameters<typeof recogniseSection>[1];
  const close = (end: number): void => {
    if (end > start) pieces.push({ key, text: text.slice(start, end) });
    start = end;
  };
  for (const block of document.blocks) {
    if (block.kind !== 'heading') continue;
    const section = block.level === 2 ? recogniseSection(block, current) : undefined;
    const scenario = block.level === 3 ? /^Scenario\s+(S\d+)/.exec(block.text.value)?.[1] : undefined;
    if (section === undefined && scenario === undefined) continue;
    close(source.lineStart(block.from));
    current = section?.key ?? current;
    key = section === undefined ? (scenario ?? 'head') : `§${section.key}`;
  }
  close(text.length);
  return pieces;
}

function lastScenario(pieces: readonly Piece[]): string | undefined {
  return pieces.findLast(({ key }) => /^S\d/.test(key))?.key;
}

function insertAfter(pieces: Piece[], piece: Piece, key: string | undefined = piece.key): void {
  const at = pieces.findLastIndex((other) => other.key === key);
  pieces.splice(at === -1 ? pieces.length : at + 1, 0, piece);
}

/** A section of an example stands for the whole section of the base: for §7 that is every scenario, too. */
function replaceSection(pieces: Piece[], at: number, piece: Piece | undefined): void {
  let end = at + 1;
  if (pieces[at]?.key === '§7') while (/^S\d/.test(pieces[end]?.key ?? '')) end++;
  pieces.splice(at, end - at, ...(piece === undefined ? [] : [piece]));
}

function replaceHead(pieces: Piece[], text: string): void {
  const head = pieces[0];
  if (head?.key !== 'head') return;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const label = /^[⟦]?\*\*[⟦]?([^:*⟧]+)/.exec(line)?.[1];
    const old =
      label === undefined
        ? /^# .*$/m.exec(head.text)?.[0]
        : head.text.split('\n').find((other) => other.startsWith(`**${label}`));
    // `**Date:** <!-- absent -->` takes the field out.
    const next = line.includes('<!-- absent -->') ? '' : `${line}\n`;
    if (old === undefined) head.text = head.text.replace(/\n*$/, `\n${next}\n`);
    else head.text = head.text.replace(`${old}\n`, () => next);
  }
}
