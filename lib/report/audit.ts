import { refsIn } from '../document/ids.js';
import type { Line } from '../document/lines.js';
import type { Range } from '../document/source.js';
import { Text } from '../document/text.js';
import { RED_FLAGS, WEAK_ORACLES } from '../vocabulary/evidence-files.js';
import type { AuditBlock, AuditBox } from './model.js';
import { armKey } from './verdict-cell.js';

const BOX = /^\s*\[([ xX✓✔]?)\]\s*/;
const TICK = /^\s*(?:\[[ xX✓✔]?\]|[✓✔✅☑☐❌])\s*$/;
const ITEM = /^\s*(?:\[([ xX✓✔]?)\]\s*)?\(?([RW])-?(\d{1,2})\b[).:]?\s*/;

/** What stands in brackets in the boxes of the public template. */
const INSTRUCTION =
  /^(?:cite\b|rule out\b|SUT did not swallow|duration justified|not\s+symmetric|re-baselined if|post-fault, SUT returned|one PASS is not|grep'd SUT log|or N\/A)/i;

interface Draft {
  keys: string[];
  range: Range;
  items: AuditBox[];
  /** Which list unnumbered boxes belong to, and how many of it were seen. */
  list: 'R' | 'W';
  seen: { R: number; W: number };
}

/**
 * Reads the green-but-broken check: a block for each heading that names a scenario or arm. Boxes without an id are
 * counted in the order of the two lists.
 */
export function readAudits(lines: readonly Line[]): AuditBlock[] {
  const drafts: Draft[] = [];
  const open = (keys: string[], range: Range): Draft => {
    const draft: Draft = { keys, range, items: [], list: 'R', seen: { R: 0, W: 0 } };
    drafts.push(draft);
    return draft;
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) continue;
    const text = line.kind === 'heading' || line.kind === 'text' ? line.text : undefined;
    if (line.kind === 'row') {
      const [first, second] = line.row.cells;
      // The box may have a column of its own before the id.
      const item =
        ITEM.exec(first?.value ?? '') ?? (TICK.test(first?.value ?? '') ? ITEM.exec(second?.value ?? '') : null);
      if (item !== null) addRow(drafts.at(-1) ?? open([], line.row.range), line.row.cells, item);
      continue;
    }
    if (text === undefined) continue;
    const box = BOX.exec(text.value) ?? (line.kind === 'text' && line.itemStart ? ITEM.exec(text.value) : null);
    if (box === null) {
      const heading = line.kind === 'heading' || (line.kind === 'text' && line.start && isTitle(text));
      const refs = heading ? refsIn(text, 'S', true) : [];
      if (refs.length > 0) open([...new Set(refs.map((ref) => armKey(ref.id, ref.arm?.toLowerCase())))], text.visible);
      const last = drafts.at(-1);
      if (/\bweak[- ]?oracle/i.test(text.value) && last !== undefined) last.list = 'W';
      else if (/\bred[- ]?flag/i.test(text.value) && last !== undefined) last.list = 'R';
      continue;
    }
    const parts = [text];
    const depth = line.kind === 'text' ? line.depth : 0;
    for (let next = lines[i + 1]; next?.kind === 'text' && belongs(next, depth); next = lines[i + 1]) {
      parts.push(next.text);
      i++;
    }
    addBox(drafts.at(-1) ?? open([], text.visible), Text.join(parts, text.range.start));
  }
  return drafts;
}

/** A line that continues a box: wrapped, or an item or paragraph below it that is no box itself. */
function belongs(line: Line & { kind: 'text' }, depth: number): boolean {
  if (!line.itemStart && !line.start) return true;
  return depth > 0 && !BOX.test(line.text.value) && (line.itemStart ? line.depth > depth : line.depth >= depth);
}

/** A short line in bold, or one that ends in a colon, opens a block as a heading does. */
function isTitle(text: Text): boolean {
  const value = text.value.trim();
  return value.length < 120 && (text.marks[0]?.kind === 'strong' || value.endsWith(':'));
}

function addBox(draft: Draft, text: Text): void {
  const item = ITEM.exec(text.value);
  const box = BOX.exec(text.value);
  const list = (item?.[2] as 'R' | 'W' | undefined) ?? draft.list;
  const number = item === null ? draft.seen[list] + 1 : Number(item[3]);
  draft.seen[list] = number;
  const known = list === 'R' ? RED_FLAGS : WEAK_ORACLES;
  if (number > known.length || number < 1) return;
  const start = (item ?? box)?.[0].length ?? 0;
  draft.items.push({
    id: `${list}${number}`,
    ticked: box === null || box[1]?.trim() !== '',
    text,
    evidence: evidenceOf(text, start, {
      question: known[number - 1]?.question ?? '',
      labelled: item?.[0].includes(':') === true,
    }),
    range: text.visible,
  });
}

function addRow(draft: Draft, cells: readonly Text[], item: RegExpExecArray): void {
  const list = item[2] as 'R' | 'W';
  const number = Number(item[3]);
  const known = list === 'R' ? RED_FLAGS : WEAK_ORACLES;
  const first = cells[0];
  if (number > known.length || number < 1 || first === undefined) return;
  const answer = cells.map((cell) => cell.value).join(' ');
  const open = /\[ \]|\bopen\b|☐/i.test(answer);
  draft.items.push({
    id: `${list}${number}`,
    ticked: !open,
    text: Text.join(cells, first.range.end),
    evidence: cells.at(-1) ?? Text.empty(first.range.end),
    range: first.visible,
  });
}

/** What names a thing: a file, a folder, a figure. */
const PLACE = /\d|\/|\.(?:json|jsonl|log|csv|md|txt)\b/;

/**
 * What stands behind the question: behind its words where they are the list's own, else behind the first colon; all of it where
 * the id alone stands before a colon and what follows names something (`R1: drops 0 → 7`).
 */
function evidenceOf(
  text: Text,
  start: number,
  { question, labelled }: { readonly question: string; readonly labelled: boolean },
): Text {
  const rest = text.value.slice(start);
  const flat = rest.replace(/\s/g, ' ');
  if (flat.startsWith(question)) return text.slice(start + question.length + 1).trim();
  const colon = rest.search(/[:—–→?](?:\s|$)|\s-{1,2}\s|\n/);
  if (colon !== -1) return text.slice(start + colon + (/[\s-]/.test(rest[colon] ?? '') ? 0 : 1)).trim();
  // "(412 ops/s, metrics/rate.csv)"; the public template's own brackets only say what to cite.
  const brackets = [...rest.matchAll(/\(([^()]{2,300})\)/g)].filter(([, inner]) => !INSTRUCTION.test(inner ?? ''));
  const last = brackets.at(-1);
  if (last === undefined && labelled && PLACE.test(rest)) return text.slice(start).trim();
  return last === undefined
    ? Text.empty(text.range.end)
    : text.slice(start + last.index + 1, start + last.index + last[0].length - 1);
}
