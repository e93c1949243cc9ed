import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitSession } from './git-env.js';
import { query } from './git-query.js';

const SECTION = /^\[([A-Za-z][A-Za-z0-9-]*)(?: "([^"\\]*)")?\]$/;
const ENTRY = /^([A-Za-z][A-Za-z0-9-]*)\s*=\s*([^"\\#;]*)$/;

/**
 * A repository's own settings, `section.subsection.key` with section and key in lower case; of several values the last.
 * Read without git where every line is of the plain kind that git itself writes, which spares a process.
 * @param gitDir the directory that holds `config`; a work tree's has none of its own, so git is asked.
 * @throws GitFailure when git cannot read them either.
 */
export async function readSettings(
  session: GitSession,
  dir: string,
  gitDir: string,
): Promise<ReadonlyMap<string, string>> {
  const plain = parsePlain(textOf(join(gitDir, 'config')));
  if (plain !== undefined) return plain;
  const settings = new Map<string, string>();
  for (const line of (await query(session, dir, ['config', '--local', '--null', '--list'])).split('\0')) {
    const at = line.indexOf('\n');
    if (at > 0) settings.set(line.slice(0, at), line.slice(at + 1));
  }
  return settings;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Reads a git configuration file (git-config(1), "Syntax") of sections and `key = value` lines; undefined for one with
 * anything else: quotes, escapes, continued lines, comments behind values, keys without a value, no section at all.
 */
export function parsePlain(text: string): Map<string, string> | undefined {
  const settings = new Map<string, string>();
  let section: string | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const [header, name, sub] = SECTION.exec(line) ?? [];
    if (header !== undefined && name !== undefined) {
      section = name.toLowerCase() + (sub === undefined ? '' : `.${sub}`);
      continue;
    }
    const [, key, value] = ENTRY.exec(line) ?? [];
    if (section === undefined || key === undefined || value === undefined) return undefined;
    settings.set(`${section}.${key.toLowerCase()}`, value.trim());
  }
  return section === undefined ? undefined : settings;
}
