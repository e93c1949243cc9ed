import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExitCode, Io } from '../cli/command.js';
import { UserError } from '../cli/errors.js';
import { VERSION } from '../cli/version.js';
import { loadConfig } from '../config/load.js';
import { resolveConfig, type ResolvedConfig } from '../config/resolve.js';
import { STANDARD_INPUT } from '../document/source.js';
import { recheckBudget } from '../session/recheck-budget.js';
import { Baseline } from './baseline.js';
import { cacheFolder, sweep } from './cache.js';
import { isPackFile } from './classify.js';
import { RECORDS } from './classify-records.js';
import { findTargets, listedTargets, shownPath, type Target } from './find.js';
import type { LintOptions } from './options.js';
import { Outputs } from './outputs.js';
import { runJobs } from './pool.js';
import { Progress } from './progress.js';
import { SessionSieve } from './sessions.js';
import { readAll, readDocument, unreadable } from './read.js';
import type { FileProblem, FileResult, Summary } from './result.js';
import { Tally } from './summary.js';
import { prepare, work, type Job, type Outcome } from './work.js';

/** What a run left behind that a next one in the same process needs. */
export interface LintRun {
  readonly code: ExitCode;
  readonly summary: Summary;
  /** Absolute paths of what was looked at, for `--watch`; empty unless asked for. */
  readonly watched: readonly string[];
}

/** The whole of `dst-skills lint`: checks, prints, and says how it went. */
export async function runLint(options: LintOptions, io: Io, collect = false): Promise<LintRun> {
  const chain = options.config === null ? [] : await loadConfig(io.cwd, options.config);
  const today = new Date().toISOString().slice(0, 10);
  const config = resolveConfig(chain, { hygiene: options.hygiene, today });
  const baseline = openBaseline(options, config, io);
  if (options.plan !== undefined) {
    const { namedPlan } = await import('../session/plan-of.js');
    namedPlan(resolve(io.cwd, options.plan), options.plan);
  }
  const input = options.paths.includes('-') ? await standardInput(options, io) : undefined;
  const list = options.filesFrom === undefined ? undefined : await fileList(options.filesFrom, io);
  // With --fix, standard output is the mended document, or the diff.
  const findingsTo = options.fix === 'show' || (options.fix === 'write' && input !== undefined) ? io.err : io.out;
  const context = { version: VERSION, color: io.color, columns: io.columns, cwd: io.cwd };
  const progress = new Progress(io);
  const outputs = await Outputs.open(options.outputs, context, (text) => {
    progress.clear();
    findingsTo(text);
  });
  const tally = new Tally();
  const watched: string[] = chain.map(({ path }) => path);

  const onProblem = (problem: FileProblem): void => {
    tally.problems++;
    outputs.problem(problem);
  };
  const onOutcome = (job: Pick<Job, 'path'>, outcome: Outcome): void => {
    progress.step();
    if (outcome.kind === 'left-out') tally.leftOut++;
    else if (outcome.kind === 'problem') onProblem(outcome.problem);
    else {
      const result = baseline === undefined ? outcome.result : baseline.apply(outcome.result, job.path);
      tally.add(result);
      outputs.file(options.quiet ? errorsOf(result) : result);
      if (outcome.diff !== undefined) io.out(outcome.diff);
      if (outcome.text !== undefined) io.out(outcome.text);
    }
  };
  const sieve = new SessionSieve();
  if (options.session !== undefined) sieve.found.add(folderOf(options.session, io));
  const given = input === undefined ? options.documents : [{ path: input.shown, bytes: input.bytes }];
  const packFiles: string[] = [];
  const histories: { job: Job; bytes?: Buffer }[] = [];
  function* jobs(targets: Iterable<Target>): Generator<Job> {
    for (const target of targets) {
      if (collect) watched.push(target.path);
      if (options.type === undefined && options.session === undefined && sieve.takes(target)) continue;
      if (config.ignores(target.path)) tally.ignored++;
      else if (given === undefined && isPackFile(target.path) && wantsPacks(options)) packFiles.push(target.path);
      else {
        const job = jobOf(target, options, config);
        if (given === undefined && isHistory(job)) histories.push({ job });
        else yield job;
      }
    }
  }

  const jobOptions = { excerpts: outputs.excerpts, fix: options.fix, cache: cacheOf(options, io) };
  if (given !== undefined) {
    for (const { path, bytes } of given) {
      const target = { path: resolve(io.cwd, path), shown: path, named: !options.ignoreUnknown };
      for (const job of jobs([target])) {
        if (isHistory(job)) {
          histories.push({ job, bytes });
          continue;
        }
        await prepare(job.settings.hygiene);
        onOutcome(job, work(job, jobOptions, bytes));
      }
    }
  } else {
    const find = { cwd: io.cwd, gitignore: options.gitignore };
    const named =
      options.paths.length === 0 && list === undefined && options.session === undefined ? ['.'] : options.paths;
    const found = findTargets(named, find, onProblem);
    const listed = list === undefined ? [] : listedTargets(list, io.cwd, () => void tally.leftOut++);
    const hygiene = options.hygiene || chain.length > 0;
    await runJobs(jobs(both(found, listed)), { ...jobOptions, hygiene, threads: options.threads }, onOutcome);
  }
  if (histories.length > 0) {
    const { lintHistory } = await import('./lint-history.js');
    for (const { job, bytes } of histories)
      onOutcome(job, await lintHistory(job, { excerpts: outputs.excerpts, model: options.model }, bytes));
  }
  for (const directory of sieve.found) {
    if (config.ignores(directory)) {
      tally.ignored++;
      continue;
    }
    const { lintSession } = await import('./lint-session.js');
    const { results, problems } = await lintSession({
      directory,
      ...(options.plan === undefined ? {} : { plan: resolve(io.cwd, options.plan) }),
      shownAs: (path) => shownPath(path, io.cwd),
      settings: (path) => config.settingsOf(path),
      excerpts: outputs.excerpts,
      recheck: recheckBudget(options.recheck),
    });
    for (const result of results) onOutcome({ path: resolve(io.cwd, result.path) }, { kind: 'result', result });
    problems.forEach(onProblem);
  }
  if (packFiles.length > 0) {
    const { lintPack, packsOf } = await import('../pack/index.js');
    const shown = (path: string): string => shownPath(path, io.cwd);
    const readable = packFiles.filter((path) => {
      const read = readDocument(path, shown(path));
      if ('problem' in read) onProblem(read.problem);
      return !('problem' in read);
    });
    for (const place of packsOf(readable))
      for (const { path, result } of lintPack(place, {
        settingsOf: config.settingsOf,
        shown,
        excerpts: outputs.excerpts,
      }))
        onOutcome({ path }, { kind: 'result', result });
  }
  if (jobOptions.cache !== undefined) sweep(jobOptions.cache);
  const empty = tally.summary().files === 0 && tally.problems === 0 && tally.ignored === 0;
  if (empty && !options.ignoreUnknown) onProblem(nothing(options));

  if (baseline !== undefined) {
    if (options.updateBaseline === 'no') tally.staleBaseline = baseline.staleEntries;
    else tellBaseline(baseline, baseline.update(), io);
  }
  const summary = tally.summary();
  outputs.end(summary);
  progress.clear();
  return { code: exitCode(summary, options, config, io), summary, watched };
}

function exitCode(summary: Summary, options: LintOptions, config: ResolvedConfig, io: Io): ExitCode {
  if (summary.problems > 0) return 2;
  const most = options.maxWarnings ?? config.maxWarnings;
  const tooMany = most !== undefined && summary.warnings > most;
  if (tooMany)
    io.err(
      `dst-skills: ${summary.warnings} ${summary.warnings === 1 ? 'warning' : 'warnings'}, more than the ${most} that are allowed\n`,
    );
  if (options.fix === 'show' && summary.fixed > 0) return 1;
  return summary.errors > 0 || tooMany || ((options.strict || config.strict) && summary.warnings > 0) ? 1 : 0;
}

/** @throws UserError where the session that was named is no directory */
function folderOf(session: string, io: Io): string {
  const path = resolve(io.cwd, session);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true)
    throw new UserError(`--session ${session} ${stat === undefined ? 'does not exist' : 'is no directory'}`, {
      help: 'name the directory that holds session-log.md',
    });
  return path;
}

function jobOf(target: Target, options: LintOptions, config: ResolvedConfig): Job {
  const type = options.type ?? config.typeOf(target.path);
  const named = target.named && !options.ignoreUnknown;
  const plan = options.plan === undefined ? {} : { plan: options.plan };
  return { ...target, named, type, settings: config.settingsOf(target.path), ...plan };
}

/** True for what is read as a stream of operations. */
function isHistory({ path, type }: Job): boolean {
  return type === 'history' || (type === undefined && RECORDS.test(path));
}

/** False where the user says that the documents are of another kind. */
function wantsPacks({ type }: LintOptions): boolean {
  return type === undefined || type === 'skill' || type === 'pack';
}

function errorsOf(result: FileResult): FileResult {
  return { ...result, messages: result.messages.filter(({ severity }) => severity === 'error') };
}

function openBaseline(options: LintOptions, config: ResolvedConfig, io: Io): Baseline | undefined {
  const path = options.baseline === undefined ? config.baseline : resolve(io.cwd, options.baseline);
  if (path !== undefined) return Baseline.load(path, shownPath(path, io.cwd), options.updateBaseline);
  if (options.updateBaseline === 'no') return undefined;
  throw new UserError('--update-baseline needs a baseline', { help: 'name it: --baseline .dst-skills-baseline.json' });
}

function tellBaseline(baseline: Baseline, size: number, io: Io): void {
  io.err(`dst-skills: ${shownPath(baseline.path, io.cwd)} now holds ${size} ${size === 1 ? 'finding' : 'findings'}\n`);
  const { refused } = baseline;
  if (refused > 0)
    io.err(
      `dst-skills: ${refused === 1 ? '1 finding of a rule that guards' : `${refused} findings of rules that guard`} the soundness of verdicts cannot be accepted\n`,
    );
}

function cacheOf({ cache }: LintOptions, io: Io): string | undefined {
  if (typeof cache === 'string') return resolve(io.cwd, cache);
  return cache ? cacheFolder(io.cwd, io.env) : undefined;
}

function nothing({ paths, filesFrom }: LintOptions): FileProblem {
  const looked =
    filesFrom !== undefined ? `the list ${filesFrom}` : paths.length === 0 ? 'the working directory' : paths.join(' ');
  return {
    path: looked,
    message: 'holds no document that can be checked',
    help: 'name a plan, or say what it is: --type plan',
  };
}

function* both(first: Iterable<Target>, second: Iterable<Target>): Generator<Target> {
  yield* first;
  yield* second;
}

async function standardInput(
  { paths, filesFrom, stdinFilename }: LintOptions,
  io: Io,
): Promise<{ bytes: Buffer; shown: string }> {
  if (paths.length > 1 || filesFrom !== undefined)
    throw new UserError('"-" (standard input) cannot be combined with other documents');
  const shown = stdinFilename ?? STANDARD_INPUT;
  return { bytes: await readAll(io.stdin), shown };
}

async function fileList(path: string, io: Io): Promise<string> {
  if (path === '-') return (await readAll(io.stdin)).toString('utf8');
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    throw new UserError(`--files-from ${path} ${unreadable(path, error).message}`, { cause: error });
  }
}
