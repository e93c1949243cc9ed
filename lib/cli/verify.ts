import { renderStatus } from '../install/render-status.js';
import { verify } from '../install/status.js';
import type { Command } from './command.js';
import { answering, commonOptions, SCOPE } from './installing.js';

const command: Command = {
  name: 'verify',
  summary: 'Hold every installed file against the lock file or the receipt',
  options: { ...SCOPE },
  examples: [
    { command: 'dst-skills verify --scope project', what: 'in CI: is the project as its lock file says?' },
    { command: 'dst-skills verify', what: 'the same for what is installed for the user' },
  ],
  run: answering('verify', async (args, io) => {
    return renderStatus(await verify(commonOptions(args, io)), args.flag('json'), io);
  }),
};

export default command;
