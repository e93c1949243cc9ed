import { install } from '../install/install.js';
import { placesFor, whatIsKnown } from '../install/converge.js';
import { parseSource, sourceName } from '../install/source.js';
import type { Command } from './command.js';
import { UserError } from './errors.js';
import { AGENT, answering, CHANGING, commonOptions, report } from './installing.js';

const command: Command = {
  name: 'install',
  summary: 'Put the skills where the coding agents on this machine find them',
  arguments: '[skill…]',
  arity: [0, 1000],
  options: {
    agent: { ...AGENT, description: 'an agent, by its id; default: those found on this machine' },
    'all-agents': { description: 'every agent that is known' },
    skill: { description: 'only this skill', placeholder: 'name', multiple: true, commas: true },
    copy: { description: 'copies instead of links' },
    'agents-md': { description: 'a block in AGENTS.md too, for agents that read only that' },
    'no-agents-md': { description: 'no block in AGENTS.md, whatever else asks for one' },
    source: { description: 'another pack: a git URL, a repository, or a directory', placeholder: 'where' },
    ref: { description: 'a branch to follow, or a tag or commit to stay at', placeholder: 'ref' },
    offline: { description: 'the pack that is bundled in this package; no network' },
    frozen: { description: 'exactly what the lock file says, or fail' },
    ...CHANGING,
  },
  examples: [
    { command: 'dst-skills install', what: 'for every agent found on this machine' },
    { command: 'dst-skills install --agent claude-code,codex --yes', what: 'for these two, without questions' },
    { command: 'dst-skills install --scope project', what: 'for this project, with a lock file to commit' },
    { command: 'dst-skills install --dry-run --json', what: 'what would be done, for a script' },
  ],
  run: answering('install', async (args, io) => {
    if (args.flag('agents-md') && args.flag('no-agents-md'))
      throw new UserError('--agents-md and --no-agents-md contradict each other', { help: 'give one of them' });
    const agentsMd = args.flag('no-agents-md') ? false : args.flag('agents-md') ? true : undefined;
    let common = commonOptions(args, io);
    let agents = args.values('agent');
    if (common.interactive && !args.flag('frozen')) {
      const { askAgents, askScope } = await import('../install/ask.js');
      let places = placesFor(common);
      if (args.value('scope') === undefined && places.project !== places.home)
        common = { ...common, scope: await askScope(places) };
      // What was chosen before is known by the scope's own receipt.
      places = placesFor(common);
      if (agents.length === 0 && !args.flag('all-agents')) {
        const before = whatIsKnown(places).receipt?.agents ?? [];
        agents = await askAgents(places, before);
        const chosen = agents;
        for (const id of before.filter((one) => !chosen.includes(one)))
          io.err(`${id} keeps its skills; "dst-skills uninstall --agent ${id}" takes them away\n`);
      }
    }
    const source = args.value('source');
    const from = source === undefined || !args.flag('offline') ? undefined : parseSource(source, io.cwd);
    if (from?.type === 'git' && !from.local)
      throw new UserError(`--offline promises no network, and --source ${sourceName(from)} is on it`, {
        help: 'give one of them; a local repository or directory goes with --offline',
      });
    const ref = args.value('ref');
    const result = await install({
      ...common,
      agents,
      allAgents: args.flag('all-agents'),
      skills: [...args.positionals, ...args.values('skill')],
      copy: args.flag('copy'),
      agentsMd,
      ...(source === undefined ? {} : { source }),
      ...(ref === undefined ? {} : { ref }),
      offline: args.flag('offline'),
      frozen: args.flag('frozen'),
    });
    return report(result, args, io);
  }),
};

export default command;
