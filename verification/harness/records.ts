import { readEvidence } from '../../lib/evidence/read.js';
import {
  recordAudit,
  recordBudget,
  recordControl,
  recordEnv,
  recordProbe,
  recordWorkload,
} from '../../lib/evidence/records.js';
import type { EnvFile, Probe, WorkloadFile } from '../../lib/evidence/types.js';
import { loadPlan } from '../../lib/session/plan-of.js';
import { CONTROL_KINDS, type ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { auditAnswers, type Answers } from './audit.js';
import type { Session } from './session.js';

/** What a scenario or arm is recorded with beside its history, windows and checker's record. */
export interface ScenarioRecords {
  readonly plan: string;
  readonly probes: readonly Probe[];
  readonly sut: EnvFile['sut'];
  readonly versions: Readonly<Record<string, string>>;
  readonly seeds: readonly number[];
  readonly generator: string;
  /** Operations a second that the generator aims at. */
  readonly rate?: number;
  readonly reach: WorkloadFile['reach'];
  /** Controls that ran; the evidence of each lies in this session and says how it ended. */
  readonly controls: Readonly<Partial<Record<ControlKind, { readonly what: string; readonly folder: string }>>>;
  /** For the green-but-broken check; where it is left out, there is none. */
  readonly answers?: Answers;
  /** Epochs in which nothing can succeed, because no majority is left. */
  readonly silent?: ReadonlySet<string>;
}

/** Writes env, workload, budget, controls and audit by the recorder, which counts and judges; nothing is written by hand. */
export async function recordScenario(session: Session, key: string, of: ScenarioRecords): Promise<void> {
  const { directory } = session;
  for (const probe of of.probes) await recordProbe(directory, key, probe);
  const { digest, commit, dirty } = of.sut;
  await recordEnv(
    directory,
    key,
    {
      digest: digest ?? undefined,
      commit: commit ?? undefined,
      dirty: dirty ?? undefined,
      historyClock: 'one-recorder',
      versions: of.versions,
    },
    false,
  );
  await recordWorkload(
    directory,
    key,
    { seeds: of.seeds, generator: of.generator, rate: of.rate, reach: of.reach },
    false,
  );
  await recordBudget(directory, key, { met: {}, planned: {}, plan: loadPlan(of.plan, of.plan) }, false);
  for (const kind of CONTROL_KINDS) {
    const control = of.controls[kind];
    if (control === undefined) continue;
    await recordControl(directory, key, { kind, what: control.what, evidence: `evidence/${control.folder}` }, false);
  }
  if (of.answers === undefined) return;
  const evidence = await readEvidence(session.folder(key), key);
  await recordAudit(directory, key, auditAnswers(evidence, of.answers, of.silent), false);
}
