import { checkForUpdate, update } from '../install/update.js';
import type { Command } from './command.js';
import { answering, CHANGING, commonOptions, report } from './installing.js';

const command: Command = {
  name: 'update',
  summary: 'Fast-forward the pack and bring everything installed in line with it',
  options: {
    check: { description: 'only look; exit code 1 when there is something new' },
    ref: { description: 'from now on this branch, tag or commit', placeholder: 'ref' },
    offline: { description: 'no network: only bring links and copies in line' },
    ...CHANGING,
  },
  examples: [
    { command: 'dst-skills update', what: 'the newest skills' },
    { command: 'dst-skills update --check', what: 'is there anything new?' },
    { command: 'dst-skills update --ref v1.2.0', what: 'go to that tag and stay there' },
  ],
  run: answering('update', async (args, io) => {
    const common = commonOptions(args, io);
    if (args.flag('check')) return report(await checkForUpdate(common), args, io);
    const ref = args.value('ref');
    const result = await update({ ...common, ...(ref === undefined ? {} : { ref }), offline: args.flag('offline') });
    return report(result, args, io);
  }),
};

export default command;
