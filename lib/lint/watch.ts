import { existsSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ExitCode, Io } from '../cli/command.js';
import { UserError } from '../cli/errors.js';
import type { LintOptions } from './options.js';
import { runLint } from './run-lint.js';

/** Editors save in several steps: what comes within this time is one change. */
const SETTLE_MS = 120;

/** Checks, and checks again whenever a document, a folder that holds one or the configuration changes, until interrupted. */
export async function watchLint(options: LintOptions, io: Io): Promise<ExitCode> {
  if (options.paths.includes('-') || options.filesFrom === '-')
    throw new UserError('--watch needs files: standard input does not change');
  if (options.fix !== 'no') throw new UserError('--watch does not go with --fix: it would write what you are editing');
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  let code: ExitCode = 0;
  try {
    while (!stop.signal.aborted) {
      if (io.outIsTTY) io.out('\u001b[2J\u001b[3J\u001b[H');
      const watched = new Set(options.paths.map((path) => resolve(io.cwd, path)).filter(existsSync));
      try {
        const run = await runLint(options, io, true);
        code = run.code;
        for (const path of run.watched) watched.add(path);
      } catch (error) {
        // A configuration that is being edited may be wrong for a while.
        if (!(error instanceof UserError)) throw error;
        code = error.exitCode;
        io.err(`dst-skills: ${error.message}\n${error.help === undefined ? '' : `help: ${error.help}\n`}`);
      }
      watched.add(io.cwd);
      await change(watched, stop.signal, () => io.err('dst-skills: watching for changes; interrupt to end\n'));
    }
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
  return code;
}

/** Waits for a change in the folders of the paths, and until no more follows. */
function change(paths: Iterable<string>, signal: AbortSignal, onReady: () => void): Promise<void> {
  const folders = new Set<string>();
  for (const path of paths)
    folders.add(statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path));
  return new Promise((resolved) => {
    const watchers: FSWatcher[] = [];
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      signal.removeEventListener('abort', end);
      resolved();
    };
    signal.addEventListener('abort', end);
    for (const folder of folders) {
      try {
        const watcher = watch(folder, (_event, name) => {
          if (name !== null && !/\.(?:md|markdown|ya?ml|json)$/i.test(name)) return;
          clearTimeout(timer);
          timer = setTimeout(end, SETTLE_MS);
        });
        watcher.on('error', () => undefined);
        watchers.push(watcher);
      } catch {
        // A folder that is gone cannot be watched; the next run says what is missing.
      }
    }
    onReady();
    if (signal.aborted) end();
  });
}
