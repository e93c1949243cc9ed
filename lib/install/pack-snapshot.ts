import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { copyTree, syncTree } from './durable.js';
import { listPack } from '../pack/entries.js';
import type { Source } from './source.js';

/** What of the npm package is the pack; the rest of a clone (tests, sources of the linter) is of no use to an agent. */
const BUNDLED = ['skills', 'plugin.json', 'LICENSE'];

/**
 * Copies a pack that is no git repository into staging: a directory as it is, or the pack bundled in the npm package.
 * @throws UserError when it is not there or passes the limits.
 */
export function stageSnapshot(source: Exclude<Source, { type: 'git' }>, dest: string): void {
  if (source.type === 'bundled' && !existsSync(join(source.path, 'skills')))
    throw new UserError('this installation of dst-skills has no pack bundled', {
      help: 'name a source with --source, or install the package from npm',
    });
  if (source.type === 'directory') {
    const { problems } = listPack(source.path);
    const first = problems[0];
    if (first !== undefined) throw new UserError(`${source.path}: ${first.path} ${first.message}`, { exitCode: 1 });
  }
  mkdirSync(dest);
  if (source.type === 'directory') copyTree(source.path, dest);
  else
    for (const name of BUNDLED)
      if (existsSync(join(source.path, name))) copyTree(join(source.path, name), join(dest, name));
  syncTree(dest);
}
