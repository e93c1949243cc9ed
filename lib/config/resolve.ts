import { isAbsolute, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { slashes } from '../lint/walk.js';
import type { FileSettings } from '../lint/settings.js';
import { findRule } from '../rules/registry.js';
import type { DocumentKind, Severity } from '../rules/rule.js';
import type { RuleSettings } from './config.js';
import type { LoadedConfig } from './load.js';

/** A run's configuration, ready to be asked about files. */
export interface ResolvedConfig {
  readonly strict: boolean;
  readonly maxWarnings: number | undefined;
  /** Absolute path. */
  readonly baseline: string | undefined;
  ignores(path: string): boolean;
  /** What a file is, where an override says so. */
  typeOf(path: string): DocumentKind | undefined;
  settingsOf(path: string): FileSettings;
}

interface Override {
  readonly matches: (path: string) => boolean;
  readonly type: DocumentKind | undefined;
  readonly rules: RuleSettings;
  readonly hygiene: boolean | undefined;
}

/** Settles what the files of a run's configuration say together; later ones count more. */
export function resolveConfig(
  chain: readonly LoadedConfig[],
  flags: { readonly hygiene: boolean; readonly today: string },
): ResolvedConfig {
  const severities: Record<string, Severity | 'off'> = {};
  const overrides: Override[] = [];
  const ignores: ((path: string) => boolean)[] = [];
  let hygiene = false;
  let strict = false;
  let maxWarnings: number | undefined;
  let baseline: string | undefined;
  for (const { folder, content } of chain) {
    add(severities, content.rules);
    if (content.ignores !== undefined) ignores.push(matcher(content.ignores, folder));
    for (const { files, type, rules, hygiene: own } of content.overrides ?? [])
      overrides.push({ matches: matcher(files, folder), type, rules: rules ?? {}, hygiene: own });
    hygiene = content.hygiene ?? hygiene;
    strict = content.strict ?? strict;
    maxWarnings = content.maxWarnings ?? maxWarnings;
    if (content.baseline !== undefined) baseline = resolve(folder, content.baseline);
  }
  const plain: FileSettings = { severities, hygiene: flags.hygiene || hygiene, today: flags.today };
  // Files with the same overrides share their settings.
  const settled = new Map<string, FileSettings>();
  const settle = (path: string): FileSettings => {
    const which = overrides.flatMap((override, i) => (override.matches(path) ? [i] : []));
    if (which.length === 0) return plain;
    const key = which.join();
    const known = settled.get(key);
    if (known !== undefined) return known;
    const own = { ...severities };
    let tidy = hygiene;
    for (const i of which) {
      add(own, overrides[i]?.rules);
      tidy = overrides[i]?.hygiene ?? tidy;
    }
    const settings = { severities: own, hygiene: flags.hygiene || tidy, today: flags.today };
    settled.set(key, settings);
    return settings;
  };
  return {
    strict,
    maxWarnings,
    baseline,
    ignores: (path) => ignores.some((matches) => matches(path)),
    typeOf: (path) => overrides.findLast(({ type, matches }) => type !== undefined && matches(path))?.type,
    settingsOf: settle,
  };
}

function add(severities: Record<string, Severity | 'off'>, rules: RuleSettings = {}): void {
  for (const [name, severity] of Object.entries(rules)) {
    const rule = findRule(name);
    if (rule !== undefined) severities[rule.id] = severity;
  }
}

/** Patterns relative to a folder; one without a slash is about a file's name, wherever it stands. */
function matcher(globs: readonly string[], folder: string): (path: string) => boolean {
  const tests = globs.map((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/\/$/, '/**');
    return picomatch(plain, { dot: true, basename: !plain.includes('/') });
  });
  return (path) => {
    const name = relative(folder, path);
    if (name === '' || name.startsWith('..') || isAbsolute(name)) return false;
    return tests.some((test) => test(slashes(name)));
  };
}
