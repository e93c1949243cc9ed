import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import { shownPath } from '../lint/find.js';
import type { ConfigFile } from './config.js';

/** The names under which a configuration is looked for, in this order. */
const CONFIG_NAMES: readonly string[] = ['.dst-skills.yaml', '.dst-skills.yml', '.dst-skills.json'];

/** A configuration file with the folder that its patterns are relative to. */
export interface LoadedConfig {
  readonly path: string;
  readonly folder: string;
  readonly content: ConfigFile;
}

/**
 * The configuration of a run: the file named, else the first one found from the working directory upwards, as far as
 * the repository's root. What it extends comes before it: bases first. Empty where there is none.
 * @throws UserError where a file cannot be read, does not fit the schema, or extends itself
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<readonly LoadedConfig[]> {
  const path = named === undefined ? findConfig(cwd) : resolve(cwd, named);
  if (path === undefined) return [];
  const { readConfigFile } = await import('./read.js');
  const chain: LoadedConfig[] = [];
  const load = (file: string, above: readonly string[]): void => {
    const shown = shownPath(file, cwd);
    if (above.includes(file)) {
      const names = [...above.slice(above.indexOf(file)), file].map((name) => shownPath(name, cwd));
      throw new UserError(`configurations extend each other: ${names.join(' → ')}`);
    }
    if (above.length > MAX_DEPTH)
      throw new UserError(`${shown}: more than ${MAX_DEPTH} configurations extend each other`);
    const content = readConfigFile(file, shown);
    const bases = typeof content.extends === 'string' ? [content.extends] : (content.extends ?? []);
    for (const base of bases) load(baseOf(file, base, shown), [...above, file]);
    if (!chain.some((loaded) => loaded.path === file)) chain.push({ path: file, folder: dirname(file), content });
  };
  load(path, []);
  return chain;
}

const MAX_DEPTH = 16;

function baseOf(file: string, base: string, shown: string): string {
  const path = resolve(dirname(file), base);
  if (existsSync(path)) return path;
  throw new UserError(`${shown} extends ${base}, which does not exist`, {
    help: `paths in extends are relative to the file: expected it at ${relative(process.cwd(), path) || path}`,
  });
}

function findConfig(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const name of CONFIG_NAMES) {
      const path = join(folder, name);
      if (statSync(path, { throwIfNoEntry: false }) !== undefined) return path;
    }
    // Above the repository's root the settings of something else begin.
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}
