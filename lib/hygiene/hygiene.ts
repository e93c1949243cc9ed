import type { FixInfo, LintError } from 'markdownlint';
import type { lint } from 'markdownlint/sync';
import { Source } from '../document/source.js';
import { excerptOf, spanOf } from '../lint/messages.js';
import type { Message, MessageEdit } from '../lint/result.js';
import { HYGIENE_CONFIG } from './config.js';

/** markdownlint's time grows faster than linearly with wide tables and long lines: what is larger is not given to it. */
const MAX_LENGTH = 512 * 1024;
const MAX_LINE = 16 * 1024;
const MAX_PIPES_IN_LINE = 256;

let markdownlint: typeof lint | undefined;

/** Loads markdownlint; {@link hygieneOf} needs it. */
export async function loadHygiene(): Promise<void> {
  markdownlint ??= (await import('markdownlint/sync')).lint;
}

export interface Hygiene {
  readonly messages: readonly Message[];
  /** Why the rules did not run. */
  readonly skipped?: string;
}

/** Runs the general Markdown rules over a text. */
export function hygieneOf(path: string, text: string, excerpts: boolean): Hygiene {
  if (markdownlint === undefined) throw new Error('loadHygiene has not been called');
  const source = new Source(path, text);
  const skipped = tooLarge(source);
  if (skipped !== undefined) return { messages: [], skipped };
  const results = markdownlint({ strings: { document: source.text }, config: HYGIENE_CONFIG });
  const errors = results['document'] ?? [];
  return { messages: errors.map((error) => messageOf(error, source, excerpts)) };
}

function tooLarge(source: Source): string | undefined {
  const reason = (what: string): string => `general Markdown rules did not run: ${what}`;
  if (source.text.length > MAX_LENGTH) return reason(`the document is longer than ${MAX_LENGTH} characters`);
  for (let line = 0; line < source.lineCount; line++) {
    const start = source.lineStart(line);
    const end = source.lineEnd(line);
    if (end - start > MAX_LINE) return reason(`line ${line + 1} is longer than ${MAX_LINE} characters`);
    let pipes = 0;
    for (let at = source.text.indexOf('|', start); at !== -1 && at < end; at = source.text.indexOf('|', at + 1))
      pipes++;
    if (pipes > MAX_PIPES_IN_LINE)
      return reason(`line ${line + 1} is a table row of more than ${MAX_PIPES_IN_LINE} cells`);
  }
  return undefined;
}

function messageOf(error: LintError, source: Source, excerpts: boolean): Message {
  const [id = 'MD000', name = id.toLowerCase()] = error.ruleNames;
  const line = error.lineNumber - 1;
  const [column = 1, length = source.lineText(line).length] = error.errorRange ?? [];
  const start = source.lineStart(line) + column - 1;
  const detail = error.errorDetail === null || error.errorDetail === '' ? '' : `: ${error.errorDetail}`;
  const edit = error.fixInfo === null ? undefined : editOf(error.fixInfo, error.lineNumber, source);
  const context = source.lineText(line).trim().slice(0, 60);
  return {
    ruleId: id,
    name,
    severity: 'warning',
    message: `${error.ruleDescription}${detail}`,
    ...spanOf(source, { start, end: Math.min(start + length, source.lineEnd(line)) }),
    subject: context,
    ...(edit === undefined ? {} : { fix: { edits: [edit] } }),
    ...(excerpts ? { excerpt: excerptOf(source, error.lineNumber) } : {}),
  };
}

/** markdownlint's fix as a replacement; `deleteCount` -1 takes the whole line out. */
function editOf(fix: FixInfo, errorLine: number, source: Source): MessageEdit {
  const line = (fix.lineNumber ?? errorLine) - 1;
  const whole = fix.deleteCount === -1;
  const start = source.lineStart(line) + (whole ? 0 : (fix.editColumn ?? 1) - 1);
  const end = whole ? source.lineStart(line + 1) : start + (fix.deleteCount ?? 0);
  return { ...spanOf(source, { start, end }), range: [start, end], text: fix.insertText ?? '' };
}
