import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { UserError } from '../cli/errors.js';

/** The only transports: git's own allow-list, which also holds for submodules, redirects and `url.*.insteadOf`. */
const PROTOCOLS = 'https:ssh:git:file';

/** Variables that would make git work on another repository than the one we name (a hook sets them). */
const MISLEADING =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|CONFIG.*|QUARANTINE_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|ALLOW_PROTOCOL|PROTOCOL_FROM_USER|TRACE.*|EXTERNAL_DIFF|PAGER|EDITOR|SEQUENCE_EDITOR|REFLOG_ACTION|TEMPLATE_DIR|EXEC_PATH|LITERAL_PATHSPECS|GLOB_PATHSPECS|ICASE_PATHSPECS|NOGLOB_PATHSPECS|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|ATTR_SOURCE|DEFAULT_HASH|DEFAULT_REF_FORMAT)$/;

/** What the user may have set for reaching a remote; it is theirs to set, so it is passed on. */
const PASSED = ['GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSH_VARIANT', 'GIT_ASKPASS', 'SSH_ASKPASS', 'GIT_PROXY_COMMAND'];
const PASSED_TOO = /^GIT_(SSL_.*|HTTP_.*|CURL_.*|TERMINAL_PROMPT|AUTHOR_.*|COMMITTER_.*)$/;

/** How git is to be run for one command of ours. */
export interface GitSession {
  readonly env: NodeJS.ProcessEnv;
  /** True where a person can answer a question for a password. */
  readonly interactive: boolean;
  readonly signal?: AbortSignal;
}

export interface GitOptions {
  /** Variables of git's for this one call: `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`, … */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Lines of progress as git prints them. */
  readonly progress?: (text: string) => void;
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

function environment(session: GitSession, cwd: string, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
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

async function open(session: GitSession, cwd: string, options: GitOptions): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  const env = environment(session, cwd, options.env ?? {});
  const allowEnvironment = Object.keys(env).filter(
    (name) =>
      PASSED.includes(name) ||
      PASSED_TOO.test(name) ||
      name in (options.env ?? {}) ||
      ['GIT_ALLOW_PROTOCOL', 'GIT_CEILING_DIRECTORIES', 'GIT_OPTIONAL_LOCKS', 'EDITOR', 'PAGER', 'VISUAL'].includes(
        name,
      ),
  );
  const git = simpleGit({
    baseDir: cwd,
    trimmed: false,
    maxConcurrentProcesses: 4,
    // Left to itself the library takes an exit code without a word on stderr (`merge-base --is-ancestor`) for success.
    errors: (error, { exitCode, stdErr }) =>
      error ??
      (exitCode === 0
        ? undefined
        : new Error(Buffer.concat(stdErr).toString('utf8') || `git ended with exit code ${exitCode}`)),
    allowEnvironment,
    // Only what the user's own environment may hold; options of the command line stay checked.
    unsafe: {
      allowUnsafeSshCommand: true,
      allowUnsafeAskPass: true,
      allowUnsafeGitProxy: true,
      allowUnsafeEditor: true,
      allowUnsafePager: true,
      allowUnsafeHooksPath: true,
      allowUnsafeConfigPaths: true,
    },
    ...(session.signal === undefined ? {} : { abort: session.signal }),
    ...(options.input === undefined ? {} : { input: () => options.input }),
  });
  const { progress } = options;
  if (progress !== undefined)
    git.outputHandler((_command, _stdout, stderr) =>
      stderr.on('data', (chunk: Buffer) => progress(chunk.toString('utf8'))),
    );
  return git.env(env);
}

/** Configuration of every call: no hooks, no recursion into submodules, no background work left behind. */
const SETTINGS = ['core.hooksPath=/dev/null', 'submodule.recurse=false', 'gc.auto=0', 'maintenance.auto=false'];

/**
 * Runs git with an argument list, never through a shell, and gives its standard output.
 * @throws GitFailure with git's own words; `missing` when there is no git.
 */
export async function git(
  session: GitSession,
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  // A missing directory gives the same system error as a missing program.
  if (!existsSync(cwd)) throw new GitFailure(`${cwd} does not exist`, false);
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  try {
    const client = await open(session, cwd, options);
    return await client.raw([...settings, ...args]);
  } catch (error) {
    if (session.signal?.aborted) throw new UserError('interrupted; nothing was changed', { exitCode: 1 });
    const text = error instanceof Error ? error.message : String(error);
    throw new GitFailure(text.trim(), /spawn git ENOENT|ENOENT.*git/.test(text));
  }
}

/** As `git`, for questions whose answer may be no: undefined instead of an error. */
export async function ask(session: GitSession, cwd: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await git(session, cwd, args)).trim();
  } catch (error) {
    if (error instanceof GitFailure && !error.missing) return undefined;
    throw error;
  }
}
