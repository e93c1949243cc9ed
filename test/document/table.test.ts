import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import t from 'tap';
import type { Block } from '../../lib/document/blocks.js';
import { parseDocument } from '../../lib/document/parse.js';
import { Source } from '../../lib/document/source.js';

/** Every table of a document as [first line, line behind it, cells of the header]. */
function tables(blocks: readonly Block[]): [number, number, number][] {
  return blocks.flatMap((block): [number, number, number][] => {
    if (block.kind === 'table') return [[block.from, block.to, block.header.cells.length]];
    if (block.kind === 'list') return block.items.flatMap((item) => tables(item.blocks));
    return block.kind === 'quote' ? tables(block.blocks) : [];
  });
}

const reference = new MarkdownIt('commonmark').enable('table');
function referenceTables(markdown: string): [number, number, number][] {
  const tokens = reference.parse(markdown, {});
  return tokens.flatMap((token, i): [number, number, number][] => {
    if (token.type !== 'table_open' || token.map === null) return [];
    const end = tokens.findIndex((other, j) => j > i && other.type === 'tr_close');
    const cells = tokens.slice(i, end).filter(({ type }) => type === 'th_open').length;
    return [[token.map[0], token.map[1], cells]];
  });
}

const ours = (markdown: string): [number, number, number][] =>
  tables(parseDocument(new Source('x.md', markdown)).blocks);

t.test('the same lines are a table as for markdown-it’s own rule', (t) => {
  const line = fc.constantFrom(
    '| a | b |', 'a | b', '| a | b', '|---|---|', '--|--', '| :-: | --: |', '|---|', '---', '- | -', '|-|-|', '| a \\| b | c |',
    '', 'text', '# h', '> | a | b |', '> |---|---|', '- | a | b |', '  |---|---|', '    | a | b |', '```', '|', '||', '| |', '1. x', '<!-- c -->', '| --- | --- | ---', '|:--|--:|',
  ); // prettier-ignore
  let found = 0;
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 9 }), (lines) => {
      // Not at the very start, where `---` would open a front matter.
      const markdown = `\n${lines.join('\n')}`;
      const expected = referenceTables(markdown);
      found += expected.length;
      if (JSON.stringify(ours(markdown)) !== JSON.stringify(expected))
        throw new Error(
          `${JSON.stringify(markdown)}: ${JSON.stringify(ours(markdown))} is not ${JSON.stringify(expected)}`,
        );
    }),
    { seed: 3, numRuns: 8000 },
  );
  t.ok(found > 1000, `${found} tables`);
  t.end();
});

t.test('comments in cells are known before anybody reads the cells', (t) => {
  const { comments } = parseDocument(new Source('x.md', '| a |\n|---|\n| x <!-- seen --> |\n'));
  t.strictSame(
    comments.map(({ text }) => text),
    [' seen '],
  );
  t.end();
});
