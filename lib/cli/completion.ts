import type { Command } from './command.js';
import { UserError } from './errors.js';
import { didYouMean } from './nearest.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const command: Command = {
  name: 'completion',
  summary: 'Print the completion script of a shell',
  arguments: SHELLS.join(' | '),
  arity: [1, 1],
  options: {},
  examples: [
    { command: 'eval "$(dst-skills completion bash)"', what: 'in ~/.bashrc; the same with zsh in ~/.zshrc' },
    { command: 'dst-skills completion fish > ~/.config/fish/completions/dst-skills.fish', what: 'for fish' },
  ],
  async run(args, io) {
    const shell = args.positionals[0] ?? '';
    if (!SHELLS.includes(shell as Shell))
      throw new UserError(
        `completion got "${shell}", expected one of ${SHELLS.join(', ')}.${didYouMean(shell, SHELLS)}`,
      );
    const { completionScript } = await import('./completion-script.js');
    io.out(await completionScript(shell as Shell));
    return 0;
  },
};
export default command;
