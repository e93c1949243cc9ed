import { relative } from 'node:path';
import { UserError } from '../cli/errors.js';
import { git } from '../hook/git.js';
import { slashes } from '../lint/walk.js';
import { HEADER_FIELDS, type HeaderKey, type PlanMode } from '../vocabulary/header.js';
import { SECTIONS } from '../vocabulary/sections.js';
import { oneLine, Template } from './template.js';

export interface NewPlan {
  /** The plan's name: letters, digits, dots, hyphens and underscores. */
  readonly slug: string;
  /** Change-scoped where a change is named and project-wide otherwise, unless said. */
  readonly mode: PlanMode | undefined;
  readonly sut: string | undefined;
  /** A commit or range of the repository at `cwd`, or any words that name the change. */
  readonly change: string | undefined;
  readonly author: string | undefined;
  readonly now: Date;
  readonly cwd: string;
  /** Absolute path that the plan will have. */
  readonly file: string;
  /** Keeps the template's guidance, which goes away as the plan is filled. */
  readonly guidance: boolean;
}

/** The template's line for the files of a change. */
const FILES_TOUCHED = '- Files touched: {{path/of/each.go; remove this line from a project-wide plan}}';
/** More files than this say "look at the diff", not what it touches. */
const MOST_FILES = 40;
const SLUG = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;

/** @throws UserError where a plan's name is none */
export function checkSlug(slug: string): void {
  if (SLUG.test(slug)) return;
  const better = (slug.split(/[\\/]/).at(-1) ?? '')
    .replace(/\.(?:md|markdown)$/i, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  throw new UserError(`"${slug}" is no name of a plan`, {
    help: `use letters, digits and hyphens${better === '' ? '' : `: ${better}`}; --output names the file`,
  });
}

/** The mode of a plan: what is asked for, else what the presence of a change says. @throws UserError on a contradiction */
export function planMode({ mode, change }: Pick<NewPlan, 'mode' | 'change'>): PlanMode {
  if (mode === 'project-wide' && change !== undefined)
    throw new UserError('a project-wide plan has no change under test', {
      help: 'leave out --change, or take --mode change-scoped',
    });
  return mode ?? (change === undefined ? 'project-wide' : 'change-scoped');
}

/**
 * A plan from the template: header filled, sections that the mode does not have left out (formats.md §1), and of a change
 * that git knows its commit and the files that it touches.
 */
export function planText(request: NewPlan): string {
  checkSlug(request.slug);
  const mode = planMode(request);
  const change = request.change === undefined ? undefined : changeOf(request.change, request.cwd);
  const template = new Template('plan');
  const values: Record<HeaderKey, string | undefined> = {
    date: request.now.toISOString().slice(0, 10),
    mode,
    sut: request.sut,
    change: mode === 'project-wide' ? 'N/A — project-wide' : change?.name,
    author: request.author,
    status: 'draft',
  };
  for (const { key, label } of HEADER_FIELDS) template.field(label, values[key]);
  for (const { key, title, required } of SECTIONS)
    if (required === 'project-wide' && mode !== 'project-wide') template.drop(`${key}. ${title}`);
  if (mode === 'project-wide') template.fill(`${FILES_TOUCHED}\n`, '');
  else if (change !== undefined && change.files.length > 0)
    template.fill(FILES_TOUCHED, `- Files touched: ${fileList(change.files)}`);
  // The skeletons name the plan by its path in the repository, which is where their readers are.
  return template
    .fill('testing-plans/{{slug}}.md', pathFrom(request))
    .fill('{{slug}}', request.slug)
    .text({ guidance: request.guidance });
}

function fileList(files: readonly string[]): string {
  const more = files.length > MOST_FILES ? ` and ${files.length - MOST_FILES} more` : '';
  return files
    .slice(0, MOST_FILES)
    .map((file) => `\`${file}\``)
    .join(', ')
    .concat(more);
}

function pathFrom({ cwd, file }: NewPlan): string {
  let top = cwd;
  try {
    top = git(cwd, ['rev-parse', '--show-toplevel']).toString('utf8').trim();
  } catch {
    // No repository: then the path from here is the best there is.
  }
  const path = relative(top, file);
  return slashes(path.startsWith('..') ? relative(cwd, file) : path);
}

/** What git knows of a change: a commit, or a range `a..b`. What it does not know is left in the user's words. */
function changeOf(change: string, cwd: string): { readonly name: string; readonly files: readonly string[] } {
  const words = { name: oneLine(change), files: [] };
  const range = /^(\S+?)\.{2,3}(\S+)$/.exec(change);
  const ask = (...args: string[]): string =>
    git(cwd, ['-c', 'core.quotePath=false', ...args])
      .toString('utf8')
      .trim();
  const commit = (revision: string): string =>
    ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  try {
    if (range === null) {
      const hash = commit(change);
      const files = ask('diff-tree', '--root', '--no-commit-id', '--name-only', '-r', '-m', '--first-parent', hash);
      return { name: `${hash.slice(0, 12)} "${ask('log', '-1', '--format=%s', hash)}"`, files: lines(files) };
    }
    const [from, to] = [commit(range[1] ?? ''), commit(range[2] ?? '')];
    const dots = change.includes('...') ? '...' : '..';
    const files = lines(ask('diff', '--no-relative', '--name-only', `${from}${dots}${to}`));
    return { name: `${oneLine(change)} (${from.slice(0, 12)}${dots}${to.slice(0, 12)})`, files };
  } catch {
    return words;
  }
}

/** True for a range `a..b` that git does not know here: a slip, where words such as "PR #12" are none. */
export function isUnknownRange(change: string, cwd: string): boolean {
  return /^\S+?\.{2,3}\S+$/.test(change) && changeOf(change, cwd).name === oneLine(change);
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
