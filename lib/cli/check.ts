import { UserError } from './errors.js';
import type { Command, Io, ParsedArgs } from './command.js';
import type { CheckRequest } from '../check/record.js';

/** The options that `check` and `reduce` share. */
export const CHECK_OPTIONS: Command['options'] = {
  model: {
    placeholder: 'name | file',
    short: 'm',
    description: 'what the operations work on: register, map, queue, … or a model file',
  },
  checker: {
    placeholder: 'name',
    short: 'c',
    description: 'what must hold; default: linearizability where it knows the model',
  },
  from: {
    placeholder: 'format',
    description: 'jsonl (default), jepsen-log, jepsen-edn or porcupine-kv; gzip is recognised',
  },
  timeout: { placeholder: 's', description: 'seconds after which the answer is "unknown" (default 60)' },
  memory: { placeholder: 'MB', description: 'memory after which the answer is "unknown" (default 4096)' },
  option: { placeholder: 'name=value', multiple: true, description: "a checker's own option; --list shows them" },
};

/** The positional argument and the shared options as a request. @throws UserError */
export function requestOf(args: ParsedArgs): CheckRequest {
  const file = args.positionals[0] ?? '-';
  const options: Record<string, string> = {};
  for (const pair of args.values('option')) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UserError(`--option got "${pair}", expected name=value`);
    options[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return {
    file,
    ...optional('from', args.value('from')),
    ...optional('model', args.value('model')),
    ...optional('checker', args.value('checker')),
    options,
    timeoutSeconds: positive(args, 'timeout', 60, 86_400),
    memoryMegabytes: positive(args, 'memory', 4096, 1_048_576),
  };
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}

function positive(args: ParsedArgs, name: string, byDefault: number, most: number): number {
  const text = args.value(name);
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (!(value > 0 && value <= most))
    throw new UserError(`--${name} got "${text}", expected a number from above 0 to ${most}`);
  return value;
}

const check: Command = {
  name: 'check',
  summary: 'check an operation history: linearizability and other guarantees',
  arguments: '[history.jsonl | -]',
  arity: [0, 1],
  options: {
    ...CHECK_OPTIONS,
    json: { description: 'print the checker record (checker.json of the evidence)' },
    evidence: {
      placeholder: 'dir | file',
      description: 'also write the record there, with the picture of a violation beside it',
    },
    picture: { placeholder: 'file', description: 'write the operations around a violation as .svg or .html' },
    list: { description: 'list checkers, models and options' },
  },
  examples: [
    { command: 'dst-skills check history.jsonl --model register', what: 'is the register linearizable?' },
    {
      command: 'dst-skills check run.log --from jepsen-log --model cas-register --timeout 300',
      what: "a log of Jepsen's, with five minutes",
    },
    {
      command: 'dst-skills check history.jsonl.gz -m queue --evidence evidence/S3/',
      what: 'and keep the record as evidence/S3/checker.json',
    },
    { command: 'dst-skills check history.jsonl --model ./my-model.mjs --json', what: 'a model of your own' },
  ],
  details: `The answer is valid (exit 0), invalid or unknown (exit 1), never a guess: at the time or memory limit, and where
nothing was checked, it is unknown. Exit 2: the history cannot be read. docs/checkers.md says what each checker
does, from which source, and what it cannot detect.`,
  async run(args, io) {
    if (args.flag('list')) {
      const { listing } = await import('../check/listing.js');
      io.out(await listing(args.flag('json')));
      return 0;
    }
    if (args.positionals.length === 0)
      throw new UserError('check needs a history', { help: 'usage: dst-skills check [options] <history.jsonl | ->' });
    const { performCheck } = await import('../check/perform.js');
    const { record, written } = await performCheck(requestOf(args), io.stdin, {
      cwd: io.cwd,
      ...optional('evidence', args.value('evidence')),
      ...optional('picture', args.value('picture')),
    });
    for (const path of written) io.err(`wrote ${path}\n`);
    await print(record, args.flag('json'), io);
    return record.exit_code;
  },
};

export default check;

async function print(record: unknown, json: boolean, io: Io): Promise<void> {
  if (json) {
    io.out(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  const { toText } = await import('../check/report.js');
  io.out(toText(record as Parameters<typeof toText>[0]));
}
