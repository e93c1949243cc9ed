import { join, posix } from 'node:path';
import { Source } from '../document/source.js';
import { messageOf } from '../lint/messages.js';
import type { Counts, FileResult } from '../lint/result.js';
import { findingsOf, type Reported } from '../lint/run.js';
import { rulesBySettings, type FileSettings } from '../lint/settings.js';
import { runPackRules } from './check.js';
import type { PackPlace } from './find.js';
import { Pack, type PackFile, type Skill } from './model.js';
import { DiskTree } from './tree.js';

export interface PackLintOptions {
  readonly settingsOf: (path: string) => FileSettings;
  /** A path as messages show it. */
  readonly shown: (path: string) => string;
  readonly excerpts: boolean;
}

/** The result for one file of a pack, with the file's absolute path. */
export interface PackFileResult {
  readonly path: string;
  readonly result: FileResult;
}

/** Checks a pack: every SKILL.md and manifest has a result, other files where something was found in them. */
export function lintPack(place: PackPlace, options: PackLintOptions): PackFileResult[] {
  const pack = new Pack(new DiskTree(place.root), place.skills, place.manifests);
  const found = runPackRules(pack);
  const skills = new Map(pack.skills.map((skill) => [skill.main.path, skill]));
  const manifests = new Set(pack.manifests.map(({ path }) => path));
  const paths = new Set([
    ...skills.keys(),
    ...pack.skills.flatMap(({ markdown }) => markdown.map(({ path }) => path)),
    ...manifests,
    ...found.keys(),
  ]);
  const results: PackFileResult[] = [];
  for (const path of [...paths].sort(byPath)) {
    const file = pack.file(path);
    if (file === undefined) continue;
    const checked = countsOf(skills.get(path), manifests.has(path));
    const outcome = resultOf(file, found.get(path) ?? [], join(place.root, path), options);
    if (checked !== undefined || outcome.messages.length > 0)
      results.push({
        path: join(place.root, path),
        result: { ...outcome, type: manifests.has(path) ? 'pack' : 'skill', checked: checked ?? {} },
      });
  }
  return results;
}

function resultOf(
  file: PackFile,
  all: readonly Reported[],
  path: string,
  options: PackLintOptions,
): Omit<FileResult, 'type' | 'checked'> {
  const settings = options.settingsOf(path);
  const { on, off } = rulesBySettings(settings);
  const left = all.filter(({ rule }) => !off.has(rule.id));
  const about = on.filter((rule) => rule.on === 'directives');
  const { found, suppressed } = file.markdown
    ? findingsOf({ kind: 'skill', source: file.source, document: file.document }, about, settings.today, off, left)
    : { found: left, suppressed: 0 };
  const shown = options.shown(path);
  const source = new Source(shown, file.source.text);
  return {
    path: shown,
    messages: found.map((one) =>
      messageOf(source, shown, renamed(one, options, path, file), settings, options.excerpts),
    ),
    suppressed: { directives: suppressed, baseline: 0 },
    fixed: 0,
  };
}

/** Related places in other files of the pack, with their paths as shown. */
function renamed(found: Reported, options: PackLintOptions, path: string, file: PackFile): Reported {
  if (found.related === undefined) return found;
  const root = path.slice(0, -file.path.length);
  return {
    ...found,
    related: found.related.map((place) =>
      place.source === undefined
        ? place
        : { ...place, source: new Source(options.shown(posix.join(root, place.source.path)), place.source.text) },
    ),
  };
}

function countsOf(skill: Skill | undefined, manifest: boolean): Counts | undefined {
  if (skill !== undefined) return { skills: 1, files: skill.paths.length };
  return manifest ? { manifests: 1 } : undefined;
}

function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
