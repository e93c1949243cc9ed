import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { AGENTS, agentById, detectAgents } from './agents.js';
import { type Common, converge, type Known } from './converge.js';
import type { LockFile } from './lock-file.js';
import { LOCK_NAME, type Places } from './places.js';
import type { PackPlan, PackWish } from './pack-plan.js';
import { error, type Problem } from './problem.js';
import { differingFiles } from './print.js';
import type { SkillRecord } from './receipt.js';
import type { Result } from './result.js';

export interface InstallOptions extends Common {
  /** Ids that were named; empty: those of before, and those found on the machine. */
  readonly agents: readonly string[];
  readonly allAgents: boolean;
  readonly skills: readonly string[];
  readonly copy: boolean;
  readonly agentsMd: boolean | undefined;
  readonly source?: string;
  readonly ref?: string;
  readonly offline: boolean;
  readonly frozen: boolean;
}

/** Puts the pack's skills where the agents look for them. @returns what was done, or with `dryRun` what would be. */
export function install(options: InstallOptions): Promise<Result> {
  return converge('install', options, async (known) => {
    if (options.frozen) return frozenGoal(options, known);
    const { receipt, lock } = known;
    const earlier = receipt ?? lock;
    const agents = chooseAgents(options, known);
    const all = options.skills.length === 0;
    const before = receipt?.skills ?? null;
    const skills = all ? null : [...new Set([...options.skills, ...(before ?? [])])];
    const pack: PackWish = {
      ...(options.source === undefined ? {} : { source: options.source }),
      ...(options.ref === undefined ? {} : { ref: options.ref }),
      offline: options.offline,
      force: options.force,
      purpose: 'install',
    };
    return {
      wishes: {
        goal: 'present',
        agents,
        mode: options.copy ? 'copy' : (earlier?.mode ?? 'link'),
        skills,
        agentsMd: options.agentsMd,
        force: options.force,
        frozen: false,
      },
      pack,
      check: (plan) => unknownSkills(options.skills, plan),
    };
  });
}

/** The named agents, or else those found here; always with those of earlier runs. @throws UserError when there are none. */
function chooseAgents(
  options: Pick<InstallOptions, 'agents' | 'allAgents' | 'agentsMd' | 'scope'>,
  { receipt, lock, places }: Known,
): string[] {
  const before = receipt?.agents ?? lock?.agents ?? [];
  if (options.allAgents) return AGENTS.map((agent) => agent.id);
  if (options.agents.length > 0) return [...new Set([...before, ...options.agents.map((id) => agentById(id).id)])];
  const found = detectedIds(places);
  const chosen = [...new Set([...before, ...found])];
  if (chosen.length === 0 && options.agentsMd !== true)
    throw new UserError('no coding agent was found on this machine', {
      help: 'name yours with --agent (the list: dst-skills agents); --agent universal for any that reads .agents/skills; --agents-md for any that reads AGENTS.md',
    });
  return chosen;
}

/** The ids of the agents that are certainly used here. */
function detectedIds(places: Places): string[] {
  return detectAgents(places)
    .filter(({ found }) => found === 'yes')
    .map(({ agent }) => agent.id);
}

function unknownSkills(asked: readonly string[], { record }: PackPlan): Problem[] {
  if (record === null) return [];
  const names = Object.keys(record.skills);
  return asked
    .filter((name) => !names.includes(name))
    .map((name) =>
      error('unknown-skill', `the pack has no skill "${name}".${didYouMean(name, names)}`, {
        help: `it has: ${names.join(', ')}`,
      }),
    );
}

/** Exactly what the lock file says, or nothing. */
export function frozenGoal(options: Pick<InstallOptions, 'force' | 'agents' | 'scope'>, { lock, places }: Known) {
  if (places.lockFile === null)
    throw new UserError("--frozen goes by a project's lock file", { help: 'use it with --scope project' });
  if (lock === undefined)
    throw new UserError(`there is no ${LOCK_NAME} in ${places.project}`, {
      help: 'make one: dst-skills install --scope project',
    });
  const named = options.agents.filter((id) => !lock.agents.includes(agentById(id).id));
  if (named.length > 0)
    throw new UserError(`the lock file does not have the agent ${named.join(', ')}`, {
      exitCode: 1,
      help: 'add it without --frozen',
    });
  return {
    wishes: {
      goal: 'present' as const,
      agents: lock.agents,
      mode: lock.mode,
      skills: Object.keys(lock.skills),
      agentsMd: lock.agentsMd,
      force: options.force,
      frozen: true,
    },
    pack: {
      offline: false,
      force: options.force,
      purpose: 'install' as const,
      exactly: {
        source: lock.source,
        bundled: lock.bundled,
        ref: lock.ref,
        refKind: lock.refKind,
        ...(lock.commit === null ? {} : { commit: lock.commit }),
        ...(lock.files === undefined ? {} : { files: lock.files }),
      },
    },
    check: (plan: PackPlan) => lockProblems(lock, plan.record),
  };
}

const OTHER_BUNDLE =
  'edited, or from another version of dst-skills: use the one that the lock file was written with, or take this one\'s pack with "dst-skills install --scope project --offline"';

/** Where a pack is not what the lock file says: each file by name. */
export function lockProblems(
  lock: Pick<LockFile, 'skills' | 'bundled'>,
  record: { readonly skills: Readonly<Record<string, SkillRecord>> } | null,
  what: 'lock file' | 'receipt' = 'lock file',
): Problem[] {
  if (record === null) return [];
  const problems: Problem[] = [];
  for (const [name, skill] of Object.entries(lock.skills)) {
    const found = record.skills[name];
    if (found === undefined) problems.push(error('lock', `the pack has no skill "${name}", which the ${what} has`));
    else {
      const files = differingFiles(skill.files, found.files);
      if (files.length > 0)
        problems.push(
          error(
            'lock',
            `the skill "${name}" is not as the ${what} has it: ${files.slice(0, 5).join(', ')}`,
            lock.bundled ? { help: OTHER_BUNDLE } : {},
          ),
        );
    }
  }
  return problems;
}
