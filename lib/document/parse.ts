import type MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import * as utils from 'markdown-it/lib/common/utils.mjs';
import * as helpers from 'markdown-it/lib/helpers/index.mjs';
import ParserBlock from 'markdown-it/lib/parser_block.mjs';
import type { Block, ListItem, Row } from './blocks.js';
import { readInline, type Comment } from './inline.js';
import type { Range, Source } from './source.js';
import { TableRow } from './table.js';
import { tableRule } from './table-rule.js';

/** A parsed Markdown document. Inline content is read on first use and then kept. */
export interface Document {
  readonly source: Source;
  /** YAML between `---` lines at the very start: lines [1, to) counted from 0. */
  readonly frontmatter: { readonly text: string; readonly range: Range } | undefined;
  readonly blocks: readonly Block[];
  /** Every HTML comment outside code, in the order of the file. */
  readonly comments: readonly Comment[];
}

/** Containers nested deeper than this are not read; the same limit as markdown-it's default. */
const MAX_NESTING = 100;

/** markdown-it without its inline half, which takes longer to set up than a document takes to read. */
const block = new ParserBlock();
block.ruler.at('table', tableRule, { alt: ['paragraph', 'reference'] });
const markdown = {
  options: { html: true, maxNesting: MAX_NESTING },
  helpers,
  utils,
  block,
  // Asked for by link reference definitions (`[name]: url`), which are no content and whose targets nobody follows.
  normalizeLink: (url: string) => url,
  validateLink: () => true,
} as unknown as MarkdownIt;

/**
 * Parses a document once: CommonMark 0.31 blocks and GFM tables by markdown-it, inline content and positions by
 * {@link readInline}. Never fails; time is linear in the document's length.
 */
export function parseDocument(source: Source): Document {
  const frontmatter = frontmatterOf(source);
  const tokens: Token[] = [];
  const text = normalise(source, frontmatter?.range);
  block.parse(text, markdown, {}, tokens);
  const builder = new Builder(source, tokens);
  const blocks = builder.blocks(tokens.length);
  builder.comments.sort((a, b) => a.range.start - b.range.start);
  return { source, frontmatter, blocks, comments: builder.comments };
}

/** markdown-it's own normalisation: LF line ends and no NUL. The number of lines stays, the offsets may not. */
function normalise(source: Source, frontmatter: Range | undefined): string {
  let { text } = source;
  if (frontmatter !== undefined)
    text = text.slice(0, frontmatter.end).replace(/[^\r\n]/g, ' ') + text.slice(frontmatter.end);
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
  if (text.includes('\0')) text = text.replace(/\0/g, '\ufffd');
  return text;
}

function frontmatterOf(source: Source): Document['frontmatter'] {
  if (source.lineText(0).trimEnd() !== '---') return undefined;
  for (let line = 1; line < source.lineCount; line++) {
    const text = source.lineText(line).trimEnd();
    if (text !== '---' && text !== '...') continue;
    return {
      text: source.text.slice(source.lineStart(1), source.lineStart(line)),
      range: { start: 0, end: source.lineEnd(line) },
    };
  }
  return undefined;
}

class Builder {
  readonly comments: Comment[] = [];
  private readonly source: Source;
  private readonly tokens: readonly Token[];
  private readonly hasComments: boolean;
  private at = 0;

  constructor(source: Source, tokens: readonly Token[]) {
    this.source = source;
    this.hasComments = source.text.includes('<!--');
    this.tokens = tokens;
  }

  /** Blocks up to the closing token of the container that is being read, or to the end. */
  blocks(end: number): Block[] {
    const blocks: Block[] = [];
    while (this.at < end) {
      const token = this.tokens[this.at];
      if (token === undefined || token.nesting === -1) break;
      const block = this.block(token);
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  private block(token: Token): Block | undefined {
    const [from, to] = token.map ?? [0, 0];
    const place = { from, to, range: this.source.linesRange(from, to) };
    this.at++;
    switch (token.type) {
      case 'heading_open': {
        const content = this.tokens[this.at]?.content ?? '';
        this.at += 2;
        const level = Number(token.tag.slice(1));
        return { kind: 'heading', level, text: this.inline(content, from, token.markup.startsWith('#')), ...place };
      }
      case 'paragraph_open': {
        const content = this.tokens[this.at]?.content ?? '';
        this.at += 2;
        return { kind: 'paragraph', text: this.inline(content, from, false), ...place };
      }
      case 'bullet_list_open':
      case 'ordered_list_open':
        return { kind: 'list', ordered: token.type === 'ordered_list_open', items: this.items(), ...place };
      case 'blockquote_open': {
        const blocks = this.blocks(this.tokens.length);
        this.at++;
        return { kind: 'quote', blocks, ...place };
      }
      case 'table':
        return { kind: 'table', ...this.rows(from, to, token.meta as Int32Array), ...place };
      case 'fence':
        return {
          kind: 'code',
          fenced: true,
          info: token.info.trim(),
          content: token.content,
          contentFrom: from + 1,
          ...place,
        };
      case 'code_block':
        return { kind: 'code', fenced: false, info: '', content: token.content, contentFrom: from, ...place };
      case 'html_block':
        this.htmlComments(from, to);
        return { kind: 'html', ...place };
      case 'hr':
        return { kind: 'break', ...place };
      default:
        return undefined;
    }
  }

  private items(): ListItem[] {
    const items: ListItem[] = [];
    for (let token = this.tokens[this.at]; token?.type === 'list_item_open'; token = this.tokens[this.at]) {
      const [from, to] = token.map ?? [0, 0];
      this.at++;
      const blocks = this.blocks(this.tokens.length);
      this.at++;
      items.push({ kind: 'item', blocks, from, to, range: this.source.linesRange(from, to) });
    }
    this.at++;
    return items;
  }

  private rows(from: number, to: number, columns: Int32Array): { header: Row; rows: Row[] } {
    const { source, comments } = this;
    const row = (line: number): Row => {
      const made = new TableRow(source, line, columns[line - from] ?? 0, comments);
      // Comments are wanted whether or not anybody asks for the cells.
      if (this.hasComments && source.lineText(line).includes('<!--')) void made.cells;
      return made;
    };
    const rows: Row[] = [];
    // Behind the header stands the delimiter row.
    for (let line = from + 2; line < to; line++) rows.push(row(line));
    return { header: row(from), rows };
  }

  /** Finds where markdown-it's inline content, which has lost its indentation, stands in the source. */
  private inline(content: string, from: number, atx: boolean): ReturnType<typeof readInline> {
    const { source } = this;
    const parts = content.includes('\n') ? content.split('\n') : [content];
    const ranges: Range[] = parts.map((part, i) => {
      const start = source.lineStart(from + i);
      const end = source.lineEnd(from + i);
      const wanted = part.trim();
      const line = source.text.slice(start, end);
      if (wanted === '') return { start: end, end };
      // Container markers stand before the content, closing #s behind it: search from the end, but an ATX
      // heading from its opening #s, because its text may end like its closing sequence.
      let at = atx ? line.indexOf(wanted, line.search(/#[ \t]/) + 1) : line.trimEnd().length - wanted.length;
      if (at < 0 || !line.startsWith(wanted, at)) at = line.lastIndexOf(wanted);
      if (at < 0) return { start, end };
      return { start: start + at, end: start + at + wanted.length };
    });
    return readInline(source, ranges, this.comments);
  }

  private htmlComments(from: number, to: number): void {
    const start = this.source.lineStart(from);
    const end = this.source.lineEnd(Math.max(from, to - 1));
    const text = this.source.text.slice(start, end);
    for (let at = text.indexOf('<!--'); at !== -1;) {
      const close = text.indexOf('-->', at + 4);
      if (close === -1) break;
      this.comments.push({ text: text.slice(at + 4, close), range: { start: start + at, end: start + close + 3 } });
      at = text.indexOf('<!--', close + 3);
    }
  }
}
