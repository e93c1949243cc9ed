import type { Block, Heading, Table } from '../document/blocks.js';
import { linesOf } from '../document/lines.js';
import type { Document } from '../document/parse.js';
import { isSectionKey, SECTIONS, sectionSpec, type SectionKey } from '../vocabulary/sections.js';
import type { Section } from './model.js';

const NUMBER = /^\s*(?:§\s*|(?:sec(?:tion)?|part)\.?\s+)?(\d{1,2})([a-z]?)(?![\w])(?!\.[\dA-Z])\s*[.:)—–-]{0,3}\s*/i;

interface Recognised {
  readonly key: SectionKey;
  readonly number: string | undefined;
  readonly title: string;
  readonly titleMatches: boolean;
}

/** A title as it is compared: lower case, words only, without a trailing remark in brackets or behind a dash. */
function normaliseTitle(title: string): string {
  return title
    .toLowerCase()
    .replace(/\s*[([].*$/, '')
    .replace(/\s+(?:—|–|--)\s.*$/, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const TITLES = new Map<string, SectionKey>();
for (const spec of SECTIONS)
  for (const name of [spec.title, ...spec.aliases]) TITLES.set(normaliseTitle(name), spec.key);

/** The section that a title, without its number, is the title of. */
export function sectionByTitle(title: string): SectionKey | undefined {
  return TITLES.get(normaliseTitle(title));
}

/** Reads a heading as a section's: by its number, else by its title. Undefined for any other heading. */
export function recogniseSection(heading: Heading, current: SectionKey | undefined): Recognised | undefined {
  const value = heading.text.value.replace(/\n/g, ' ').trim();
  const numbered = NUMBER.exec(value);
  const title = (numbered === null ? value : value.slice(numbered[0].length)).trim();
  const byTitle = TITLES.get(normaliseTitle(title));
  if (numbered === null) {
    // Without a number a heading is a section's only at the level where sections stand.
    if (byTitle === undefined || heading.level > 2 || byTitle === '7') return titleOnly(heading, byTitle, title);
    return { key: byTitle, number: undefined, title, titleMatches: true };
  }
  const digits = String(Number(numbered[1]));
  const letter = (numbered[2] ?? '').toLowerCase();
  const number = `${digits}${letter}`;
  if (isSectionKey(number)) {
    const matches = byTitle === number;
    // A level too deep is read only when number and title agree: `### 1. First step` is somebody's list.
    if (heading.level > 2 && !matches) return undefined;
    if (matches || byTitle === undefined) return { key: number, number, title, titleMatches: matches };
    return { key: number, number, title, titleMatches: false };
  }
  // `5a` and `5b` are parts of section 5, and stand for it where it has no heading of its own.
  if (letter !== '' && isSectionKey(digits) && (heading.level <= 2 || current === digits))
    return { key: digits, number, title, titleMatches: true };
  if (heading.level <= 2 && byTitle !== undefined) return { key: byTitle, number, title, titleMatches: true };
  return undefined;
}

function titleOnly(heading: Heading, key: SectionKey | undefined, title: string): Recognised | undefined {
  if (key !== '7' || heading.level > 2) return undefined;
  return { key, number: undefined, title, titleMatches: true };
}

/** Cuts a plan's top-level blocks into the header part and its sections. */
export function splitSections(document: Document): { head: Block[]; sections: Section[] } {
  const head: Block[] = [];
  const drafts: (Recognised & { heading: Heading; blocks: Block[] })[] = [];
  for (const block of document.blocks) {
    const current = drafts.at(-1);
    if (block.kind === 'heading') {
      const found = recogniseSection(block, current?.key);
      const part = found !== undefined && current?.key === found.key && found.number !== found.key;
      if (found !== undefined && !part) {
        drafts.push({ ...found, heading: block, blocks: [] });
        continue;
      }
    }
    (current?.blocks ?? head).push(block);
  }
  const sections = drafts.map(({ heading, blocks, ...rest }): Section => {
    const end = blocks.at(-1)?.range.end ?? heading.range.end;
    return {
      ...rest,
      heading,
      lines: linesOf(blocks),
      tables: tablesIn(blocks),
      range: { start: heading.range.start, end },
    };
  });
  return { head, sections };
}

/** Every table of a section, also inside lists; not those in block quotes. */
function tablesIn(blocks: readonly Block[]): Table[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'table') return [block];
    if (block.kind === 'list') return block.items.flatMap((item) => tablesIn(item.blocks));
    return [];
  });
}

/** How a section is called in messages: `§7b (Coverage adequacy argument)`. */
export function sectionName(key: SectionKey): string {
  return `§${key} (${sectionSpec(key).title})`;
}
