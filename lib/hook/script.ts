import { UserError } from '../cli/errors.js';
import { markedBlock, withoutBlock } from './block.js';

const SHEBANG = '#!/bin/sh\n';

/** What the hook runs: the project's own copy, else the one on the PATH, else the one that installed the hook. */
function hookLines(fallback: string | undefined): string[] {
  const quoted = fallback === undefined ? undefined : `'${fallback.replaceAll("'", `'\\''`)}'`;
  return [
    'if [ -x node_modules/.bin/dst-skills ]; then',
    '  node_modules/.bin/dst-skills hook run || exit $?',
    'elif command -v dst-skills >/dev/null 2>&1; then',
    '  dst-skills hook run || exit $?',
    ...(quoted === undefined ? [] : [`elif [ -f ${quoted} ]; then`, `  node ${quoted} hook run || exit $?`]),
    'else',
    '  echo "dst-skills is not installed, so staged test plans were not checked." >&2',
    '  echo "Install it, or commit with --no-verify." >&2',
    '  exit 1',
    'fi',
  ];
}

/**
 * A hook script with our block in it, first of all, because a script may end anywhere; what else it holds stays as it is.
 * @param before the script as it is; undefined where there is none
 * @throws UserError where it is no shell script
 */
export function withScriptBlock(before: string | undefined, shown: string, fallback: string | undefined): string {
  const block = markedBlock(hookLines(fallback));
  const rest = withoutBlock(before ?? '');
  if (rest.trim() === '') return SHEBANG + block;
  const [first = ''] = rest.split('\n', 1);
  if (!first.startsWith('#!')) return block + rest;
  if (!/\b(?:ba|da|z|k)?sh\b/.test(first) || rest.includes('\0'))
    throw new UserError(`${shown} is no shell script (${first}), so nothing can be added to it`, {
      help: 'call "dst-skills hook run" from it, and let its exit code decide',
    });
  return `${first}\n${block}${rest.slice(first.length + 1)}`;
}

/** A hook script without our block; undefined where nothing of a user's is left and the file can go. */
export function withoutScriptBlock(before: string): string | undefined {
  const rest = withoutBlock(before);
  return rest.trim() === '' || rest.trim() === SHEBANG.trim() ? undefined : rest;
}
