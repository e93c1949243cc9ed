import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readEvidence } from '../../lib/evidence/read.js';
import { notLanded } from '../../lib/evidence/windows.js';
import type { Control } from '../../lib/evidence/types.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { say } from '../harness/command.js';
import type { Session } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import { execute } from './execute.js';
import { judge } from './judge.js';
import type { Scenario } from './scenario.js';

/** A control that did not show what it should, because of the machine's timing, is tried again this often at most. */
const TRIES = 3;

/** Controls that ran, with how each ended. */
export type ControlsRan = Readonly<
  Partial<Record<ControlKind, { readonly what: string; readonly folder: string; readonly result: Control['result'] }>>
>;
type ControlRan = NonNullable<ControlsRan[ControlKind]>;

/**
 * The controls of a scenario, each with evidence of its own (step 5 of the executing skill).
 * @param short only the positive control: whether the oracle can fail
 */
export async function conductControls(
  run: Run,
  session: Session,
  scenario: Scenario,
  short = false,
): Promise<ControlsRan> {
  const { id } = scenario;
  const [seed = 1] = scenario.seeds;
  const name = (kind: string): string => `control-${id}-${kind}`;
  const keep = async (kind: ControlKind, what: string, result: Control['result']): Promise<ControlRan> => {
    for (const file of ['history.jsonl', 'history.jsonl.gz', 'nemesis.jsonl', 'checker.json']) {
      const path = `evidence/${name(kind)}/${file}`;
      if (existsSync(join(session.directory, path)))
        await session.artifact(path, `${kind} control of ${id}`, null, 'verification/etcd');
    }
    session.event(id, 'control', `${kind}: ${what}: ${result}`);
    return { what, folder: name(kind), result };
  };
  const fresh = (kind: string): string => {
    rmSync(join(session.directory, 'evidence', name(kind)), { recursive: true, force: true });
    return name(kind);
  };

  const withoutFaults = async (): Promise<ControlRan> => {
    say(`${id}: negative control`);
    const at = { session: session.directory, control: fresh('negative') };
    const { violations } = await execute(run, scenario, at, { seeds: [seed], mode: 'none' });
    const { record } = await judge(session, scenario, name('negative'), violations);
    return keep('negative', 'the workload without faults', record.result);
  };
  const aimedAtNothing = async (): Promise<ControlRan | undefined> => {
    for (let i = 0; i < TRIES; i++) {
      say(`${id}: no-op control`);
      const at = { session: session.directory, control: fresh('noop') };
      await execute(run, scenario, at, { seeds: [seed], mode: 'noop' });
      const { windows } = await readEvidence(join(session.directory, 'evidence', name('noop')), name('noop'));
      if (windows.length > 0 && windows.every((window) => notLanded(window, undefined) !== undefined))
        return keep(
          'noop',
          'the same faults aimed at nothing: rules in an idle namespace, signals to no process, no disk shut down',
          'fault-not-proven',
        );
      session.event(id, 'note', 'no-op control: a reading moved by itself, tried again');
    }
    return undefined;
  };
  const negative = short ? undefined : await withoutFaults();
  const noop = short || scenario.faultless === true ? undefined : await aimedAtNothing();
  say(`${id}: positive control`);
  let positive: ControlRan | undefined;
  for (let i = 0; i < TRIES && positive === undefined; i++) {
    const control = fresh('positive');
    mkdirSync(join(session.directory, 'evidence', control), { recursive: true });
    let violations: readonly string[] = [];
    const what = await scenario.positive({
      run,
      session: session.directory,
      control,
      negative: session.history(name('negative')),
      execute: async (weak, mode, weakened) => {
        ({ violations } = await execute(
          run,
          weak,
          { session: session.directory, control },
          { seeds: [seed + i], mode, weakened },
        ));
      },
    });
    const { record } = await judge(session, scenario, control, violations, false);
    if (record.result === 'invalid') positive = await keep('positive', what, 'invalid');
    else session.event(id, 'note', `positive control: ${record.result}, tried again`);
  }
  return {
    ...(positive === undefined ? {} : { positive }),
    ...(negative === undefined ? {} : { negative }),
    ...(noop === undefined ? {} : { noop }),
  };
}
