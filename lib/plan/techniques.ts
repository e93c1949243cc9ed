import { refsIn } from '../document/ids.js';
import { labelIndex, normaliseLabel, splitLabel } from '../document/labels.js';
import type { Range } from '../document/source.js';
import { Text } from '../document/text.js';
import type { ColumnSpec } from '../vocabulary/columns.js';
import { readInlineFields } from './inline-labels.js';
import type { Section, Technique } from './model.js';
import { columnsOf, keyedRows } from './tables.js';

const LABELS = labelIndex([
  {
    key: 'hypotheses',
    label: 'Hypotheses it addresses',
    aliases: ['hypotheses addressed', 'hypotheses', 'addresses', 'hypothesis'],
  },
  {
    key: 'catches',
    label: 'What it would catch that other techniques miss',
    aliases: [
      'what it would catch that the others miss',
      'what it catches that other techniques miss',
      'what it catches that the others miss',
      'what it catches',
      'what it would catch',
      'catches',
      'would catch',
      'what only it catches',
    ],
  },
  { key: 'reference', label: 'Reference', aliases: ['references', 'catalog reference', 'catalog'] },
  {
    key: 'cost',
    label: 'Cost / wall-clock estimate',
    aliases: [
      'cost',
      'cost / wall-clock',
      'cost and wall-clock',
      'wall-clock',
      'cost / wall clock',
      'cost estimate',
      'cost signal',
    ],
  },
] as const);

const COLUMNS: readonly ColumnSpec<'name' | 'hypotheses' | 'catches' | 'reference' | 'cost'>[] = [
  { key: 'name', label: 'Technique', aliases: ['name', 'id'] },
  { key: 'hypotheses', label: 'Hypotheses it addresses', aliases: ['hypotheses addressed', 'hypotheses', 'addresses'] },
  {
    key: 'catches',
    label: 'What it would catch that other techniques miss',
    aliases: [
      'what it would catch that the others miss',
      'what it catches that the others miss',
      'what it catches that other techniques miss',
      'what it catches',
      'what only it catches',
      'would catch',
      'catches',
    ],
  },
  { key: 'reference', label: 'Reference', aliases: ['references', 'catalog reference'] },
  { key: 'cost', label: 'Cost / wall-clock estimate', aliases: ['cost', 'cost wall clock', 'wall clock'] },
];

interface Draft {
  name: Text;
  /** What stands behind the name in the same paragraph. */
  rest: Text[];
  range: Range;
  fields: Map<string, Text[]>;
  field: string | undefined;
}

/** Reads §6: techniques as headings, bold paragraphs, list items or table rows. */
export function readTechniques(sections: readonly Section[]): Technique[] {
  return sections.flatMap((section) => [...fromLines(section), ...fromTables(section)]);
}

function fromLines(section: Section): Technique[] {
  const drafts: Draft[] = [];
  let open: Draft | undefined;
  for (const line of section.lines) {
    if (line.kind === 'code' || line.kind === 'row') continue;
    const split = splitLabel(line.text);
    const key = split === undefined ? undefined : LABELS.get(normaliseLabel(split.label));
    if (split !== undefined && key !== undefined) {
      if (open === undefined) continue;
      open.field = key;
      open.fields.set(key, [...(open.fields.get(key) ?? []), split.rest]);
      continue;
    }
    if (line.kind === 'heading' || opensTechnique(line.text, line.itemStart || line.start, line.depth)) {
      const bold = line.kind === 'text' ? splitLabel(line.text) : undefined;
      const inline = bold?.bold === true && !bold.rest.isBlank;
      open = {
        name: inline ? bold.at : line.text,
        rest: inline ? [bold.rest] : [],
        range: (inline ? bold.at : line.text).visible,
        fields: new Map(),
        field: undefined,
      };
      drafts.push(open);
    } else if (open !== undefined && !line.itemStart) {
      if (open.field !== undefined) open.fields.get(open.field)?.push(line.text);
      else if (!line.start && open.rest.length > 0) open.rest.push(line.text);
    }
  }
  for (const draft of drafts) if (draft.fields.size === 0) readRest(draft);
  // A heading or bold line without any of the fields was no technique.
  return drafts.filter((draft) => draft.fields.size > 0).map(finish);
}

/** `**Power loss**: H2. Catches lost acknowledgements. Reference: crash-recovery-and-upgrade.md. Cost: a day.` */
function readRest({ rest, range, fields }: Draft): void {
  if (rest.length === 0) return;
  const text = Text.join(rest, range.end);
  for (const { key, value } of readInlineFields(text, LABELS, true)) if (!fields.has(key)) fields.set(key, [value]);
  if (!fields.has('hypotheses') && refsIn(text, 'H', true).length > 0) fields.set('hypotheses', [text]);
}

function opensTechnique(text: Text, start: boolean, depth: number): boolean {
  if (!start || depth > 1) return false;
  const lead = text.value.length - text.value.trimStart().length;
  return (
    /^\s*T\d+[.:)]?\s/.test(text.value) ||
    text.marks.some((mark) => mark.kind === 'strong' && mark.start <= lead && mark.end > lead)
  );
}

function finish(draft: Draft): Technique {
  const get = (key: string): Text | undefined => {
    const parts = draft.fields.get(key);
    return parts === undefined ? undefined : Text.join(parts, draft.range.end).trim();
  };
  const hypothesesField = get('hypotheses');
  return {
    ...named(draft.name),
    range: draft.range,
    hypotheses: hypothesesField === undefined ? [] : refsIn(hypothesesField, 'H', true),
    hypothesesField,
    catches: get('catches'),
    reference: get('reference'),
    cost: get('cost'),
  };
}

function named(text: Text): { id: string | undefined; name: string } {
  const match = /^\s*(T\d{1,3})[.:)\s—–-]+/.exec(text.value);
  const name = (match === null ? text.value : text.value.slice(match[0].length)).trim();
  return { id: match?.[1], name: name.replace(/[.:]+$/, '') };
}

function fromTables(section: Section): Technique[] {
  return section.tables.flatMap((table) => {
    const columns = columnsOf(table, COLUMNS);
    if (!columns.has('name') || columns.size < 2) return [];
    return keyedRows(table, COLUMNS).flatMap(({ row, cell }): Technique[] => {
      const name = cell('name');
      if (name === undefined || name.isBlank) return [];
      const hypothesesField = cell('hypotheses');
      return [
        {
          ...named(name),
          range: name.visible,
          hypotheses: hypothesesField === undefined ? [] : refsIn(hypothesesField, 'H', true),
          hypothesesField,
          catches: cell('catches'),
          reference: cell('reference'),
          cost: cell('cost'),
        },
      ].map((technique) => ({
        ...technique,
        range: technique.range.end > technique.range.start ? technique.range : row.range,
      }));
    });
  });
}
