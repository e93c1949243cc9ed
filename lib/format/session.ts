import type { SessionSummary } from '../lint/lint-session.js';
import { plainLine } from './escape.js';

/** A session's verdict, a line for each scenario and arm with its verdict and why, and what is not covered. */
export function sessionText({ verdict, reason, scenarios, notCovered }: SessionSummary): string {
  const width = Math.min(24, Math.max(0, ...scenarios.map(({ key }) => key.length)));
  const state = Math.max(0, ...scenarios.map((one) => one.verdict.length));
  return [
    `${verdict}: ${plainLine(reason)}`,
    ...scenarios.map((one) =>
      `  ${plainLine(one.key).padEnd(width)}  ${one.verdict.padEnd(state)}  ${plainLine(one.why)}`.trimEnd(),
    ),
    ...(notCovered.length === 0 ? [] : ['not covered:', ...notCovered.map((line) => `  - ${plainLine(line)}`)]),
    '',
  ].join('\n');
}
