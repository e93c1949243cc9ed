// Runs every scenario of plan.md three ways and reports each way as a session: npm run verify:planted -- [--short]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { Environment, versionOf, type Capability } from '../harness/environment.js';
import { begin } from '../harness/main.js';
import type { Controls } from '../harness/records.js';
import type { Session } from '../harness/session.js';
import { finish } from './conclude.js';
import type { JobResult, JobSpec } from './job.js';
import { Jobs } from './jobs.js';
import { copyControl, slug, sutOf, writeRecords, type Done } from './records.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { createSessions, fillLog, WAY_NAMES, type Sessions } from './sessions.js';
import type { Bug } from './store/bugs.js';

const asked = await begin({
  name: 'planted',
  about: `Runs each scenario of verification/planted/plan.md three ways and reports each way as a session. Status 0: every planted
defect was found, and nothing else; 1: something is not as it has to be.`,
  keys: SCENARIOS.map(({ key }) => key),
  short: { keys: ['S1'], what: 'the quickest scenario, S1, at smoke size' },
  packages: ['iproute2', 'iputils-ping', 'nftables', 'util-linux'],
  more: { jobs: { what: 'how many clusters run at a time (default: 2; with --short: 4)', value: /^[1-9]\d?$/ } },
});
const { short, out } = asked;

const RERUNS = 3;

const begun = Date.now();
const say = (text: string): void =>
  void process.stderr.write(`${((Date.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);

const scratch = mkdtempSync(join(tmpdir(), 'planted-'));
const jobs = new Jobs(Number(asked.more['jobs'] ?? (short ? 4 : 2)));
let results = 0;

/** One run of a scenario, and its check. */
async function once(
  session: Session,
  scenario: Scenario,
  place: { scenario: string } | { control: string },
  rest: Pick<JobSpec, 'bugs' | 'aim' | 'seeds'>,
): Promise<Done> {
  const file = join(scratch, `result-${results++}.json`);
  const folder = 'scenario' in place ? place.scenario : place.control;
  const log = `logs/${slug(folder)}.log`;
  const spec: JobSpec = {
    place: { session: session.directory, ...place },
    key: scenario.key,
    result: file,
    log: join(session.directory, log),
    ...rest,
  };
  await jobs.run(JSON.stringify(spec));
  const result = JSON.parse(readFileSync(file, 'utf8')) as JobResult;
  if (result.restored !== 0 || result.bugs.join() !== JSON.stringify(rest.bugs))
    throw new Error(`${scenario.key} ran on another store than it was meant to: ${JSON.stringify(result)}`);
  session.compress(folder);
  const record = await session.check(folder, scenario.check);
  if ('scenario' in place) session.event(scenario.key, 'oracle', `${record.checker}: ${record.result}`);
  await session.artifact(
    log,
    `log of the three nodes in ${folder}`,
    'scenario' in place ? scenario.key : null,
    'store',
  );
  const [way = ''] = relative(out, session.directory).split('/');
  say(`${way} ${folder}: ${record.result}, ${result.landed} of ${result.windows} windows landed`);
  return { scenario, session, folder, result, record, seeds: rest.seeds };
}

/** A scenario with its defect on, with its fault aimed at nothing, its controls, and with its defect off. */
async function threeWays(
  scenario: Scenario,
  sessions: Sessions,
  environment: Environment,
): Promise<{ planted: Done; reruns: readonly Done[] }> {
  const { key, bug } = scenario;
  const name = slug(key);
  const { correct } = sessions;
  const bugs: Bug[] = [bug];
  const one = { bugs, aim: 'victim', seeds: [1] } as const;
  // The controls come first: what they do not find, nobody has to look for.
  const [planted, missed, quiet, weakened] = await Promise.all([
    once(sessions.planted, scenario, { scenario: key }, one),
    once(sessions['not-landing'], scenario, { scenario: key }, { ...one, aim: 'nothing' }),
    once(correct, scenario, { control: `control-${name}-negative` }, { bugs: [], aim: undefined, seeds: [1] }),
    scenario.control === undefined
      ? undefined
      : once(correct, scenario, { control: `control-${name}-positive` }, { ...one, bugs: [scenario.control] }),
  ]);
  const again = planted.record.result === 'invalid' ? RERUNS : 0;
  const [sound, ...reruns] = await Promise.all([
    once(correct, scenario, { scenario: key }, { bugs: [], aim: 'victim', seeds: short ? [1] : [1, 2, 3] }),
    ...Array.from({ length: again }, (_, n) =>
      once(sessions.planted, scenario, { control: `rerun-${name}-${n + 1}` }, one),
    ),
  ]);

  const ran: Readonly<Record<ControlKind, { done: Done; what: string }>> = {
    positive: { done: weakened ?? planted, what: `switch ${scenario.control ?? bug} on` },
    negative: { done: quiet, what: 'no fault, every switch off' },
    noop: { done: missed, what: 'the fault aimed at nothing' },
  };
  const controls = (to: Session, ...kinds: ControlKind[]): Controls =>
    Object.fromEntries(
      kinds.map((kind) => {
        const { done, what } = ran[kind];
        if (done.session === to) return [kind, { what, folder: done.folder }];
        const from = relative(out, done.session.directory);
        const folder = copyControl(done, to, `control-${name}-${kind}`);
        return [kind, { what: `${what}; copied from the run in session ${from}`, folder }];
      }),
    );
  await writeRecords(sound, environment, controls(correct, 'positive', 'negative', 'noop'));
  // A run that is a control itself has no control of its kind.
  const kinds: readonly ControlKind[] = scenario.sees ? ['negative', 'noop'] : ['positive', 'negative', 'noop'];
  await writeRecords(planted, environment, controls(sessions.planted, ...kinds));
  await writeRecords(missed, environment, controls(sessions['not-landing'], 'positive', 'negative'));
  for (const { folder, record } of reruns) await sessions.planted.rerun(key, 1, record.result, `evidence/${folder}`);
  return { planted, reruns };
}

async function main(): Promise<number> {
  const chosen = SCENARIOS.filter(({ key }) => asked.keys.includes(key));
  // Before others on a busy machine: a store that gets no time looks like one that lost its leader.
  setPriority(-10);
  const sut = await sutOf();
  const probed = join(scratch, 'probes.json');
  await jobs.run('probe', probed);
  const versions = {
    node: process.version,
    nftables: await versionOf('nft', '--version'),
    'planted store': sut.digest?.slice(0, 12) ?? 'unknown',
  };
  const environment = new Environment(JSON.parse(readFileSync(probed, 'utf8')) as Capability[], versions, sut);
  const sessions = createSessions(out, sut);
  for (const way of WAY_NAMES) fillLog(sessions[way], way, environment);
  const done = await Promise.all(chosen.map((scenario) => threeWays(scenario, sessions, environment)));
  const { table, problems } = await finish(sessions, done, { sut, short, chosen });
  process.stdout.write(`${table}\n`);
  for (const problem of problems) say(`NOT AS IT HAS TO BE: ${problem}`);
  say(
    problems.length === 0
      ? `as it has to be: every planted defect was found, and nothing else; sessions in ${relative(process.cwd(), out)}`
      : `${problems.length} problems`,
  );
  return problems.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    process.exitCode = 130;
    void jobs.stop();
  });
try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = process.exitCode === 130 ? 130 : 2;
} finally {
  await jobs.stop();
  rmSync(scratch, { recursive: true, force: true });
}
