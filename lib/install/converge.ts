import { type Agent, agentById } from './agents.js';
import { apply, plain } from './apply.js';
import type { Plan } from './change.js';
import type { GitSession } from './git.js';
import { type LockFile, readLockFile } from './lock-file.js';
import { observe } from './observe.js';
import { type PackPlan, type PackWish, planPack } from './pack-plan.js';
import { findPlaces, type Places, projectPack } from './places.js';
import { plan, type Wishes } from './plan.js';
import type { Problem } from './problem.js';
import { type PackRecord, readReceipt, type Receipt } from './receipt.js';
import { type Result, resultOf } from './result.js';
import { type Run, runAlone } from './run.js';
import type { Scope } from './agents.js';

/** What every installing command is given. */
export interface Common {
  readonly scope: Scope;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly dir?: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** A person is there to answer git's and our questions. */
  readonly interactive: boolean;
  readonly say: (line: string) => void;
  readonly progress?: (text: string) => void;
  readonly platform?: NodeJS.Platform;
  /** Shown the plan before it is carried out; false: nothing is done. */
  readonly confirm?: (plan: Plan) => Promise<boolean>;
}

/** What is known of this scope before anything is done. */
export interface Known {
  readonly places: Places;
  readonly receipt: Receipt | undefined;
  readonly lock: LockFile | undefined;
}

/** Where things are; a pack directory that was chosen with --dir once is remembered. */
export function placesFor(common: Common): Places {
  const places = findPlaces(common);
  if (common.dir !== undefined) return places;
  const dir = readReceipt(places.receiptFile)?.pack.dir;
  return dir === undefined ? places : { ...places, packDir: dir };
}

export function whatIsKnown(places: Places): Known {
  return {
    places,
    receipt: readReceipt(places.receiptFile),
    lock: places.lockFile === null ? undefined : readLockFile(places.lockFile),
  };
}

/** A project's lock file stands in for a receipt on a machine that has none yet. */
function recordedPack({ receipt, lock, places }: Known): PackRecord | undefined {
  if (receipt !== undefined) return receipt.pack;
  if (lock === undefined) return undefined;
  return {
    dir: places.packDir,
    source: lock.source,
    ref: lock.ref,
    refKind: lock.refKind,
    commit: lock.commit,
    kind: lock.commit === null ? 'snapshot' : 'git',
    bundled: lock.bundled,
    // A project's own pack directory is made by this installer, whoever ran it.
    created: places.packDir === projectPack(places.project),
    ...(lock.files === undefined ? {} : { files: lock.files }),
    skills: {},
  };
}

/** What a command wants, decided when it knows what is there. */
export interface Goal {
  readonly wishes: Omit<Wishes, 'agents'> & { readonly agents: readonly string[] };
  /** Null: the pack stays as it is recorded. */
  readonly pack: PackWish | null;
  readonly check?: (pack: PackPlan) => readonly Problem[];
}

/**
 * The way of every changing command: look, plan, show, apply.
 * @param decide turns what is known into what is wanted.
 */
export async function converge(
  command: string,
  common: Common,
  decide: (known: Known, run: Run, session: GitSession) => Promise<Goal>,
): Promise<Result> {
  const places = placesFor(common);
  return runAlone(places, common, async (run) => {
    const known = whatIsKnown(places);
    const session: GitSession = { env: common.env, interactive: common.interactive, signal: run.signal };
    const goal = await decide(known, run, session);
    const agents = goal.wishes.agents.map((id): Agent => agentById(id));
    const wishes: Wishes = { ...goal.wishes, agents };
    const pack = await packFor(goal, known, common, run, session);
    const seen = observe(places, known.receipt, agents, pack.record, wishes.mode === 'copy', run.staging);
    const more = goal.check?.(pack) ?? [];
    const drawn = plan(seen, wishes, pack);
    const problems = [...run.problems, ...drawn.problems, ...more];
    const record = drawn.receipt?.pack ?? pack.record ?? known.receipt?.pack;
    const stop = more.some((problem) => problem.severity === 'error');
    if (stop) return resultOf(command, places, record, [], problems);
    if (common.dryRun) return resultOf(command, places, record, drawn.changes.map(plain), problems);
    if (common.confirm !== undefined && drawn.changes.length > 0 && !(await common.confirm(drawn)))
      return resultOf(
        command,
        places,
        record,
        [],
        [...problems, { severity: 'error', code: 'cancelled', message: 'cancelled; nothing was changed' }],
      );
    const applied = await apply(places, command, drawn, pack, run.staging, run.interrupted);
    for (const path of applied.backups)
      problems.push({ severity: 'warning', code: 'backup', message: `what was there before is at ${path}`, path });
    return resultOf(command, places, record, applied.changes, problems);
  });
}

async function packFor(goal: Goal, known: Known, common: Common, run: Run, session: GitSession): Promise<PackPlan> {
  const recorded = recordedPack(known);
  if (goal.pack === null)
    return { action: 'none', record: known.receipt?.pack ?? null, from: recorded?.commit ?? null, problems: [] };
  return planPack({
    session,
    places: known.places,
    staging: run.staging,
    wish: goal.pack,
    recorded,
    ...(common.progress === undefined ? {} : { progress: common.progress }),
  });
}
