import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { UserError } from '../cli/errors.js';
import { environment, GitFailure, type GitSession, SETTINGS } from './git-env.js';

/**
 * Asks git something that changes nothing, as fast as a process can be asked: what a run with nothing to do needs of git
 * comes through here, and simple-git, whose loading takes a third of such a run, is left for what moves data.
 * @param args the arguments, which no shell sees.
 * @returns the standard output as it is.
 * @throws GitFailure with git's own words; `missing` when there is no git. UserError when the run was interrupted.
 */
export function query(session: GitSession, cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...SETTINGS, ...args],
      {
        cwd,
        env: environment(session, cwd, {}),
        encoding: 'utf8',
        maxBuffer: Infinity,
        windowsHide: true,
        ...(session.signal === undefined ? {} : { signal: session.signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        if (session.signal?.aborted) return reject(new UserError('interrupted; nothing was changed', { exitCode: 1 }));
        // A missing directory gives the same system error as a missing program.
        if (!existsSync(cwd)) return reject(new GitFailure(`${cwd} does not exist`, false));
        const said = stderr.trim();
        return reject(new GitFailure(said === '' ? error.message : said, error.code === 'ENOENT'));
      },
    );
  });
}
