import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { recordChecker } from '../../lib/evidence/recorder.js';
import { readEvidence } from '../../lib/evidence/read.js';
import { notLanded } from '../../lib/evidence/windows.js';
import type { CheckerRecordFile, Control } from '../../lib/evidence/types.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { VERSION } from '../../lib/cli/version.js';
import { run as command } from '../harness/command.js';
import type { Environment } from '../harness/environment.js';
import { recordScenario } from '../harness/records.js';
import { ROOT, type CheckRequest, type Reduced, type Session } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import { answersOf, silentIn } from './audit.js';
import { execute, keepLogs, type Executed } from './execute.js';
import type { Scenario } from './scenario.js';

export const PLAN = join(ROOT, 'verification', 'etcd', 'plan.md');
const RERUNS = 3;
/** A control that did not show what it should, because of the machine's timing, is tried again this often at most. */
const TRIES = 3;

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

const say = (text: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

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

/** Histories above this size in bytes are kept compressed. */
const LARGE = 100_000;

function pack(session: Session, key: string): void {
  if (statSync(session.history(key)).size > LARGE) session.compress(key);
}

/**
 * The declared checker over the history of a directory, the further ones, and what other oracles found, as one record: the
 * plan's other oracles are part of the verdict, so their violations stand in it.
 * @param strict false for controls of a checker, which that checker alone judges
 */
async function judge(
  session: Session,
  scenario: Scenario,
  key: string,
  extra: readonly string[],
  strict = true,
): Promise<{ record: CheckerRecordFile; violations: readonly string[] }> {
  pack(session, key);
  const record: CheckerRecordFile = await session.check(key, scenario.check);
  const violations = [...extra];
  for (const request of scenario.also ?? []) violations.push(...(await further(session, key, request)));
  if (!strict) return { record, violations: [] };
  if (violations.length === 0 || record.result === 'invalid') return { record, violations };
  await recordChecker(session.directory, session.directory, key, {
    checker: record.checker,
    version: `${VERSION}, with the other oracles of the plan`,
    model: record.model,
    result: 'invalid',
    reason: null,
    consumed: record.ops_consumed,
    excluded: record.ops_excluded,
    anomalies: violations.slice(0, 50),
    exit: 1,
    knownGood: record.self_test.known_good,
    knownBad: record.self_test.known_bad,
    program: join(ROOT, 'dist', 'dst-skills.cjs'),
    supersede: true,
  });
  return { record: { ...record, result: 'invalid', anomalies: violations }, violations };
}

/** Runs a further checker; its record is kept among the artifacts. @returns the violations that it found */
async function further(session: Session, key: string, request: CheckRequest): Promise<string[]> {
  const options = Object.entries(request.options ?? {}).flatMap(([name, value]) => ['--option', `${name}=${value}`]);
  const file = relative(process.cwd(), session.history(key));
  const argv = [
    process.execPath,
    join(ROOT, 'dist', 'dst-skills.cjs'),
    'check',
    file,
    '--checker',
    request.checker,
    '--model',
    request.model,
    ...options,
    '--json',
  ];
  const { out } = await command(argv, { ms: 120_000 });
  const record = JSON.parse(out) as CheckerRecordFile;
  const path = `artifacts/${key.replaceAll('/', '-')}-${request.checker}.json`;
  writeFileSync(join(session.directory, path), `${JSON.stringify(record, null, 2)}\n`);
  await session.artifact(
    path,
    `record of ${request.checker} over the history of ${key}: ${record.result}`,
    null,
    argv.slice(1).join(' ').replace(`${ROOT}/`, '').replace(`${session.directory}/`, ''),
  );
  return record.result === 'invalid'
    ? record.anomalies.map((anomaly) =>
        `${request.checker}: ${(anomaly as { message?: string }).message ?? JSON.stringify(anomaly)}`.slice(0, 400),
      )
    : [];
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
