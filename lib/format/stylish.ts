import type { FileProblem, FileResult, Message, Summary } from '../lint/result.js';
import { cut, plainLine } from './escape.js';
import { sessionText } from './session.js';
import type { FormatContext, Formatter } from './formatter.js';
import { asideWords, checkedWords, count, foundWords } from './words.js';

/** For people: grouped by file, each finding with its line, what to do, and the places that explain it. */
export function stylish(context: FormatContext): Formatter {
  const paint =
    (code: number) =>
    (text: string): string =>
      context.color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const [bold, red, green, yellow, cyan, dim] = [1, 31, 32, 33, 36, 2].map(paint) as [
    Paint,
    Paint,
    Paint,
    Paint,
    Paint,
    Paint,
  ];
  const width = Math.max(60, Math.min(context.columns, 160));

  function finding(message: Message, path: string): string {
    const level = message.severity === 'error' ? red('error  ') : yellow('warning');
    const place = `${message.line}:${message.column}`.padEnd(8);
    const lines = [
      `  ${place} ${level}  ${plainLine(message.message)}  ${dim(`${message.ruleId} ${message.name}`)}`,
      ...frame(message),
    ];
    if (message.help !== undefined) lines.push(`${INDENT}${cyan('help:')} ${plainLine(message.help)}`);
    for (const related of message.related ?? []) {
      const where = related.path === path ? `line ${related.line}` : `${plainLine(related.path)}:${related.line}`;
      lines.push(`${INDENT}${cyan('see:')}  ${where}: ${plainLine(related.message)}`);
    }
    return lines.join('\n');
  }

  function frame(message: Message): string[] {
    if (message.excerpt === undefined || message.excerpt.trim() === '') return [];
    const number = String(message.line);
    const room = width - INDENT.length - number.length - 3;
    // The stretch of the line around the finding, when the line is longer than the terminal is wide.
    const from = message.column - 1 > room - 20 ? Math.max(0, message.column - 1 - Math.floor(room / 3)) : 0;
    const text = message.excerpt.slice(from);
    const before = plainLine(message.excerpt.slice(from, message.column - 1));
    const end = message.endLine === message.line ? message.endColumn - 1 : message.excerpt.length;
    const marked = plainLine(message.excerpt.slice(message.column - 1, Math.max(message.column, end)));
    const carets = '^'.repeat(Math.max(1, Math.min(marked.length, room - before.length)));
    return [
      `${INDENT}${dim(`${number} |`)} ${cut(plainLine(text).trimEnd(), room)}`,
      `${INDENT}${dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(before.length)}${red(carets)}`,
    ];
  }

  return {
    file({ path, messages, fixed, notes = [], session }: FileResult): string {
      const head = session === undefined ? '' : `${sessionText(session)}\n`;
      const done = fixed > 0 ? `  ${green(`fixed ${fixed}`)}` : '';
      if (messages.length === 0 && fixed === 0 && notes.length === 0) return head;
      const told = notes.map((note) => `  ${yellow('note:')} ${plainLine(note)}`);
      const lines = [`${bold(plainLine(path))}${done}`, ...messages.map((message) => finding(message, path)), ...told];
      return `${head}${lines.join('\n')}\n\n`;
    },
    problem: (problem) => problemText(problem, bold, red, cyan),
    end(summary: Summary): string {
      const found = foundWords(summary);
      const bad = summary.errors + summary.problems > 0;
      const head = bad ? red(`✖ ${found}`) : summary.warnings > 0 ? yellow(`⚠ ${found}`) : green(`✔ ${found}`);
      const lines = [
        summary.files === 0
          ? summary.problems > 0
            ? red('✖ nothing was checked')
            : yellow('– nothing was checked')
          : `${head} · checked ${checkedWords(summary)}`,
      ];
      if (summary.problems > 0) lines.push(red(`${count(summary.problems, 'file')} could not be checked`));
      if (summary.fixed > 0) lines.push(green(`fixed ${count(summary.fixed, 'problem')}`));
      if (summary.fixable > 0) lines.push(`${count(summary.fixable, 'problem')} can be mended by --fix`);
      lines.push(...asideWords(summary).map(dim));
      return `${lines.join('\n')}\n`;
    },
  };
}

type Paint = (text: string) => string;
const INDENT = ' '.repeat(11);

function problemText(problem: FileProblem, bold: Paint, red: Paint, cyan: Paint): string {
  const place = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const help = problem.help === undefined ? '' : `\n${INDENT}${cyan('help:')} ${plainLine(problem.help)}`;
  return `${bold(`${plainLine(problem.path)}${place}`)} ${red(plainLine(problem.message))}${help}\n\n`;
}
