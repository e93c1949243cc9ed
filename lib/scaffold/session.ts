import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../cli/errors.js';
import { replaceFile } from '../evidence/journal.js';
import { cellText } from '../evidence/log-table.js';
import { armKey } from '../report/verdict-cell.js';
import { armsOf, loadPlan, type FoundPlan } from '../session/plan-of.js';
import {
  ARTIFACT_COLUMNS,
  CAPABILITY_COLUMNS,
  LOG_VERDICT_COLUMNS,
  PRECONDITION_COLUMNS,
  TIMELINE_COLUMNS,
  TOOLBOX_COLUMNS,
} from '../vocabulary/session.js';
import type { ColumnSpec } from '../vocabulary/columns.js';

export interface NewSession {
  /** Absolute path of the plan. */
  readonly plan: string;
  /** The plan as the user named it. */
  readonly given: string;
  /** Where sessions stand; made where it is missing. */
  readonly parent: string;
  readonly now: Date;
  readonly sut: string | undefined;
  readonly commit: string | undefined;
  readonly operator: string | undefined;
}

/** `2026-03-14T09-00-00Z`: the time in a form that every file system takes as a name. */
export function sessionName(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}

/**
 * Lays out a session directory for a plan (formats.md §2): the log with a row for each scenario and arm, all NOT-RUN,
 * and a directory for the evidence of each.
 * @returns the directory
 * @throws UserError where the plan cannot be read or has no scenario, or where the directory is there
 */
export function newSession(request: NewSession): string {
  const plan = loadPlan(request.plan, request.given);
  if (plan === undefined) throw new UserError(`${request.given} cannot be read as UTF-8 text`);
  if (plan.plan.scenarios.length === 0)
    throw new UserError(`${request.given} has no scenario, so there is nothing to run`, {
      help: 'name a test plan; "dst-skills lint" says what it lacks',
    });
  const directory = join(request.parent, sessionName(request.now));
  if (existsSync(directory))
    throw new UserError(`${directory} is there already`, { help: 'wait a second, or name another --dir' });
  for (const folder of ['logs', 'metrics', 'artifacts', 'findings'])
    mkdirSync(join(directory, folder), { recursive: true });
  for (const key of keysOf(plan)) mkdirSync(join(directory, 'evidence', ...key.split('/')), { recursive: true });
  replaceFile(join(directory, 'session-log.md'), logText(plan, directory, request));
  return directory;
}

/** Every scenario without arms and every arm, in the plan's order. */
export function keysOf({ plan }: FoundPlan): string[] {
  return plan.scenarios.flatMap((scenario) => {
    const arms = armsOf(scenario);
    return arms.length === 0 ? [scenario.id] : arms.map((arm) => armKey(scenario.id, arm));
  });
}

function table(columns: readonly ColumnSpec[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = line(columns.map(({ label }) => label));
  return [head, `|${'---|'.repeat(columns.length)}`, ...rows.map((cells) => line(cells.map(cellText)))].join('\n');
}

function logText(plan: FoundPlan, directory: string, request: NewSession): string {
  const header = (key: 'sut' | 'change'): string =>
    plan.plan.header.find((field) => field.key === key)?.value.value.trim() ?? '';
  const notProbed = plan.plan.requirements.map(({ name }) => [name.value, 'not probed', '', '']);
  const rows = keysOf(plan).map((key) => [key, 'none', 'NOT-RUN', 'not started yet']);
  return `# Session log: ${sessionName(request.now)}

**SUT:** ${request.sut ?? (header('sut') || 'not recorded')}
**Plan:** ${relative(directory, plan.path).split('\\').join('/')} (SHA-256 ${plan.sha256})
**Commit under test:** ${request.commit ?? 'not recorded'}
**Session dir:** ${sessionName(request.now)}
**Operator:** ${request.operator ?? 'not recorded'}

## Toolbox discovered

${table(TOOLBOX_COLUMNS, [])}

## Environment capability matrix

${table(CAPABILITY_COLUMNS, notProbed)}

## Preconditions check

${table(PRECONDITION_COLUMNS, [])}

## Scenario timeline

${table(TIMELINE_COLUMNS, [])}

## Scenario verdicts

${table(LOG_VERDICT_COLUMNS, rows)}

## Artifacts

${table(ARTIFACT_COLUMNS, [])}
`;
}
