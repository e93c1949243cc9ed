import { basename, join } from 'node:path';
import t from 'tap';
import { ROOT } from '../support/run.js';
import { filesBelow, PACK, read } from './support.js';

const FILES = filesBelow(PACK).map((path) => ({ name: basename(path), text: read(path) }));
const prose = (text: string): string => text.replace(/\s+/g, ' ');
const ALL = prose(FILES.map(({ text }) => text).join('\n'));

/** Whether a text holds a name as words of its own. */
const holds = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test(text);

const SOURCES = read(join(ROOT, 'docs', 'sources.md'));

/** The rows of the first table of a section of docs/sources.md, as cells. */
function rows(section: string): string[][] {
  const body = SOURCES.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = body
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return cells.slice(2);
}

const PAPERS = rows('Papers').map(([source = '', venue = '']) => ({
  title: /"([^"]+)"/.exec(source)?.[1] ?? '',
  author: /^[\p{L}'’-]+/u.exec(source)?.[0] ?? '',
  venue: /^(\w+)\b.*?(\d{4})/.exec(venue)?.slice(1).join(' ') ?? venue,
}));
/** `Yuan et al., OSDI 2014` and `Kingsbury and Alvaro, "Elle", PVLDB 14(3), 2020`. */
const INLINE =
  /([\p{Lu}][\p{L}'’-]+)(?:(?:,| and) [\p{Lu}][\p{L}'’-]+)*(?: et al\.)?,? \(?(?:"[^"]+", )?([A-Z][A-Za-z]{2,6})(?: \d+(?:\([\d–]+\))?,)? (\d{4})\b/gu;

t.test('every paper that a file cites has a row, and every row is cited', (t) => {
  for (const { name, text } of FILES) {
    const papers = prose(/\n## Papers\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '');
    for (const [, title = ''] of papers.matchAll(/"([^"]+)"/g))
      t.ok(
        PAPERS.some((row) => title.replace(/,$/, '') === row.title),
        `${name}: "${title}"`,
      );
    for (const [cited, author = '', venue = '', year = ''] of prose(text).matchAll(INLINE)) {
      if (author === 'Jepsen' || venue === 'ISO') continue;
      t.ok(
        PAPERS.some((row) => row.venue === `${venue} ${year}` && cited.includes(row.author)),
        `${name}: ${cited}`,
      );
    }
  }
  for (const { title, author, venue } of PAPERS)
    t.ok(
      ALL.includes(title) || [...ALL.matchAll(INLINE)].some(([cited]) => cited.includes(author) && cited.includes(venue)),
      `cited: ${title}`,
    );
  t.end();
});

/** Entries of the tables of tools that name a way of working and no tool. */
const NO_TOOL =
  /^(?:`npx dst-skills check`|network namespaces and nftables|`kill -STOP`, cgroups|`kill -KILL`|strace (?:with )?`inject`|strace with `inject`|ext4 or XFS shutdown ioctl|failpoints$|property-based libraries|parallel state-machine testing|differential testing|the SUT's own benchmark|metrics and profiles of the SUT|Jepsen's own checkers)/;

t.test('every tool that a table of tools names has a row, and every row is named', (t) => {
  const tools = rows('Tools').map(([tool = '']) => tool);
  let seen = 0;
  for (const { name, text } of FILES)
    for (const [, table = ''] of text.matchAll(/\n## (?:Tools,[^\n]*|When more is needed)\n([\s\S]*?)\n## /g))
      for (const [, cell = ''] of table.matchAll(/^\| ([^|]+) \|/gm)) {
        if (cell === 'Tool' || NO_TOOL.test(cell)) continue;
        seen += 1;
        const named = /^failpoints/.test(cell) ? cell : cell.replace(/\([^)]*\)/g, '');
        for (const part of named.split(/, |(?<!'s \w+) and (?!its )/))
          t.ok(
            tools.some((tool) => holds(part, tool)),
            `${name}: ${part}`,
          );
      }
  t.ok(seen > 40, `${seen} entries were looked at`);
  for (const tool of tools) t.ok(holds(ALL, tool), `named: ${tool}`);
  t.end();
});

/** Words at the head of a shell line or of a span of code that run nothing worth a source. */
const SHELL = new Set(
  'cd cp mv do done echo for grep heal kill mkdir sh trap date sha256sum npx dst-skills rm wc if then fi'.split(' '),
);

t.test('every command that a shell block runs has a row, and every row is in use', (t) => {
  const known = new Set(rows('Commands').map(([command = '']) => command.replaceAll('`', '')));
  for (const { name, text } of FILES)
    for (const [, block = ''] of text.matchAll(/^```sh\n([\s\S]*?)^```/gm))
      for (const line of block
        .replace(/<<'(\w+)'\n[\s\S]*?\n\1\n/g, '\n')
        .split('\n')
        .flatMap((part) => part.replace(/#.*/, '').split(/&&|\|\||;|\||&(?!&)/))) {
        const words = line.replace(/^.*ip netns exec \S+ /, '').trim();
        const command = /^(?:heal\(\) \{ )?([a-z][\w.-]+)/.exec(words)?.[1];
        if (command === undefined || SHELL.has(command)) continue;
        t.ok(known.has(command), `${name}: ${words}`);
      }
  for (const command of known) t.ok(holds(ALL, command), `in use: ${command}`);
  t.end();
});

t.test('every Jepsen analysis and every issue that a file cites has a row, and every row is cited', (t) => {
  const analyses = rows('Jepsen analyses').map(([system = '', date = '']) => ({ system, date }));
  const cases = rows('Cases').flat().join('\n') + rows('Tools').flat().join('\n');
  for (const { name, text } of FILES) {
    for (const [, date = ''] of prose(text).matchAll(/\(Jepsen, ([\w -]+)\)/g))
      t.ok(
        analyses.some((row) => row.date === date),
        `${name}: Jepsen, ${date}`,
      );
    for (const [issue] of text.matchAll(/#\d{3,5}\b/g)) t.ok(cases.includes(issue), `${name}: ${issue}`);
  }
  for (const { system, date } of analyses) {
    t.ok(ALL.includes(`Jepsen, ${date}`), `cited: ${system}`);
    t.ok(ALL.includes(system.split(' ')[0] ?? system), `named: ${system}`);
  }
  for (const [issue] of rows('Cases').flat().join(' ').matchAll(/#\d{3,5}\b/g)) t.ok(ALL.includes(issue), issue);
  t.end();
});

t.test('every row says how it was checked', (t) => {
  for (const section of ['Papers', 'Tools', 'Commands', 'Jepsen analyses', 'Cases'])
    for (const row of rows(section))
      t.match(row.at(-1), /\b(?:read|found|measured|seen|named|summary)\b/, `${section}: ${row[0] ?? ''}`);
  t.end();
});
