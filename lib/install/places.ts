import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import type { Scope, Surroundings } from './agents.js';

/** The pack directory's and the state directory's names below the XDG base directories. */
const PACK_NAME = 'distributed-testing-skills';
const STATE_NAME = 'dst-skills';
/** What a project holds of ours beside the agents' directories: a directory that git ignores, and the lock file. */
export const PROJECT_DIR = '.dst-skills';
export const LOCK_NAME = 'dst-skills.lock.json';

/** Every place that one command may touch. */
export interface Places extends Surroundings {
  readonly scope: Scope;
  /** The home directory, or the project. */
  readonly root: string;
  readonly packDir: string;
  readonly stateDir: string;
  readonly receiptFile: string;
  readonly journalFile: string;
  readonly stagingDir: string;
  readonly backupDir: string;
  readonly mutexDir: string;
  readonly agentsMd: string;
  /** Project scope only. */
  readonly lockFile: string | null;
  readonly platform: NodeJS.Platform;
}

/** A base directory by the XDG Base Directory Specification: relative values are to be ignored. */
function xdg(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = env[name];
  return value !== undefined && isAbsolute(value) ? value : fallback;
}

function homeOf(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  if (home === '' || !isAbsolute(home))
    throw new UserError(`HOME is "${home}", which is no absolute path`, { help: 'set HOME to your home directory' });
  return resolve(home);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * The project that `cwd` is in: the nearest directory upwards with a lock file of ours or a git repository, short of
 * the home directory; without one, `cwd` itself.
 */
function findProject(cwd: string, home: string): string {
  const stop = real(home);
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (real(at) === stop) break;
    if (existsSync(join(at, LOCK_NAME)) || existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) break;
  }
  return resolve(cwd);
}

/** Where a project's pack is, unless --dir says otherwise. */
export function projectPack(project: string): string {
  return join(project, PROJECT_DIR, 'pack');
}

/** The file name under which a root's receipt is kept. */
function receiptName(scope: Scope, root: string): string {
  if (scope === 'user') return 'user.json';
  return `project-${createHash('sha256').update(real(root)).digest('hex').slice(0, 16)}.json`;
}

/**
 * Resolves where everything is for a scope. Reads the environment (HOME, XDG_DATA_HOME, XDG_STATE_HOME) and looks for
 * the project; creates nothing.
 * @throws UserError when project scope is asked for in the home directory itself.
 */
export function findPlaces(options: {
  scope: Scope;
  cwd: string;
  env: NodeJS.ProcessEnv;
  dir?: string;
  platform?: NodeJS.Platform;
}): Places {
  const { scope, cwd, env } = options;
  const home = homeOf(env);
  const project = findProject(cwd, home);
  if (scope === 'project' && real(project) === real(home))
    throw new UserError('the project would be your home directory', {
      help: 'go into the project first, or use --scope user',
    });
  const stateDir = join(xdg(env, 'XDG_STATE_HOME', join(home, '.local', 'state')), STATE_NAME);
  const root = scope === 'user' ? home : project;
  const packDir =
    scope === 'user' ? join(xdg(env, 'XDG_DATA_HOME', join(home, '.local', 'share')), PACK_NAME) : projectPack(project);
  return {
    scope,
    root,
    home,
    project,
    env,
    packDir: options.dir === undefined ? packDir : resolve(cwd, options.dir),
    stateDir,
    receiptFile: join(stateDir, 'receipts', receiptName(scope, root)),
    journalFile: join(stateDir, 'journal.json'),
    stagingDir: join(stateDir, 'staging'),
    backupDir: join(stateDir, 'backups'),
    mutexDir: join(stateDir, 'running'),
    agentsMd: join(root, 'AGENTS.md'),
    lockFile: scope === 'project' ? join(project, LOCK_NAME) : null,
    platform: options.platform ?? process.platform,
  };
}
