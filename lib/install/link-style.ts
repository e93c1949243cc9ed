import { relative } from 'node:path';
import type { Scope } from './agents.js';
import type { Mode } from './receipt.js';

/**
 * How a skill's directory is made visible on a platform. Windows lets only privileged users make symbolic links;
 * junctions need no privilege but are always absolute, so that a project, which may be moved, gets copies.
 */
export type LinkStyle = 'absolute' | 'relative' | 'junction' | 'copy';

export function linkStyle(platform: NodeJS.Platform, scope: Scope, mode: Mode): LinkStyle {
  if (mode === 'copy') return 'copy';
  if (platform === 'win32') return scope === 'user' ? 'junction' : 'copy';
  return scope === 'user' ? 'absolute' : 'relative';
}

/** The text of the link at `path` to `target`; `realDir` is where the link's directory really is. */
export function linkTarget(style: LinkStyle, realDir: string, target: string): string {
  return style === 'relative' ? relative(realDir, target) || '.' : target;
}

/** The same place, as Windows gives a junction's target back: with a prefix, a trailing separator, any case. */
export function sameTarget(a: string, b: string, platform: NodeJS.Platform): boolean {
  const plain = (path: string): string => {
    const bare = path.replace(/^\\\\\?\\/, '').replace(/[\\/]+$/, '');
    return platform === 'win32' ? bare.replaceAll('/', '\\').toLowerCase() : bare;
  };
  return plain(a) === plain(b);
}
