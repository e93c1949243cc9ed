import type { Block, Code, Heading, Row, Table } from './blocks.js';
import type { Text } from './text.js';

/**
 * A section's content as the run of lines that a reader sees: paragraphs and list items by their own line breaks,
 * headings, table rows, and code blocks as a unit. Block quotes, HTML and comments are no content.
 */
export type Line =
  | {
      readonly kind: 'text';
      readonly text: Text;
      readonly depth: number;
      readonly itemStart: boolean;
      readonly start: boolean;
    }
  | { readonly kind: 'heading'; readonly text: Text; readonly block: Heading }
  | { readonly kind: 'row'; readonly row: Row; readonly table: Table }
  | { readonly kind: 'code'; readonly block: Code };

/** Flattens blocks into lines. `depth` counts the lists around a line; `start` marks a paragraph's first line. */
export function linesOf(blocks: readonly Block[]): Line[] {
  const lines: Line[] = [];
  collect(blocks, 0, lines);
  return lines;
}

function collect(blocks: readonly Block[], depth: number, into: Line[]): void {
  for (const block of blocks) {
    switch (block.kind) {
      case 'heading':
        into.push({ kind: 'heading', text: block.text, block });
        break;
      case 'paragraph':
        for (const [i, text] of block.text.lines().entries())
          into.push({ kind: 'text', text, depth, itemStart: false, start: i === 0 });
        break;
      case 'list':
        for (const item of block.items) {
          const first = into.length;
          collect(item.blocks, depth + 1, into);
          const line = into[first];
          if (line?.kind === 'text') into[first] = { ...line, itemStart: true };
        }
        break;
      case 'table':
        for (const row of block.rows) into.push({ kind: 'row', row, table: block });
        break;
      case 'code':
        into.push({ kind: 'code', block });
        break;
      default:
        break;
    }
  }
}
