import { cells, DOCUMENT_REWRITES, isRow, lines, type Rewrite } from './rewriting.js';

export const REWRITES: readonly Rewrite[] = [
  ...DOCUMENT_REWRITES,
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
  {
    name: 'setext headings',
    rewrite: (text) => lines(text, (line) => line.replace(/^## §?(.*)$/, '§$1\n---').replace(/^# (.*)$/, '$1\n===')),
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
    name: 'categories of hypotheses as lines in bold',
    rewrite: (text) =>
      text.replace(/^## §?4[^]*?(?=^## )/m, (section) =>
        lines(section, (line) => line.replace(/^### (.*)$/, '**$1**')),
      ),
  },
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
];
