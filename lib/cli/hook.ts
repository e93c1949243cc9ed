import { resolve } from 'node:path';
import { realpathSync } from 'node:fs';
import { defaultFormat, FORMAT_NAMES } from '../format/registry.js';
import { installHook, uninstallHook, type HookChange } from '../hook/install.js';
import { MANAGERS, type ManagerName } from '../hook/managers.js';
import { runHook } from '../hook/run.js';
import { PLAIN_LINT } from '../lint/options.js';
import type { Command, ExitCode, Io, ParsedArgs } from './command.js';
import { UserError } from './errors.js';
import { didYouMean } from './nearest.js';

const ACTIONS = ['install', 'uninstall', 'run'];

const command: Command = {
  name: 'hook',
  summary: 'Check staged plans and reports at every commit',
  arguments: 'install | uninstall | run',
  arity: [1, 1],
  options: {
    manager: {
      placeholder: 'name',
      choices: MANAGERS,
      description: 'who runs the hooks; default: the one that is in use',
    },
    format: { short: 'f', placeholder: 'name', choices: FORMAT_NAMES, description: 'with run: the form of the output' },
    strict: { description: 'with run: warnings fail, too' },
    'dry-run': { description: 'show what would change, and change nothing' },
  },
  details: `"install" adds a marked block to the hook (git, husky) or to the manager's configuration (lefthook, pre-commit) and
leaves everything else as it is; "uninstall" takes that block out again. "run" is what the block calls: it checks
the staged plans and reports as they are staged, not as they are in the working copy.`,
  examples: [
    { command: 'dst-skills hook install', what: 'with the manager that the repository uses, else plain git' },
    { command: 'dst-skills hook install --manager lefthook --dry-run', what: 'see what would change' },
    { command: 'dst-skills hook uninstall', what: 'take it out, wherever it is' },
  ],
  async run(args, io) {
    const action = args.positionals[0] ?? '';
    if (action === 'run')
      return runHook({ ...PLAIN_LINT, outputs: [{ format: formatOf(args, io) }], strict: args.flag('strict') }, io);
    if (action !== 'install' && action !== 'uninstall')
      throw new UserError(`hook got "${action}", expected one of ${ACTIONS.join(', ')}.${didYouMean(action, ACTIONS)}`);
    const request = {
      manager: args.value('manager') as ManagerName | undefined,
      dryRun: args.flag('dry-run'),
      program: programPath(),
    };
    if (action === 'install') return tell([installHook(request, io)], request.dryRun, io);
    const changes = uninstallHook(request, io);
    if (changes.length === 0) io.out('no hook of dst-skills is installed here\n');
    return tell(changes, request.dryRun, io);
  },
};
export default command;

function formatOf(args: ParsedArgs, io: Io): string {
  return args.value('format') ?? defaultFormat(io.env, io.outIsTTY);
}

function programPath(): string {
  const path = process.argv[1] ?? '';
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function tell(changes: readonly HookChange[], dryRun: boolean, io: Io): ExitCode {
  for (const { manager, file, what } of changes)
    io.out(`${dryRun && what !== 'unchanged' ? 'would be ' : ''}${what}: ${file} (${manager})\n`);
  return 0;
}
