import { listAgents, renderAgents } from '../install/list-agents.js';
import type { Command } from './command.js';
import { commonOptions } from './installing.js';

const command: Command = {
  name: 'agents',
  summary: 'List the coding agents, which of them are used here, and where they look for skills',
  options: {
    detected: { description: 'only those that were found' },
    scope: { description: 'which directories to show', placeholder: 'scope', choices: ['user', 'project'] },
    json: { description: 'print one JSON document' },
  },
  examples: [
    { command: 'dst-skills agents', what: 'all of them' },
    { command: 'dst-skills agents --detected', what: 'those on this machine' },
  ],
  async run(args, io) {
    const listed = listAgents(commonOptions(args, io), args.flag('detected'));
    io.out(args.flag('json') ? `${JSON.stringify(listed, null, 2)}\n` : renderAgents(listed));
    return 0;
  },
};

export default command;
