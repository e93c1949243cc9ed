import { resolve } from 'node:path';
import { Source, STANDARD_INPUT } from '../document/source.js';
import { classify } from '../lint/classify.js';
import { readAll, textOf } from '../lint/read.js';
import { parsePlan } from '../plan/parse.js';
import { serializePlan } from '../plan/serialize.js';
import type { Command } from './command.js';
import { UserError } from './errors.js';

const command: Command = {
  name: 'model',
  summary: 'Print what a test plan says as JSON, with the place of every value',
  arguments: '<plan.md | ->',
  arity: [1, 1],
  options: {},
  examples: [
    { command: 'dst-skills model testing-plans/kv.md', what: 'the whole model (schemas/plan-model.schema.json)' },
    {
      command:
        'dst-skills model testing-plans/kv.md | jq -r \'.claims[] | select(.categories[] == "durability") | .id\'',
      what: 'the claims about durability',
    },
  ],
  async run(args, io) {
    const given = args.positionals[0] ?? '';
    const piped = given === '-';
    const path = piped ? STANDARD_INPUT : given;
    const text = textOf(resolve(io.cwd, path), path, piped ? await readAll(io.stdin) : undefined);
    const kind = classify(path, text);
    if (kind !== 'plan')
      throw new UserError(`${path} is ${kind === undefined ? 'of unknown kind' : `a ${kind}`}, expected a test plan`, {
        help: 'a plan begins with "# Test Plan: <name>"',
      });
    const plan = parsePlan(new Source(path, text));
    io.out(`${JSON.stringify(serializePlan(plan), null, 2)}\n`);
    return 0;
  },
};
export default command;
