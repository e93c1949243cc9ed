import type { FileProblem, FileResult } from '../lint/result.js';
import { xml } from './escape.js';
import type { FormatContext, Formatter } from './formatter.js';
import { checkedWords } from './words.js';

/** JUnit's XML: a suite for each document, a failed case for each finding, one passed case where there is none. */
export function junit(_context: FormatContext): Formatter {
  return {
    begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dst-skills">\n',
    file: suite,
    problem: problemSuite,
    end: (summary) => `<!-- checked ${xml(checkedWords(summary)).replaceAll('--', '- -')} -->\n</testsuites>\n`,
  };
}

function suite({ path, type, messages }: FileResult): string {
  const tests = Math.max(1, messages.length);
  const name = xml(path);
  const cases = messages.map((message) => {
    const text = [
      `${path}:${message.line}:${message.column}`,
      ...(message.help === undefined ? [] : [`help: ${message.help}`]),
      ...(message.related ?? []).map((place) => `see ${place.path}:${place.line}: ${place.message}`),
    ].join('\n');
    const title = xml(`${message.ruleId} ${message.name} (line ${message.line})`);
    return `<testcase classname="${name}" name="${title}" file="${name}" line="${message.line}"><failure type="${message.severity}" message="${xml(message.message)}">${xml(text)}</failure></testcase>\n`;
  });
  const body =
    cases.length === 0 ? `<testcase classname="${name}" name="${xml(type)}" file="${name}"/>\n` : cases.join('');
  return `<testsuite name="${name}" tests="${tests}" failures="${messages.length}" errors="0">\n${body}</testsuite>\n`;
}

function problemSuite({ path, message, help }: FileProblem): string {
  const name = xml(path);
  const text = help === undefined ? '' : xml(`help: ${help}`);
  return `<testsuite name="${name}" tests="1" failures="0" errors="1">\n<testcase classname="${name}" name="not checked" file="${name}"><error type="not-checked" message="${xml(`${path} ${message}`)}">${text}</error></testcase>\n</testsuite>\n`;
}
