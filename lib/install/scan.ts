import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import {
  LIMITS,
  LINK_PROBLEMS,
  listPack,
  resolveInside,
  viewOf,
  type Entry,
  type PackProblem,
} from '../pack/entries.js';
import { readSkillFile } from '../pack/skill-file.js';
import { nameProblem } from '../pack/skill-name.js';
import { hashOf } from './print.js';

export interface PackSkill {
  readonly name: string;
  /** The skill's directory below the pack, with `/`; `.` for a pack that is one skill. */
  readonly path: string;
  /** The hash of every file below it, by path relative to it. */
  readonly files: Readonly<Record<string, string>>;
}

export interface PackScan {
  readonly skills: readonly PackSkill[];
  /** Each forbids to install the pack. */
  readonly problems: readonly PackProblem[];
  /** What agents will stumble over: the pack is installed all the same, and `status` and `doctor` say so. */
  readonly warnings: readonly PackProblem[];
}

/** Files in which a pack may name its skills' directories; each has a different shape, `skills` is in all of them. */
const MANIFESTS = [
  'plugin.json',
  '.claude-plugin/plugin.json',
  '.claude-plugin/marketplace.json',
  '.codex-plugin/plugin.json',
  '.cursor-plugin/plugin.json',
];
const SKIPPED = new Set(['node_modules', '.git']);

/**
 * Reads a pack: checks that nothing leaves it, that its size is within the limits, that its skills have names as the
 * Agent Skills specification wants them and no two the same; and hashes the skills' files.
 * @param root the pack's directory, which is only read.
 */
export async function scanPack(root: string): Promise<PackScan> {
  const { entries, problems } = listPack(root);
  const warnings: PackProblem[] = [];
  for (const [path, entry] of entries) {
    if (entry.kind !== 'link') continue;
    const led = resolveInside(entries, path);
    if (typeof led === 'string')
      problems.push({ code: 'link', path, message: `${LINK_PROBLEMS[led]} (to ${JSON.stringify(entry.target)})` });
  }
  const found = findSkillDirs(root, entries, problems);
  const skills: PackSkill[] = [];
  const seen = new Map<string, string>();
  for (const path of found) {
    const skill = await readSkill(root, path, entries, problems, warnings);
    if (skill === undefined) continue;
    const other = seen.get(skill.name);
    if (other !== undefined)
      problems.push({ code: 'double', path, message: `has the name "${skill.name}", as ${other} has` });
    seen.set(skill.name, path);
    skills.push(skill);
  }
  if (found.length > LIMITS.skills)
    problems.push({ code: 'size', path: '.', message: `the pack has more than ${LIMITS.skills} skills` });
  if (found.length === 0)
    problems.push({ code: 'empty', path: '.', message: 'has no SKILL.md: this is no skill pack' });
  skills.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { skills, problems, warnings };
}

function findSkillDirs(root: string, entries: ReadonlyMap<string, Entry>, problems: PackProblem[]): string[] {
  if (entries.has('SKILL.md')) return ['.'];
  const named = manifestDirs(root, entries, problems);
  const starts = named.length > 0 ? named : [];
  if (entries.get('skills')?.kind === 'dir') starts.push('skills');
  const within = (start: string): string[] => {
    const prefix = start === '.' ? '' : `${start}/`;
    const dirs: string[] = [];
    for (const path of entries.keys()) {
      if (!path.startsWith(prefix)) continue;
      const at = path.lastIndexOf('/');
      if (path.slice(at + 1) !== 'SKILL.md') continue;
      const dir = at < 0 ? '.' : path.slice(0, at);
      // Without a known place, other software's directories are not searched, only the usual hidden ones.
      if (
        start === '.' &&
        dir
          .split('/')
          .some(
            (part) =>
              SKIPPED.has(part) || (part.startsWith('.') && !/^\.(agents|claude|curated|experimental)$/.test(part)),
          )
      )
        continue;
      dirs.push(dir);
    }
    return dirs;
  };
  const all = [...new Set((starts.length > 0 ? starts : ['.']).flatMap(within))].sort();
  // A SKILL.md below a skill's directory is part of that skill: agents look one level deep.
  const kept: string[] = [];
  const known = new Set<string>();
  for (const dir of all) {
    let inner = false;
    for (let at = posix.dirname(dir); at !== '.'; at = posix.dirname(at)) if (known.has(at)) inner = true;
    if (inner) continue;
    known.add(dir);
    kept.push(dir);
  }
  return kept;
}

function manifestDirs(root: string, entries: ReadonlyMap<string, Entry>, problems: PackProblem[]): string[] {
  const dirs: string[] = [];
  for (const manifest of MANIFESTS) {
    if (entries.get(manifest)?.kind !== 'file') continue;
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(join(root, manifest), 'utf8'));
    } catch {
      problems.push({ code: 'manifest', path: manifest, message: 'is not JSON' });
      continue;
    }
    for (const path of pathsIn(value)) {
      const led = path.startsWith('/') || path.includes('\\') ? 'leaves' : resolveInside(entries, path);
      if (led === 'leaves' || led === 'circles')
        problems.push({
          code: 'manifest',
          path: manifest,
          message: `names ${JSON.stringify(path)}, which is not inside the pack`,
        });
      else if (led === 'dangles')
        problems.push({
          code: 'manifest',
          path: manifest,
          message: `names ${JSON.stringify(path)}, which is not there`,
        });
      else if (led.path !== '.') dirs.push(led.path);
    }
  }
  return [...new Set(dirs)];
}

/** The skill directories that a manifest names: its `skills`, and those of its `plugins` below their `source`. */
function pathsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { skills, plugins } = value as { skills?: unknown; plugins?: unknown };
  const own = (Array.isArray(skills) ? skills : [skills]).filter((one): one is string => typeof one === 'string');
  const inner = Array.isArray(plugins) ? plugins : [];
  return [
    ...own,
    ...inner.flatMap((plugin: unknown) => {
      const source = (plugin as { source?: unknown } | null)?.source;
      // A source that is an object is somebody else's repository.
      if (typeof source !== 'string') return [];
      const below = pathsIn({ skills: (plugin as { skills?: unknown }).skills });
      return below.length > 0 ? below.map((path) => posix.join(source, path)) : [posix.normalize(source)];
    }),
  ];
}

async function readSkill(
  root: string,
  path: string,
  entries: ReadonlyMap<string, Entry>,
  problems: PackProblem[],
  warnings: PackProblem[],
): Promise<PackSkill | undefined> {
  const file = path === '.' ? 'SKILL.md' : `${path}/SKILL.md`;
  const led = resolveInside(entries, file);
  if (typeof led === 'string') return undefined; // said already, as a link
  const entry = entries.get(led.path);
  if (entry?.kind !== 'file') {
    problems.push({ code: 'skill', path: file, message: 'is not a file' });
    return undefined;
  }
  if (entry.size > LIMITS.skillFileBytes) {
    problems.push({ code: 'size', path: file, message: `is larger than ${LIMITS.skillFileBytes >> 20} MiB` });
    return undefined;
  }
  if (led.path !== file)
    warnings.push({ code: 'linked-skill-file', path: file, message: 'is a symbolic link: Codex ignores it' });
  const skill = await readSkillFile(readFileSync(join(root, led.path)));
  for (const { kind, code, message, line } of skill.findings)
    (kind === 'name' ? problems : warnings).push({ code, path: file, line, message });
  if (skill.name === null || nameProblem(skill.name) !== undefined) return undefined;
  if (path !== '.' && posix.basename(path) !== skill.name) {
    problems.push({
      code: 'name',
      path: file,
      message: `has the name "${skill.name}" in a directory called "${posix.basename(path)}"`,
    });
    return undefined;
  }
  const files = hashSkill(root, path, entries);
  if (files === undefined)
    problems.push({ code: 'link', path, message: 'has a link that leads back to a directory around it' });
  return files === undefined ? undefined : { name: skill.name, path, files };
}

/** The hash of every file that an agent sees below a skill's directory. */
function hashSkill(
  root: string,
  path: string,
  entries: ReadonlyMap<string, Entry>,
): Record<string, string> | undefined {
  const view = viewOf(entries, path);
  if (view === undefined) return undefined;
  return Object.fromEntries([...view].map(([name, at]) => [name, hashOf(readFileSync(join(root, at)))]));
}
