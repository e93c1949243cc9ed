import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type Agent, skillDirectory } from './agents.js';
import { errorCode, isLink, missingDirs } from './durable.js';
import type { Staging } from './staging.js';
import { type Places, PROJECT_DIR } from './places.js';
import { fileHashes, type Print, printOf } from './print.js';
import type { PackRecord, Receipt } from './receipt.js';

/** One directory that skills go to, with the agents that read it. Two names of one real directory are one target. */
export interface Target {
  readonly dir: string;
  readonly real: string;
  readonly agents: readonly string[];
  /** The pack's own directory is what the agent reads: every skill is there already. */
  readonly insidePack: boolean;
  readonly problem?: string;
}

/** What stands at a path. */
export interface Seen {
  /** Deep for directories that hold a copy of a skill; `dir` for others. */
  readonly print: Print;
  readonly files?: Readonly<Record<string, string>>;
  /** Where a link really leads, when it leads somewhere. */
  readonly leadsTo?: string;
  /** Where it would go if it had to make room. */
  readonly backup: string;
  readonly missing: readonly string[];
}

export interface AgentsMdSeen {
  readonly path: string;
  /** Where the bytes are when AGENTS.md is a symbolic link. */
  readonly real: string;
  readonly bytes: Buffer | null;
  readonly mode: number;
  readonly print: Print;
  readonly backup: string;
  readonly missing: readonly string[];
  readonly problem?: string;
}

/** Everything on the disk that a plan depends on. */
export interface Observation {
  readonly places: Places;
  readonly receipt: Receipt | undefined;
  readonly targets: readonly Target[];
  readonly at: ReadonlyMap<string, Seen>;
  readonly agentsMd: AgentsMdSeen;
  readonly packReal: string;
  /** The kind of each backup that the receipt names and that is still there. */
  readonly backups: ReadonlyMap<string, 'file' | 'dir'>;
  /** The file that keeps git from listing the project's pack; null where the pack is elsewhere. */
  readonly ignore: { readonly path: string; readonly print: Print } | null;
  readonly receiptPrint: Print;
  readonly lock: Print;
  readonly lockText: string | null;
  readonly lockMissing: readonly string[];
  readonly packMissing: readonly string[];
  /** What is in the directories that we made. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** The real path of something that may not exist yet: its nearest existing directory's, and the rest. */
export function realOf(path: string): string {
  let rest = '';
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at)) return rest === '' ? realpathSync(at) : join(realpathSync(at), rest);
    if (isLink(at) || dirname(at) === at) return path;
    rest = rest === '' ? basename(at) : join(basename(at), rest);
  }
}

export function isInside(path: string, dir: string): boolean {
  const way = relative(dir, path);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !/^[A-Za-z]:/.test(way) && !way.startsWith(sep));
}

/** Groups the agents by the real directory that their skills go to. Agents without one are left out. */
export function findTargets(agents: readonly Agent[], places: Places, packDir: string): Target[] {
  const byReal = new Map<string, { dir: string; real: string; agents: string[] }>();
  for (const agent of agents) {
    const dir = skillDirectory(agent, places.scope, places);
    if (dir === null) continue;
    const real = realOf(dir);
    const known = byReal.get(real);
    if (known === undefined) byReal.set(real, { dir, real, agents: [agent.id] });
    else known.agents.push(agent.id);
  }
  const pack = realOf(packDir);
  return [...byReal.values()].map((target) => ({
    ...target,
    insidePack: isInside(target.real, pack),
    ...withProblem(problemAt(target.dir)),
  }));
}

function withProblem(problem: string | undefined): { problem?: string } {
  return problem === undefined ? {} : { problem };
}

/** Why a directory cannot be made: something else stands where it or a directory above it would be. */
export function problemAt(dir: string): string | undefined {
  for (let at = dir; dirname(at) !== at; at = dirname(at)) {
    if (existsSync(at)) {
      if (!statSync(at).isDirectory()) return `${at} is a file`;
      return undefined;
    }
    if (isLink(at)) return `${at} is a link that leads nowhere`;
  }
  return undefined;
}

function look(path: string, deep: boolean, staging: Pick<Staging, 'backup'>): Seen {
  const print = printOf(path, 'shallow');
  const missing = missingDirs(dirname(path));
  const backup = staging.backup(path);
  if (print.startsWith('link:'))
    return { print, missing, backup, ...(existsSync(path) ? { leadsTo: realpathSync(path) } : {}) };
  if (print === 'dir' && deep) return { print: printOf(path), files: fileHashes(path), missing, backup };
  return { print, missing, backup };
}

function lookAtAgentsMd(path: string, staging: Pick<Staging, 'backup'>): AgentsMdSeen {
  const none = {
    path,
    real: path,
    bytes: null,
    mode: 0o644,
    print: printOf(path, 'shallow'),
    missing: missingDirs(dirname(path)),
    backup: staging.backup(path),
  };
  if (none.print === 'absent') return none;
  if (isLink(path) && !existsSync(path)) return { ...none, problem: 'is a link that leads nowhere' };
  const real = realpathSync(path);
  const stat = lstatSync(real);
  if (!stat.isFile()) return { ...none, real, problem: 'is no file' };
  let bytes;
  try {
    bytes = readFileSync(real);
  } catch (error) {
    return { ...none, real, problem: `cannot be read (${errorCode(error)})` };
  }
  return { ...none, real, bytes, mode: stat.mode & 0o7777, print: printOf(real), backup: staging.backup(real) };
}

function ignoreFile(places: Places): Observation['ignore'] {
  const dir = join(places.root, PROJECT_DIR);
  if (places.scope !== 'project' || !isInside(places.packDir, dir) || places.packDir === dir) return null;
  const path = join(dir, '.gitignore');
  return { path, print: printOf(path) };
}

/**
 * Reads everything that a plan for these agents depends on; writes nothing.
 * @param pack what will be installed: its skills' names make up the paths to look at.
 */
export function observe(
  places: Places,
  receipt: Receipt | undefined,
  agents: readonly Agent[],
  pack: PackRecord | null,
  deep: boolean,
  staging: Pick<Staging, 'backup'>,
): Observation {
  const targets = findTargets(agents, places, pack?.dir ?? places.packDir);
  const at = new Map<string, Seen>();
  const copies = new Set((receipt?.entries ?? []).filter((entry) => entry.kind === 'copy').map((entry) => entry.path));
  for (const entry of receipt?.entries ?? [])
    if (entry.kind !== 'agents-md') at.set(entry.path, look(entry.path, copies.has(entry.path), staging));
  for (const target of targets)
    for (const name of Object.keys(pack?.skills ?? {})) {
      const path = join(target.dir, name);
      if (!at.has(path)) at.set(path, look(path, deep, staging));
    }
  const backups = new Map<string, 'file' | 'dir'>();
  for (const { backup } of receipt?.entries ?? []) {
    const print = backup === undefined ? 'absent' : printOf(backup, 'shallow');
    if (backup !== undefined && print !== 'absent') backups.set(backup, print === 'dir' ? 'dir' : 'file');
  }
  const children = new Map<string, readonly string[]>();
  for (const dir of receipt?.directories ?? []) {
    try {
      children.set(dir, readdirSync(dir));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    }
  }
  return {
    places,
    receipt,
    targets,
    at,
    agentsMd: lookAtAgentsMd(places.agentsMd, staging),
    packReal: realOf(places.packDir),
    backups,
    ignore: ignoreFile(places),
    receiptPrint: printOf(places.receiptFile),
    lock: places.lockFile === null ? 'absent' : printOf(places.lockFile),
    lockText: places.lockFile !== null && existsSync(places.lockFile) ? readFileSync(places.lockFile, 'utf8') : null,
    lockMissing: places.lockFile === null ? [] : missingDirs(dirname(places.lockFile)),
    // The state directory's own way is made, and removed, with the state directory.
    packMissing: missingDirs(dirname(places.packDir)).filter((dir) => !isInside(places.stateDir, dir)),
    children,
  };
}
