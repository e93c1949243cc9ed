import { relative, resolve } from 'node:path';
import { pathUri } from '../format/links.js';
import { slashes } from '../lint/walk.js';

/** What a link that stands in a folder has to be on the page. */
export type Hrefs = (folder: string) => (target: string) => string;

/**
 * Links as a page has to write them: those to files lead from the page's folder to where they led from their own; addresses
 * and anchors stay.
 * @param folder where the page will be; absolute
 */
export function hrefsOf(folder: string): Hrefs {
  return (from) => (target) => {
    if (/^(?:[a-z][a-z\d+.-]+:|#|\/\/)/i.test(target)) return target;
    const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(target) ?? [];
    return (pathUri(slashes(relative(folder, resolve(from, decoded(path))))) || './') + rest;
  };
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
