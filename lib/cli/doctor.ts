import { renderStatus } from '../install/render-status.js';
import { doctor } from '../install/status.js';
import type { Command } from './command.js';
import { answering, commonOptions, SCOPE } from './installing.js';

const command: Command = {
  name: 'doctor',
  summary: 'Find what could keep a skill from its agent, and repair what is safe to repair',
  options: {
    fix: { description: 'repair what can be repaired without losing anything' },
    'dry-run': { description: 'with --fix: show what would be repaired' },
    ...SCOPE,
  },
  examples: [
    { command: 'dst-skills doctor', what: 'look' },
    { command: 'dst-skills doctor --fix', what: 'put missing links back, make files readable, …' },
  ],
  run: answering('doctor', async (args, io) => {
    return renderStatus(await doctor({ ...commonOptions(args, io), fix: args.flag('fix') }), args.flag('json'), io);
  }),
};

export default command;
