import type { Code } from '../document/blocks.js';
import { normaliseLabel, splitLabel } from '../document/labels.js';
import type { Line } from '../document/lines.js';
import { Text } from '../document/text.js';
import type { Range } from '../document/source.js';
import type { Field } from './model.js';

/**
 * Reads labelled fields from a run of lines. A known label at the head of a line opens a field; what follows, in
 * nested lists, table rows and code too, belongs to it until the next known label or a bold unknown one.
 */
export function readFields<K extends string>(lines: readonly Line[], labels: ReadonlyMap<string, K>): Field<K>[] {
  const fields: Field<K>[] = [];
  let open: { key: K; label: string; labelRange: Range; parts: Text[]; codes: Code[]; depth: number } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { key, label, labelRange, parts, codes } = open;
    const visible = parts.filter((part) => !part.isBlank);
    fields.push({ key, label, labelRange, value: Text.join(visible, labelRange.end).trim(), codes });
    open = undefined;
  };
  for (const line of lines) {
    if (line.kind === 'code') {
      open?.codes.push(line.block);
      continue;
    }
    if (line.kind === 'row') {
      open?.parts.push(...line.row.cells);
      continue;
    }
    if (line.kind === 'heading') {
      close();
      // `#### Skeleton`: the heading is the label, and what follows is the value.
      const key = labels.get(normaliseLabel(line.text.value));
      if (key !== undefined) {
        const { visible } = line.text;
        open = { key, label: line.text.value.trim(), labelRange: visible, parts: [], codes: [], depth: 0 };
        continue;
      }
    }
    const split = splitLabel(line.text);
    // A plain label in the middle of a paragraph must look like one: prose has colons, too.
    const credible =
      split !== undefined && (split.bold || line.kind === 'heading' || line.itemStart || /^[A-Z]/.test(split.label));
    const key = credible ? labels.get(normaliseLabel(split.label)) : undefined;
    // "Nemesis: … Landing evidence: …" in running text is one field, wherever the line is wrapped.
    const continued =
      key !== undefined && key === open?.key && split?.bold === false && line.kind === 'text' && !line.itemStart;
    if (split !== undefined && key !== undefined && !continued) {
      close();
      const depth = line.kind === 'text' ? line.depth : 0;
      open = { key, label: split.label, labelRange: split.at.visible, parts: [split.rest], codes: [], depth };
    } else if (
      line.kind === 'text' &&
      split?.bold === true &&
      open !== undefined &&
      line.itemStart &&
      line.depth <= open.depth
    ) {
      // A field of the author's own beside the known ones ends what came before it.
      close();
    } else if (line.kind === 'text') {
      open?.parts.push(line.text);
    }
  }
  close();
  return fields;
}

/** Labelled fields that are written as rows of a table of two columns, `| Severity | P0 |`. */
export function readRowFields<K extends string>(lines: readonly Line[], labels: ReadonlyMap<string, K>): Field<K>[] {
  return lines.flatMap((line): Field<K>[] => {
    const [label, ...rest] = line.kind === 'row' ? line.row.cells : [];
    const key = label === undefined ? undefined : labels.get(normaliseLabel(label.value));
    if (line.kind !== 'row' || label === undefined || key === undefined) return [];
    const value = Text.join(rest, line.row.range.end);
    return [{ key, label: label.value.trim(), labelRange: label.visible, value, codes: [] }];
  });
}

/** The first field with that key. */
export function fieldOf<K extends string>(fields: readonly Field<K>[], key: K): Field<K> | undefined {
  return fields.find((field) => field.key === key);
}
