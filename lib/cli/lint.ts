import { runLint } from '../lint/run-lint.js';
import type { Command } from './command.js';
import { LINT_OPTIONS, lintOptions } from './lint-options.js';

const command: Command = {
  name: 'lint',
  summary: 'Check test plans, reports and session logs',
  arguments: '[file | directory | glob | -]…',
  arity: [0, Infinity],
  options: LINT_OPTIONS,
  details: `Without an argument, the test documents below the working directory are checked. What cannot be checked (no
file, not UTF-8, of unknown kind) is an error, never clean. Each --output takes the --format before it; a
--format without one goes to standard output. Under a coding agent, without a terminal, the format is "agent".`,
  examples: [
    { command: 'dst-skills lint testing-plans/', what: 'check every plan in a folder' },
    { command: 'dst-skills lint --fix plan.md', what: 'mend spelling of labels and values, report the rest' },
    { command: 'dst-skills lint -f stylish -f sarif -o plans.sarif', what: 'for people, and for code scanning' },
    { command: 'git show :plan.md | dst-skills lint --stdin-filename plan.md -', what: 'check what is staged' },
  ],
  async run(args, io) {
    const options = lintOptions(args, io);
    if (!args.flag('watch')) return (await runLint(options, io)).code;
    const { watchLint } = await import('../lint/watch.js');
    return watchLint(options, io);
  },
};
export default command;
