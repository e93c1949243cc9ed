import type { Range, Source } from '../document/source.js';
import { EXCERPT_LIMIT, type Message, type Span } from './result.js';
import type { Reported } from './run.js';
import { severityOf, type FileSettings } from './settings.js';

/** A range as lines and columns. */
export function spanOf(source: Source, range: Range): Span {
  const start = source.position(range.start);
  const end = range.end === range.start ? start : source.position(range.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** A line's text for a message, cut where it is very long. `line` counts from 1. */
export function excerptOf(source: Source, line: number): string {
  const start = source.lineStart(line - 1);
  return source.text.slice(start, Math.min(source.lineEnd(line - 1), start + EXCERPT_LIMIT));
}

/** A finding as plain data. `path` is the document's path as shown. */
export function messageOf(
  source: Source,
  path: string,
  found: Reported,
  settings: FileSettings,
  excerpts: boolean,
): Message {
  const { rule, range, message, help, related, fix, subject } = found;
  const span = spanOf(source, range);
  return {
    ruleId: rule.id,
    name: rule.name,
    severity: severityOf(rule, settings),
    message,
    ...span,
    subject,
    ...(help === undefined ? {} : { help }),
    ...(related === undefined || related.length === 0
      ? {}
      : {
          related: related.map((place) => {
            const where = place.source ?? source;
            const { line, column } = where.position(place.range.start);
            return { path: place.source?.path ?? path, line, column, message: place.message };
          }),
        }),
    ...(fix === undefined || fix.length === 0
      ? {}
      : {
          fix: {
            edits: fix.map((edit) => ({
              ...spanOf(source, edit.range),
              range: [edit.range.start, edit.range.end] as const,
              text: edit.text,
            })),
          },
        }),
    ...(rule.soundness === true ? { soundness: true } : {}),
    ...(excerpts ? { excerpt: excerptOf(source, span.line) } : {}),
  };
}
