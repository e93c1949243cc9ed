import type { Range } from '../document/source.js';
import type { Text } from '../document/text.js';

/** A file that a `Target test file` field names. */
export interface Target {
  /** As written, without a test's name behind `::` or `#`. */
  readonly path: string;
  /** The test inside the file, where one is named. */
  readonly test: string | undefined;
  readonly range: Range;
}

const URL = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|www\.)/i;
const TEST_NAME = /\b(?:Test[A-Z]\w*|test_\w+)\b/;

/** The paths of a target field in order: code spans first, else words that look like paths. */
export function readTargets(text: Text): Target[] {
  const spans = text.marks.filter(({ kind }) => kind === 'code').map(({ start, end }) => [start, end] as const);
  const found = spans.flatMap(([start, end]) => target(text, start, end));
  if (found.length === 0)
    for (const match of text.value.matchAll(/[^\s,;+()"']+/g))
      found.push(...target(text, match.index, match.index + match[0].length));
  // `a_test.go` (`TestS3`): the name of the test beside the path.
  const [first] = found;
  if (first !== undefined && first.test === undefined) {
    const beside = TEST_NAME.exec(text.value.replace(first.path, ' '))?.[0];
    if (beside !== undefined) found[0] = { ...first, test: beside };
  }
  return found;
}

function target(text: Text, start: number, end: number): Target[] {
  // No path is longer than PATH_MAX of any system.
  const raw = text.value.slice(start, Math.min(end, start + 4096)).replace(/[.,;:]+$/, '');
  const cut = URL.test(raw) ? -1 : raw.search(/::|#/);
  const path = cut === -1 ? raw : raw.slice(0, cut);
  if (!looksLikePath(path)) return [];
  return [{ path, test: cut === -1 ? undefined : raw.slice(cut), range: text.source(start, start + raw.length) }];
}

function looksLikePath(word: string): boolean {
  if (/\s/.test(word)) return false;
  return (
    URL.test(word) || /[\\/]/.test(word.replace(/^(?:n\/a|and\/or)$/i, '')) || /^[\w.~-]+\.[A-Za-z]\w{0,7}$/.test(word)
  );
}

/** Why a path does not stay inside the SUT's tree; undefined where it does. */
export function outside(path: string): string | undefined {
  if (URL.test(path)) return 'is a URL';
  if (/^(?:~|\$\{?HOME\b|%USERPROFILE%)/i.test(path)) return 'lies in a home directory';
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return 'is absolute';
  let depth = 0;
  for (const part of path.split(/[\\/]+/)) {
    if (part === '..') depth--;
    else if (part !== '.' && part !== '') depth++;
    if (depth < 0) return 'leaves the tree';
  }
  return undefined;
}

/** One spelling for one file: `./a//b/../c` is `a/c`. */
export function canonicalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(/[\\/]+/)) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
