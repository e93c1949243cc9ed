import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Source } from '../document/source.js';
import { parsePlan } from '../plan/parse.js';
import { serializePlan } from '../plan/serialize.js';
import type { Command } from './command.js';
import { UserError } from './errors.js';

const command: Command = {
  name: 'model',
  summary: 'Print what a test plan says as JSON, with the place of every value',
  arguments: '<plan.md>',
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
    const path = args.positionals[0] ?? '';
    const plan = parsePlan(new Source(path, await readText(resolve(io.cwd, path), path)));
    io.out(`${JSON.stringify(serializePlan(plan), null, 2)}\n`);
    return 0;
  },
};
export default command;

async function readText(file: string, shown: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError)
      throw new UserError(`${shown} is not UTF-8 text`, { help: 'save it as UTF-8', cause: error });
    throw new UserError(`${shown} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
