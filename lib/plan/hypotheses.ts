import { canonicalId, refsIn, type Ref } from '../document/ids.js';
import { labelIndex, normaliseLabel, splitLabel } from '../document/labels.js';
import type { Line } from '../document/lines.js';
import type { Range } from '../document/source.js';
import { Text } from '../document/text.js';
import { HYPOTHESIS_CATEGORIES } from '../vocabulary/claims.js';
import { HYPOTHESIS_COLUMNS } from '../vocabulary/columns.js';
import { readId } from './claims.js';
import type { Hypothesis, Section } from './model.js';
import { columnsOf, keyedRows } from './tables.js';

const LABELS = labelIndex([
  {
    key: 'falsifies',
    label: 'Could falsify',
    aliases: [
      'falsifies',
      'could regress',
      'surfaces',
      'could violate',
      'could break',
      'claims',
      'claim',
      'ties to',
      'targets',
    ],
  },
  { key: 'because', label: 'Suspected because', aliases: ['because', 'why', 'reason', 'suspected'] },
  { key: 'subsystem', label: 'Subsystem', aliases: ['component', 'area', 'subsystems'] },
] as const);

/** `H7`, `H07.`, `**H7. Title**`, `Hypothesis H7:` at the head of a line. */
const HEAD = /^\s*(?:hypothesis\s+)?H-?(\d{1,4})([a-z]?)(?=[\s.:)—–,-]|$)/i;
/** The end of a line whose sentence, or list of ids in brackets, goes on in the next line. */
const GOES_ON = /(?:[,(;/&+→]|\b(?:and|or|nor|to|in|of|by|with|as|see|for|from|than|on|both|is|are))\s*$/i;
/** Phrases that tie a hypothesis to a claim in running prose. */
const TIE = /\b(?:falsif(?:y|ies)|regress(?:es)?|violates?|breaks?|surfaces?|contradicts?|threatens?)\b/gi;

interface Draft {
  id: string;
  idRange: Range;
  withdrawn: boolean;
  head: Text;
  parts: Text[];
  fields: Map<string, Text[]>;
  field: string | undefined;
}

/** Reads §4, whether its hypotheses are list items, paragraphs, headings or table rows. */
export function readHypotheses(sections: readonly Section[]): Hypothesis[] {
  return sections
    .flatMap((section) => [...fromLines(section), ...fromTables(section)])
    .sort((a, b) => a.idRange.start - b.idRange.start);
}

function fromLines(section: Section): Hypothesis[] {
  const drafts: Draft[] = [];
  let open: Draft | undefined;
  let before = '';
  for (const line of section.lines) {
    if (line.kind === 'code' || line.kind === 'row') continue;
    const { text } = line;
    const head = HEAD.exec(text.value);
    const begins =
      line.kind === 'heading' ||
      line.itemStart ||
      line.start ||
      (/^\s*(?:H\d|\*\*)/.test(text.value) && !GOES_ON.test(before));
    before = text.value;
    if (head !== null && begins && opensHypothesis(text, head[0].length)) {
      const at = head[0].length - head[0].trimStart().length;
      const rest = text.slice(head[0].length);
      open = {
        id: canonicalId('H', head[1] ?? '', head[2] ?? ''),
        idRange: text.source(text.value.indexOf('H', at) === -1 ? at : text.value.search(/H-?\d/i), head[0].length),
        withdrawn: text.isMarked('strike', at, head[0].length),
        head: rest,
        parts: [rest],
        fields: new Map(),
        field: undefined,
      };
      drafts.push(open);
      continue;
    }
    if (line.kind === 'heading') {
      // A heading groups hypotheses by subsystem or opens another part of the section.
      open = undefined;
      continue;
    }
    if (open === undefined) continue;
    const split = splitLabel(text);
    const key = split === undefined ? undefined : LABELS.get(normaliseLabel(split.label));
    if (key === undefined && groupLabel(line) !== undefined) {
      open = undefined;
      continue;
    }
    if (split !== undefined && key !== undefined) {
      open.field = key;
      open.fields.set(key, [...(open.fields.get(key) ?? []), split.rest]);
    } else if (line.start && line.depth === 0 && !line.itemStart) {
      // A paragraph of its own behind the list is the section's prose, unless the hypothesis is prose itself.
      if (open.fields.size > 0) {
        open = undefined;
        continue;
      }
    } else if (open.field !== undefined) {
      if (line.itemStart) open.field = undefined;
      else open.fields.get(open.field)?.push(text);
    }
    open.parts.push(text);
  }
  return drafts.map(finish);
}

const CATEGORY_LABEL = new RegExp(
  `^[\\d.\\s]*(?:${HYPOTHESIS_CATEGORIES.flatMap(({ words }) => words).join('|')})s?(?!\\p{L})`,
  'iu',
);

/** The category in `**Liveness**` or `**Liveness:** N/A, …`, which stands in the place of a heading above hypotheses. */
export function groupLabel(line: Line): Text | undefined {
  if (line.kind !== 'text' || !line.start || line.depth > 1) return undefined;
  const split = splitLabel(line.text);
  if (split === undefined || (line.depth > 0 && !line.itemStart)) return undefined;
  return CATEGORY_LABEL.test(split.label) ? split.at : undefined;
}

/** `H3 and H4 share a cause` is prose about hypotheses, not the opening of one. */
function opensHypothesis(text: Text, end: number): boolean {
  const rest = text.value.slice(end);
  return (
    /^\s*(?:$|[.:)—–-]|\*|\(|"|“)/.test(rest) ||
    text.marks.some((mark) => mark.kind === 'strong' && mark.start <= end + 1 && mark.end > end - 2)
  );
}

function finish(draft: Draft): Hypothesis {
  const join = (parts: readonly Text[] | undefined): Text | undefined =>
    parts === undefined ? undefined : Text.join(parts, draft.idRange.end).trim();
  const text = Text.join(draft.parts, draft.idRange.end);
  const field = join(draft.fields.get('falsifies'));
  const title = draft.head.value.replace(/^[\s.:)—–*-]+/, '');
  const bold = draft.head.marks.find((mark) => mark.kind === 'strong');
  return {
    id: draft.id,
    idRange: draft.idRange,
    title: (bold === undefined
      ? (title.split(/\s[—–-]{1,2}\s|\.\s/)[0] ?? title)
      : draft.head.value.slice(bold.start, bold.end)
    ).replace(/^[\s.:)—–*-]+|[\s.:]+$/g, ''),
    text,
    falsifies: field === undefined ? tiesIn(text) : mergeRefs(refsIn(field, 'CM', true), tiesIn(text)),
    because: join(draft.fields.get('because')),
    subsystem: join(draft.fields.get('subsystem')),
    withdrawn: draft.withdrawn,
  };
}

/** Ids that follow a phrase such as "could falsify" up to the end of its sentence; all ids where there is no phrase. */
function tiesIn(text: Text): Ref[] {
  const refs = refsIn(text, 'CM');
  const phrases = [...text.value.matchAll(TIE)];
  if (phrases.length === 0) return refs;
  return refs.filter((ref) =>
    phrases.some((phrase) => phrase.index < ref.at && !/[.;]\s+[A-Z]/.test(text.value.slice(phrase.index, ref.at))),
  );
}

function mergeRefs(first: readonly Ref[], more: readonly Ref[]): Ref[] {
  const known = new Set(first.map((ref) => ref.id));
  return [...first, ...more.filter((ref) => !known.has(ref.id))];
}

function fromTables(section: Section): Hypothesis[] {
  return section.tables.flatMap((table) => {
    if (!columnsOf(table, HYPOTHESIS_COLUMNS).has('id')) return [];
    return keyedRows(table, HYPOTHESIS_COLUMNS).flatMap(({ row, cell }): Hypothesis[] => {
      const id = readId(cell('id'), 'H');
      if (id === undefined) return [];
      const statement = cell('statement');
      const falsifies = cell('falsifies');
      const text = Text.join([...row.cells], row.range.end);
      return [
        {
          id: id.id,
          idRange: id.range,
          title: (statement?.value ?? '').trim(),
          text,
          falsifies: falsifies === undefined ? tiesIn(text) : refsIn(falsifies, 'CM', true),
          because: cell('because'),
          subsystem: cell('subsystem'),
          withdrawn: id.withdrawn,
        },
      ];
    });
  });
}
