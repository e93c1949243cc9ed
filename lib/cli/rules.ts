import { RULES } from '../rules/registry.js';
import type { Command } from './command.js';

const command: Command = {
  name: 'rules',
  summary: 'List the rules',
  options: { json: { description: 'one JSON document' } },
  examples: [
    { command: 'dst-skills rules', what: 'id, severity, name and one sentence for each' },
    { command: 'dst-skills rules --json', what: 'for tools' },
  ],
  async run(args, io) {
    if (args.flag('json')) {
      const rules = RULES.map(({ id, name, severity, on, summary, soundness, fixable }) => {
        return { id, name, severity, on, summary, soundness: soundness === true, fixable: fixable === true };
      });
      io.out(`${JSON.stringify({ rules }, undefined, 2)}\n`);
      return 0;
    }
    const width = Math.max(...RULES.map(({ name }) => name.length));
    for (const { id, name, severity, summary } of RULES)
      io.out(`${id}  ${severity.padEnd(7)}  ${name.padEnd(width)}  ${summary}\n`);
    return 0;
  },
};
export default command;
