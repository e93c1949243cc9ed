import type { FileProblem, FileResult, Message } from '../lint/result.js';
import type { FormatContext, Formatter } from './formatter.js';

/** One JSON document: `{ version, files, problems, summary }`, as docs/output-formats.md describes it. */
export function json(context: FormatContext): Formatter {
  const problems: FileProblem[] = [];
  let first = true;
  return {
    begin: () => `{\n"version": ${JSON.stringify(context.version)},\n"files": [`,
    file(result) {
      const comma = first ? '\n' : ',\n';
      first = false;
      return comma + JSON.stringify(jsonFile(result));
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end: (summary) =>
      `${first ? '' : '\n'}],\n"problems": ${JSON.stringify(problems)},\n"summary": ${JSON.stringify(summary)}\n}\n`,
  };
}

function jsonFile({ path, type, messages, checked, suppressed, fixed, notes, session }: FileResult): object {
  const told = { ...(notes === undefined ? {} : { notes }), ...(session === undefined ? {} : { session }) };
  return { path, type, messages: messages.map(jsonMessage), checked, suppressed, fixed, ...told };
}

function jsonMessage(message: Message): object {
  const { ruleId, name, severity, line, column, endLine, endColumn, help, related, fix, subject } = message;
  return {
    ruleId,
    name,
    severity,
    message: message.message,
    line,
    column,
    endLine,
    endColumn,
    ...(help === undefined ? {} : { help }),
    ...(related === undefined ? {} : { related }),
    ...(fix === undefined ? {} : { fix }),
    subject,
  };
}
