import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import { packageRoot } from './package-root.js';

/** A pack in a git repository. */
export interface GitSource {
  readonly type: 'git';
  readonly url: string;
  readonly local: boolean;
}

/** Where a pack is to come from. */
export type Source =
  | GitSource
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'bundled'; readonly path: string };

const ALLOWED = 'https://, ssh:// or git:// URLs, user@host:path, and local paths';

/** Control characters, as which a URL or ref could carry a second line into a file or a terminal. */
function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}

function refuse(given: string, why: string): never {
  throw new UserError(`--source ${JSON.stringify(redact(given))} ${why}`, { help: `allowed are ${ALLOWED}` });
}

/**
 * Understands `--source`. Nothing of it ever reaches a shell, and git gets it behind `--`, but what git itself would run
 * (`ext::`, a host that is an option of ssh) is refused here too.
 * @throws UserError for any protocol but https, ssh, git and local paths, and for a path that is not there.
 */
export function parseSource(given: string, cwd: string): Source {
  if (given === '' || hasControl(given)) refuse(given, 'is empty or has control characters');
  if (given.startsWith('-')) refuse(given, 'starts with "-"');
  const text = given.startsWith('git+') ? given.slice('git+'.length) : given;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    if (!['https', 'ssh', 'git', 'file'].includes(scheme)) refuse(given, `has the protocol ${scheme}`);
    let url: URL;
    let user: string;
    try {
      url = new URL(text);
      user = decodeURIComponent(url.username);
    } catch {
      return refuse(given, 'is no URL');
    }
    if (scheme !== 'file' && url.hostname === '') refuse(given, 'names no host');
    for (const part of [url.hostname, user, url.pathname.replace(/^\/+/, '')])
      if (part.startsWith('-')) refuse(given, 'has a part that starts with "-"');
    return { type: 'git', url: text, local: scheme === 'file' };
  }
  const path = resolve(cwd, text);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) refuse(given, 'is a file, not a directory or repository');
    return isRepository(path) ? { type: 'git', url: path, local: true } : { type: 'directory', path };
  }
  if (text.includes('::')) refuse(given, 'names a transport of git that runs a program');
  // git's short form for ssh: a colon before the first slash, and no drive letter.
  const [, user = '', host = '', rest = ''] = /^(?:([^@/:]+)@)?([^@/:]{2,}):(.+)$/.exec(text) ?? [];
  if (host !== '' && !isAbsolute(text)) {
    if (user.startsWith('-') || host.startsWith('-') || rest.startsWith('-'))
      refuse(given, 'has a part that starts with "-"');
    return { type: 'git', url: text, local: false };
  }
  return refuse(given, 'is neither a URL nor a directory that exists');
}

/** A work tree's top, or a bare repository. A directory inside a repository is a plain directory. */
function isRepository(path: string): boolean {
  return existsSync(join(path, '.git')) || (existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects')));
}

/** The pack's own remote: package.json's `repository`, the one place where it stands. */
export function defaultSource(): Source {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { repository?: unknown };
  const { repository } = manifest;
  const url = typeof repository === 'string' ? repository : (repository as { url?: string } | undefined)?.url;
  if (url === undefined) throw new UserError('package.json names no repository', { help: 'name one with --source' });
  return parseSource(url, packageRoot());
}

/** The pack that came with the npm package. */
export function bundledSource(): Source {
  return { type: 'bundled', path: packageRoot() };
}

/** A URL as it may be shown and stored: without a user's password or token. */
export function redact(url: string): string {
  return url.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/@\s]*@/, (whole: string, scheme: string) =>
    /^ssh:/i.test(scheme) && !whole.slice(scheme.length).includes(':') ? whole : scheme,
  );
}

/** How a source is recorded. */
export function sourceName(source: Source): string {
  if (source.type === 'bundled') return 'bundled';
  return source.type === 'git' ? redact(source.url) : source.path;
}

/** True when two URLs name the same repository as far as their text tells. */
export function sameSource(a: string, b: string): boolean {
  const plain = (url: string): string =>
    redact(url)
      .replace(/^git\+/, '')
      .replace(/^file:\/\//, '')
      .replace(/\/+$/, '')
      .replace(/\.git$/, '');
  return plain(a) === plain(b);
}

/**
 * Checks a --ref before git sees it (git-check-ref-format(1), the rules that matter here).
 * @throws UserError for what can be no branch, tag or commit.
 */
export function checkRef(ref: string): string {
  if (
    ref === '' ||
    ref.startsWith('-') ||
    hasControl(ref) ||
    /[\s~^:?*[\\]|\.\.|@\{|\/\/|\.lock$|^\/|\/$|\.$/.test(ref)
  )
    throw new UserError(`--ref ${JSON.stringify(ref)} cannot be a branch, tag or commit`, {
      help: 'give the name of a branch or tag as it is, or a full commit id',
    });
  return ref;
}
