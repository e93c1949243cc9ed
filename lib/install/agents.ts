import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { AGENTS } from './agents-table.js';

export type Scope = 'user' | 'project';

/**
 * One coding agent and where it looks for skills. Paths start with `~/` (the home directory), `./` (the project) or
 * `/`; `project` and `alsoReadsProject` are relative to the project.
 */
export interface Agent {
  readonly id: string;
  readonly name: string;
  /** The directory that a project's skills are installed to. */
  readonly project: string;
  /** The directory that the user's skills are installed to; null for an agent that has skills in projects only. */
  readonly user: string | null;
  /** Further directories that the agent reads: a skill there as well would be shown twice. */
  readonly alsoReads?: readonly string[];
  readonly alsoReadsProject?: readonly string[];
  /** Files or directories that show that the agent is in use here. */
  readonly detect: readonly string[];
  /** Marks among `detect` that other software may have left too: listed, never preselected. */
  readonly weak?: readonly string[];
  /** A variable that stands for the start of the paths above. */
  readonly env?: { readonly name: string; readonly replaces: string };
  readonly quirk?: string;
  /** What the entry was held against, and for which scopes (both, where none are named). */
  readonly checked?: {
    readonly by: 'docs' | 'run';
    readonly source?: string;
    readonly scopes?: readonly Scope[];
  };
}

/** What paths in the table are resolved against. */
export interface Surroundings {
  readonly home: string;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
}

export { AGENTS };

/** The agent of that id. @throws UserError that names the nearest id. */
export function agentById(id: string): Agent {
  const found = AGENTS.find((agent) => agent.id === id);
  if (found !== undefined) return found;
  const ids = AGENTS.map((agent) => agent.id);
  throw new UserError(`unknown agent "${id}".${didYouMean(id, ids)}`, {
    help: 'run "dst-skills agents" for the agents and their ids',
  });
}

function expand(agent: Agent, path: string, at: Surroundings): string {
  const { env } = agent;
  const moved = env === undefined ? undefined : at.env[env.name];
  // The XDG specification has relative values ignored; a relative value of the others would depend on where we run.
  if (env !== undefined && moved !== undefined && isAbsolute(moved)) {
    if (path === env.replaces) return moved;
    if (path.startsWith(`${env.replaces}/`)) return join(moved, path.slice(env.replaces.length + 1));
  }
  if (path.startsWith('~/')) return join(at.home, path.slice(2));
  if (path.startsWith('./')) return join(at.project, path.slice(2));
  return path.startsWith('/') ? path : join(at.project, path);
}

/** The directory that the agent's skills go to, or null where it has none in that scope. */
export function skillDirectory(agent: Agent, scope: Scope, at: Surroundings): string | null {
  if (scope === 'project') return join(at.project, agent.project);
  return agent.user === null ? null : expand(agent, agent.user, at);
}

/** Every directory that the agent reads in that scope, the one that we install to first. */
export function readDirectories(agent: Agent, scope: Scope, at: Surroundings): string[] {
  const own = skillDirectory(agent, scope, at);
  const also = (scope === 'project' ? agent.alsoReadsProject : agent.alsoReads) ?? [];
  return [...(own === null ? [] : [own]), ...also.map((path) => expand(agent, path, at))];
}

/** How sure we are that the agent is used here, with the mark that says so. */
export interface Detection {
  readonly agent: Agent;
  readonly found: 'yes' | 'weak' | 'no';
  readonly mark?: string;
}

/** Looks for the marks of every agent. */
export function detectAgents(at: Surroundings): Detection[] {
  return AGENTS.map((agent): Detection => {
    let weak: Detection | undefined;
    for (const mark of agent.detect) {
      const path = expand(agent, mark, at);
      if (!existsSync(path)) continue;
      if (agent.weak?.includes(mark)) weak = { agent, found: 'weak', mark: path };
      else return { agent, found: 'yes', mark: path };
    }
    return weak ?? { agent, found: 'no' };
  });
}
