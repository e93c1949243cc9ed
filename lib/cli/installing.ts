import type { Scope } from '../install/agents.js';
import { placesFor, type Common } from '../install/converge.js';
import type { Result } from '../install/result.js';
import { renderProblems, renderResult } from '../install/render.js';
import type { Command, ExitCode, Io, OptionSpec, ParsedArgs } from './command.js';
import { isUserError, type UserError } from './errors.js';
import { VERSION } from './version.js';

/** Flags that the installing commands share. */
export const SCOPE: Readonly<Record<string, OptionSpec>> = {
  scope: {
    description: 'for the user, or for the project that we are in',
    placeholder: 'scope',
    choices: ['user', 'project'],
  },
  dir: { description: 'the pack directory, if not the usual one', placeholder: 'directory' },
  json: { description: 'print one JSON document' },
};

export const CHANGING: Readonly<Record<string, OptionSpec>> = {
  ...SCOPE,
  'dry-run': { description: 'show what would change, and change nothing' },
  force: { description: 'adopt or replace what is not ours, after a backup whose place is printed' },
  yes: { short: 'y', description: 'ask nothing' },
};

export const AGENT: OptionSpec = {
  description: 'an agent, by its id',
  placeholder: 'id',
  multiple: true,
  commas: true,
};

/** A person is there to answer: both ends are a terminal, and neither --yes nor --json nor CI says otherwise. */
export function isInteractive(args: ParsedArgs, io: Io): boolean {
  const ci = io.env['CI'] !== undefined && io.env['CI'] !== '' && io.env['CI'] !== 'false';
  return io.errIsTTY && !ci && !args.flag('yes') && !args.flag('json') && io.stdin.isTTY === true;
}

export function commonOptions(args: ParsedArgs, io: Io, scope?: Scope): Common {
  const dir = args.value('dir');
  const interactive = isInteractive(args, io);
  let last = '';
  return {
    scope: scope ?? (args.value('scope') === 'project' ? 'project' : 'user'),
    cwd: io.cwd,
    env: io.env,
    ...(dir === undefined ? {} : { dir }),
    dryRun: args.flag('dry-run'),
    force: args.flag('force'),
    interactive,
    say: (line) => io.err(`${line}\n`),
    ...(io.errIsTTY && !args.flag('json')
      ? {
          // git rewrites its line with a carriage return; only what is new is passed on.
          progress: (text: string) => {
            if (text !== last && !text.startsWith('Cloning into')) io.err(text);
            last = text;
          },
        }
      : {}),
  };
}

/** Prints a result as asked, and gives the exit code that it stands for. */
export function report(result: Result, args: ParsedArgs, io: Io): ExitCode {
  if (args.flag('json')) io.out(`${JSON.stringify(result, null, 2)}\n`);
  else {
    io.err(renderProblems(result.problems, io.color));
    io.out(renderResult(result, { dryRun: args.flag('dry-run'), color: io.color, home: io.env['HOME'] ?? '' }));
  }
  return result.ok ? 0 : 1;
}

/** Runs a command so that --json prints a document of the same shape also where nothing could be done. */
export function answering(command: string, run: Command['run']): Command['run'] {
  return async (args, io) => {
    try {
      return await run(args, io);
    } catch (error) {
      if (isUserError(error) && args.flag('json'))
        io.out(`${JSON.stringify(refusal(command, error, args, io), null, 2)}\n`);
      throw error;
    }
  };
}

function refusal(command: string, { message, help }: UserError, args: ParsedArgs, io: Io): Result {
  let dir = '';
  try {
    dir = placesFor(commonOptions(args, io)).packDir;
  } catch {
    // What was refused may be the place itself.
  }
  return {
    version: VERSION,
    command,
    scope: args.value('scope') ?? 'user',
    pack: { dir, source: null, ref: null, commit: null, bundled: false },
    changes: [],
    problems: [{ severity: 'error', code: 'refused', message, ...(help === undefined ? {} : { help }) }],
    ok: false,
  };
}
