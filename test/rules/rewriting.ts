/** One way to write a document otherwise without changing what it says. */
export interface Rewrite {
  readonly name: string;
  rewrite(text: string): string;
}

/** Applies `change` to every line outside fenced code. */
export function lines(text: string, change: (line: string, at: number, all: readonly string[]) => string): string {
  let fence = false;
  const all = text.split('\n');
  return all
    .map((line, at) => {
      if (/^\s*(?:```|~~~)/.test(line)) fence = !fence;
      else if (!fence) return change(line, at, all);
      return line;
    })
    .join('\n');
}

export const isRow = (line: string): boolean => line.startsWith('|');
export const isRule = (line: string): boolean => /^\|?[\s|:-]+\|[\s|:-]*$/.test(line);
/** A line of prose: no row, heading, list item, quote or blank. */
const isProse = (line: string): boolean => /^\s*[^\s|#>*+-]/.test(line) && !/^\s*\d+[.)]\s/.test(line);
export const cells = (line: string): string[] => line.split(/(?<!\\)\|/).slice(1, -1);

/** Adds a column to every table. */
function column(text: string, heading: string, value: string): string {
  return lines(text, (line, at, all) => {
    if (!isRow(line)) return line;
    if (isRule(line)) return `${line}---|`;
    return isRule(all[at + 1] ?? '') ? `${line} ${heading} |` : `${line} ${value} |`;
  });
}

/** Rewrites that fit any document. */
export const DOCUMENT_REWRITES: readonly Rewrite[] = [
  { name: 'CRLF line ends', rewrite: (text) => text.replace(/\n/g, '\r\n') },
  { name: 'CR line ends', rewrite: (text) => text.replace(/\n/g, '\r') },
  { name: 'a byte order mark', rewrite: (text) => `\ufeff${text}` },
  { name: 'no final newline', rewrite: (text) => text.trimEnd() },
  { name: 'many final newlines', rewrite: (text) => `${text}\n\n\n` },
  {
    name: 'ASCII dashes and arrows',
    rewrite: (text) => text.replace(/—/g, '--').replace(/–/g, '-').replace(/→/g, '->'),
  },
  { name: 'comparison signs in ASCII', rewrite: (text) => text.replace(/≤/g, '<=').replace(/≥/g, '>=') },
  { name: 'asterisks as list markers', rewrite: (text) => lines(text, (line) => line.replace(/^(\s*)- /, '$1* ')) },
  { name: 'plus signs as list markers', rewrite: (text) => lines(text, (line) => line.replace(/^(\s*)- /, '$1+ ')) },
  {
    name: 'three blanks behind list markers',
    rewrite: (text) => lines(text, (line) => line.replace(/^- /, '-   ').replace(/^ {2}(?=\S)/, '    ')),
  },
  { name: 'closing hashes', rewrite: (text) => lines(text, (line) => line.replace(/^(#{2,4}) (.*)$/, '$1 $2 $1')) },
  {
    name: 'labels with the colon outside',
    rewrite: (text) => lines(text, (line) => line.replace(/\*\*([^*:]+):\*\*/, '**$1**:')),
  },
  {
    name: 'labels with underscores',
    rewrite: (text) => lines(text, (line) => line.replace(/^(\s*[-*]? ?)\*\*([^*]+)\*\*/, '$1__$2__')),
  },
  {
    name: 'labels in lower case',
    rewrite: (text) => lines(text, (line) => line.replace(/^- \*\*([^*]+):\*\*/, (all) => all.toLowerCase())),
  },
  {
    name: 'full-width colons behind labels',
    rewrite: (text) => lines(text, (line) => line.replace(/^(\s*- \*\*[^*:]+):\*\*/, '$1：**')),
  },
  { name: 'blank lines between list items', rewrite: (text) => lines(text, (line) => line.replace(/^- /, '\n- ')) },
  {
    name: 'every paragraph on one line',
    rewrite: (text) => {
      const joined: string[] = [];
      let fence = false;
      for (const line of text.split('\n')) {
        const code = /^\s*(?:```|~~~)/.test(line);
        if (code) fence = !fence;
        const before = joined.at(-1) ?? '';
        const continues =
          !fence &&
          !code &&
          isProse(line) &&
          /\S/.test(before) &&
          !isRow(before) &&
          !/^#|^\s*```|^\*\*|^H\d/.test(before) &&
          !/^\*\*|^H\d/.test(line.trim()) &&
          !/^§/.test(line);
        if (continues) joined[joined.length - 1] = `${before} ${line.trim()}`;
        else joined.push(line);
      }
      return joined.join('\n');
    },
  },
  {
    name: 'paragraphs wrapped at 60 columns',
    rewrite: (text) =>
      lines(text, (line) => {
        if (
          line.length <= 60 ||
          isRow(line) ||
          line.startsWith('#') ||
          line.startsWith('**') ||
          line.startsWith('H') ||
          line.startsWith('§')
        )
          return line;
        const indent = ' '.repeat(/^\s*(?:[-*+] )?/.exec(line)?.[0].length ?? 0);
        const cut = line.lastIndexOf(' ', 60);
        // A line that begins with a list marker or a number would be something else.
        if (
          cut <= indent.length + 2 ||
          /^[-+*#>|]|^\d/.test(line.slice(cut + 1)) ||
          (line.match(/`/g) ?? []).length > 0
        )
          return line;
        return `${line.slice(0, cut)}\n${indent}${line.slice(cut + 1)}`;
      }),
  },
  { name: 'blanks at line ends', rewrite: (text) => lines(text, (line) => (line === '' ? line : `${line} `)) },
  {
    name: 'tables without outer pipes',
    rewrite: (text) => lines(text, (line) => (isRow(line) ? line.replace(/^\|\s*/, '').replace(/\s*\|$/, '') : line)),
  },
  {
    name: 'tables with padding',
    rewrite: (text) =>
      lines(text, (line) => (isRow(line) && !isRule(line) ? line.replace(/(?<!\\)\|/g, '  |  ').trim() : line)),
  },
  {
    name: 'tables with alignment',
    rewrite: (text) => lines(text, (line) => (isRule(line) && isRow(line) ? line.replace(/:?-+:?/g, ':---:') : line)),
  },
  { name: 'an extra column in every table', rewrite: (text) => column(text, 'Remark', 'seen | '.replace(' | ', '')) },
  { name: 'an escaped pipe in an extra column', rewrite: (text) => column(text, 'Command', 'a \\| b') },
  { name: 'tildes as fences', rewrite: (text) => text.replace(/```/g, '~~~') },
  {
    name: 'zero-width characters in prose',
    rewrite: (text) => lines(text, (line) => (isProse(line) ? line.replace(/ ([a-z]{4,})/, ' $1\u200b') : line)),
  },
  {
    name: 'no-break spaces in prose',
    rewrite: (text) =>
      lines(text, (line) => (isProse(line) && !line.includes('`') ? line.replace(/ ([a-z]{4,})/, '\u00a0$1') : line)),
  },
  { name: 'typographic quotation marks', rewrite: (text) => lines(text, (line) => line.replace(/"([^"]*)"/g, '“$1”')) },
  { name: 'a front matter', rewrite: (text) => `---\ntitle: a plan\n---\n\n${text}` },
];
