import { UserError } from '../cli/errors.js';
import { type Common, converge } from './converge.js';
import { frozenGoal } from './install.js';
import type { Result } from './result.js';

/**
 * Puts back everything that is recorded, exactly: a project by its lock file (a fresh clone has nothing else), a user's
 * by the receipt.
 */
export function restore(options: Common): Promise<Result> {
  return converge('restore', options, async (known) => {
    if (known.places.lockFile !== null) return frozenGoal({ ...options, agents: [] }, known);
    const { receipt } = known;
    if (receipt === undefined)
      throw new UserError('nothing was installed for this user, so there is nothing to restore', {
        exitCode: 1,
        help: 'dst-skills install',
      });
    const { pack } = receipt;
    return {
      wishes: {
        goal: 'present',
        agents: receipt.agents,
        mode: receipt.mode,
        skills: receipt.skills,
        agentsMd: receipt.agentsMd,
        force: options.force,
        frozen: false,
      },
      pack: {
        offline: false,
        force: options.force,
        purpose: 'install',
        exactly: {
          source: pack.source,
          bundled: pack.bundled,
          ref: pack.ref,
          refKind: pack.refKind,
          ...(pack.commit === null ? {} : { commit: pack.commit }),
          ...(pack.files === undefined ? {} : { files: pack.files }),
        },
      },
    };
  });
}
