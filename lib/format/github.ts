import type { FileProblem, Message } from '../lint/result.js';
import { githubData, githubProperty } from './escape.js';
import type { FormatContext, Formatter } from './formatter.js';
import { asideWords, checkedWords, foundWords } from './words.js';

/** Workflow commands of GitHub Actions: an annotation for each finding, and the summary in the log. */
export function github(_context: FormatContext): Formatter {
  return {
    file: ({ path, messages }) => messages.map((message) => annotation(path, message)).join(''),
    problem: (problem) => problemAnnotation(problem),
    end: (summary) =>
      [`${foundWords(summary)}; checked ${checkedWords(summary)}`, ...asideWords(summary)]
        .map((line) => `${harmless(line)}\n`)
        .join(''),
  };
}

function annotation(path: string, message: Message): string {
  const { severity, line, column, endLine, endColumn, ruleId, name } = message;
  const properties: [string, string | number][] = [
    ['file', path],
    ['line', line],
    ['endLine', endLine],
    // Columns are only taken where the finding is on one line.
    ...(line === endLine
      ? ([
          ['col', column],
          ['endColumn', endColumn],
        ] as [string, number][])
      : []),
    ['title', `${ruleId} ${name}`],
  ];
  const help = message.help === undefined ? '' : `\nhelp: ${message.help}`;
  return command(severity, properties, `${message.message}${help}`);
}

function problemAnnotation({ path, message, help, line }: FileProblem): string {
  const more = help === undefined ? '' : `\nhelp: ${help}`;
  const properties: [string, string | number][] = [['file', path]];
  if (line !== undefined) properties.push(['line', line]);
  return command('error', [...properties, ['title', 'not checked']], `${path} ${message}${more}`);
}

function command(name: string, properties: readonly [string, string | number][], data: string): string {
  const list = properties.map(([key, value]) => `${key}=${githubProperty(String(value))}`).join(',');
  return `::${name} ${list}::${githubData(data)}\n`;
}

/** A line that the runner cannot take for a command. */
function harmless(line: string): string {
  return githubData(line).replaceAll('::', ':\u200b:').replaceAll('##[', '##\u200b[');
}
