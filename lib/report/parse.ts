import type { Block } from '../document/blocks.js';
import { refsIn } from '../document/ids.js';
import { labelIndex, normaliseLabel, splitLabel } from '../document/labels.js';
import { linesOf, type Line } from '../document/lines.js';
import { parseDocument, type Document } from '../document/parse.js';
import type { Source } from '../document/source.js';
import { Text } from '../document/text.js';
import { readFields, readRowFields } from '../plan/fields.js';
import type { Field } from '../plan/model.js';
import { keyedRows } from '../plan/tables.js';
import {
  ADEQUACY_ASSESSMENT_COLUMNS,
  CONFIDENCE_PARTS,
  COVERAGE_COLUMNS,
  HEADER_VERDICT_LABELS,
  REPORT_HEADER,
  REPORT_SECTIONS,
  SURFACE_COVERAGE_COLUMNS,
  type ConfidencePart,
  type ReportSectionKey,
} from '../vocabulary/report.js';
import { readAudits } from './audit.js';
import { readFindings } from './findings.js';
import { readInlineFields } from '../plan/inline-labels.js';
import type {
  AdequacyAssessment,
  CoverageLine,
  Disclosure,
  LabelledValue,
  Report,
  ReportTitle,
  SurfaceRow,
} from './model.js';
import { readResults } from './results.js';
import { splitTitled, type TitledPart } from './titled.js';
import { readSessionVerdict, readVerdicts, type SessionVerdictMention } from './verdict-cell.js';

const HEADER_LABELS = labelIndex(REPORT_HEADER);
const CONFIDENCE_LABELS = labelIndex(CONFIDENCE_PARTS);
type Part = TitledPart<ReportSectionKey>;

/** Reads a findings report (formats.md §3). Never fails: what cannot be read is missing from the model. */
export function parseReport(source: Source): Report {
  return reportOf(parseDocument(source));
}

/** The report in a document that is already parsed. */
export function reportOf(document: Document): Report {
  const { head, sections } = splitTitled(document, REPORT_SECTIONS);
  const of = (key: ReportSectionKey): Part[] => sections.filter((section) => section.key === key);
  const { results, anonymousRows } = readResults(of('results'));
  return {
    kind: 'report',
    source: document.source,
    document,
    title: readTitle(head),
    header: readHeader(head, HEADER_LABELS),
    sections,
    sessionVerdict: sessionVerdictOf(head, of('summary')),
    results,
    anonymousRows,
    findings: readFindings(of('findings').flatMap((section) => section.lines)),
    coverage: of('coverage').flatMap(readCoverage),
    disclosures: of('disclosures').flatMap(readDisclosures),
    surfaces: of('surfaces').flatMap((section) => readSurfaces(section, results)),
    adequacy: of('adequacy').flatMap(readAdequacy),
    confidence: of('confidence').flatMap(readConfidence),
    audits: readAudits(of('audit').flatMap((section) => section.lines)),
  };
}

/** The labelled fields before the first section; a value is what stands on the label's own line. */
export function readHeader<K extends string>(
  head: readonly Block[],
  labels: ReadonlyMap<string, K>,
): LabelledValue<K>[] {
  const lines = linesOf(head);
  const fields = readFields(lines, labels);
  const inline = paragraphs({ lines }).flatMap((text) => readInlineFields(text, labels));
  const rows = readRowFields(lines, labels);
  const [most = fields] = [fields, inline, rows].sort((a, b) => b.length - a.length);
  return most.map(({ key, label, labelRange, value }) => ({
    key,
    label,
    labelRange,
    value: value.lines()[0] ?? value,
  }));
}

function readTitle(head: readonly Block[]): ReportTitle | undefined {
  const heading = head.find((block) => block.kind === 'heading' && block.level === 1);
  if (heading?.kind !== 'heading') return undefined;
  const rest = /^\s*(?:findings(?:\s+report)?|report)\s*(?:[:—–]|-{1,2}\s)\s*(.*)$/is.exec(heading.text.value)?.[1];
  const at = rest?.lastIndexOf('@') ?? -1;
  const slug = (at === -1 ? rest : rest?.slice(0, at))?.trim();
  const utc = at === -1 ? undefined : rest?.slice(at + 1).trim();
  return {
    slug: slug === '' ? undefined : slug,
    utc: utc === '' ? undefined : utc,
    text: heading.text,
    range: heading.text.visible,
  };
}

function sessionVerdictOf(head: readonly Block[], summaries: readonly Part[]): Report['sessionVerdict'] {
  const texts = (lines: readonly Line[]): Text[] =>
    lines.flatMap((line) => (line.kind === 'row' ? line.row.cells : line.kind === 'code' ? [] : [line.text]));
  const summary = summaries.flatMap((section) => [section.heading.text, ...texts(section.lines)]);
  const header = texts(linesOf(head));
  const labelled = (lines: readonly Text[]): SessionVerdictMention | undefined => {
    for (const line of lines) {
      const split = splitLabel(line);
      if (split === undefined || !HEADER_VERDICT_LABELS.includes(normaliseLabel(split.label))) continue;
      const found = readSessionVerdict(split.rest, true);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const named = labelled(summary) ?? headline(summary);
  const above = labelled(header);
  // A label in the header counts more than a word of the summary that says otherwise; where both agree, a reader found it.
  if (above !== undefined && labelled(summary) === undefined && named?.value !== above.value)
    return { ...above, inHeader: true };
  return named === undefined ? undefined : { ...named, inHeader: false };
}

/** The session verdict in the words of a summary: "Session verdict is DONE", "DONE_WITH_CONCERNS. Nothing failed." */
function headline(summary: readonly Text[]): SessionVerdictMention | undefined {
  for (const line of summary) {
    // "Session verdict is DONE", in a sentence.
    const phrase = /\b(?:session|overall)\s+(?:verdict|result|outcome)\b\W{0,6}(?:is\s+|was\s+)?/i.exec(line.value);
    const rest = phrase === null ? undefined : line.slice(phrase.index + phrase[0].length);
    const found = rest === undefined ? readSessionVerdict(line, false) : readSessionVerdict(rest, true);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readCoverage(section: Part): CoverageLine[] {
  const found: CoverageLine[] = [];
  for (const table of section.tables)
    for (const { row, cell } of keyedRows(table, COVERAGE_COLUMNS)) {
      const text = Text.join(row.cells, row.range.end);
      const own = cell('hypothesis') ?? row.cells[0];
      found.push({
        range: row.cells[0]?.visible ?? row.range,
        hypotheses: own === undefined ? [] : refsIn(own, 'H', true),
        scenarios: refsIn(cell('scenario') ?? text, 'S', true),
        text,
        result: cell('result'),
      });
    }
  for (const text of paragraphs(section)) {
    const hypotheses = refsIn(text, 'H', true);
    if (hypotheses.length > 0)
      found.push({ range: text.visible, hypotheses, scenarios: refsIn(text, 'S', true), text, result: text });
  }
  return found;
}

/** List items and paragraphs as one text each, however they are wrapped. */
export function paragraphs(section: Pick<Part, 'lines'>): Text[] {
  const groups: Text[][] = [];
  for (const line of section.lines) {
    if (line.kind !== 'text') continue;
    if (line.start || line.itemStart || groups.length === 0) groups.push([line.text]);
    else groups.at(-1)?.push(line.text);
  }
  return groups.map((parts) => Text.join(parts, parts[0]?.range.start ?? 0));
}

function readConfidence(section: Part): Field<ConfidencePart>[] {
  const rows = readRowFields(section.lines, CONFIDENCE_LABELS);
  const fields = readFields(section.lines, CONFIDENCE_LABELS);
  // "**More:** … **Less:** … **Unchanged:** …" in one paragraph: the first label would take all of it.
  const inline = paragraphs(section).flatMap((text) => readInlineFields(text, CONFIDENCE_LABELS));
  return inline.length > fields.length ? inline : [...fields, ...rows];
}

function readDisclosures(section: Part): Disclosure[] {
  const rows = section.tables.flatMap((table) => table.rows.map((row) => Text.join(row.cells, row.range.end)));
  return [...paragraphs(section), ...rows].map((text) => ({ scenarios: refsIn(text, 'S', true), text }));
}

function readSurfaces(section: Part, results: Report['results']): SurfaceRow[] {
  const whole = (id: string): boolean => {
    const own = results.filter((entry) => entry.id === id);
    return own.length > 0 && own.every((entry) => entry.arm === undefined);
  };
  return section.tables.flatMap((table) =>
    keyedRows(table, SURFACE_COVERAGE_COLUMNS).map(({ row, cell }): SurfaceRow => {
      const scenario = cell('scenario') ?? row.cells[0];
      const surface = cell('surface');
      const verdict = cell('verdict');
      // "S5 | feed" is the arm S5/feed, where the surface is one word and the scenario has arms.
      const arm = /^\s*`?([\w-]{1,40})`?\s*$/.exec(surface?.value ?? '')?.[1];
      return {
        row,
        scenario,
        refs:
          scenario === undefined
            ? []
            : refsIn(scenario, 'S', true).map((ref) =>
                arm === undefined || ref.arm !== undefined || whole(ref.id) ? ref : { ...ref, arm },
              ),
        surface,
        positive: cell('positive'),
        negative: cell('negative'),
        verdict: verdict === undefined ? undefined : readVerdicts(verdict),
        reason: cell('reason'),
      };
    }),
  );
}

function readAdequacy(section: Part): AdequacyAssessment[] {
  const rows = section.tables.flatMap((table) =>
    keyedRows(table, ADEQUACY_ASSESSMENT_COLUMNS).map(({ row, cell }): AdequacyAssessment => {
      const claim = cell('claim') ?? row.cells[0];
      return {
        range: row.cells[0]?.visible ?? row.range,
        claims: claim === undefined ? [] : refsIn(claim, 'CM', true),
        argument: cell('argument'),
        ran: cell('ran'),
        after: cell('after'),
      };
    }),
  );
  // Without a table, a list with a claim at the head of each item does the same.
  const items = paragraphs(section).flatMap((text): AdequacyAssessment[] => {
    const claims = refsIn(text, 'CM', true).filter(({ at }) => at < 12);
    return claims.length === 0 ? [] : [{ range: text.visible, claims, argument: undefined, ran: text, after: text }];
  });
  return [...rows, ...items];
}
