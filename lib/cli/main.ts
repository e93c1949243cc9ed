import type { Command, ExitCode, Io } from './command.js';
import { parseCommandArgs } from './args.js';
import { isUserError, UserError } from './errors.js';
import { didYouMean } from './nearest.js';
import { COMMANDS } from './registry.js';
import { VERSION } from './version.js';

/**
 * Runs one command line and gives its exit code; never throws.
 * Results go to `io.out`, diagnostics to `io.err`.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (isUserError(error)) {
      io.err(`dst-skills: ${error.message}\n${error.help === undefined ? '' : `help: ${error.help}\n`}`);
      return error.exitCode;
    }
    const detail = error instanceof Error ? error : new Error(String(error));
    io.err(`dst-skills: internal error: ${detail.message}\n`);
    io.err(
      io.env['DST_SKILLS_DEBUG']
        ? `${detail.stack ?? ''}\n`
        : 'help: set DST_SKILLS_DEBUG=1 for the stack trace, and please report it\n',
    );
    return 2;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-v' || first === '-V') {
    io.out(`${VERSION}\n`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const topic = first === 'help' ? rest[0] : undefined;
    if (topic !== undefined) return dispatch([topic, '--help'], io);
    const { overview } = await import('./help.js');
    (first === undefined ? io.err : io.out)(overview(VERSION));
    return first === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (entry === undefined)
    throw new UserError(
      `unknown command "${first}".${didYouMean(first, [...Object.keys(COMMANDS), '--help', '--version'])}`,
      {
        help: 'run "dst-skills --help" for the commands',
      },
    );
  return runCommand(await entry.load(), rest, io);
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<ExitCode> {
  const args = parseCommandArgs(command, argv);
  if (args.flag('help')) {
    const { commandHelp } = await import('./help.js');
    io.out(commandHelp(command));
    return 0;
  }
  return command.run(args, args.flag('no-color') ? { ...io, color: false } : io);
}
