import type { Block, Heading, Table } from '../document/blocks.js';
import { linesOf, type Line } from '../document/lines.js';
import type { Document } from '../document/parse.js';
import type { Range } from '../document/source.js';
import type { TitledSection } from '../vocabulary/report.js';

/** A section of a report or a session log. */
export interface TitledPart<K extends string> {
  readonly key: K;
  readonly heading: Heading;
  readonly blocks: readonly Block[];
  readonly lines: readonly Line[];
  readonly tables: readonly Table[];
  readonly range: Range;
}

/** A title as it is compared: lower case, words only, without number and trailing remark. */
function normalise(title: string): string {
  return title
    .toLowerCase()
    .replace(/^\s*(?:§\s*)?\d{1,2}[a-z]?[.):]?\s+/, '')
    .replace(/\s*[([].*$/, '')
    .replace(/\s+(?:—|–|--)\s.*$/, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** Cuts a document into what stands before its first section, and its sections by their titles. */
export function splitTitled<K extends string>(
  document: Document,
  specs: readonly TitledSection<K>[],
): { head: Block[]; sections: TitledPart<K>[] } {
  const keys = sectionHeadings(document, specs);
  const head: Block[] = [];
  const drafts: { key: K | undefined; heading: Heading; blocks: Block[] }[] = [];
  for (const block of document.blocks) {
    if (block.kind === 'heading' && block.level <= 3) {
      const key = keys.get(block);
      const current = drafts.at(-1);
      // A heading of the author's own at the sections' level ends the section before it.
      const foreign =
        key === undefined && block.level <= 2 && current !== undefined && block.level <= current.heading.level;
      // "# Findings" alone is the document's title, not its section.
      const title = block.level === 1 && head.length === 0 && drafts.length === 0;
      if (!title && (key !== undefined || foreign)) {
        drafts.push({ key, heading: block, blocks: [] });
        continue;
      }
    }
    (drafts.at(-1)?.blocks ?? head).push(block);
  }
  const sections = drafts.flatMap(({ key, heading, blocks }): TitledPart<K>[] =>
    key === undefined
      ? []
      : [
          {
            key,
            heading,
            blocks,
            lines: linesOf(blocks),
            tables: tablesIn(blocks),
            range: { start: heading.range.start, end: blocks.at(-1)?.range.end ?? heading.range.end },
          },
        ],
  );
  return { head, sections };
}

/** "Adequacy assessment vs the plan's coverage argument": what follows a section's name and only explains it. */
const EXPLAINED = /\s(?:vs|versus|against|by|per|for|of|and)\s/;

/**
 * The headings that open a section. A heading below the sections' own level is one only where the section stands
 * nowhere else: "### Summary" inside a finding is none, and one section that slipped a level too deep is.
 */
function sectionHeadings<K extends string>(document: Document, specs: readonly TitledSection<K>[]): Map<Block, K> {
  const titles = new Map<string, K>();
  for (const spec of specs) for (const name of [spec.title, ...spec.aliases]) titles.set(normalise(name), spec.key);
  const found: { heading: Heading; key: K }[] = [];
  for (const block of document.blocks) {
    if (block.kind !== 'heading' || block.level > 3) continue;
    const name = normalise(block.text.value);
    const cut = name.search(EXPLAINED);
    // One word before the explanation ("findings of run 2") may be anything; two are a section's name.
    const short = cut === -1 || !name.slice(0, cut).includes(' ') ? name : name.slice(0, cut);
    const key = titles.get(name) ?? titles.get(short);
    if (key !== undefined) found.push({ heading: block, key });
  }
  const level = Math.min(...found.map(({ heading }) => heading.level).filter((one) => one > 1), 3);
  const there = new Set(found.filter(({ heading }) => heading.level <= level).map(({ key }) => key));
  return new Map(
    found
      .filter(({ heading, key }) => heading.level <= level || !there.has(key))
      .map(({ heading, key }) => [heading, key]),
  );
}

function tablesIn(blocks: readonly Block[]): Table[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'table') return [block];
    if (block.kind === 'list') return block.items.flatMap((item) => tablesIn(item.blocks));
    return [];
  });
}
