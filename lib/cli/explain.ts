import { findRule, ruleNames } from '../rules/registry.js';
import { rulePage } from '../rules/page.js';
import type { Command } from './command.js';
import { UserError } from './errors.js';
import { didYouMean } from './nearest.js';

const command: Command = {
  name: 'explain',
  summary: 'Explain a rule: what it reports, why that matters, and an example',
  arguments: '<rule>',
  arity: [1, 1],
  options: {},
  examples: [
    { command: 'dst-skills explain DST170', what: 'by id' },
    { command: 'dst-skills explain missing-model-block', what: 'by name' },
  ],
  async run(args, io) {
    const wanted = args.positionals[0] ?? '';
    const rule = findRule(wanted);
    if (rule === undefined)
      throw new UserError(`no rule is called "${wanted}".${didYouMean(wanted, ruleNames())}`, {
        help: 'run "dst-skills rules" for the list',
      });
    io.out(rulePage(rule));
    return 0;
  },
};
export default command;
