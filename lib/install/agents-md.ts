import { hashOf } from './print.js';
import type { BlockRecord } from './receipt.js';

export const START = '<!-- distributed-testing-skills:start -->';
export const END = '<!-- distributed-testing-skills:end -->';

/*
 * The file is worked on as bytes: latin1 maps each byte to one character and back, so whatever encoding the user's text
 * has, it comes out as it went in. The block itself is ASCII, but for paths, which are UTF-8 bytes.
 */

/** Where the block stands, or what stands in its way. Offsets are in bytes, lines count from 1. */
export type Found =
  /** `open`: the line of a code fence or comment that is never closed, so that what is appended is inside it. */
  | { readonly kind: 'none'; readonly open?: number }
  | { readonly kind: 'block'; readonly start: number; readonly end: number }
  | { readonly kind: 'bad'; readonly line: number; readonly message: string };

interface Line {
  readonly number: number;
  readonly offset: number;
  readonly text: string;
}

/** The lines of a file: LF, CRLF and lone CR end them, as in CommonMark. A byte order mark is no part of the first. */
function* linesOf(file: string): Generator<Line> {
  const ends = /\r\n|\n|\r/g;
  let offset = file.startsWith('\xEF\xBB\xBF') ? 3 : 0;
  for (let number = 1; offset < file.length; number++) {
    ends.lastIndex = offset;
    const end = ends.exec(file);
    yield { number, offset, text: file.slice(offset, end === null ? file.length : end.index) };
    offset = end === null ? file.length : ends.lastIndex;
  }
}

/**
 * Finds the block: two lines that are the markers and nothing else. Markers in prose, in code (fenced, indented, `<pre>`)
 * or inside another comment are text. (CommonMark 0.31.2, sections 4.4 to 4.6, for what code and comments are.)
 */
export function findBlock(bytes: Uint8Array): Found {
  const file = Buffer.from(bytes).toString('latin1');
  if (file.includes('\0')) return { kind: 'bad', line: 1, message: 'is not a text file in UTF-8 (it has NUL bytes)' };
  let fence: { char: string; length: number; line: number } | undefined;
  let html: { end: RegExp; line: number } | undefined;
  let start: Line | undefined;
  let block: { start: number; end: number } | undefined;
  for (const line of linesOf(file)) {
    const { text, number } = line;
    if (html !== undefined) {
      if (html.end.test(text)) html = undefined;
      continue;
    }
    const [, run = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (fence !== undefined) {
      if (run.startsWith(fence.char) && run.length >= fence.length && info.trim() === '') fence = undefined;
      continue;
    }
    if (run !== '' && !(run.startsWith('`') && info.includes('`'))) {
      fence = { char: run.charAt(0), length: run.length, line: number };
      continue;
    }
    const word = text.trimEnd();
    if (word === START) {
      if (start !== undefined)
        return bad(number, `has a second start marker inside the block that starts in line ${start.number}`);
      if (block !== undefined) return bad(number, 'has a second block');
      start = line;
    } else if (word === END) {
      if (start === undefined) return bad(number, 'has an end marker without a start before it');
      block = { start: start.offset, end: line.offset + word.length };
      start = undefined;
    } else {
      const end = opensHtml(text);
      if (end !== undefined) html = { end, line: number };
    }
  }
  if (start !== undefined) return bad(start.number, 'has a start marker without an end');
  if (block !== undefined) return { kind: 'block', ...block };
  const open = fence?.line ?? html?.line;
  return open === undefined ? { kind: 'none' } : { kind: 'none', open };
}

function bad(line: number, message: string): Found {
  return { kind: 'bad', line, message };
}

/** The end condition of an HTML block that this line opens and does not close: `<pre>` and its like, and comments. */
function opensHtml(content: string): RegExp | undefined {
  const raw = /^ {0,3}<(pre|script|style|textarea)(?:[\s>]|$)/i.exec(content)?.[1];
  if (raw !== undefined) {
    const end = /<\/(?:pre|script|style|textarea)>/i;
    return end.test(content) ? undefined : end;
  }
  if (/^ {0,3}<!--/.test(content)) {
    const end = /-->/;
    return end.test(content.slice(content.indexOf('<!--') + 4)) ? undefined : end;
  }
  return undefined;
}

/** The block's text with `\n` line ends. Paths come in as they are on this machine. */
export function blockText(skills: readonly { readonly name: string; readonly file: string }[]): string {
  const list = skills.map(({ name, file }) => `- ${name}: ${file}`).join('\n');
  return `${START}
## Distributed systems testing

Skills for testing distributed and stateful systems are installed for you. When a task matches a name below, read
that file first and follow it:

${list}
${END}`;
}

function lineEnd(file: string): string {
  const lf = file.indexOf('\n');
  if (lf > 0 && file.charAt(lf - 1) === '\r') return '\r\n';
  return lf < 0 && file.includes('\r') ? '\r' : '\n';
}

export interface Insertion {
  readonly bytes: Buffer;
  readonly block: BlockRecord;
}

/**
 * Puts the block into a file's bytes: in place of the one that is there, or at the end after an empty line.
 * @param bytes the file as it is, or null when there is none.
 * @param before what is known of the block that is there: the line ends that belong to it.
 * @throws RangeError when `findBlock` calls the file bad; ask it first.
 */
export function insertBlock(
  bytes: Uint8Array | null,
  block: string,
  before: Omit<BlockRecord, 'hash'> | undefined,
): Insertion {
  const file = Buffer.from(bytes ?? []).toString('latin1');
  const found = findBlock(Buffer.from(file, 'latin1'));
  if (found.kind === 'bad') throw new RangeError(found.message);
  if (found.kind === 'none' && found.open !== undefined)
    throw new RangeError(`has a code block or comment in line ${found.open} that is never closed`);
  // A block that is there keeps the line ends that it has.
  const own = found.kind === 'block' ? file.slice(found.start, found.end) : '';
  const eol = lineEnd(/[\r\n]/.test(own) ? own : file);
  const text = Buffer.from(block, 'utf8').toString('latin1').split('\n').join(eol);
  const hash = hashOf(Buffer.from(text, 'latin1'));
  if (found.kind === 'block') {
    const tail = file.slice(found.end);
    return {
      bytes: Buffer.from(file.slice(0, found.start) + text + tail, 'latin1'),
      // A block that is taken over from another installation: its line is its own, nothing else is known to be.
      block: { ...(before ?? { before: '', after: /^(?:\r\n|\n|\r)/.exec(tail)?.[0] ?? '', created: false }), hash },
    };
  }
  const bare = file.replace(/^\xEF\xBB\xBF/, '');
  const lead = bare === '' ? '' : /[\r\n]$/.test(bare) ? (/(?:\n\r?\n|\r\r)$/.test(bare) ? '' : eol) : eol + eol;
  return {
    bytes: Buffer.from(file + lead + text + eol, 'latin1'),
    block: { hash, before: lead, after: eol, created: bytes === null },
  };
}

/** The hash of the block that stands in the file, or undefined. */
export function blockHash(bytes: Uint8Array): string | undefined {
  const found = findBlock(bytes);
  return found.kind === 'block' ? hashOf(Buffer.from(bytes).subarray(found.start, found.end)) : undefined;
}

/**
 * Takes the block out, with the line ends that were written with it as far as they are still there. Text that somebody
 * has put behind the block keeps a line end before it.
 */
export function removeBlock(bytes: Uint8Array, block: BlockRecord): Buffer {
  const found = findBlock(bytes);
  if (found.kind !== 'block') return Buffer.from(bytes);
  const file = Buffer.from(bytes).toString('latin1');
  let head = file.slice(0, found.start);
  let tail = file.slice(found.end);
  if (block.after !== '' && tail.startsWith(block.after)) tail = tail.slice(block.after.length);
  if (block.before !== '' && head.endsWith(block.before)) {
    const shorter = head.slice(0, head.length - block.before.length);
    const joins = tail !== '' && shorter !== '' && !/[\r\n]$/.test(shorter);
    head = joins ? shorter + block.before.slice(0, block.before.length / 2) : shorter;
  }
  return Buffer.from(head + tail, 'latin1');
}
