import { readEvidence } from '../../lib/evidence/read.js';
import { recordAudit, recordBudget, recordControl, recordWorkload } from '../../lib/evidence/records.js';
import type { WorkloadFile } from '../../lib/evidence/types.js';
import { loadPlan } from '../../lib/session/plan-of.js';
import { CONTROL_KINDS, type ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { auditAnswers, type Answers, type Silent } from './audit.js';
import type { Environment } from './environment.js';
import type { Session } from './session.js';

/** Controls that ran, with their directories below evidence/; how each ended is what its own evidence shows. */
export type Controls = Readonly<Partial<Record<ControlKind, { readonly what: string; readonly folder: string }>>>;

/** What a scenario or arm is recorded with beside its history, windows and checker's record. */
export interface ScenarioRecords {
  readonly plan: string;
  readonly environment: Environment;
  readonly seeds: readonly number[];
  readonly generator: string;
  /** What the generator aims at: operations a second, or in words. */
  readonly rate?: WorkloadFile['rate'];
  readonly reach: WorkloadFile['reach'];
  readonly controls: Controls;
  /** For the green-but-broken check; where it is left out, there is none. */
  readonly answers?: Answers;
  readonly silent?: Silent;
}

/** Writes env, workload, budget, controls and audit by the recorder, which counts and judges; nothing is written by hand. */
export async function recordScenario(session: Session, key: string, of: ScenarioRecords): Promise<void> {
  const { directory } = session;
  await of.environment.record(directory, key);
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
