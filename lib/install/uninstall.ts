import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { agentById } from './agents.js';
import { type Common, converge, type Known } from './converge.js';
import type { GitSession } from './git.js';
import { lookAtPack } from './pack-look.js';
import { ownWork } from './pack-plan-git.js';
import type { Wishes } from './plan.js';
import type { Problem } from './problem.js';
import { readReceipt } from './receipt.js';
import type { Result } from './result.js';

export interface UninstallOptions extends Common {
  /** Empty: everything. */
  readonly agents: readonly string[];
  readonly skills: readonly string[];
}

/** Takes away what the receipt lists and what is still as it was left; puts back what had to make room. */
export function uninstall(options: UninstallOptions): Promise<Result> {
  return converge('uninstall', options, async (known, _run, session) => {
    const { receipt } = known;
    if (receipt === undefined)
      throw new UserError(`nothing is installed for this ${options.scope === 'user' ? 'user' : 'project'}`, {
        exitCode: 1,
        help:
          options.scope === 'user'
            ? 'in a project: dst-skills uninstall --scope project'
            : 'on a fresh clone, "dst-skills restore --scope project" takes over what the lock file lists',
      });
    const gone = options.agents.map((id) => agentById(id).id);
    const agents = gone.length > 0 ? receipt.agents.filter((id) => !gone.includes(id)) : receipt.agents;
    const names = receipt.skills ?? Object.keys(receipt.pack.skills);
    const missing = options.skills.filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new UserError(`not installed: ${missing.join(', ')}`, { help: `installed: ${names.join(', ')}` });
    const skills = options.skills.length > 0 ? names.filter((name) => !options.skills.includes(name)) : receipt.skills;
    const common = { mode: receipt.mode, agentsMd: undefined, force: options.force, frozen: false };
    const partly = (gone.length > 0 && agents.length > 0) || (options.skills.length > 0 && (skills?.length ?? 0) > 0);
    if (partly) return { wishes: { ...common, goal: 'present', agents, skills }, pack: null };
    const packRemoval = await mayRemovePack(known, session);
    return { wishes: { ...common, goal: 'absent', agents: receipt.agents, skills: null, packRemoval }, pack: null };
  });
}

/** True, or why the pack directory has to stay; undefined when there is none. */
async function mayRemovePack({ receipt, places }: Known, session: GitSession): Promise<Wishes['packRemoval']> {
  const keep = (why: string, severity: Problem['severity'] = 'warning') => ({ why, severity });
  if (receipt === undefined) return undefined;
  const { pack } = receipt;
  if (!pack.created) return keep('was there before');
  const now = await lookAtPack(session, pack.dir, pack);
  if (now.kind === 'absent') return undefined;
  const dir = join(places.stateDir, 'receipts');
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    const other = readReceipt(join(dir, name));
    if (other !== undefined && other.root !== receipt.root && other.pack.dir === pack.dir)
      return keep(`is used by ${other.root}`);
  }
  if (now.kind === 'foreign') return keep(now.why, 'error');
  if (now.kind === 'snapshot')
    return now.edited.length === 0 ? true : keep(`has edited files: ${now.edited.slice(0, 5).join(', ')}`, 'error');
  const own = await ownWork(session, pack.dir, now);
  return own === undefined ? true : keep(own, 'error');
}
