// npm run verify:redis: executes verification/redis/plan.md against Redis with Sentinel, and leaves a session that lints clean.
import { join } from 'node:path';
import { packageVersion } from '../harness/environment.js';
import { begin, conclude, preconditions, type Asked, type Program } from '../harness/main.js';
import { ROOT, Session } from '../harness/session.js';
import { supervised, type Run } from '../harness/supervise.js';
import { runConverge } from './converge.js';
import { PACKAGES, probeEnvironment } from './environment.js';
import { runEpochs } from './epochs.js';
import { CHECK, LOSSES, runLosses } from './losses.js';
import { runPower } from './power.js';
import { runRecovery } from './recovery.js';
import { runRegisters } from './registers.js';
import type { Context, Ran } from './scenario.js';
import { runTilt } from './tilt.js';
import { narrativeOf, type Violated } from './words.js';

const PLAN = join(ROOT, 'verification', 'redis', 'plan.md');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** S10 is not among them: it ends with its probe. */
const RUNNERS: Readonly<Record<string, (context: Context) => Promise<Ran>>> = {
  ...Object.fromEntries(LOSSES.map((shape) => [shape.id, (context: Context) => runLosses(context, shape)])),
  S4: runPower,
  S6: runEpochs,
  S7: runConverge,
  S8: runRegisters,
  S9: runRecovery,
};
const ALL = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10'];

const PROGRAM: Program = {
  name: 'redis',
  about: `Runs the scenarios of verification/redis/plan.md against Redis and Redis Sentinel from Debian's packages, each node in a
network namespace of its own. Status 0: the session lints clean, whatever the verdict; 1: the linter found something.`,
  keys: ALL,
  short: { keys: ['S4'], what: 'S4 with one seed, under a minute' },
  packages: PACKAGES,
};

async function execute(run: Run, { short, keys, out }: Asked): Promise<number> {
  const begun = performance.now();
  const version = await packageVersion('redis-server');
  const session = Session.create({
    plan: PLAN,
    parent: out,
    sut: `Redis and Redis Sentinel ${version}, one primary, two replicas, three Sentinels`,
    commit: `Debian redis-server ${version}`,
    operator: 'verification/redis/run.ts',
  });
  say(session.directory);
  const environment = await probeEnvironment(run);
  await tables(session, environment.matrix(PLAN));
  const context: Context = { run, session, plan: PLAN, short, environment };
  const violated: Violated[] = [];
  const held: string[] = [];
  for (const id of keys) {
    const since = performance.now();
    const ran = await RUNNERS[id]?.(context);
    if (ran === undefined) await runTilt(context);
    else if (ran.record.result !== 'invalid') held.push(id);
    else
      violated.push({
        ...ran,
        id,
        reduced: LOSSES.some((shape) => shape.id === id) ? await session.reduce(id, CHECK) : undefined,
      });
    say(`${id}: ${ran?.record.result ?? 'control only'}, ${((performance.now() - since) / 1000).toFixed(0)} s`);
  }
  const minutes = Math.max(1, Math.round((performance.now() - begun) / 60_000));
  const left = ALL.filter((id) => !keys.includes(id));
  const told = narrativeOf({ version, environment, violated, held, left, short, minutes });
  return (await conclude(session, () => told, say)).rc;
}

async function tables(session: Session, matrix: readonly (readonly string[])[]): Promise<void> {
  session.table('Toolbox discovered', [
    ['redis-server', '/usr/bin/redis-server', 'the server, and as --sentinel the Sentinel', 'all'],
    ['the protocol over TCP', 'verification/redis/resp.ts', 'every call of the recorder; retries nothing', 'all'],
    ['INFO, ROLE, SENTINEL MASTER', 'port 6379 and 26379', 'roles, epochs, offsets, link states', 'all'],
    ["the Sentinels' logs", 'scratch directory of the run', 'votes, elections, TILT', 'S6, S10'],
    ['no fault hooks', 'redis-server --help', 'DEBUG commands are not used', 'none'],
  ]);
  session.table('Environment capability matrix', matrix);
  await preconditions(session, PLAN, ['new directories for every seed and control', 'verification/redis/cluster.ts']);
}

// The Sentinels' logs carry local time.
process.env['TZ'] = 'UTC';
const wanted = await begin(PROGRAM);
process.exitCode = await supervised(['n1', 'n2', 'n3'], (run) => execute(run, wanted));
