import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import t from 'tap';
import { parseDocument } from '../../lib/document/parse.js';
import { Source } from '../../lib/document/source.js';
import type { Text } from '../../lib/document/text.js';

/** The text of a document's first paragraph. */
function paragraph(markdown: string): { text: Text; source: Source; comments: string[] } {
  const source = new Source('x.md', markdown);
  const { blocks, comments } = parseDocument(source);
  const block = blocks[0];
  if (block?.kind !== 'paragraph') throw new Error(`no paragraph in ${JSON.stringify(markdown)}`);
  return { text: block.text, source, comments: comments.map((comment) => comment.text) };
}

const visible = (markdown: string): string => paragraph(markdown).text.value;

t.test('a reader sees neither markup nor comments', (t) => {
  t.equal(visible('**C1** and *C2*, `C3`, ~~C4~~, [C5](x.md "t"), ![C6](p.png)'), 'C1 and C2, C3, C4, C5, C6');
  t.equal(visible('a <!-- C7 --> b'), 'a  b');
  t.equal(visible('**a*b*c** snake_case_name 2*3*4'), 'abc snake_case_name 234');
  t.equal(visible('\\*plain\\* &amp; &#67;&#49; <kbd>x</kbd> <name>'), '*plain* & C1 x <name>');
  t.equal(visible('``a ` b`` `c'), 'a ` b `c');
  t.end();
});

t.test('zero-width characters vanish and full-width ones are plain', (t) => {
  t.equal(visible('C\u200b7 Ｃ８：x\u00a0y&#8203;z&ZeroWidthSpace;'), 'C7 C8:x yz');
  t.end();
});

t.test('comments are kept apart, with their text', (t) => {
  t.strictSame(paragraph('a <!-- dst-x --> b <!-- two\nlines --> c').comments, [' dst-x ', ' two\nlines ']);
  t.end();
});

t.test('an escaped pipe of a table cell is a pipe, in code too', (t) => {
  const block = parseDocument(new Source('x.md', '| a | b |\n|---|---|\n| x \\| y | `p\\|q` |\n')).blocks[0];
  t.strictSame(block?.kind === 'table' ? block.rows[0]?.cells.map((cell) => cell.value) : [], ['x | y', 'p|q']);
  t.end();
});

t.test('every visible character maps to itself in the source', (t) => {
  const piece = fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '``',
    '~~',
    '[',
    '](u)',
    'a',
    'b1',
    ' ',
    '\n',
    '\\*',
    '<!-- c -->',
    '(',
    ')',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const markdown = `x${pieces.join('')}y`.replace(/\n\s*\n/g, '\n').replace(/\n[ ]+/g, '\n');
      const source = new Source('x.md', markdown);
      for (const block of parseDocument(source).blocks) {
        if (block.kind !== 'paragraph') continue;
        for (let i = 0; i < block.text.value.length; i++) {
          // A line break stands for the terminator and the blanks around it.
          if (block.text.value[i] === '\n') continue;
          const { start, end } = block.text.source(i, i + 1);
          if (source.text.slice(start, end) !== block.text.value[i])
            throw new Error(`${JSON.stringify(block.text.value)}[${i}] is not at ${start}`);
        }
      }
    }),
    { seed: 7, numRuns: 1500 },
  );
  t.end();
});

t.test('the visible text is the one that markdown-it renders', (t) => {
  const reference = new MarkdownIt('commonmark').enable(['table', 'strikethrough']);
  const rendered = (markdown: string): string => {
    const inline = reference.parse(markdown, {}).find((token) => token.type === 'inline');
    return (inline?.children ?? [])
      .map((token) => {
        if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
        return token.type === 'text' || token.type === 'code_inline' ? token.content : '';
      })
      .join('');
  };
  const piece = fc.constantFrom(
    '*',
    '**',
    '***',
    '_',
    '__',
    '`',
    '``',
    'a',
    'bc',
    ' ',
    '.',
    '(',
    ')',
    '\\',
    '\\*',
    '[x](u)',
  );
  let compared = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 14 }), (pieces) => {
      const markdown = `w${pieces.join('')}w`;
      const expected = rendered(markdown);
      compared++;
      if (visible(markdown) !== expected)
        throw new Error(
          `${JSON.stringify(markdown)}: ${JSON.stringify(visible(markdown))} is not ${JSON.stringify(expected)}`,
        );
    }),
    { seed: 11, numRuns: 4000 },
  );
  t.equal(compared, 4000);
  t.end();
});
