import { cells, DOCUMENT_REWRITES, isRow, isRule, lines, type Rewrite } from './rewriting.js';

/** Applies `change` to every cell of every row below a heading of that table. */
function eachCell(text: string, heading: string, change: (cell: string) => string): string {
  let at = -1;
  return lines(text, (line, i, all) => {
    if (!isRow(line)) {
      at = -1;
      return line;
    }
    const row = cells(line).map((cell) => cell.trim());
    if (isRule(all[i + 1] ?? '')) at = row.indexOf(heading);
    else if (at !== -1 && !isRule(line))
      return `| ${row.map((cell, j) => (j === at ? change(cell) : cell)).join(' | ')} |`;
    return line;
  });
}

/** Puts the cells of every table with at least three columns into another order; the first stays where it is. */
function reorder(text: string, order: (rest: string[]) => string[]): string {
  return lines(text, (line) => {
    const [first, ...rest] = isRow(line) ? cells(line) : [];
    return first === undefined || rest.length < 2 ? line : `|${[first, ...order(rest)].join('|')}|`;
  });
}

const heading = (text: string, change: (title: string) => string): string =>
  lines(text, (line) => line.replace(/^(## )(.*)$/, (_, hashes: string, title: string) => `${hashes}${change(title)}`));
const titles = (text: string, to: Readonly<Record<string, string>>): string =>
  heading(text, (title) => to[title] ?? title);
const columns = (text: string, to: Readonly<Record<string, string>>): string =>
  lines(text, (line, at, all) =>
    isRow(line) && isRule(all[at + 1] ?? '')
      ? `|${cells(line)
          .map((cell) => ` ${to[cell.trim()] ?? cell.trim()} `)
          .join('|')}|`
      : line,
  );

const VERDICT = /^(PASS|FAIL|INCONCLUSIVE|PARTIAL|NOT)-[A-Za-z-]+/;

/** Ways to write a report otherwise without changing what it says. */
export const REPORT_REWRITES: readonly Rewrite[] = [
  ...DOCUMENT_REWRITES,
  { name: 'columns in reverse order', rewrite: (text) => reorder(text, (rest) => [...rest].reverse()) },
  { name: 'the second column moved to the end', rewrite: (text) => reorder(text, ([a = '', ...rest]) => [...rest, a]) },
  { name: 'sections with numbers', rewrite: (text) => ((n) => heading(text, (title) => `${++n}. ${title}`))(0) },
  { name: 'sections with numbers and §', rewrite: (text) => ((n) => heading(text, (title) => `§${++n} ${title}`))(0) },
  { name: 'sections in capitals', rewrite: (text) => heading(text, (title) => title.toUpperCase()) },
  { name: 'sections with a remark in brackets', rewrite: (text) => heading(text, (title) => `${title} (second run)`) },
  {
    name: 'sections with a remark behind a dash',
    rewrite: (text) => heading(text, (title) => `${title} — second run`),
  },
  { name: 'sections in bold', rewrite: (text) => heading(text, (title) => `**${title}**`) },
  {
    name: 'setext headings',
    rewrite: (text) => lines(text, (line) => line.replace(/^## (.*)$/, '$1\n---').replace(/^# (.*)$/, '$1\n===')),
  },
  {
    name: 'every section a level deeper',
    rewrite: (text) => lines(text, (line) => line.replace(/^(#{2,4} )/, '#$1')),
  },
  {
    name: 'late sections a level deeper',
    rewrite: (text) => text.replace('\n## Confidence', '\n### Confidence').replace('\n## Adequacy', '\n### Adequacy'),
  },
  {
    name: 'other titles of sections',
    rewrite: (text) =>
      titles(text, {
        Summary: 'Executive summary',
        'Scenario results': 'Results',
        'Coverage summary': 'Hypothesis coverage',
        'Surface coverage': 'Surfaces',
        'Adequacy assessment': 'Adequacy',
        'Confidence delta': 'Confidence',
        'Green-but-broken check': 'Green but broken audit',
      }),
  },
  {
    name: 'the explained title of the adequacy assessment',
    rewrite: (text) => titles(text, { 'Adequacy assessment': "Adequacy assessment vs the plan's coverage argument" }),
  },
  {
    name: 'other titles of columns',
    rewrite: (text) =>
      columns(text, {
        Verdict: 'Result',
        Oracle: 'Checker',
        'Oracle execution evidence': 'Oracle evidence',
        'Nemesis landing evidence': 'Landing evidence',
        'Artifact link': 'Artifacts',
        'Reduction class': 'Blame',
        'What actually ran': 'What ran',
        'Adequacy after this run': 'Adequacy',
      }),
  },
  {
    name: 'titles of columns in lower case',
    rewrite: (text) =>
      lines(text, (line, at, all) => (isRow(line) && isRule(all[at + 1] ?? '') ? line.toLowerCase() : line)),
  },
  {
    name: 'titles of columns in bold',
    rewrite: (text) =>
      lines(text, (line, at, all) =>
        isRow(line) && isRule(all[at + 1] ?? '') ? line.replace(/\| ([^|[\]]*?) (?=\|)/g, '| **$1** ') : line,
      ),
  },
  {
    name: 'other labels of the header',
    rewrite: (text) =>
      text
        .replace('**Plan:**', '**Test plan:**')
        .replace('**Commit under test:**', '**SUT commit:**')
        .replace('**Session dir:**', '**Session directory:**'),
  },
  {
    name: 'the header as a list',
    rewrite: (text) => text.replace(/^\*\*(Plan|Commit under test|Session dir):\*\*/gm, '- **$1:**'),
  },
  {
    name: 'the header without bold',
    rewrite: (text) => text.replace(/^\*\*(Plan|Commit under test|Session dir):\*\*/gm, '\n$1:'),
  },
  {
    name: 'more fields in the header',
    rewrite: (text) =>
      text.replace('\n**Session dir:**', '\n**Operator:** nightly\n**Wall clock:** 3 h\n**Session dir:**'),
  },
  {
    name: 'paths and commit of the header in code',
    rewrite: (text) => text.replace(/^(\*\*(?:Plan|Session dir):\*\*) (\S+)$/gm, '$1 `$2`'),
  },
  { name: 'the plan as a link', rewrite: (text) => text.replace(/^(\*\*Plan:\*\*) (\S+)$/m, '$1 [plan]($2)') },
  {
    name: 'verdicts in bold',
    rewrite: (text) => eachCell(text, 'Verdict', (cell) => cell.replace(VERDICT, '**$&**')),
  },
  {
    name: 'verdicts in code',
    rewrite: (text) => eachCell(text, 'Verdict', (cell) => cell.replace(VERDICT, '`$&`')),
  },
  {
    name: 'verdicts with an emoji',
    rewrite: (text) =>
      eachCell(text, 'Verdict', (cell) => (VERDICT.test(cell) ? `${/^P/.test(cell) ? '✅' : '⚠️'} ${cell}` : cell)),
  },
  {
    name: 'verdicts with a harmless remark',
    rewrite: (text) => eachCell(text, 'Verdict', (cell) => cell.replace(/^PASS-[a-z]+$/, '$& (all seeds)')),
  },
  { name: 'ids in bold', rewrite: (text) => eachCell(text, 'ID', (cell) => `**${cell}**`) },
  { name: 'ids in code', rewrite: (text) => eachCell(text, 'ID', (cell) => `\`${cell}\``) },
  { name: 'ids with leading zeros', rewrite: (text) => eachCell(text, 'ID', (cell) => cell.replace(/^S(\d)/, 'S0$1')) },
  {
    name: 'ids with the word before them',
    rewrite: (text) => eachCell(text, 'ID', (cell) => `Scenario ${cell}`),
  },
  { name: 'ids as links', rewrite: (text) => eachCell(text, 'ID', (cell) => `[${cell}](../evidence/${cell}/)`) },
  {
    name: 'blanks around the slash of arms taken into capitals',
    rewrite: (text) => eachCell(text, 'ID', (cell) => cell.replace(/\/\w+/, (arm) => arm.toUpperCase())),
  },
  {
    name: 'hypotheses with leading zeros and bold',
    rewrite: (text) => eachCell(text, 'Hypothesis', (cell) => `**${cell.replace(/^H(\d)$/, 'H0$1')}**`),
  },
  { name: 'claims with a remark', rewrite: (text) => eachCell(text, 'Claim', (cell) => `${cell} (as in the plan)`) },
  {
    name: 'empty cells as a dash',
    rewrite: (text) => eachCell(text, 'Reduction class', (cell) => (cell === 'n/a' ? '—' : cell)),
  },
  {
    name: 'thousands without a separator',
    rewrite: (text) => eachCell(text, 'Oracle execution evidence', (cell) => cell.replace(/(\d),(\d{3})/g, '$1$2')),
  },
  {
    name: 'thousands with a narrow blank',
    rewrite: (text) =>
      eachCell(text, 'Oracle execution evidence', (cell) => cell.replace(/(\d),(\d{3})/g, '$1\u202f$2')),
  },
  {
    name: 'line breaks in cells',
    rewrite: (text) => eachCell(text, 'Oracle execution evidence', (cell) => cell.replace(/; /g, ';<br>')),
  },
  {
    name: 'escaped pipes in cells',
    rewrite: (text) => eachCell(text, 'Oracle execution evidence', (cell) => `${cell}; \`wc -l \\| sort\``),
  },
  {
    name: 'links in angle brackets',
    rewrite: (text) => text.replace(/\]\((\.\.\/evidence[^)]*)\)/g, '](<$1>)'),
  },
  {
    name: 'links with a title',
    rewrite: (text) => text.replace(/\]\((\.\.\/evidence[^)]*)\)/g, ']($1 "evidence")'),
  },
  {
    name: 'links to references',
    rewrite: (text) => {
      const targets: string[] = [];
      const linked = text.replace(/\]\((\.\.\/evidence[^)]*)\)/g, (_, target: string) => `][e${targets.push(target)}]`);
      return `${linked}\n${targets.map((target, i) => `[e${i + 1}]: ${target}`).join('\n')}\n`;
    },
  },
  {
    name: 'plain paths in place of links',
    rewrite: (text) => text.replace(/\[[^\]]*\]\((\.\.\/evidence[^)]*)\)/g, '$1'),
  },
  {
    name: 'boxes ticked with a capital',
    rewrite: (text) => text.replace(/^- \[x\]/gm, '- [X]'),
  },
  {
    name: 'boxes wrapped',
    rewrite: (text) => text.replace(/^(- \[x\] [RW]\d+ .{10,40}?) /gm, '$1\n  '),
  },
  {
    name: 'boxes with their id in bold',
    rewrite: (text) => text.replace(/^- \[x\] ([RW]\d+)/gm, '- [x] **$1**'),
  },
  {
    name: 'boxes with evidence below them',
    rewrite: (text) => text.replace(/^(- \[x\] [RW]\d+ [^:\n]*): (.*)$/gm, '$1:\n  - $2'),
  },
  {
    name: 'boxes in a table',
    rewrite: (text) =>
      text.replace(/(?:^- \[x\] [RW]\d+ .*\n?)+/gm, (list) => {
        const rows = [...list.matchAll(/^- \[x\] ([RW]\d+) (.*?): (.*)$/gm)];
        return `| Item | Answer | Evidence |\n|---|---|---|\n${rows.map(([, id, what, evidence]) => `| ${id ?? ''} ${what ?? ''} | yes | ${evidence ?? ''} |`).join('\n')}\n\n`;
      }),
  },
  {
    name: 'blocks of the check under bold lines',
    rewrite: (text) => text.replace(/^### (S\d.*)$/gm, '**$1**'),
  },
  {
    name: 'confidence in one paragraph',
    rewrite: (text) =>
      text.replace(
        /^- \*\*More:\*\* (.*)\n(?: {2}.*\n)*- \*\*Less:\*\* (.*)\n(?: {2}.*\n)*- \*\*Unchanged:\*\* (.*)$/m,
        '**More:** $1 **Less:** $2 **Unchanged:** $3',
      ),
  },
  {
    name: 'confidence in a table',
    rewrite: (text) =>
      text.replace(
        /^- \*\*More:\*\* (.*)\n- \*\*Less:\*\* (.*)\n- \*\*Unchanged:\*\* (.*)$/m,
        '| Direction | Why |\n|---|---|\n| More | $1 |\n| Less | $2 |\n| Unchanged | $3 |',
      ),
  },
  {
    name: 'confidence under headings',
    rewrite: (text) => text.replace(/^- \*\*(More|Less|Unchanged):\*\* /gm, '\n### $1\n\n'),
  },
  {
    name: 'comments with rows that do not count',
    rewrite: (text) =>
      lines(text, (line) => line.replace(/^(## .*)$/, '$1\n\n<!-- | S99 | x | PASS | TBD | it cannot happen -->')),
  },
  {
    name: 'a quoted row of another report',
    rewrite: (text) =>
      text.replace(
        '\n## Findings',
        '\n> | ID | Verdict |\n> |---|---|\n> | S98 | PASS |\n>\n> All scenarios passed.\n\n## Findings',
      ),
  },
  {
    name: 'a fenced example of another report',
    rewrite: (text) =>
      text.replace('\n## Findings', '\n```markdown\n## Scenario results\n\n| S97 | PASS |\n```\n\n## Findings'),
  },
  {
    name: 'a section of the author’s own',
    rewrite: (text) =>
      text.replace('\n## Confidence', '\n## Timings\n\n| Step | Minutes |\n|---|---|\n| S1 | 84 |\n\n## Confidence'),
  },
  {
    name: 'rules between sections',
    rewrite: (text) => lines(text, (line) => line.replace(/^(## .*)$/, '---\n\n$1')),
  },
  {
    name: 'a legend below the results',
    rewrite: (text) =>
      text.replace('\n## Findings', '\n| Tier | Meaning |\n|---|---|\n| smoke | one seed |\n\n## Findings'),
  },
];
