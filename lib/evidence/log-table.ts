import { Source } from '../document/source.js';
import { sessionLogOf, type SessionLog } from '../session/log.js';
import { parseDocument } from '../document/parse.js';
import type { ColumnSpec } from '../vocabulary/columns.js';
import type { Row } from '../document/blocks.js';
import {
  ARTIFACT_COLUMNS,
  CAPABILITY_COLUMNS,
  LOG_SECTIONS,
  LOG_VERDICT_COLUMNS,
  PRECONDITION_COLUMNS,
  TIMELINE_COLUMNS,
  TOOLBOX_COLUMNS,
  type LogSectionKey,
} from '../vocabulary/session.js';
import type { JournalLine, LogRowSection } from './journal.js';

const COLUMNS: Readonly<Record<LogSectionKey, readonly ColumnSpec[]>> = {
  toolbox: TOOLBOX_COLUMNS,
  capabilities: CAPABILITY_COLUMNS,
  preconditions: PRECONDITION_COLUMNS,
  timeline: TIMELINE_COLUMNS,
  verdicts: LOG_VERDICT_COLUMNS,
  artifacts: ARTIFACT_COLUMNS,
};

/** A text as a table's cell: one line, pipes escaped. */
export function cellText(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cellText(cell)).join(' | ')} |`;
}

/** The log's text with a row for every journal line that it does not have yet; the text itself where none is missing. */
export function withJournal(text: string, journal: readonly JournalLine[]): string {
  const rowsOf = (section: LogRowSection): string[] =>
    journal.flatMap((line) => (line.kind === 'row' && line.section === section ? [rowText(line.cells)] : []));
  let current = withCapabilities(text, journal);
  for (const [section, rows] of [
    ['toolbox', rowsOf('toolbox')],
    ['preconditions', rowsOf('preconditions')],
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

/** The capability matrix has one row for each requirement: the last one that was recorded takes its place. */
function withCapabilities(text: string, journal: readonly JournalLine[]): string {
  const last = new Map<string, readonly string[]>();
  for (const line of journal)
    if (line.kind === 'row' && line.section === 'capabilities')
      last.set(requirementKey(line.cells[0] ?? ''), line.cells);
  let current = text;
  for (const [requirement, cells] of last) {
    const log = sessionLogOf(parseDocument(new Source('session-log.md', current)));
    const row = log.capabilities.find((one) => requirementKey(one.requirement.value) === requirement)?.row;
    current = row === undefined ? addRows(current, 'capabilities', [rowText(cells)]) : inPlaceOf(current, row, cells);
  }
  return current;
}

function requirementKey(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

function inPlaceOf(text: string, { range }: Row, cells: readonly string[]): string {
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  return text.slice(0, range.start + bom) + rowText(cells) + text.slice(range.end + bom);
}

function eventRow(line: JournalLine & { kind: 'event' }): string {
  return rowText([line.time, line.scenario, line.event, line.note]);
}

function artifactRow(line: JournalLine & { kind: 'artifact' }): string {
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
  const columns = COLUMNS[key];
  const head = [rowText(columns.map(({ label }) => label)), `|${'---|'.repeat(columns.length)}`];
  const lines = ['', ...head, ...rows, ''].join(eol);
  if (section !== undefined) {
    const at = section.heading.range.end + bom;
    return `${text.slice(0, at)}${eol}${lines}${text.slice(at)}`;
  }
  const title = LOG_SECTIONS.find((one) => one.key === key)?.title ?? key;
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
  const cells = [key, tier, verdict, note];
  if (row === undefined) return addRows(text, 'verdicts', [rowText(cells)]);
  // A row that names several arms at once is somebody's own form: it is left alone.
  if (log.verdicts.some((other) => other !== row && other.row === row.row)) return text;
  return inPlaceOf(text, row.row, cells);
}
