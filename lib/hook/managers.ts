import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { VERSION } from '../cli/version.js';
import { HOME_PAGE } from '../format/links.js';
import { withoutBlock } from './block.js';
import { git } from './git.js';
import { withoutScriptBlock, withScriptBlock } from './script.js';
import { withYamlBlock, type YamlPlace } from './yaml-list.js';

export const MANAGERS = ['git', 'husky', 'lefthook', 'pre-commit'] as const;
export type ManagerName = (typeof MANAGERS)[number];

/** How a manager of hooks is told to run ours: which file, and how our part gets in and out. */
export interface Manager {
  readonly name: ManagerName;
  /** Absolute. */
  readonly file: string;
  readonly executable: boolean;
  add(before: string | undefined): string;
  /** Undefined: nothing of the user's is left, the file can go. */
  remove(before: string): string | undefined;
}

/** The manager that a repository uses already; git itself where there is none. */
export function detectManager(top: string): ManagerName {
  if (existsSync(join(top, '.husky'))) return 'husky';
  if (lefthookFile(top) !== undefined) return 'lefthook';
  if (existsSync(join(top, '.pre-commit-config.yaml'))) return 'pre-commit';
  return 'git';
}

/** @param program the running command, for hooks that nobody else will use */
export function manager(name: ManagerName, top: string, program: string): Manager {
  switch (name) {
    case 'git': {
      // Heeds core.hooksPath, and in a linked worktree leads to the folder that all of them share.
      const folder = resolve(top, git(top, ['rev-parse', '--git-path', 'hooks']).toString('utf8').replace(/\n$/, ''));
      const shared = !relative(top, folder).startsWith('..') && !folder.startsWith(join(top, '.git') + sep);
      return script(name, join(folder, 'pre-commit'), shared ? undefined : program);
    }
    case 'husky':
      return script(name, join(top, '.husky', 'pre-commit'), undefined);
    case 'lefthook':
      return yaml(name, lefthookFile(top) ?? join(top, 'lefthook.yml'), LEFTHOOK);
    case 'pre-commit':
      return yaml(name, join(top, '.pre-commit-config.yaml'), PRE_COMMIT);
  }
}

function script(name: ManagerName, file: string, fallback: string | undefined): Manager {
  return {
    name,
    file,
    executable: true,
    add: (before) => withScriptBlock(before, file, fallback),
    remove: withoutScriptBlock,
  };
}

function yaml(name: ManagerName, file: string, places: readonly YamlPlace[]): Manager {
  return {
    name,
    file,
    executable: false,
    add: (before) => withYamlBlock(before, file, places),
    remove(before) {
      const rest = withoutBlock(before);
      return rest.trim() === '' ? undefined : rest;
    },
  };
}

const LEFTHOOK_NAMES = ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml'];

function lefthookFile(top: string): string | undefined {
  return LEFTHOOK_NAMES.map((name) => join(top, name)).find((path) => existsSync(path));
}

const COMMAND = 'run: npx --no-install dst-skills hook run';
const SECTION = ['pre-commit:', '  commands:', '    dst-skills:', '      glob: "*.{md,markdown}"', `      ${COMMAND}`];
const LEFTHOOK: readonly YamlPlace[] = [
  {
    keys: ['pre-commit', 'commands'],
    lines: ['dst-skills:', '  glob: "*.{md,markdown}"', `  ${COMMAND}`],
    section: SECTION,
  },
  {
    keys: ['pre-commit', 'jobs'],
    lines: ['- name: dst-skills', '  glob: "*.{md,markdown}"', `  ${COMMAND}`],
    section: SECTION,
  },
];

const ENTRY = [`- repo: ${HOME_PAGE}`, `  rev: v${VERSION}`, '  hooks:', '    - id: dst-skills'];
const PRE_COMMIT: readonly YamlPlace[] = [
  { keys: ['repos'], lines: ENTRY, section: ['repos:', ...ENTRY.map((line) => `  ${line}`)] },
];
