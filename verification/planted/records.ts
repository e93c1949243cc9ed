import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckerRecordFile, EnvFile } from '../../lib/evidence/types.js';
import type { Answers } from '../harness/audit.js';
import { run } from '../harness/command.js';
import type { Environment } from '../harness/environment.js';
import { recordScenario, type Controls } from '../harness/records.js';
import { ROOT, type Session } from '../harness/session.js';
import type { JobResult } from './job.js';
import type { Scenario } from './scenarios.js';

export const PLAN = join(ROOT, 'verification', 'planted', 'plan.md');

/** The name of a scenario or arm in a path: controls and re-runs may not look like arms. */
export const slug = (key: string): string => key.replace('/', '-');

/** A run that is over: what it knows, and what its checker said. */
export interface Done {
  readonly scenario: Scenario;
  readonly session: Session;
  /** Below evidence/ of the session. */
  readonly folder: string;
  readonly result: JobResult;
  readonly record: CheckerRecordFile;
  readonly seeds: readonly number[];
}

/** The system under test: one digest over the compiled store, and the commit that it was built from. */
export async function sutOf(): Promise<EnvFile['sut']> {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'store');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort())
    if (name.endsWith('.js')) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  const digest = hash.digest('hex');
  const head = await run(['git', '-C', ROOT, 'rev-parse', 'HEAD']);
  if (head.rc !== 0) return { digest, commit: null, dirty: null };
  const parts = ['verification/planted', 'verification/harness', 'lib'];
  const changed = await run(['git', '-C', ROOT, 'status', '--porcelain', '--untracked-files=no', '--', ...parts]);
  return { digest, commit: head.out.trim(), dirty: changed.out !== '' };
}

/** Writes what a scenario's verdict is computed from beside history, windows and the checker's record. */
export async function writeRecords(done: Done, environment: Environment, controls: Controls): Promise<void> {
  const { session, scenario, folder, result, seeds, record } = done;
  await recordScenario(session, folder, {
    plan: PLAN,
    environment,
    seeds,
    generator: scenario.generator,
    // What the hypothesis needs and was not reached stands there with 0.
    reach: [...new Set([...scenario.reach, ...Object.keys(result.reach)])].map((name) => ({
      name,
      hits: result.reach[name] ?? 0,
    })),
    controls,
    // Only what may pass is asked whether it is green for the right reason.
    ...(record.result === 'valid' && result.landed === result.windows ? { answers: answersOf(done) } : {}),
    ...(scenario.key === 'S1' ? { silent: 'no majority was left' } : {}),
  });
}

const COPIED = /^(history\.jsonl(\.gz)?|nemesis\.jsonl|checker\.json)$/;

/** Copies the evidence of a run of another session to be a control of this one. @returns its folder */
export function copyControl(from: Done, to: Session, name: string): string {
  const source = from.session.folder(from.folder);
  cpSync(source, to.folder(name), {
    recursive: true,
    filter: (path) => path === source || COPIED.test(basename(path)),
  });
  return name;
}

/** What the run knows beside the figures of its records. */
function answersOf({ result, seeds }: Done): Answers {
  const states = [...new Set(result.digests.map((text) => text.replace(/^\S+ /, '').slice(0, 12)))];
  return {
    R5: 'only "not the leader" and refused connections are followed, counted in hops',
    R6: [
      result.equal,
      `each heal verified in nemesis.jsonl; ${result.equal ? 'equal' : 'different'} digests at all nodes; then reads by final-n1, final-n2, final-n3`,
    ],
    R7: [result.restored === 0, `nodes found ${result.restored} entries at their first start; keys carry the seed`],
    R8: [result.bugs.length === 1, `the nodes' own status names the switches ${result.bugs.join(', ')}`],
    R10: `one attempt, in the timeline; seeds ${seeds.join(', ')} as planned; nothing was repeated`,
    W1: 'values of every answer are compared with what was written',
    W2: 'logs are kept and not read by the oracle',
    W3: 'operations of the whole run were judged, the final reads among them',
    W5: 'reads without an answer are failures',
    W6: 'elements, request ids, values and owners are compared one by one',
    W8: 'the claim is about single keys, sets, accounts, leases or tenants, and so is the check',
    W9: [result.equal, `state digests of the three nodes at rest: ${states.join(', ')}`],
    W10: 'every answer is recorded with its times; waiting for a leader is bounded and ends the run',
    W11: 'no threshold: one violation is enough',
    W13: 'expectations come from the inputs and the model of the checker',
    W14: 'values are client and counter, written once',
  };
}
