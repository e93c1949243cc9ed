import { readFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { insideSession } from '../session/paths.js';
import type { FoundPlan } from '../session/plan-of.js';
import { plannedBudget } from '../plan/budget-planned.js';
import { CONTROLS, type BudgetTier, type ControlKind } from '../vocabulary/evidence-files.js';
import { controlShows } from './controls.js';
import { measured } from './facts.js';
import { evidenceFolder } from './folder.js';
import { readEvidence, type Evidence } from './read.js';
import type {
  AuditAnswer,
  AuditFile,
  BudgetFile,
  Control,
  ControlsFile,
  EnvFile,
  Figures,
  Probe,
  WorkloadFile,
} from './types.js';
import { recordedAlready, updateRecord } from './update.js';

/** What stays the same while the session runs on this machine. */
function machine(): Pick<EnvFile, 'kernel' | 'cpu' | 'clock_source'> {
  const processors = cpus();
  let clock: string | undefined;
  try {
    clock = readFileSync('/sys/devices/system/clocksource/clocksource0/current_clocksource', 'utf8').trim();
  } catch {
    // Not Linux.
  }
  return {
    kernel: `${type()} ${release()}`,
    cpu: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    ...(clock === undefined ? {} : { clock_source: clock }),
  };
}

const NO_ENV: EnvFile = { probes: [], sut: { digest: null, commit: null, dirty: null } };

/** Adds a functional probe to env.json; of several for one capability the last one counts. */
export function recordProbe(session: string, key: string, probe: Probe): Promise<string> {
  return updateRecord<EnvFile>(session, key, 'env', false, (old = NO_ENV) => ({
    ...machine(),
    ...old,
    probes: [...old.probes, probe],
  }));
}

export interface EnvRequest {
  readonly digest: string | undefined;
  readonly commit: string | undefined;
  readonly dirty: boolean | undefined;
  readonly historyClock: EnvFile['history_clock'];
  readonly versions: Readonly<Record<string, string>>;
}

/** Writes into env.json what ran: the system's digest and commit, versions, and whose clock stamps the history. */
export function recordEnv(session: string, key: string, request: EnvRequest, supersede: boolean): Promise<string> {
  return updateRecord<EnvFile>(session, key, 'env', supersede, (old = NO_ENV) => {
    const once = <V>(what: string, stands: V | null | undefined, next: V | undefined): V | null => {
      if (next !== undefined && (stands ?? next) !== next && !supersede)
        throw recordedAlready(`${key} has ${what} "${String(stands)}"`);
      return next ?? stands ?? null;
    };
    const versions: Record<string, string> = { ...old.versions };
    for (const [name, version] of Object.entries(request.versions))
      versions[name] = once(`a version of ${name},`, versions[name], version) ?? version;
    const clock = once('the clock', old.history_clock, request.historyClock);
    return {
      ...machine(),
      ...old,
      ...(clock === null ? {} : { history_clock: clock }),
      versions,
      sut: {
        digest: once('the digest', old.sut.digest, request.digest),
        commit: once('the commit', old.sut.commit, request.commit),
        dirty: once('dirty', old.sut.dirty, request.dirty),
      },
    };
  });
}

export interface ControlRequest {
  readonly kind: ControlKind;
  /** What was weakened, left out or aimed at nothing. */
  readonly what: string;
  /** Directory of its evidence, from the session. */
  readonly evidence: string;
}

/**
 * Writes a control into controls.json. Its result is not asked for: it is what its own evidence shows.
 * @returns the control, and what it should have ended as
 */
export async function recordControl(
  session: string,
  key: string,
  { kind, what, evidence: given }: ControlRequest,
  supersede: boolean,
): Promise<Control & { readonly expected: string }> {
  const evidence = insideSession(session, given);
  if (evidence === undefined || !evidence.startsWith('evidence/'))
    throw new UserError(`${given} is no evidence directory of this session`, {
      help: 'name it from the session: evidence/control-positive',
    });
  const shown = controlShows(kind, await readEvidence(join(session, evidence), evidence));
  if (shown.startsWith('no '))
    throw new UserError(`${evidence} has ${shown}`, {
      help: 'a control is run as a scenario is: history, fault windows and checker.json in its own directory',
    });
  const result = shown === 'a fault that landed' ? 'unknown' : (shown as Control['result']);
  const control: Control = { what, evidence, result };
  await updateRecord<ControlsFile>(session, key, 'controls', supersede, (old) => {
    if (old?.[kind] !== null && old?.[kind] !== undefined && !supersede)
      throw recordedAlready(`${key} has a ${kind} control (${old[kind].evidence})`);
    return { positive: null, negative: null, noop: null, ...old, [kind]: control };
  });
  return { ...control, expected: CONTROLS[kind] };
}

/** Answers items of the green-but-broken check in audit.json. @returns the ids that have an answer now */
export async function recordAudit(
  session: string,
  key: string,
  answers: Readonly<Record<string, AuditAnswer>>,
  supersede: boolean,
): Promise<string[]> {
  let answered: string[] = [];
  await updateRecord<AuditFile>(session, key, 'audit', supersede, (old) => {
    const twice = Object.keys(answers).filter((id) => old?.items[id] !== undefined);
    if (twice.length > 0 && !supersede) throw recordedAlready(`${key} has answers to ${twice.join(', ')}`);
    const items = { ...old?.items, ...answers };
    answered = Object.keys(items);
    return { items };
  });
  return answered;
}

async function withHistory(session: string, key: string): Promise<Evidence & { history: object }> {
  const evidence = await readEvidence(evidenceFolder(session, key), `evidence/${key}`);
  const { history, historyError } = evidence;
  if (history !== undefined) return { ...evidence, history };
  throw new UserError(historyError?.message ?? `${key} has no history.jsonl yet`, {
    help: 'figures are counted from the history: write that first, and let it rest',
  });
}

export interface WorkloadRequest {
  readonly seeds: WorkloadFile['seeds'];
  readonly generator: string;
  /** Operations a second, or in words. */
  readonly rate: WorkloadFile['rate'];
  readonly reach: WorkloadFile['reach'];
}

/** Writes workload.json: what was asked for, with the outcomes around each window as the history has them. */
export async function recordWorkload(
  session: string,
  key: string,
  { seeds, generator, rate, reach }: WorkloadRequest,
  supersede: boolean,
): Promise<WorkloadFile['outcomes']['total']> {
  const { history, windows } = await withHistory(session, key);
  const zero = { ok: 0, fail: 0, info: 0 };
  const total = history.total;
  await updateRecord<WorkloadFile>(session, key, 'workload', supersede, (old) => {
    if (old !== undefined && !supersede) throw recordedAlready(`${key} has a workload.json`);
    return {
      seeds,
      generator,
      ...(rate === undefined ? {} : { rate }),
      outcomes: {
        total,
        by_type: Object.fromEntries(history.byType),
        windows: windows.map(({ epoch }) => ({
          epoch,
          before: history.around.get(epoch)?.before ?? zero,
          during: history.byEpoch.get(epoch) ?? zero,
          after: history.around.get(epoch)?.after ?? zero,
        })),
      },
      reach,
    };
  });
  return total;
}

export interface BudgetRequest {
  /** Figures that no artifact shows: nodes, tenants, … */
  readonly met: Figures;
  /** Figures of the plan that are not read from its words. */
  readonly planned: Readonly<Partial<Record<BudgetTier, Figures>>>;
  readonly plan: FoundPlan | undefined;
}

/**
 * Writes budget.json: the tiers as the plan words them, and what was met, counted from history, windows and workload.
 * @returns the record
 * @throws UserError where neither the plan nor the request has a figure for a tier
 */
export async function recordBudget(
  session: string,
  key: string,
  request: BudgetRequest,
  supersede: boolean,
): Promise<BudgetFile> {
  const evidence = await withHistory(session, key);
  const scenario = request.plan?.index.scenarios.get(key.split('/')[0] ?? '');
  const worded = plannedBudget(scenario);
  const tier = (name: BudgetTier): Figures => ({ ...worded[name], ...request.planned[name] });
  const planned = { smoke: tier('smoke'), hardening: tier('hardening'), release: tier('release') };
  for (const name of ['smoke', 'hardening'] as const)
    if (Object.keys(planned[name]).length === 0)
      throw new UserError(
        scenario === undefined
          ? `the plan of this session has no ${key}, so there is no ${name} budget`
          : `the plan's ${name} budget of ${key} has no figure that can be read`,
        { help: `give it: --planned ${name}:duration_s=600 --planned ${name}:seeds=3` },
      );
  const record: BudgetFile = {
    planned: { ...planned, release: Object.keys(planned.release).length === 0 ? null : planned.release },
    met: { ...request.met, ...measured(evidence) },
  };
  await updateRecord<BudgetFile>(session, key, 'budget', supersede, (old) => {
    if (old !== undefined && !supersede) throw recordedAlready(`${key} has a budget.json`);
    return record;
  });
  return record;
}
