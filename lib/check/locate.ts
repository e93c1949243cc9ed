import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory dist/, seen from the bundles that lie in it or from the modules below it. */
export function distDirectory(): string {
  if (typeof __filename !== 'string') return fileURLToPath(new URL('../..', import.meta.url));
  const here = dirname(__filename);
  // A command's bundle lies one level below the others.
  return basename(here) === 'commands' ? dirname(here) : here;
}
