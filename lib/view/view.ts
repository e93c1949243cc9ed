import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import { loadConfig } from '../config/load.js';
import { resolveConfig } from '../config/resolve.js';
import { Source } from '../document/source.js';
import { shownPath } from '../lint/find.js';
import { auditSession } from '../lint/lint-session.js';
import { problemError, readBytes } from '../lint/read.js';
import { prepare, work } from '../lint/work.js';
import { loadSession } from '../session/load.js';
import { isSession } from '../session/paths.js';
import { recheckBudget } from '../session/recheck-budget.js';
import { documentPage } from './document.js';
import { hrefsOf } from './links.js';
import { sessionPage } from './session.js';

export interface ViewRequest {
  /** A plan, a report or another test document, or a session directory. */
  readonly path: string;
  readonly cwd: string;
  /** The folder that links on the page start from; absolute. */
  readonly folder: string;
  /** The plan of a report or session, where its header does not lead to it. */
  readonly plan: string | undefined;
}

/**
 * The page of a document or session, with what `lint` says of it under the same configuration.
 * @throws UserError where the path is neither
 */
export async function viewOf({ path, cwd, folder, plan }: ViewRequest): Promise<string> {
  const absolute = resolve(cwd, path);
  const shown = shownPath(absolute, cwd);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${path} does not exist`);
  const config = resolveConfig(await loadConfig(cwd, undefined), {
    hygiene: false,
    today: new Date().toISOString().slice(0, 10),
  });
  const hrefs = hrefsOf(folder);
  if (stat.isDirectory()) {
    if (!isSession(absolute))
      throw new UserError(`${path} is no session directory`, {
        help: 'name the directory with session-log.md, or a plan or report',
      });
    const request = {
      directory: absolute,
      shownAs: (one: string) => shownPath(one, cwd),
      settings: (one: string) => config.settingsOf(one),
      excerpts: false,
      recheck: recheckBudget('quick'),
      invoked: true,
      ...(plan === undefined ? {} : { plan: resolve(cwd, plan) }),
    };
    const session = await loadSession(absolute, request);
    return sessionPage(session, auditSession(session, request), hrefs);
  }
  const settings = config.settingsOf(absolute);
  await prepare(settings.hygiene);
  const job = {
    path: absolute,
    shown,
    named: true,
    type: config.typeOf(absolute),
    settings,
    ...(plan === undefined ? {} : { plan }),
  };
  const bytes = readBytes(absolute, shown);
  if ('problem' in bytes) throw problemError(bytes.problem);
  const outcome = work(job, { excerpts: false, fix: 'no', cache: undefined }, bytes);
  if (outcome.kind === 'problem') throw problemError(outcome.problem);
  if (outcome.kind === 'left-out') throw new UserError(`${shown} cannot be shown`);
  return documentPage(new Source(shown, bytes.toString('utf8')), outcome.result, hrefs(dirname(absolute)));
}
