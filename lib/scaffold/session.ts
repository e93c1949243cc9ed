import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../cli/errors.js';
import { makeFolder } from '../files/folder.js';
import { replaceFile } from '../files/whole.js';
import { armKey } from '../report/verdict-cell.js';
import { armsOf, loadPlan, type FoundPlan } from '../session/plan-of.js';
import { LOG_HEADER, LOG_SECTIONS, type LogHeaderKey, type LogSectionKey } from '../vocabulary/session.js';
import { textOf } from '../lint/read.js';
import { slashes } from '../lint/walk.js';
import { Template } from './template.js';

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
function sessionName(now: Date): string {
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
  if (plan === undefined) {
    textOf(request.plan, request.given);
    throw new UserError(`${request.given} cannot be read as a plan`);
  }
  if (plan.plan.scenarios.length === 0)
    throw new UserError(`${request.given} has no scenario, so there is nothing to run`, {
      help: 'name a test plan; "dst-skills lint" says what it lacks',
    });
  const directory = join(request.parent, sessionName(request.now));
  if (existsSync(directory))
    throw new UserError(`${directory} is there already`, { help: 'wait a second, or name another --dir' });
  const log = logText(plan, directory, request);
  const folders = ['logs', 'metrics', 'artifacts', 'findings', ...keysOf(plan).map((key) => `evidence/${key}`)];
  try {
    for (const folder of folders) makeFolder(join(directory, ...folder.split('/')));
    replaceFile(join(directory, 'session-log.md'), log);
  } catch (error) {
    // Half a session is none, and the second try of this second would find it in its way.
    rmSync(directory, { recursive: true, force: true });
    throw new UserError(`${directory} cannot be made: ${(error as Error).message}`, { cause: error });
  }
  return directory;
}

/** Every scenario without arms and every arm, in the plan's order. */
export function keysOf({ plan }: FoundPlan): string[] {
  return plan.scenarios.flatMap((scenario) => {
    const arms = armsOf(scenario);
    return arms.length === 0 ? [scenario.id] : arms.map((arm) => armKey(scenario.id, arm));
  });
}

function logText(plan: FoundPlan, directory: string, request: NewSession): string {
  const sut = plan.plan.header.find((field) => field.key === 'sut')?.value.value.trim() ?? '';
  const name = sessionName(request.now);
  const template = new Template('log').fill('{{UTC}}', name);
  const values: Record<LogHeaderKey, string> = {
    sut: request.sut ?? (sut || 'not recorded'),
    plan: `${slashes(relative(directory, plan.path))} (SHA-256 ${plan.sha256})`,
    commit: request.commit ?? 'not recorded',
    session: name,
    operator: request.operator ?? 'not recorded',
  };
  for (const { key, label } of LOG_HEADER) template.field(label, values[key]);
  const rows: Record<LogSectionKey, readonly (readonly string[])[]> = {
    toolbox: [],
    capabilities: plan.plan.requirements.map((requirement) => [requirement.name.value, 'not probed', '', '']),
    preconditions: [],
    timeline: [],
    verdicts: keysOf(plan).map((key) => [key, 'none', 'NOT-RUN', 'not started yet']),
    artifacts: [],
  };
  for (const { key, title } of LOG_SECTIONS) template.rows(title, rows[key]);
  return template.text({ guidance: false });
}
