import { readFileSync } from 'node:fs';
import { writeThrough } from '../files/whole.js';
import { lintText, type TextInput } from './lint-text.js';
import type { FileResult, Message } from './result.js';
import type { FileSettings } from './settings.js';

/** One fix may make room for another; more rounds than this mean that two rules undo each other. */
const MAX_ROUNDS = 10;

export interface Fixed {
  /** The text with every fix made, byte order mark and line ends as they were. */
  readonly text: string;
  /** What is left to report. */
  readonly result: FileResult;
}

/** Makes every fix that the rules offer, until none is left. Doing it twice changes nothing more. */
export function fixText(input: TextInput, settings: FileSettings, excerpts = false): Fixed {
  const bom = input.text.startsWith('\ufeff') ? '\ufeff' : '';
  let text = input.text;
  let fixed = 0;
  let result = lintText(input, settings, excerpts);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const made = applyFixes(text.slice(bom.length), result.messages);
    if (made.count === 0) break;
    text = bom + made.text;
    fixed += made.count;
    result = lintText({ ...input, text }, settings, excerpts);
  }
  return { text, result: { ...result, fixed } };
}

/** Makes the fixes that do not touch each other, from the beginning of the text on. Offsets are into `text`. */
export function applyFixes(text: string, messages: readonly Message[]): { text: string; count: number } {
  const lineEnd = lineEndOf(text);
  const fixes = messages
    .flatMap(({ fix }) => (fix === undefined ? [] : [[...fix.edits].sort((a, b) => a.range[0] - b.range[0])]))
    .sort((a, b) => (a[0]?.range[0] ?? 0) - (b[0]?.range[0] ?? 0));
  const pieces: string[] = [];
  let done = 0;
  let count = 0;
  for (const edits of fixes) {
    // All edits of a finding or none: half a fix is a new fault.
    if ((edits[0]?.range[0] ?? 0) < done || edits.some((edit, i) => edit.range[0] < (edits[i - 1]?.range[1] ?? 0)))
      continue;
    if (edits.every((edit) => text.slice(...edit.range) === edit.text)) continue;
    for (const edit of edits) {
      pieces.push(text.slice(done, edit.range[0]), edit.text.replace(/\r?\n/g, lineEnd));
      done = edit.range[1];
    }
    count++;
  }
  pieces.push(text.slice(done));
  return { text: pieces.join(''), count };
}

/** The line end that a text uses at its first line. */
function lineEndOf(text: string): string {
  const at = text.indexOf('\n');
  return at > 0 && text.charCodeAt(at - 1) === 13 ? '\r\n' : '\n';
}

/**
 * Replaces a file's content in one step, so that nobody ever reads half of it: writes beside it, then renames. Mode and,
 * through a symbolic link, the place of the file stay as they are.
 * @param before what the file held when it was checked
 * @returns why it could not be done
 */
export function writeFixed(path: string, before: string, after: string): string | undefined {
  try {
    if (readFileSync(path, 'utf8') !== before)
      return 'was changed by something else while it was checked: left as it is';
    writeThrough(path, after);
    return undefined;
  } catch (error) {
    return `cannot be written: ${(error as Error).message}`;
  }
}
