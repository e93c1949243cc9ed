import type { Row } from '../document/blocks.js';
import { refsIn, type Ref } from '../document/ids.js';
import { labelIndex } from '../document/labels.js';
import { parseDocument, type Document } from '../document/parse.js';
import type { Range, Source } from '../document/source.js';
import { Text } from '../document/text.js';
import { keyedRows } from '../plan/tables.js';
import type { LabelledValue } from '../report/model.js';
import { paragraphs, readHeader } from '../report/parse.js';
import { splitTitled, type TitledPart } from '../report/titled.js';
import { armKey, readArmIds, readVerdicts, type VerdictCell, type VerdictMention } from '../report/verdict-cell.js';
import {
  ARTIFACT_COLUMNS,
  CAPABILITY_COLUMNS,
  LOG_HEADER,
  LOG_SECTIONS,
  LOG_TIERS,
  LOG_VERDICT_COLUMNS,
  TIMELINE_COLUMNS,
  TIMELINE_EVENTS,
  TOOLBOX_COLUMNS,
  type LogHeaderKey,
  type LogSectionKey,
  type LogTier,
  type TimelineEvent,
} from '../vocabulary/session.js';

/** A session log as its reader understands it (formats.md §2). */
export interface SessionLog {
  readonly kind: 'session-log';
  readonly source: Source;
  readonly document: Document;
  readonly title: Range | undefined;
  readonly header: readonly LabelledValue<LogHeaderKey>[];
  readonly sections: readonly TitledPart<LogSectionKey>[];
  /** Rows or lines that say something of the toolbox. */
  readonly toolbox: readonly Text[];
  readonly capabilities: readonly Capability[];
  readonly preconditions: readonly Text[];
  readonly timeline: readonly TimelineRow[];
  readonly verdicts: readonly LogVerdict[];
  readonly artifacts: readonly LogArtifact[];
}

export interface Capability {
  readonly row: Row;
  readonly requirement: Text;
  readonly present: Text | undefined;
  readonly version: Text | undefined;
  readonly source: Text | undefined;
}

export interface TimelineRow {
  readonly row: Row;
  readonly time: Text | undefined;
  /** Milliseconds since 1970, or since midnight where the row has a time of day alone. */
  readonly at: number | undefined;
  readonly dated: boolean;
  /** The cell as it stands: controls and re-runs have names of their own. */
  readonly scenario: Text | undefined;
  readonly scenarios: readonly Ref[];
  readonly keys: readonly string[];
  readonly event: Text | undefined;
  readonly kind: TimelineEvent | undefined;
  readonly notes: Text | undefined;
}

export interface LogVerdict {
  readonly row: Row;
  readonly id: string;
  readonly arm: string | undefined;
  readonly key: string;
  readonly idRange: Range;
  readonly tierText: Text | undefined;
  readonly tier: LogTier | undefined;
  readonly verdict: VerdictMention | undefined;
  readonly verdictCell: VerdictCell | undefined;
  readonly notes: Text | undefined;
}

export interface LogArtifact {
  readonly path: Text;
  readonly sha256: Text | undefined;
  readonly cited: Text | undefined;
}

const LABELS = labelIndex(LOG_HEADER);
type Part = TitledPart<LogSectionKey>;

/** Reads a session log. Never fails: what cannot be read is missing from the model. */
export function parseSessionLog(source: Source): SessionLog {
  return sessionLogOf(parseDocument(source));
}

export function sessionLogOf(document: Document): SessionLog {
  const { head, sections } = splitTitled(document, LOG_SECTIONS);
  const of = (key: LogSectionKey): Part[] => sections.filter((section) => section.key === key);
  const title = head.find((block) => block.kind === 'heading' && block.level === 1);
  return {
    kind: 'session-log',
    source: document.source,
    document,
    title: title?.range,
    header: readHeader(head, LABELS),
    sections,
    toolbox: of('toolbox').flatMap((section) => content(section)),
    capabilities: of('capabilities').flatMap(readCapabilities),
    preconditions: of('preconditions').flatMap((section) => content(section)),
    timeline: of('timeline').flatMap(readTimeline),
    verdicts: of('verdicts').flatMap(readLogVerdicts),
    artifacts: of('artifacts').flatMap(readArtifacts),
  };
}

/** Table rows and paragraphs that say something. */
function content(section: Part): Text[] {
  const rows = section.tables.flatMap((table) =>
    keyedRows(table, TOOLBOX_COLUMNS).map(({ row }) => Text.join(row.cells, row.range.end)),
  );
  return [...rows, ...paragraphs(section)].filter((text) => !text.isBlank);
}

function readCapabilities(section: Part): Capability[] {
  return section.tables.flatMap((table) =>
    keyedRows(table, CAPABILITY_COLUMNS).flatMap(({ row, cell }): Capability[] => {
      const requirement = cell('requirement') ?? row.cells[0];
      if (requirement === undefined || requirement.isBlank) return [];
      return [{ row, requirement, present: cell('present'), version: cell('version'), source: cell('source') }];
    }),
  );
}

function readTimeline(section: Part): TimelineRow[] {
  return section.tables.flatMap((table) =>
    keyedRows(table, TIMELINE_COLUMNS).map(({ row, cell }): TimelineRow => {
      const time = cell('time') ?? row.cells[0];
      const scenario = cell('scenario');
      const event = cell('event');
      const ids = scenario === undefined ? [] : readArmIds(scenario, undefined);
      return {
        row,
        time,
        ...momentOf(time?.value ?? ''),
        scenario,
        scenarios: scenario === undefined ? [] : refsIn(scenario, 'S', true),
        keys: ids.map(({ id, arm }) => armKey(id, arm)),
        event,
        kind: eventKind(event?.value ?? ''),
        notes: cell('notes'),
      };
    }),
  );
}

const MOMENT = /(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?/i;
/** As ISO 8601 writes it without separators, and as session directories are named: `2026-03-14T09-00-00Z`. */
const COMPACT = /(?<!\d)(\d{4})-?(\d{2})-?(\d{2})T(\d{2})-?(\d{2})-?(\d{2})(?:\.\d+)?Z/i;
const CLOCK = /(?<!\d)(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?/;

function momentOf(text: string): { at: number | undefined; dated: boolean } {
  const full = MOMENT.exec(text);
  if (full !== null) {
    const zone = (full[3] ?? 'Z').replace(/utc/i, 'Z');
    const at = Date.parse(`${full[1] ?? ''}T${full[2] ?? ''}${zone}`);
    return { at: Number.isNaN(at) ? undefined : at, dated: true };
  }
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second] = compact.map((part) => part ?? '');
    const at = Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`);
    return { at: Number.isNaN(at) ? undefined : at, dated: true };
  }
  const clock = CLOCK.exec(text);
  if (clock === null) return { at: undefined, dated: false };
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return { at: undefined, dated: false };
  const at = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
  return { at, dated: false };
}

/** What a timeline's event cell says happened, by its first words. */
function eventKind(text: string): TimelineEvent | undefined {
  const value = text.trim().toLowerCase();
  const exact = TIMELINE_EVENTS.find(({ label }) => value === label || value.startsWith(`${label}:`));
  if (exact !== undefined) return exact.key;
  // "scenario start", "S1 started"
  const own = value.replace(/^(?:the\s+)?(?:scenario|run|s\d+[a-z]?(?:\/[\w-]+)?)[\s:]+/, '');
  return TIMELINE_EVENTS.find(({ words }) => words.some((word) => own.startsWith(word)))?.key;
}

function readLogVerdicts(section: Part): LogVerdict[] {
  return section.tables.flatMap((table) => {
    let previous: string | undefined;
    return keyedRows(table, LOG_VERDICT_COLUMNS).flatMap(({ row, cell }): LogVerdict[] => {
      const id = cell('id') ?? row.cells[0];
      const ids = id === undefined ? [] : readArmIds(id, previous);
      previous = ids.at(-1)?.id ?? previous;
      const verdictText = cell('verdict');
      const verdictCell = verdictText === undefined ? undefined : readVerdicts(verdictText);
      const mentions = verdictCell?.mentions ?? [];
      const tierText = cell('tier');
      return ids.map((one, i) => ({
        row,
        id: one.id,
        arm: one.arm,
        key: armKey(one.id, one.arm),
        idRange: one.range,
        tierText,
        tier: tierOf(tierText),
        verdict: mentions.length === 1 ? mentions[0] : mentions.length === ids.length ? mentions[i] : undefined,
        verdictCell,
        notes: cell('notes'),
      }));
    });
  });
}

function tierOf(text: Text | undefined): LogTier | undefined {
  const value = text?.value.trim().toLowerCase() ?? '';
  if (/^(?:[-–—]|n\/a|not met)?$/.test(value)) return text === undefined ? undefined : 'none';
  return LOG_TIERS.find((tier) => value.startsWith(tier));
}

function readArtifacts(section: Part): LogArtifact[] {
  return section.tables.flatMap((table) =>
    keyedRows(table, ARTIFACT_COLUMNS).flatMap(({ row, cell }): LogArtifact[] => {
      const path = cell('path') ?? row.cells[0];
      return path === undefined || path.isBlank ? [] : [{ path, sha256: cell('sha256'), cited: cell('cited') }];
    }),
  );
}
