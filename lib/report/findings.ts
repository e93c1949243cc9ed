import { canonicalId, refsIn } from '../document/ids.js';
import { labelIndex } from '../document/labels.js';
import type { Line } from '../document/lines.js';
import type { Range } from '../document/source.js';
import { Text } from '../document/text.js';
import { fieldOf, readFields } from '../plan/fields.js';
import { FINDING_FIELDS } from '../vocabulary/report.js';
import type { ReportFinding } from './model.js';

const LABELS = labelIndex(FINDING_FIELDS);
const HEADING = /^\s*(?:finding\s+)?F-?(\d{1,4})(?!\w)\s*(?:\([^)]*\))?\s*(?:[:.—–]|-{1,3}(?=\s)|\s|$)\s*(.*)$/is;
/** A paragraph or list item that is a finding: `**Finding F1: lost ack.** In S2 …`. */
const OPENING = /^\s*(?:finding\s+)?F-?(\d{1,4})\s*(?:\([^)]*\))?\s*(?:[:.—–]|-{1,2}\s)\s*(.*)$/is;

/** Reads findings from the lines of a section or of a file of their own. */
export function readFindings(lines: readonly Line[]): ReportFinding[] {
  const drafts: { id: string; title: string; range: Range; head: Text | undefined; level: number; lines: Line[] }[] =
    [];
  for (const line of lines) {
    if (line.kind === 'heading') {
      const match = HEADING.exec(line.text.value);
      if (match !== null) {
        const { level } = line.block;
        drafts.push({
          id: canonicalId('F', match[1] ?? ''),
          title: (match[2] ?? '').trim(),
          range: line.text.visible,
          head: undefined,
          level,
          lines: [],
        });
        continue;
      }
    } else if (line.kind === 'text' && (line.start || line.itemStart)) {
      const match = OPENING.exec(line.text.value);
      const bold = line.text.marks.some((mark) => mark.kind === 'strong' && mark.start <= 2);
      if (match !== null && (bold || /^\s*finding\b/i.test(line.text.value)) && drafts.at(-1)?.level !== 3) {
        const title = (match[2] ?? '').split(/[.—–]\s/)[0] ?? '';
        const id = canonicalId('F', match[1] ?? '');
        drafts.push({ id, title: title.trim(), range: line.text.visible, head: line.text, level: 9, lines: [] });
        continue;
      }
    }
    drafts.at(-1)?.lines.push(line);
  }
  return drafts.map(({ id, title, range, head, lines: body }) => {
    const fields = readFields(body, LABELS);
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
  });
}
