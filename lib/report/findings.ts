import type { Row, Table } from '../document/blocks.js';
import { canonicalId, refsIn } from '../document/ids.js';
import { labelIndex } from '../document/labels.js';
import type { Line } from '../document/lines.js';
import type { Range } from '../document/source.js';
import { Text } from '../document/text.js';
import { fieldOf, readFields, readRowFields } from '../plan/fields.js';
import type { Field } from '../plan/model.js';
import { columnsOf } from '../plan/tables.js';
import { FINDING_FIELDS, type FindingFieldKey } from '../vocabulary/report.js';
import type { ReportFinding } from './model.js';

const LABELS = labelIndex(FINDING_FIELDS);
const HEADING = /^\s*(?:finding\s+)?F-?(\d{1,4})(?!\w)\s*(?:\([^)]*\))?\s*(?:[:.—–]|-{1,3}(?=\s)|\s|$)\s*(.*)$/is;
/** A paragraph or list item that is a finding: `**Finding F1: lost ack.** In S2 …`. */
const OPENING = /^\s*(?:finding\s+)?F-?(\d{1,4})\s*(?:\([^)]*\))?\s*(?:[:.—–]|-{1,2}\s)\s*(.*)$/is;

const ROW = /^\s*(?:finding\s+)?F-?(\d{1,4})(?!\w)[\s:.—–-]*(.*)$/is;

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly range: Range;
  readonly head: Text | undefined;
  readonly lines: Line[];
  /** Set where the finding is a row of a table. */
  readonly fields?: readonly Field<FindingFieldKey>[];
}

/** Reads findings from the lines of a section or of a file of their own. */
export function readFindings(lines: readonly Line[]): ReportFinding[] {
  const drafts: Draft[] = [];
  for (const line of lines) {
    const row = line.kind === 'row' ? draftOfRow(line.row, line.table) : undefined;
    if (row !== undefined) {
      drafts.push(row);
      continue;
    }
    if (line.kind === 'heading') {
      const match = HEADING.exec(line.text.value);
      if (match !== null) {
        drafts.push({
          id: canonicalId('F', match[1] ?? ''),
          title: (match[2] ?? '').trim(),
          range: line.text.visible,
          head: undefined,
          lines: [],
        });
        continue;
      }
    } else if (line.kind === 'text' && (line.start || line.itemStart)) {
      const match = OPENING.exec(line.text.value);
      if (match !== null) {
        const title = (match[2] ?? '').split(/[.—–]\s/)[0] ?? '';
        const id = canonicalId('F', match[1] ?? '');
        // "**F1** again" inside another finding speaks of one that was there before.
        if (!drafts.some((draft) => draft.id === id)) {
          drafts.push({ id, title: title.trim(), range: line.text.visible, head: line.text, lines: [] });
          continue;
        }
      }
    }
    drafts.at(-1)?.lines.push(line);
  }
  return drafts.map(findingOf);
}

function findingOf({ id, title, range, head, lines: body, fields: own }: Draft): ReportFinding {
  const listed = own ?? readFields(body, LABELS);
  const rows = listed.length < 3 ? readRowFields(body, LABELS) : [];
  const fields = rows.length > listed.length ? rows : listed;
  const texts = body.flatMap((line) =>
    line.kind === 'text' || line.kind === 'heading' ? [line.text] : line.kind === 'row' ? line.row.cells : [],
  );
  const text = Text.join(head === undefined ? texts : [head, ...texts], range.end);
  const scenario = fieldOf(fields, 'scenario')?.value ?? text;
  const hypothesis = fieldOf(fields, 'hypothesis')?.value ?? text;
  return {
    id,
    title,
    range,
    fields,
    text,
    scenarios: refsIn(scenario, 'S', true),
    hypotheses: refsIn(hypothesis, 'HM', true),
  };
}

/** `| F1 | S2 | stale read | SUT | P0 |`: a row of a table of findings, with its columns as the fields. */
function draftOfRow(row: Row, table: Table): Draft | undefined {
  const [first] = row.cells;
  const match = first === undefined ? null : ROW.exec(first.value);
  const at = columnsOf(table, FINDING_FIELDS);
  if (first === undefined || match === null || at.size < 2) return undefined;
  const fields = [...at].flatMap(([key, i]): Field<FindingFieldKey>[] => {
    const value = row.cells[i];
    const label = table.header.cells[i]?.value.trim() ?? key;
    return value === undefined ? [] : [{ key, label, labelRange: first.visible, value, codes: [] }];
  });
  return {
    id: canonicalId('F', match[1] ?? ''),
    title: (match[2] ?? '').trim(),
    range: first.visible,
    head: Text.join(row.cells, row.range.end),
    lines: [],
    fields,
  };
}
