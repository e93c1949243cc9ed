import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory dist/, seen from the bundles that lie in it or from the modules below it. */
export function distDirectory(): string {
  return typeof __filename === 'string' ? dirname(__filename) : fileURLToPath(new URL('../..', import.meta.url));
}
