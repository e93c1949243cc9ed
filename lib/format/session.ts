import type { SessionSummary, SummaryLine } from '../lint/session-summary.js';
import { plainLine } from './escape.js';

/**
 * What a reviewer reads first: the session's verdict, what was tested, each scenario and arm with its verdict and why, and
 * what is not covered. Arms of a scenario that did not run at all are left out: its own line says so.
 */
export function sessionText({ verdict, reason, tested, counts, scenarios, notCovered }: SessionSummary): string {
  const shown = scenarios.filter((one) => one.verdict !== 'NOT-RUN' || !restsOn(one, scenarios));
  const width = Math.min(24, Math.max(0, ...shown.map(({ key }) => key.length)));
  const state = Math.max(0, ...shown.map((one) => one.verdict.length));
  const indent = ' '.repeat(width + 4);
  return [
    `${verdict}: ${plainLine(reason)}`,
    ...tested.map(({ what, value }) => `  ${what.padEnd(6)}  ${plainLine(value)}`),
    ...(counts.length === 0 ? [] : [`  ${counts.map((one) => `${one.scenarios} ${one.verdict}`).join(', ')}`]),
    '',
    ...shown.flatMap((one) => {
      const head = `  ${plainLine(one.key).padEnd(width)}  ${one.verdict.padEnd(state)}`;
      if (one.name === undefined) return [`${head}  ${plainLine(one.why)}`.trimEnd()];
      return [`${head}  ${plainLine(one.name)}`, ...(one.why === '' ? [] : [`${indent}${plainLine(one.why)}`])];
    }),
    ...(notCovered.length === 0 ? [] : ['', 'not covered:', ...notCovered.map((line) => `  - ${plainLine(line)}`)]),
    '',
  ].join('\n');
}

/** Whether a line is that of an arm whose scenario has a line of its own that says the same. */
function restsOn({ key, verdict }: SummaryLine, all: readonly SummaryLine[]): boolean {
  const slash = key.indexOf('/');
  return slash !== -1 && all.some((one) => one.key === key.slice(0, slash) && one.verdict === verdict);
}
