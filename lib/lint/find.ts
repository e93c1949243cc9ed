import { statSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { unreadable } from './read.js';
import type { FileProblem } from './result.js';
import { DOCUMENTS, slashes, walk } from './walk.js';

/** A file to check. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  /** As shown: relative to the working directory where it lies below it. */
  readonly shown: string;
  /** Named by the user, not met while looking through a folder: then it must be a document that can be checked. */
  readonly named: boolean;
}

export interface FindOptions {
  readonly cwd: string;
  readonly gitignore: boolean;
}

/**
 * The files that arguments name: files as they are, folders with the Markdown and JSON Lines files in them, and glob patterns.
 * Every file once, in the order of the arguments. An argument that leads to nothing is a problem.
 */
export function* findTargets(
  args: readonly string[],
  options: FindOptions,
  onProblem: (problem: FileProblem) => void,
): Generator<Target> {
  const seen = new Set<string>();
  for (const arg of args) {
    let found = 0;
    for (const target of targetsOf(arg, options, onProblem)) {
      found++;
      if (seen.has(target.path)) continue;
      seen.add(target.path);
      yield target;
    }
    if (found === 0) nothingFound(arg, options, onProblem);
  }
}

function nothingFound(arg: string, options: FindOptions, onProblem: (problem: FileProblem) => void): void {
  const kind = kindOf(resolve(options.cwd, arg));
  if (kind === 'folder')
    onProblem({
      path: arg,
      message: 'holds no Markdown file and no history (.jsonl)',
      help: 'name a file, or pass --no-gitignore if the documents are ignored by git',
    });
  else if (kind === undefined && isGlob(arg))
    onProblem({ path: arg, message: 'matches no file', help: 'quote the pattern, and mind that ** crosses folders' });
}

function* targetsOf(arg: string, options: FindOptions, onProblem: (problem: FileProblem) => void): Generator<Target> {
  const path = resolve(options.cwd, arg);
  const kind = kindOf(path);
  const failed = (folder: string, error: unknown): void => onProblem(unreadable(shownPath(folder, options.cwd), error));
  if (kind === 'file' || (kind === undefined && !isGlob(arg))) {
    yield { path, shown: shownPath(path, options.cwd), named: true };
  } else if (kind === 'folder') {
    for (const file of walk(path, { gitignore: options.gitignore, skills: true }, failed))
      yield { path: file, shown: shownPath(file, options.cwd), named: false };
  } else {
    const { base, glob } = picomatch.scan(slashes(arg));
    const folder = resolve(options.cwd, base);
    if (kindOf(folder) !== 'folder') return;
    const matches = picomatch(glob, { dot: /(?:^|\/)\./.test(glob) });
    const accepts = (file: string): boolean => DOCUMENTS.test(file) && matches(file);
    for (const file of walk(folder, { gitignore: options.gitignore, accepts, dots: glob.includes('.') }, failed))
      yield { path: file, shown: shownPath(file, options.cwd), named: false };
  }
}

/**
 * The files of a list, one path a line (or separated by NUL): what has another ending is passed over. Space around the path
 * of a line is that of a list made by hand; behind NUL a path is taken as it is.
 */
export function* listedTargets(list: string, cwd: string, onPassed: () => void): Generator<Target> {
  const lines = list.includes('\0') ? list.split('\0') : list.split(/\r?\n/).map((line) => line.trim());
  for (const line of lines) {
    if (line === '') continue;
    const path = resolve(cwd, line);
    if (DOCUMENTS.test(line)) yield { path, shown: shownPath(path, cwd), named: false };
    else onPassed();
  }
}

function isGlob(arg: string): boolean {
  return /[*?[{]|[!+@]\(/.test(arg);
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/** A path as messages show it: relative to the working directory where it lies below, else absolute. */
export function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  if (below === '') return basename(path);
  return slashes(below.startsWith('..') || isAbsolute(below) ? path : below);
}
