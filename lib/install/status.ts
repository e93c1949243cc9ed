import { chmodSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { behindRemote } from './behind.js';
import { type Common, converge, type Known, placesFor, whatIsKnown } from './converge.js';
import { removeFile } from './durable.js';
import { GitFailure, type GitSession } from './git.js';
import { type EntryState, inspect, inspectState, unreadable } from './inspect.js';
import { lockProblems } from './install.js';
import { findTargets } from './observe.js';
import { agentById } from './agents.js';
import { explainGit } from './pack-clone.js';
import { lookAtPack } from './pack-look.js';
import { fileHashes, differingFiles, printOf } from './print.js';
import { error, type Problem, warning } from './problem.js';
import { type Result, resultOf } from './result.js';
import { runAlone, settle } from './run.js';
import { scanPack } from './scan.js';
import type { SkillRecord } from './receipt.js';

/** Said of projects only: what a user's receipt lists is put back by "doctor --fix" as well. */
const RESTORE = 'run "dst-skills restore --scope project"';

/** A status adds to the common shape what is installed, entry by entry. */
export interface StatusResult extends Result {
  readonly entries: readonly EntryState[];
  readonly installed: boolean;
  readonly remote?: string;
}

function sessionOf(options: Common): GitSession {
  return { env: options.env, interactive: options.interactive };
}

/** What is installed where, from which commit, and whether it is as it was left. Only `remote` uses the network. */
export async function status(options: Common & { readonly remote: boolean }): Promise<StatusResult> {
  const places = placesFor(options);
  const recovered = await settle(places, options.say);
  const known = whatIsKnown(places);
  const { entries, problems } = await inspect(known, sessionOf(options));
  const all: Problem[] = [...recovered, ...problems, ...inspectState(known).problems];
  let remote: string | undefined;
  if (options.remote && known.receipt !== undefined) {
    try {
      remote = (await behindRemote(sessionOf(options), known.receipt.pack)).text;
    } catch (failure) {
      if (!(failure instanceof GitFailure)) throw failure;
      const trouble = explainGit(failure, known.receipt.pack.source);
      all.push(error('unreachable', trouble.message, trouble.help === undefined ? {} : { help: trouble.help }));
    }
  }
  all.push(...lockState(known));
  return {
    ...resultOf('status', places, known.receipt?.pack, [], all),
    entries,
    installed: known.receipt !== undefined,
    ...(remote === undefined ? {} : { remote }),
  };
}

/** Whether the lock file, which others change and commit, lists what is installed here. */
function lockState({ receipt, lock, places }: Known): Problem[] {
  if (lock === undefined) return [];
  const file = places.lockFile ?? '';
  if (receipt === undefined)
    return [error('not-restored', `${file} lists skills that are not installed here`, { help: RESTORE })];
  if (lock.commit === receipt.pack.commit) return [];
  const at = (commit: string | null): string => commit?.slice(0, 12) ?? 'a pack without git';
  const message = `${file} has ${at(lock.commit)}, installed is ${at(receipt.pack.commit)}`;
  return [warning('lock', message, { path: file, help: RESTORE })];
}

/**
 * Holds everything against the recorded hashes: for a project those of the lock file, for the user those of the receipt.
 * Any difference is an error.
 */
export async function verify(options: Common): Promise<StatusResult> {
  const places = placesFor(options);
  const recovered = await settle(places, options.say);
  const known = whatIsKnown(places);
  if (known.receipt === undefined && known.lock === undefined)
    throw new UserError(
      `nothing is installed for this ${options.scope === 'user' ? 'user' : 'project'}, so there is nothing to verify`,
      { exitCode: 1 },
    );
  if (places.lockFile !== null && known.lock === undefined)
    throw new UserError(`there is no lock file ${places.lockFile}`, {
      exitCode: 1,
      help: 'restore it from version control, or run "dst-skills install --scope project"',
    });
  const { entries, problems } = await inspect(known, sessionOf(options));
  const all: Problem[] = [
    ...recovered,
    ...problems.map((problem): Problem =>
      problem.code === 'local-edits' || problem.code === 'moved' ? { ...problem, severity: 'error' } : problem,
    ),
  ];
  all.push(...(await verifyPack(known, options)), ...verifyTargets(known));
  return {
    ...resultOf('verify', places, known.receipt?.pack, [], all),
    entries,
    installed: known.receipt !== undefined,
  };
}

async function verifyPack({ receipt, lock, places }: Known, options: Common): Promise<Problem[]> {
  const dir = receipt?.pack.dir ?? places.packDir;
  const now = await lookAtPack(sessionOf(options), dir, receipt?.pack);
  if (now.kind === 'absent')
    return receipt === undefined
      ? [
          error('pack-missing', `the pack directory ${dir} is not there`, {
            path: dir,
            help: RESTORE,
          }),
        ]
      : [];
  const scan = await scanPack(dir);
  const record: { skills: Record<string, SkillRecord> } = {
    skills: Object.fromEntries(scan.skills.map(({ name, path, files }) => [name, { path, files }])),
  };
  const wanted = lock?.skills ?? receipt?.pack.skills ?? {};
  const what = lock === undefined ? 'receipt' : 'lock file';
  const problems = lockProblems({ skills: wanted, bundled: lock?.bundled === true }, record, what);
  if (lock !== undefined && lock.commit !== null && now.kind === 'git' && now.head !== lock.commit)
    problems.push(
      error('lock', `the pack is at ${now.head ?? 'no commit'}, the lock file has ${lock.commit}`, {
        path: dir,
        help: RESTORE,
      }),
    );
  return problems;
}

/** Whether every skill of the lock file is where its agents look: also on a machine that has no receipt. */
function verifyTargets({ receipt, lock, places }: Known): Problem[] {
  if (lock === undefined || receipt !== undefined) return [];
  const problems: Problem[] = [];
  for (const target of findTargets(lock.agents.map(agentById), places, places.packDir))
    for (const [name, skill] of Object.entries(lock.skills)) {
      const path = join(target.dir, name);
      const print = printOf(path, 'shallow');
      if (print === 'absent') problems.push(error('missing', `${path} is not there`, { path, help: RESTORE }));
      else if (print === 'dir' && differingFiles(fileHashes(path), skill.files).length > 0)
        problems.push(
          error(
            'lock',
            `${path} is not as the lock file has it: ${differingFiles(fileHashes(path), skill.files).slice(0, 5).join(', ')}`,
            { path },
          ),
        );
    }
  return problems;
}

/** Everything that could keep a skill from its agent; with `fix`, repairs what can be repaired without losing anything. */
export async function doctor(options: Common & { readonly fix: boolean }): Promise<StatusResult> {
  const places = placesFor(options);
  const first = await settle(places, options.say);
  const fixed: Problem[] = [];
  let changes: Result['changes'] = [];
  if (options.fix) {
    fixed.push(...(await runAlone(places, options, async () => repairFiles(whatIsKnown(places), options.dryRun))));
    if (whatIsKnown(places).receipt !== undefined) changes = (await reinstall(options)).changes;
  }
  const known = whatIsKnown(places);
  const { entries, problems } = await inspect(known, sessionOf(options));
  const all = [...first, ...fixed, ...problems, ...inspectState(known).problems];
  all.push(...lockState(known));
  return {
    ...resultOf('doctor', places, known.receipt?.pack, changes, all),
    entries,
    installed: known.receipt !== undefined,
  };
}

function repairFiles(known: Known, dryRun: boolean): Promise<Problem[]> {
  const done: Problem[] = [];
  const would = dryRun ? 'would be' : 'was';
  for (;;) {
    // A directory that can be entered now may show more.
    const paths = known.receipt === undefined ? [] : unreadable(known.receipt);
    for (const path of paths) {
      const stat = lstatSync(path);
      if (!dryRun) chmodSync(path, stat.mode | (stat.isDirectory() ? 0o700 : 0o600));
      done.push(warning('fixed', `${path} ${would} made readable`, { path }));
    }
    if (paths.length === 0 || dryRun) break;
  }
  for (const file of inspectState(known).orphans) {
    if (!dryRun) removeFile(file);
    done.push(warning('fixed', `the receipt ${file} of a project that is gone ${would} removed`, { path: file }));
  }
  return Promise.resolve(done);
}

/** Brings links, copies and AGENTS.md in line with the pack as it is here. */
function reinstall(options: Common): Promise<Result> {
  return converge('doctor', options, async ({ receipt }) => ({
    wishes: {
      goal: 'present',
      agents: receipt?.agents ?? [],
      mode: receipt?.mode ?? 'link',
      skills: receipt?.skills ?? null,
      agentsMd: undefined,
      force: false,
      frozen: false,
    },
    pack: null,
  }));
}
