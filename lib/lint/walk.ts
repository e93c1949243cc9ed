import { existsSync, readdirSync, readFileSync, realpathSync, type Dirent } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

export const MARKDOWN = /\.(?:md|markdown)$/i;
/** What may be a document that can be checked: Markdown, and JSON Lines for histories. */
export const DOCUMENTS = /\.(?:md|markdown|jsonl|jsonl\.gz)$/i;
/** Never holds a test document, and is often large. */
const SKIPPED = new Set(['node_modules', '.git']);

interface Level {
  /** Paths are matched relative to where the patterns stand. */
  readonly folder: string;
  readonly rules: Ignore;
}

export interface WalkOptions {
  /** False reads every file, whatever .gitignore says. */
  readonly gitignore: boolean;
  /** Takes a path relative to the folder that is walked; default: {@link DOCUMENTS}. */
  readonly accepts?: (path: string) => boolean;
  /** Folders whose names begin with a dot are left out unless this is set. */
  readonly dots?: boolean;
  /** Of a skill's folder only SKILL.md is yielded: it is looked at as a whole, and its templates are no documents. */
  readonly skills?: boolean;
}

/**
 * The files under a folder, in the order of their names. What .gitignore files (of the folder, of those above it up
 * to the repository's root, and of those below) leave out is left out. A folder that is reached a second time through
 * a symbolic link is not entered.
 * @param onProblem gets the folders that cannot be read
 */
export function* walk(
  folder: string,
  options: WalkOptions,
  onProblem: (path: string, error: unknown) => void,
): Generator<string> {
  const above = options.gitignore ? levelsAbove(folder) : [];
  // Who names a folder that git ignores wants to look into it.
  const levels = isIgnored(above, folder, true) ? [] : above;
  yield* enter(folder, folder, levels, options, onProblem, new Set());
}

function* enter(
  root: string,
  folder: string,
  above: readonly Level[],
  options: WalkOptions,
  onProblem: (path: string, error: unknown) => void,
  seen: Set<string>,
): Generator<string> {
  let entries: Dirent[];
  try {
    const real = realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    onProblem(folder, error);
    return;
  }
  const own = options.gitignore && folder !== root ? levelOf(folder) : undefined;
  const levels = own === undefined ? above : [...above, own];
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.skills === true && entries.some(({ name }) => name === 'SKILL.md')) {
    const skill = join(folder, 'SKILL.md');
    if (!isIgnored(levels, skill, false)) yield skill;
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (SKIPPED.has(entry.name) || (entry.name.startsWith('.') && options.dots !== true)) continue;
      if (isIgnored(levels, path, true)) continue;
      yield* enter(root, path, levels, options, onProblem, seen);
    } else if (accepts(options, relative(root, path)) && !isIgnored(levels, path, false)) {
      // A FIFO or a broken link with a document's name is handed on, so that reading it says what it is.
      yield path;
    }
  }
}

function accepts(options: WalkOptions, path: string): boolean {
  return options.accepts === undefined ? DOCUMENTS.test(path) : options.accepts(slashes(path));
}

/** A path with forward slashes, as patterns and output have it. */
export function slashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

function isIgnored(levels: readonly Level[], path: string, folder: boolean): boolean {
  // The nearest file that has an opinion decides, as git has it.
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i];
    if (level === undefined) continue;
    const name = slashes(relative(level.folder, path));
    if (name === '' || name.startsWith('../')) continue;
    const { ignored, unignored } = level.rules.test(folder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}

function levelOf(folder: string, file = '.gitignore'): Level | undefined {
  try {
    const text = readFileSync(join(folder, file), 'utf8');
    return { folder, rules: ignore().add(text) };
  } catch {
    return undefined;
  }
}

/** The .gitignore files of a folder and of those above it, up to the root of its repository; none outside of one. */
function levelsAbove(folder: string): Level[] {
  const chain: string[] = [];
  const own = levelOf(folder);
  for (let at = folder; ; at = dirname(at)) {
    chain.unshift(at);
    if (existsSync(join(at, '.git'))) break;
    // Outside a repository only the folder's own file counts.
    if (dirname(at) === at) return own === undefined ? [] : [own];
  }
  const root = chain[0] ?? folder;
  const excluded = levelOf(root, join('.git', 'info', 'exclude'));
  const above = chain.slice(0, -1).map((at) => levelOf(at));
  return [excluded, ...above, own].filter((level) => level !== undefined);
}
