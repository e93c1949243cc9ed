import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import type { Source } from '../document/source.js';
import type { Message } from '../lint/result.js';
import { html, Html } from './html.js';
import { note } from './notes.js';
import type { Contents } from './page.js';

const COMMENT = /^\s*<!--[\s\S]*?-->\s*$/;

/** HTML in a document is shown as text and never run; its comments, which are for writers, are left out. */
const markdown = new MarkdownIt({ html: true });
for (const rule of ['html_block', 'html_inline'] as const)
  markdown.renderer.rules[rule] = (tokens, at) => {
    const content = tokens[at]?.content ?? '';
    return COMMENT.test(content) ? '' : markdown.utils.escapeHtml(content);
  };

export interface Rendered {
  readonly body: Html;
  readonly contents: readonly Contents[];
  /** A link to the block in which a line stands, counted from 1. */
  readonly at: (line: number) => string;
}

const lineId = (prefix: string, line: number): string => `${prefix}-L${line}`;

/**
 * A document as a part of a page: its findings stand behind the block that they are about, every block can be linked to by
 * its line, and links to files lead where they lead from the document.
 * @param prefix of all ids, so that several documents can stand on one page
 * @param hrefOf a link's target as the page has to write it
 */
export function documentHtml(
  source: Source,
  messages: readonly Message[],
  prefix: string,
  hrefOf: (target: string) => string,
): Rendered {
  const { text } = source;
  const front = /^---\r?\n[\s\S]*?\r?\n---\r?\n/.exec(text)?.[0] ?? '';
  // Blank lines in the place of the frontmatter keep the numbers of the lines behind it.
  const tokens = markdown.parse(front.replace(/[^\n]/g, '') + text.slice(front.length), {});
  const anchors = headingAnchors(tokens, prefix);
  const contents: Contents[] = [];
  const open = [...messages].sort((a, b) => a.line - b.line);
  const seen = new Set<number>();
  const parts: Html[] = [];
  const anchored = (token: Token): void => {
    const line = token.map?.[0];
    if (line === undefined || token.nesting < 0 || token.type === 'inline' || seen.has(line)) return;
    seen.add(line);
    token.attrSet('id', lineId(prefix, line + 1));
  };
  for (let i = 0; i < tokens.length;) {
    const from = i;
    let depth = 0;
    do {
      const token = tokens[i++] as Token;
      depth += token.nesting;
      anchored(token);
      for (const child of token.children ?? []) {
        const href = child.attrGet('href');
        if (href !== null) child.attrSet('href', anchors.get(href) ?? hrefOf(href));
        // A picture would be read from wherever it says.
        if (child.type === 'image')
          Object.assign(child, { type: 'text', tag: '', content: child.content || 'picture' });
      }
    } while (depth > 0 && i < tokens.length);
    const [first] = tokens.slice(from, from + 1);
    if (first?.type === 'heading_open' && /^h[1-3]$/.test(first.tag))
      contents.push({
        id: first.attrGet('id') ?? '',
        title: plain(tokens[from + 1]),
        deeper: first.tag === 'h3',
      });
    const markup = markdown.renderer.render(tokens.slice(from, i), markdown.options, {});
    parts.push(first?.type === 'table_open' ? html`<div class="scroll">${new Html(markup)}</div>` : new Html(markup));
    const end = tokens.slice(from, i).reduce((last, token) => Math.max(last, token.map?.[1] ?? 0), 0);
    while (open[0] !== undefined && open[0].line <= end) parts.push(note(open.shift() as Message));
  }
  const lines = [...seen].sort((a, b) => a - b);
  const at = (line: number): string => `#${lineId(prefix, (lines.findLast((one) => one < line) ?? lines[0] ?? 0) + 1)}`;
  return { body: html`${parts}${open.map((message) => note(message))}`, contents, at };
}

function plain(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ content }) => content).join('') || (inline?.content ?? '');
}

/** Links to a heading by the anchor that GitHub gives it, and where it is on the page. */
function headingAnchors(tokens: readonly Token[], prefix: string): Map<string, string> {
  const anchors = new Map<string, string>();
  for (const [i, token] of tokens.entries()) {
    if (token.type !== 'heading_open' || token.map === null) continue;
    const slug = plain(tokens[i + 1])
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let name = `#${slug}`;
    for (let n = 1; anchors.has(name); n++) name = `#${slug}-${n}`;
    anchors.set(name, `#${lineId(prefix, token.map[0] + 1)}`);
  }
  return anchors;
}
