import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { MANIFEST_PATHS } from './manifests.js';

/** A pack to check: its root and the directories of the skills that are asked for. */
export interface PackPlace {
  /** Absolute. */
  readonly root: string;
  /** Below the root, with `/`. */
  readonly skills: readonly string[];
  readonly manifests: boolean;
}

/** How far above a skill a manifest is looked for: `plugins/x/skills/category/name`. */
const LEVELS = 5;

/**
 * The packs that SKILL.md files and manifests belong to. A skill's pack is the nearest directory above with a manifest,
 * not beyond its repository; without one, the directory that holds the skill.
 * @param files absolute paths of SKILL.md files and of manifests
 */
export function packsOf(files: Iterable<string>): PackPlace[] {
  const roots = new Map<string, { skills: Set<string>; manifests: boolean }>();
  const at = (root: string): { skills: Set<string>; manifests: boolean } => {
    const known = roots.get(root) ?? { skills: new Set<string>(), manifests: false };
    roots.set(root, known);
    return known;
  };
  for (const file of files) {
    const manifest = MANIFEST_PATHS.filter((path) => file.endsWith(`${sep}${path.split('/').join(sep)}`)).sort(
      (a, b) => b.length - a.length,
    )[0];
    if (manifest !== undefined) {
      at(file.slice(0, -manifest.length - 1)).manifests = true;
      continue;
    }
    const dir = dirname(file);
    const root = rootOf(dir);
    const place = at(root.path);
    place.skills.add(relative(root.path, dir).split(sep).join('/') || '.');
    if (root.manifest) place.manifests = true;
  }
  return [...roots].map(([root, { skills, manifests }]) => ({ root, skills: [...skills].sort(), manifests }));
}

function rootOf(dir: string): { path: string; manifest: boolean } {
  let path = dir;
  for (let level = 0; level < LEVELS; level++) {
    if (MANIFEST_PATHS.some((manifest) => existsSync(join(path, manifest)))) return { path, manifest: true };
    if (existsSync(join(path, '.git')) || dirname(path) === path) break;
    path = dirname(path);
  }
  // Skills of one directory are one pack: their names must differ, and they may link to each other.
  const alone = existsSync(join(dir, '.git')) || dirname(dir) === dir;
  return { path: alone ? dir : dirname(dir), manifest: false };
}
