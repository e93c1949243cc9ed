import { createHash } from 'node:crypto';
import type { FileProblem, FileResult } from '../lint/result.js';
import type { FormatContext, Formatter } from './formatter.js';

/** GitLab's Code Quality report: a JSON array; the fingerprint follows the meaning of a finding, not its line. */
export function gitlab(_context: FormatContext): Formatter {
  let first = true;
  const push = (items: readonly object[]): string => {
    if (items.length === 0) return '';
    const comma = first ? '\n' : ',\n';
    first = false;
    return comma + items.map((item) => JSON.stringify(item)).join(',\n');
  };
  return {
    begin: () => '[',
    file: (result) => push(issues(result)),
    problem: (problem) => push([problemIssue(problem)]),
    end: () => `${first ? '' : '\n'}]\n`,
  };
}

function issues({ path, messages }: FileResult): object[] {
  const seen = new Map<string, number>();
  return messages.map((message) => {
    const key = `${message.ruleId}\0${message.subject}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return {
      description: message.message,
      check_name: message.name,
      fingerprint: fingerprint(path, key, String(nth)),
      severity: message.soundness === true ? 'critical' : message.severity === 'error' ? 'major' : 'minor',
      location: { path, lines: { begin: message.line, end: message.endLine } },
    };
  });
}

function problemIssue({ path, message, line }: FileProblem): object {
  return {
    description: `${path} ${message}`,
    check_name: 'not-checked',
    fingerprint: fingerprint(path, 'not-checked', message),
    severity: 'blocker',
    location: { path, lines: { begin: line ?? 1 } },
  };
}

function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
}
