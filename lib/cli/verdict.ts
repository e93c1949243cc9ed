import { resolve } from 'node:path';
import type { Command } from './command.js';

const command: Command = {
  name: 'verdict',
  summary: 'compute the verdict that the evidence gives, and what a better one needs',
  arguments: '<session dir | evidence dir | facts.json>',
  arity: [1, 1],
  options: {
    plan: { placeholder: 'file', description: "the plan, where the session's header does not lead to it" },
    json: { description: 'print one JSON document: verdicts, facts, the path through the tree, what is missing' },
  },
  examples: [
    { command: 'dst-skills verdict test-sessions/2026-03-14T09-00-00Z', what: 'a whole session' },
    { command: 'dst-skills verdict test-sessions/2026-03-14T09-00-00Z/evidence/S1', what: 'one scenario' },
  ],
  details: `Every scenario and arm gets the first matching state of the decision tree, by the files in its evidence directory
alone. Exit 0: the session is DONE, or the scenario passed; 1: any other verdict; 2: the path cannot be read.`,
  async run(args, io) {
    const [{ verdictOf, verdictText, verdictExit }, { shownPath }] = await Promise.all([
      import('../session/verdict.js'),
      import('../lint/find.js'),
    ]);
    const plan = args.value('plan');
    const result = await verdictOf(args.positionals[0] ?? '', {
      cwd: io.cwd,
      shownAs: (path) => shownPath(path, io.cwd),
      ...(plan === undefined ? {} : { plan: resolve(io.cwd, plan) }),
    });
    io.out(args.flag('json') ? `${JSON.stringify(result, null, 2)}\n` : verdictText(result));
    return verdictExit(result);
  },
};
export default command;
