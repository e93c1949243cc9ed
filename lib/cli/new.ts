import { resolve } from 'node:path';
import type { Command } from './command.js';
import { UserError } from './errors.js';

const KINDS = ['session'] as const;

const command: Command = {
  name: 'new',
  summary: 'lay out a session directory for a plan',
  arguments: 'session <plan.md>',
  arity: [2, 2],
  options: {
    dir: { placeholder: 'folder', description: 'where sessions stand (default: test-sessions)' },
    sut: { placeholder: 'text', description: "name and version of the system (default: the plan's)" },
    commit: { placeholder: 'text', description: 'commit and digest of what runs' },
    operator: { placeholder: 'text', description: 'who runs it' },
  },
  examples: [
    {
      command: 'dst-skills new session testing-plans/kv.md --commit 4f1e2d0 --operator ci',
      what: 'a row for each scenario and arm, all NOT-RUN',
    },
  ],
  details: `The directory is named after the time (UTC). "dst-skills record" writes evidence into it while the run goes, and
"dst-skills lint <session dir>" says what it proves.`,
  async run(args, io) {
    const [kind = '', plan = ''] = args.positionals;
    if (!(KINDS as readonly string[]).includes(kind)) {
      const { didYouMean } = await import('./nearest.js');
      throw new UserError(`new got "${kind}", expected one of ${KINDS.join(', ')}.${didYouMean(kind, KINDS)}`);
    }
    const { newSession } = await import('../scaffold/session.js');
    const directory = newSession({
      plan: resolve(io.cwd, plan),
      given: plan,
      parent: resolve(io.cwd, args.value('dir') ?? 'test-sessions'),
      now: new Date(),
      sut: args.value('sut'),
      commit: args.value('commit'),
      operator: args.value('operator'),
    });
    const { shownPath } = await import('../lint/find.js');
    io.out(`${shownPath(directory, io.cwd)}\n`);
    return 0;
  },
};
export default command;
