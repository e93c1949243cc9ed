import { readFileSync, readdirSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Io } from '../cli/command.js';
import { UserError } from '../cli/errors.js';
import { writeThrough } from '../files/whole.js';
import { shownPath } from '../lint/find.js';
import { hasBlock } from './block.js';
import { topLevel } from './git.js';
import { detectManager, manager, MANAGERS, type Manager, type ManagerName } from './managers.js';

export interface HookChange {
  readonly manager: ManagerName;
  readonly file: string;
  readonly what: 'created' | 'changed' | 'removed' | 'unchanged';
}

export interface HookRequest {
  /** Undefined: the one that the repository uses. */
  readonly manager: ManagerName | undefined;
  readonly dryRun: boolean;
  /** Absolute path of the running command. */
  readonly program: string;
}

/** Puts our block into the manager's file. Doing it twice changes nothing more. */
export function installHook(request: HookRequest, io: Io): HookChange {
  const top = topLevel(io.cwd);
  const chosen = manager(request.manager ?? detectManager(top), top, request.program);
  const before = read(chosen.file);
  const after = chosen.add(before);
  return apply(chosen, before, after, request.dryRun, io);
}

/** Takes our block out of the manager's file, or of every file that holds one; the file goes where nothing is left. */
export function uninstallHook(request: HookRequest, io: Io): HookChange[] {
  const top = topLevel(io.cwd);
  const names = request.manager === undefined ? MANAGERS : [request.manager];
  const holders = names
    .map((name) => manager(name, top, request.program))
    .map((chosen) => ({ chosen, before: read(chosen.file) }))
    .filter(({ before }) => before !== undefined && hasBlock(before));
  return holders.map(({ chosen, before }) => apply(chosen, before, chosen.remove(before ?? ''), request.dryRun, io));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function apply(
  { name, file, executable }: Manager,
  before: string | undefined,
  after: string | undefined,
  dryRun: boolean,
  io: Io,
): HookChange {
  const shown = shownPath(file, io.cwd);
  const change = (what: HookChange['what']): HookChange => ({ manager: name, file: shown, what });
  if (before === after && (!executable || isExecutable(file))) return change('unchanged');
  if (dryRun) return change(after === undefined ? 'removed' : before === undefined ? 'created' : 'changed');
  try {
    if (after === undefined) {
      rmSync(file);
      // An empty .husky would have the next install take husky for the manager in use. Git does not keep empty folders.
      if (name === 'husky' && readdirSync(dirname(file)).length === 0) rmdirSync(dirname(file));
      return change('removed');
    }
    // Git runs hooks that are executable, and passes over others without a word.
    writeThrough(file, after, (mode) => (executable ? mode | 0o111 : mode));
    return change(before === undefined ? 'created' : 'changed');
  } catch (error) {
    throw new UserError(`${shown} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

function isExecutable(file: string): boolean {
  return ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0;
}
