import { plainLine } from './escape.js';
import type { FormatContext, Formatter } from './formatter.js';
import { asideWords, checkedWords, foundWords } from './words.js';

/** One finding a line, as compilers print them: editors and grep understand it. */
export function compact(_context: FormatContext): Formatter {
  return {
    file: ({ path, messages, notes = [] }) =>
      notes.map((note) => `${plainLine(path)}: note: ${plainLine(note)}\n`).join('') +
      messages
        .map((message) => {
          const place = `${plainLine(path)}:${message.line}:${message.column}`;
          return `${place}: ${message.severity}: ${plainLine(message.message)} [${message.ruleId}/${message.name}]\n`;
        })
        .join(''),
    problem: ({ path, message, line, column }) =>
      `${plainLine(path)}:${line ?? 1}:${column ?? 1}: error: ${plainLine(message)} [not-checked]\n`,
    end: (summary) =>
      [`${foundWords(summary)}; checked ${checkedWords(summary)}`, ...asideWords(summary)]
        .map((line) => `${line}\n`)
        .join(''),
  };
}
