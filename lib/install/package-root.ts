import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/** The directory of the npm package that this code runs from: the nearest one upwards that has a package.json. */
export function packageRoot(): string {
  if (found !== undefined) return found;
  let at = dirname(typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at);
  found = at;
  return at;
}
