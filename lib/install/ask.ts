import { UserError } from '../cli/errors.js';
import { AGENTS, detectAgents } from './agents.js';
import type { Scope } from './agents.js';
import type { Places } from './places.js';

const CANCELLED = 'cancelled; nothing was changed';

/** Asks one question; Ctrl-C and Esc end the command before it has changed anything. */
async function ask<T>(question: object): Promise<T> {
  const { default: prompts } = await import('prompts');
  let cancelled = false;
  const answer = await prompts(
    { ...(question as { type: 'text'; name: 'value'; message: string }), name: 'value', stdout: process.stderr },
    {
      onCancel: () => {
        cancelled = true;
        return false;
      },
    },
  );
  if (cancelled) throw new UserError(CANCELLED, { exitCode: 1 });
  return (answer as { value: T }).value;
}

/** Which agents: all are offered, those found on this machine and those of earlier runs are chosen already. */
export async function askAgents(places: Places, before: readonly string[]): Promise<string[]> {
  const detected = detectAgents(places);
  const order = (id: string): number => {
    const found = detected.find(({ agent }) => agent.id === id)?.found;
    return before.includes(id) || found === 'yes' ? 0 : found === 'weak' ? 1 : 2;
  };
  const choices = [...AGENTS]
    .sort((a, b) => order(a.id) - order(b.id) || a.name.localeCompare(b.name))
    .map((agent) => ({
      title: agent.name,
      value: agent.id,
      selected: order(agent.id) === 0,
      description: detected.find((one) => one.agent.id === agent.id)?.mark ?? '',
    }));
  return ask<string[]>({
    type: 'autocompleteMultiselect',
    message: 'Install the skills for which agents?',
    choices,
    min: 1,
    hint: '- space to choose, enter to go on',
    instructions: false,
  });
}

export async function askScope(places: Places): Promise<Scope> {
  return ask<Scope>({
    type: 'select',
    message: 'For whom?',
    choices: [
      { title: 'For me, in every project', value: 'user' },
      { title: 'For this project', value: 'project', description: places.project },
    ],
    initial: 0,
  });
}

export async function askYes(message: string): Promise<boolean> {
  return ask<boolean>({ type: 'confirm', message, initial: true });
}
