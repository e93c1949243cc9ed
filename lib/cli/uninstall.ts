import { uninstall } from '../install/uninstall.js';
import type { Command } from './command.js';
import { AGENT, answering, CHANGING, commonOptions, report } from './installing.js';

const command: Command = {
  name: 'uninstall',
  summary: 'Take away what install put there, and nothing else',
  arguments: '[skill…]',
  arity: [0, 1000],
  options: {
    agent: { ...AGENT, description: 'only for this agent' },
    skill: { description: 'only this skill', placeholder: 'name', multiple: true, commas: true },
    ...CHANGING,
  },
  examples: [
    { command: 'dst-skills uninstall', what: 'everything that was installed for the user' },
    { command: 'dst-skills uninstall --agent codex', what: 'only for that agent' },
    { command: 'dst-skills uninstall --dry-run', what: 'what would be taken away' },
  ],
  run: answering('uninstall', async (args, io) => {
    const common = commonOptions(args, io);
    const confirm = async (): Promise<boolean> => (await import('../install/ask.js')).askYes('Take all this away?');
    const result = await uninstall({
      ...common,
      agents: args.values('agent'),
      skills: [...args.positionals, ...args.values('skill')],
      ...(common.interactive && !common.dryRun ? { confirm } : {}),
    });
    return report(result, args, io);
  }),
};

export default command;
