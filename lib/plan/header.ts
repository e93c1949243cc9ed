import type { Block } from '../document/blocks.js';
import { labelIndex } from '../document/labels.js';
import { linesOf } from '../document/lines.js';
import { HEADER_FIELDS, PLAN_MODES, type PlanMode } from '../vocabulary/header.js';
import { readFields } from './fields.js';
import type { HeaderField, Title } from './model.js';

const LABELS = labelIndex(HEADER_FIELDS);

/** Reads the title and the labelled fields before the first section. */
export function readHead(head: readonly Block[]): { title: Title | undefined; header: HeaderField[] } {
  const heading = head.find((block) => block.kind === 'heading' && block.level === 1);
  let title: Title | undefined;
  if (heading?.kind === 'heading') {
    const slug = /^\s*test\s+plan\s*(?:[:—–]|-{1,2}\s)\s*(.*)$/is.exec(heading.text.value)?.[1]?.trim();
    title = { slug: slug === '' ? undefined : slug, text: heading.text, range: heading.text.visible };
  }
  const header = readFields(linesOf(head), LABELS).map(({ key, label, labelRange, value }) => ({
    key,
    label,
    labelRange,
    // A field is one line; what follows it in the paragraph is prose.
    value: value.lines()[0] ?? value,
  }));
  return { title, header };
}

/** The plan's mode as the header gives it; a remark behind it is allowed, both values at once are the template's. */
export function readMode(header: readonly HeaderField[]): PlanMode | undefined {
  const value =
    header
      .find((field) => field.key === 'mode')
      ?.value.value.toLowerCase()
      .replace(/\s+/g, '-') ?? '';
  const found = PLAN_MODES.filter((mode) => value.includes(mode));
  return found.length === 1 ? found[0] : undefined;
}
