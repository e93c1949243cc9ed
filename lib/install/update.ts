import { UserError } from '../cli/errors.js';
import { type Common, converge, placesFor, whatIsKnown } from './converge.js';
import { GitFailure, type GitSession } from './git.js';
import { explainGit } from './pack-clone.js';
import { behindRemote } from './behind.js';
import type { LockFile } from './lock-file.js';
import { LOCK_NAME } from './places.js';
import { error, warning, type Problem } from './problem.js';
import { type Result, resultOf } from './result.js';
import { settle } from './run.js';

export interface UpdateOptions extends Common {
  readonly ref?: string;
  readonly offline: boolean;
}

function nothingInstalled(scope: string, lock: LockFile | undefined): UserError {
  if (lock !== undefined)
    return new UserError(`${LOCK_NAME} lists skills that are not installed here yet`, {
      exitCode: 1,
      help: 'dst-skills restore --scope project',
    });
  return new UserError(`nothing is installed for this ${scope === 'user' ? 'user' : 'project'}`, {
    exitCode: 1,
    help: `dst-skills install${scope === 'user' ? '' : ' --scope project'}`,
  });
}

/** Fast-forwards the pack, and brings links, copies and AGENTS.md in line with it. */
export function update(options: UpdateOptions): Promise<Result> {
  return converge('update', options, async ({ receipt, lock }) => {
    if (receipt === undefined) throw nothingInstalled(options.scope, lock);
    return {
      wishes: {
        goal: 'present',
        agents: receipt.agents,
        mode: receipt.mode,
        skills: receipt.skills,
        agentsMd: undefined,
        force: options.force,
        frozen: false,
      },
      pack: {
        ...(options.ref === undefined ? {} : { ref: options.ref }),
        offline: options.offline,
        force: options.force,
        purpose: 'update',
      },
    };
  });
}

/** Says whether an update would bring something; changes nothing. `ok` is false when it would. */
export async function checkForUpdate(options: Common): Promise<Result> {
  const places = placesFor(options);
  const problems: Problem[] = await settle(places, options.say);
  const { receipt, lock } = whatIsKnown(places);
  if (receipt === undefined) throw nothingInstalled(options.scope, lock);
  const session: GitSession = { env: options.env, interactive: options.interactive };
  try {
    const behind = await behindRemote(session, receipt.pack);
    if (behind.behind) problems.push(error('behind', behind.text, { help: 'run "dst-skills update"' }));
    else if (behind.commits === 0) options.say(behind.text);
    else problems.push(warning('current', behind.text));
  } catch (failure) {
    if (!(failure instanceof GitFailure)) throw failure;
    const trouble = explainGit(failure, receipt.pack.source);
    problems.push(error('unreachable', trouble.message, trouble.help === undefined ? {} : { help: trouble.help }));
  }
  return resultOf('update', places, receipt.pack, [], problems);
}
