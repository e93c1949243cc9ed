import { VERSION } from '../cli/version.js';
import type { Change } from './change.js';
import type { Places } from './places.js';
import type { Problem } from './problem.js';
import type { PackRecord } from './receipt.js';

/** What an installing command did, in the shape that --json prints. */
export interface Result {
  readonly version: string;
  readonly command: string;
  readonly scope: string;
  readonly pack: {
    readonly dir: string;
    readonly source: string | null;
    readonly ref: string | null;
    readonly commit: string | null;
    readonly bundled: boolean;
  };
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
  readonly ok: boolean;
}

export function resultOf(
  command: string,
  places: Places,
  pack: PackRecord | null | undefined,
  changes: readonly Change[],
  problems: readonly Problem[],
): Result {
  return {
    version: VERSION,
    command,
    scope: places.scope,
    pack: {
      dir: pack?.dir ?? places.packDir,
      source: pack?.source ?? null,
      ref: pack?.ref ?? null,
      commit: pack?.commit ?? null,
      bundled: pack?.bundled ?? false,
    },
    changes,
    problems,
    ok: !problems.some((problem) => problem.severity === 'error'),
  };
}
