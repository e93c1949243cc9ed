// A session audited in this process, with paths as they are below the session.
import { relative } from 'node:path';
import { lintSession } from '../../lib/lint/lint-session.js';
import type { SessionSummary } from '../../lib/lint/session-summary.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { QUICK, type RecheckBudget } from '../../lib/session/recheck-budget.js';

/** The folder that `emptySession` and `completeSession` make below the root. */
export const SESSION = 'test-sessions/2026-03-14T09-00-00Z';

type Position = readonly [line: number, column: number];

export interface Told {
  readonly rule: string;
  /** Below the session; `session` for the session itself, `../../plan.md` for the plan beside it. */
  readonly file: string;
  readonly from: Position;
  readonly to: Position;
  readonly message: string;
  /** All of it in one line. */
  readonly text: string;
}

export interface Audited {
  readonly told: readonly Told[];
  readonly summary: SessionSummary;
  /** Documents that could not be read. */
  readonly problems: readonly string[];
}

/** @param recheck what running the checkers again may cost; null where they are not run */
export async function audit(directory: string, recheck: RecheckBudget | null = QUICK): Promise<Audited> {
  const { results, summary, problems } = await lintSession({
    directory,
    shownAs: (path) => relative(directory, path) || 'session',
    settings: () => defaultSettings(),
    excerpts: false,
    recheck: recheck ?? undefined,
  });
  const told = results.flatMap(({ path, messages }) =>
    messages.map(({ ruleId, message, line, column, endLine, endColumn }): Told => {
      const file = path.replace(/^session\//, '');
      return {
        rule: ruleId,
        file,
        from: [line, column],
        to: [endLine, endColumn],
        message,
        text: `${ruleId} ${file}:${line}:${column} ${message}`,
      };
    }),
  );
  return { told, summary, problems: problems.map(({ path, message }) => `${path} ${message}`) };
}
