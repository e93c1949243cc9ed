import { dirname } from 'node:path';

/** The only transports: git's own allow-list, which also holds for submodules, redirects and `url.*.insteadOf`. */
const PROTOCOLS = 'https:ssh:git:file';

/** Variables that would make git work on another repository than the one we name (a hook sets them). */
const MISLEADING =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|CONFIG.*|QUARANTINE_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|ALLOW_PROTOCOL|PROTOCOL_FROM_USER|TRACE.*|EXTERNAL_DIFF|PAGER|EDITOR|SEQUENCE_EDITOR|REFLOG_ACTION|TEMPLATE_DIR|EXEC_PATH|LITERAL_PATHSPECS|GLOB_PATHSPECS|ICASE_PATHSPECS|NOGLOB_PATHSPECS|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|ATTR_SOURCE|DEFAULT_HASH|DEFAULT_REF_FORMAT)$/;

/** What the user may have set for reaching a remote; it is theirs to set, so it is passed on. */
export const PASSED = [
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_ASKPASS',
  'SSH_ASKPASS',
  'GIT_PROXY_COMMAND',
];
export const PASSED_TOO = /^GIT_(SSL_.*|HTTP_.*|CURL_.*|TERMINAL_PROMPT|AUTHOR_.*|COMMITTER_.*)$/;

/** How git is to be run for one command of ours. */
export interface GitSession {
  readonly env: NodeJS.ProcessEnv;
  /** True where a person can answer a question for a password. */
  readonly interactive: boolean;
  readonly signal?: AbortSignal;
}

/** git said no: its exit code's message, with what it printed. */
export class GitFailure extends Error {
  constructor(
    message: string,
    readonly missing: boolean,
  ) {
    super(message);
    this.name = 'GitFailure';
  }
}

/** The environment of one call of git's: the user's own, without what would lead git elsewhere. */
export function environment(
  session: GitSession,
  cwd: string,
  extra: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(session.env)) if (!MISLEADING.test(name)) env[name] = value;
  env['GIT_ALLOW_PROTOCOL'] = PROTOCOLS;
  // The pack directory may lie inside another repository (dotfiles): that one is none of our business.
  env['GIT_CEILING_DIRECTORIES'] = dirname(cwd);
  env['GIT_OPTIONAL_LOCKS'] = '0';
  env['LC_ALL'] = 'C';
  if (!session.interactive) {
    env['GIT_TERMINAL_PROMPT'] = '0';
    if (env['GIT_SSH_COMMAND'] === undefined && env['GIT_SSH'] === undefined)
      env['GIT_SSH_COMMAND'] = 'ssh -oBatchMode=yes';
  }
  return { ...env, ...extra };
}

/** Configuration of every call: no hooks, no recursion into submodules, no background work left behind. */
const CONFIGURATION = ['core.hooksPath=/dev/null', 'submodule.recurse=false', 'gc.auto=0', 'maintenance.auto=false'];

/** The arguments that go before every command. */
export const SETTINGS: readonly string[] = CONFIGURATION.flatMap((setting) => ['-c', setting]);
