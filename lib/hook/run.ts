import type { ExitCode, Io } from '../cli/command.js';
import type { LintOptions } from '../lint/options.js';
import { runLint } from '../lint/run-lint.js';
import { MARKDOWN } from '../lint/walk.js';
import { contents, stagedFiles, topLevel } from './git.js';

/**
 * What the hook does at a commit: checks the plans and reports that are staged, as they are staged, whatever the
 * working copy holds. A commit without any is none of its business.
 */
export async function runHook(options: LintOptions, io: Io): Promise<ExitCode> {
  const top = topLevel(io.cwd);
  const files = stagedFiles(top).filter(({ path }) => MARKDOWN.test(path));
  if (files.length === 0) return 0;
  const run = await runLint(
    { ...options, ignoreUnknown: true, documents: documents(top, files) },
    // Paths and the configuration are those of the repository, wherever git was called.
    { ...io, cwd: top },
  );
  return run.code;
}

function* documents(top: string, files: Parameters<typeof contents>[1]): Generator<{ path: string; bytes: Buffer }> {
  for (const [{ path }, bytes] of contents(top, files)) yield { path, bytes };
}
