import { VERSION } from '../cli/version.js';
import { type Agent, detectAgents, readDirectories, skillDirectory } from './agents.js';
import type { Common } from './converge.js';
import { findPlaces } from './places.js';

export interface AgentList {
  readonly version: string;
  readonly command: 'agents';
  readonly scope: string;
  readonly agents: readonly {
    readonly id: string;
    readonly name: string;
    readonly found: 'yes' | 'weak' | 'no';
    readonly mark?: string;
    /** Where skills go; null: a block in AGENTS.md instead. */
    readonly dir: string | null;
    readonly reads: readonly string[];
    readonly env?: string;
    readonly quirk?: string;
    readonly checked?: Agent['checked'];
  }[];
}

/** The table of agents as it applies here. */
export function listAgents(options: Pick<Common, 'scope' | 'cwd' | 'env'>, detectedOnly: boolean): AgentList {
  const places = findPlaces(options);
  const agents = detectAgents(places)
    .filter(({ found }) => !detectedOnly || found !== 'no')
    .map(({ agent, found, mark }) => ({
      id: agent.id,
      name: agent.name,
      found,
      ...(mark === undefined ? {} : { mark }),
      dir: skillDirectory(agent, options.scope, places),
      reads: readDirectories(agent, options.scope, places),
      ...(agent.env === undefined ? {} : { env: agent.env.name }),
      ...(agent.quirk === undefined ? {} : { quirk: agent.quirk }),
      ...(agent.checked === undefined ? {} : { checked: agent.checked }),
    }));
  return { version: VERSION, command: 'agents', scope: options.scope, agents };
}

export function renderAgents({ agents }: AgentList): string {
  const width = Math.max(4, ...agents.map(({ id }) => id.length));
  const names = Math.max(4, ...agents.map(({ name }) => name.length));
  const lines = agents.map(({ id, name, found, dir }) => {
    const sign = found === 'yes' ? '*' : found === 'weak' ? '?' : ' ';
    return `${sign} ${id.padEnd(width)}  ${name.padEnd(names)}  ${dir ?? 'AGENTS.md'}`;
  });
  const count = agents.filter(({ found }) => found === 'yes').length;
  return `${lines.join('\n')}${lines.length > 0 ? '\n\n' : ''}${count} found here (*); ? marks weak evidence; ${agents.length} listed\n`;
}
