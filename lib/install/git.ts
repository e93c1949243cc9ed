import { existsSync } from 'node:fs';
import type { SimpleGit } from 'simple-git';
import { UserError } from '../cli/errors.js';
import { environment, GitFailure, type GitSession, PASSED, PASSED_TOO, SETTINGS } from './git-env.js';

export { GitFailure, type GitSession };

export interface GitOptions {
  /** Variables of git's for this one call: `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`, … */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Lines of progress as git prints them. */
  readonly progress?: (text: string) => void;
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
  try {
    const client = await open(session, cwd, options);
    return await client.raw([...SETTINGS, ...args]);
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
