import type { FileResult, Message } from '../lint/result.js';
import { markdownCell } from './escape.js';
import type { FormatContext, Formatter } from './formatter.js';
import { rulePageUrl } from './links.js';
import { asideWords, checkedWords, foundWords } from './words.js';

/** For a comment on a pull request or a job's summary: a table for each document with findings. */
export function markdown(_context: FormatContext): Formatter {
  return {
    begin: () => '## dst-skills\n\n',
    file,
    problem: ({ path, message, help }) =>
      `- **not checked:** ${markdownCell(path)} ${markdownCell(message)}${help === undefined ? '' : ` (${markdownCell(help)})`}\n\n`,
    end: (summary) => {
      const lines = [`**${foundWords(summary)}** in ${checkedWords(summary)}`, ...asideWords(summary)];
      return `${lines.join('  \n')}\n`;
    },
  };
}

function file({ path, messages, notes = [] }: FileResult): string {
  const told = notes.map((note) => `- ${markdownCell(path)}: ${markdownCell(note)}\n`).join('');
  if (messages.length === 0) return told === '' ? '' : `${told}\n`;
  const rows = messages.map(row).join('');
  return `### ${markdownCell(path)}\n\n| Line | Severity | Rule | Problem |\n| ---: | --- | --- | --- |\n${rows}\n${told}`;
}

function row(message: Message): string {
  const rule = `[${message.ruleId}](${rulePageUrl(message.ruleId)}) ${markdownCell(message.name)}`;
  const help = message.help === undefined ? '' : `<br>*help:* ${markdownCell(message.help)}`;
  return `| ${message.line} | ${message.severity} | ${rule} | ${markdownCell(message.message)}${help} |\n`;
}
