import { renderStatus } from '../install/render-status.js';
import { status } from '../install/status.js';
import type { Command } from './command.js';
import { answering, commonOptions, SCOPE } from './installing.js';

const command: Command = {
  name: 'status',
  summary: 'Say what is installed where, from which commit, and whether it is as it was left',
  options: { remote: { description: 'ask the remote how far the pack is behind' }, ...SCOPE },
  examples: [
    { command: 'dst-skills status', what: 'what is installed for the user' },
    { command: 'dst-skills status --scope project --json', what: 'for this project, for a script' },
  ],
  run: answering('status', async (args, io) => {
    const result = await status({ ...commonOptions(args, io), remote: args.flag('remote') });
    return renderStatus(result, args.flag('json'), io);
  }),
};

export default command;
