import { runLint } from '../lint/run-lint.js';
import type { Command } from './command.js';
import { LINT_OPTIONS, lintOptions } from './lint-options.js';

const options = Object.fromEntries(Object.entries(LINT_OPTIONS).filter(([name]) => name !== 'fix' && name !== 'watch'));

const command: Command = {
  name: 'fix',
  summary: 'Mend what can be mended safely, and report the rest: lint --fix',
  arguments: '[file | directory | glob | -]…',
  arity: [0, Infinity],
  options,
  examples: [
    { command: 'dst-skills fix --dry-run testing-plans/', what: 'show what would change' },
    { command: 'dst-skills fix - < plan.md > mended.md', what: 'the mended document on standard output' },
  ],
  run: async (args, io) => (await runLint(lintOptions(args, io, true), io)).code,
};
export default command;
