/** One way to write a plan otherwise without changing what it says. */
export interface Rewrite {
  readonly name: string;
  rewrite(text: string): string;
}

/** Applies `change` to every line outside fenced code. */
function lines(text: string, change: (line: string, at: number, all: readonly string[]) => string): string {
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

const isRow = (line: string): boolean => line.startsWith('|');
const isRule = (line: string): boolean => /^\|?[\s|:-]+\|[\s|:-]*$/.test(line);
/** A line of prose: no row, heading, list item, quote or blank. */
const isProse = (line: string): boolean => /^\s*[^\s|#>*+-]/.test(line) && !/^\s*\d+[.)]\s/.test(line);
const cells = (line: string): string[] => line.split(/(?<!\\)\|/).slice(1, -1);

/** Adds a column to every table. */
function column(text: string, heading: string, value: string): string {
  return lines(text, (line, at, all) => {
    if (!isRow(line)) return line;
    if (isRule(line)) return `${line}---|`;
    return isRule(all[at + 1] ?? '') ? `${line} ${heading} |` : `${line} ${value} |`;
  });
}

export const REWRITES: readonly Rewrite[] = [
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
  { name: 'section numbers with §', rewrite: (text) => lines(text, (line) => line.replace(/^## (\d)/, '## §$1')) },
  {
    name: 'section numbers with Sec.',
    rewrite: (text) => lines(text, (line) => line.replace(/^## (\d\w?)\./, '## Sec. $1 --')),
  },
  {
    name: 'section numbers without a full stop',
    rewrite: (text) => lines(text, (line) => line.replace(/^## (\d\w?)\. /, '## $1 ')),
  },
  {
    name: 'section titles without numbers',
    rewrite: (text) => lines(text, (line) => line.replace(/^## \d\w?\. /, '## ')),
  },
  {
    name: 'section headings with a remark',
    rewrite: (text) => lines(text, (line) => line.replace(/^(## \d.*)$/, '$1 (reviewed twice)')),
  },
  { name: 'closing hashes', rewrite: (text) => lines(text, (line) => line.replace(/^(#{2,4}) (.*)$/, '$1 $2 $1')) },
  {
    name: 'setext headings',
    rewrite: (text) => lines(text, (line) => line.replace(/^## (.*)$/, '§$1\n---').replace(/^# (.*)$/, '$1\n===')),
  },
  {
    name: 'headings in capitals',
    rewrite: (text) =>
      lines(text, (line) =>
        line.startsWith('## ') ? line.replace(/(?<=\d\w?\. ).*/, (title) => title.toUpperCase()) : line,
      ),
  },
  {
    name: 'late sections a level deeper',
    rewrite: (text) => lines(text, (line) => line.replace(/^## (7[bcd]\.)/, '### $1')),
  },
  {
    name: 'scenario headings without the word',
    rewrite: (text) => lines(text, (line) => line.replace(/^### Scenario (S\d+:)/, '### $1')),
  },
  {
    name: 'scenario headings with a dash',
    rewrite: (text) => lines(text, (line) => line.replace(/^### Scenario (S\d+):/, '### $1 —')),
  },
  {
    name: 'scenario ids with leading zeros',
    rewrite: (text) => lines(text, (line) => line.replace(/^### Scenario S(\d):/, '### S0$1:')),
  },
  {
    name: 'rules between scenarios',
    rewrite: (text) => lines(text, (line) => line.replace(/^### Scenario/, '---\n\n### Scenario')),
  },
  {
    name: '§7.M as a bare heading',
    rewrite: (text) => lines(text, (line) => line.replace(/^#### §7\.M — Model(?!.*S\d).*$/, '#### §7.M')),
  },
  {
    name: '§7.M as a plain line',
    rewrite: (text) => lines(text, (line) => line.replace(/^#### (§7\.M) — (Model.*)$/, '$1 ($2)')),
  },
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
    rewrite: (text) => lines(text, (line) => line.replace(/^- \*\*([^*]+)\*\*/, (all) => all.toLowerCase())),
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
  { name: 'ids in bold', rewrite: (text) => lines(text, (line) => line.replace(/^\| ([CM]\d+) \|/, '| **$1** |')) },
  {
    name: 'verdicts in bold and code',
    rewrite: (text) =>
      lines(text, (line) =>
        line.replace(/\| (partial|covered) \|/g, '| **$1** |').replace(/\| (not covered) \|/g, '| `$1` |'),
      ),
  },
  {
    name: 'categories in code',
    rewrite: (text) =>
      lines(text, (line) => line.replace(/\| (durability|safety|liveness|ordering|boundary) \|/, '| `$1` |')),
  },
  {
    name: 'categories with a remark',
    rewrite: (text) => lines(text, (line) => line.replace(/\| (durability|safety|liveness) \|/, '| $1 (single key) |')),
  },
  {
    name: 'inferred cells with a remark',
    rewrite: (text) =>
      lines(text, (line) =>
        isRow(line) && cells(line).at(-1)?.trim() === 'no' ? line.replace(/no \|$/, 'no (quoted) |') : line,
      ),
  },
  {
    name: 'reference lists that end in a full stop',
    rewrite: (text) => lines(text, (line) => line.replace(/^(- \*\*(?:Falsifies|Closes)[^*]*\*\* .*[CHM]\d+)$/, '$1.')),
  },
  {
    name: 'references with remarks',
    rewrite: (text) => lines(text, (line) => line.replace(/^(- \*\*Closes:\*\* .*H\d+)$/, '$1 (subset)')),
  },
  {
    name: 'models with a remark',
    rewrite: (text) =>
      lines(text, (line) => line.replace(/^(- \*\*Model under test:\*\* [a-z-]+)$/, '$1 (one per key).')),
  },
  {
    name: 'target files marked as new',
    rewrite: (text) => lines(text, (line) => line.replace(/^(- \*\*Target test file:\*\* `[^`]+`)$/, '$1 (new)')),
  },
  {
    name: 'a shorter nemesis label',
    rewrite: (text) => lines(text, (line) => line.replace('**Nemesis + landing evidence:**', '**Nemesis + landing:**')),
  },
  {
    name: 'not applicable in other words',
    rewrite: (text) =>
      text.replace(
        /not applicable \(no boundary or fairness claim falsified\)/g,
        'N/A, no boundary or fairness claim is falsified here',
      ),
  },
  {
    name: 'reduction plans as a list of what is left',
    rewrite: (text) =>
      text.replace(
        /(\*\*Reduction plan:\*\*) (?:[^\n]|\n {2})+/g,
        '$1 one round, then one old and one new job, 5 repeats a probe; blame: SUT, harness, checker or environment',
      ),
  },
  {
    name: 'prose about hypotheses, wrapped before an id',
    rewrite: (text) =>
      lines(text, (line) =>
        /^#+ .*Failure-mode hypotheses/i.test(line)
          ? `${line}\n\nLeases are what only this system renews so (H1, H2,\nH1); the hypotheses behind it are H1 and\nH2. They come first.`
          : line,
      ),
  },
  { name: 'tildes as fences', rewrite: (text) => text.replace(/```/g, '~~~') },
  {
    name: 'comments with ids that do not exist',
    rewrite: (text) =>
      lines(text, (line) => line.replace(/^(## .*)$/, '$1\n\n<!-- C99 and H98 are gone, S97 too; {{slug}} TBD -->')),
  },
  {
    name: 'a quotation with another plan',
    rewrite: (text) =>
      text.replace(
        '\n## 8.',
        '\n> ## 1b. Claims under test\n>\n> | ID | Claim |\n> |---|---|\n> | C98 | TBD |\n>\n> it cannot happen\n\n## 8.',
      ),
  },
  {
    name: 'a fenced example of another plan',
    rewrite: (text) =>
      text.replace(
        '\n## 8.',
        '\n```markdown\n## 1b. Claims under test\n\n| C98 | {{claim}} | sfaety |\n\n### Scenario S98: TBD\n```\n\n## 8.',
      ),
  },
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
