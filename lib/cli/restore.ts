import { restore } from '../install/restore.js';
import type { Command } from './command.js';
import { answering, CHANGING, commonOptions, report } from './installing.js';

const command: Command = {
  name: 'restore',
  summary: 'Put back exactly what the lock file or the receipt lists',
  options: { ...CHANGING },
  examples: [
    { command: 'dst-skills restore --scope project', what: 'on a fresh clone of a project that has a lock file' },
    { command: 'dst-skills restore', what: 'everything that was installed for the user' },
  ],
  run: answering('restore', async (args, io) => {
    return report(await restore(commonOptions(args, io)), args, io);
  }),
};

export default command;
