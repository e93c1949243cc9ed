import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CheckerRecordFile } from '../../lib/evidence/types.js';
import { say } from '../harness/command.js';
import type { Environment } from '../harness/environment.js';
import { recordScenario } from '../harness/records.js';
import { ROOT, type Reduced, type Session } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import { answersOf, silentIn } from './audit.js';
import type { ControlsRan } from './controls.js';
import { execute, keepLogs, type Executed } from './execute.js';
import { judge } from './judge.js';
import type { Scenario } from './scenario.js';

export const PLAN = join(ROOT, 'verification', 'etcd', 'plan.md');
const RERUNS = 3;
export interface Conducted {
  readonly scenario: Scenario;
  readonly record: CheckerRecordFile;
  readonly violations: readonly string[];
  readonly executed: Executed;
  /** Results of the re-runs of a violation. */
  readonly reruns: readonly CheckerRecordFile['result'][];
  readonly seconds: number;
  /** The smallest history that still violates the declared checker. */
  readonly reduced: Reduced | undefined;
  /** The history, from the session. */
  readonly history: string;
}

/** Runs a scenario after its controls, with re-runs where it found a violation, and writes its evidence. */
export async function conduct(
  run: Run,
  session: Session,
  scenario: Scenario,
  controls: ControlsRan,
  environment: Environment,
  seeds: readonly number[],
  short = false,
): Promise<Conducted> {
  const { id } = scenario;
  const begun = performance.now();
  say(`${id}: seeds ${seeds.join(', ')}`);
  session.event(id, 'start', `seeds ${seeds.join(', ')}; new cluster, empty data directories`);
  session.event(
    id,
    'baseline',
    `about ${scenario.rate} operations a second before the first window; controls without faults ended ${controls.negative?.result ?? 'not run'}`,
  );
  const executed = await execute(
    run,
    scenario,
    { session: session.directory, scenario: id },
    { seeds, mode: 'real', short },
  );
  session.event(
    id,
    'final reads',
    executed.quiet
      ? 'all members follow one leader; each was read by a fresh client'
      : 'the members did not come to rest',
  );
  session.event(id, 'sealed', 'all members stopped, their data removed');
  for (const path of keepLogs(session.directory, id, executed.logs))
    await session.artifact(path, 'telling lines of the log of a member', id, 'etcd');
  const { record, violations } = await judge(session, scenario, id, executed.violations);
  await keepExtra(session, scenario, executed);
  session.event(
    id,
    'oracle',
    `${record.checker} ${record.model ?? ''}: ${record.result}${violations.length > 0 ? `; ${violations.length} violations by the other oracles` : ''}`,
  );
  const own = (record.result === 'invalid' && violations.length === 0) || record.anomalies.length > 0;
  const reduced = record.result === 'invalid' && own ? await session.reduce(id, scenario.check) : undefined;
  const reruns =
    record.result === 'invalid' ? await repeat(run, session, scenario, failingSeed(record, violations, executed)) : [];
  await recordScenario(session, id, {
    plan: PLAN,
    environment,
    seeds,
    generator: scenario.generator,
    rate: scenario.rate,
    reach: [...executed.reached].map(([name, hits]) => ({ name, hits })),
    controls,
    answers: answersOf(scenario, executed),
    silent: silentIn(executed),
  });
  const seconds = Math.round((performance.now() - begun) / 1000);
  session.event(id, 'end', `${seconds} s`);
  say(
    `${id}: ${record.result}, ${record.ops_total ?? 0} operations, ${executed.windows.filter(({ landed }) => landed).length} of ${executed.windows.length} windows landed, ${seconds} s`,
  );
  return {
    scenario,
    record,
    violations,
    executed,
    reruns,
    seconds,
    reduced,
    history: relative(session.directory, session.history(id)),
  };
}

async function keepExtra(session: Session, scenario: Scenario, executed: Executed): Promise<void> {
  if (scenario.extra === undefined) return;
  const path = `artifacts/${scenario.id}-other-oracles.json`;
  writeFileSync(
    join(session.directory, path),
    `${JSON.stringify({ violations: executed.violations, kept: executed.kept }, null, 2)}\n`,
  );
  await session.artifact(
    path,
    `the plan's oracles beside the checker: ${executed.violations.length} violations`,
    scenario.id,
    'verification/etcd',
  );
}

/** The seed in which the first violation was seen, by the operations, clients or windows that it names. */
function failingSeed(record: CheckerRecordFile, violations: readonly string[], executed: Executed): number {
  for (const anomaly of record.anomalies)
    for (const op of (anomaly as { ops?: readonly number[] }).ops ?? []) {
      const seed = executed.seedOf(op);
      if (seed !== undefined) return seed;
    }
  for (const text of violations) {
    const [, op, client, window] = /\bop (\d+)|\bs(\d+)[a-z]|\((E\d+)/.exec(text) ?? [];
    const seed =
      op !== undefined
        ? executed.seedOf(Number(op))
        : client !== undefined
          ? Number(client)
          : executed.windows.find(({ epoch }) => epoch === window)?.seed;
    if (seed !== undefined) return seed;
  }
  return executed.seeds[0] ?? 1;
}

/** The same seed, configuration and faults again, n times (step 7 of the executing skill). */
async function repeat(
  run: Run,
  session: Session,
  scenario: Scenario,
  seed: number,
): Promise<CheckerRecordFile['result'][]> {
  const results: CheckerRecordFile['result'][] = [];
  for (let n = 1; n <= RERUNS; n++) {
    const key = `rerun-${scenario.id}-${n}`;
    say(`${scenario.id}: re-run ${n} of ${RERUNS}, seed ${seed}`);
    const { violations } = await execute(
      run,
      scenario,
      { session: session.directory, control: key },
      { seeds: [seed], mode: 'real' },
    );
    const { record, violations: all } = await judge(session, scenario, key, violations);
    const { result } = record;
    await session.rerun(scenario.id, seed, result, `evidence/${key}/checker.json`);
    writeFileSync(
      join(session.directory, 'artifacts', `${key}.json`),
      `${JSON.stringify({ result, violations: all }, null, 2)}\n`,
    );
    await session.artifact(
      `artifacts/${key}.json`,
      `re-run ${n} of ${scenario.id}: ${result}`,
      scenario.id,
      'verification/etcd',
    );
    session.event(scenario.id, 'note', `re-run ${n} of ${RERUNS} with seed ${seed}: ${result}`);
    results.push(result);
  }
  return results;
}
