import { Source } from '../document/source.js';
import { sessionLogOf, type SessionLog } from '../session/log.js';
import { parseDocument } from '../document/parse.js';
import type { LogSectionKey } from '../vocabulary/session.js';
import type { JournalLine } from './journal.js';

/** A text as a table's cell: one line, pipes escaped. */
export function cellText(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cellText(cell)).join(' | ')} |`;
}

/** The log's text with a row for every journal line that it does not have yet; the text itself where none is missing. */
export function withJournal(text: string, journal: readonly JournalLine[]): string {
  let current = text;
  for (const [section, rows] of [
    ['timeline', journal.flatMap((line) => (line.kind === 'event' ? [eventRow(line)] : []))],
    ['artifacts', journal.flatMap((line) => (line.kind === 'artifact' ? [artifactRow(line)] : []))],
  ] as const) {
    // A line recorded twice in one second is two rows: the table must have each as often as the journal does.
    const there = new Map<string, number>();
    for (const line of current.split(/\r?\n/)) there.set(line.trim(), (there.get(line.trim()) ?? 0) + 1);
    const missing = rows.filter((row) => {
      const left = there.get(row) ?? 0;
      there.set(row, left - 1);
      return left <= 0;
    });
    if (missing.length > 0) current = addRows(current, section, missing);
  }
  return current;
}

export function eventRow(line: JournalLine & { kind: 'event' }): string {
  return rowText([line.time, line.scenario, line.event, line.note]);
}

export function artifactRow(line: JournalLine & { kind: 'artifact' }): string {
  return rowText([line.path, line.what, line.sha256, line.scenario ?? '']);
}

/** Puts rows behind the last one of a section's table; makes section and table where they are missing. */
function addRows(text: string, key: LogSectionKey, rows: readonly string[]): string {
  const log = sessionLogOf(parseDocument(new Source('session-log.md', text)));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const section = log.sections.find((one) => one.key === key);
  const table = section?.tables.at(-1);
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  if (table !== undefined) {
    const at = table.range.end + bom;
    return `${text.slice(0, at)}${eol}${rows.join(eol)}${text.slice(at)}`;
  }
  const head =
    key === 'timeline'
      ? ['| Time (UTC) | Scenario | Event | Notes |', '|---|---|---|---|']
      : ['| Path | What it is | SHA-256 | Cited by |', '|---|---|---|---|'];
  const lines = ['', ...head, ...rows, ''].join(eol);
  if (section !== undefined) {
    const at = section.heading.range.end + bom;
    return `${text.slice(0, at)}${eol}${lines}${text.slice(at)}`;
  }
  const title = key === 'timeline' ? 'Scenario timeline' : 'Artifacts';
  return `${text.trimEnd()}${eol}${eol}## ${title}${eol}${lines}`;
}

/** The log's text with the verdict, tier and note of one scenario or arm. */
export function withVerdict(
  text: string,
  key: string,
  { verdict, tier, note }: { verdict: string; tier: string; note: string },
): string {
  const log: SessionLog = sessionLogOf(parseDocument(new Source('session-log.md', text)));
  const row = log.verdicts.find((one) => one.key === key);
  const line = rowText([key, tier, verdict, note]);
  if (row === undefined) return addRows(text, 'verdicts', [line]);
  // A row that names several arms at once is somebody's own form: it is left alone.
  if (log.verdicts.some((other) => other !== row && other.row === row.row)) return text;
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  return text.slice(0, row.row.range.start + bom) + line + text.slice(row.row.range.end + bom);
}
