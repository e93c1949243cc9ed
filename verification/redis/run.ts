// npm run verify:redis: executes verification/redis/plan.md against Redis with Sentinel, and leaves a session that lints clean.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run as command } from '../harness/command.js';
import { packageVersion } from '../harness/environment.js';
import { writeReport } from '../harness/report.js';
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

const USAGE = `verify:redis [--short] [--only S1,S4] [--out <dir>]

Runs the scenarios of verification/redis/plan.md against Redis and Redis Sentinel from Debian's packages, each node in a
network namespace of its own. Needs root. Packages that are missing are installed. Exit status 0: the session lints clean,
whatever the verdict; 1: the linter found something; 2: the run could not be made.

  --short       S4 with one seed, under a minute (what CI runs)
  --only <ids>  these scenarios alone
  --out <dir>   where the session goes (default: verification/redis/sessions; with --short: a temporary directory)
`;

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
const SHORT = ['S4'];

interface Wanted {
  readonly short: boolean;
  readonly ids: readonly string[];
  readonly out: string;
}

function wanted(): Wanted | string {
  try {
    const { values } = parseArgs({
      options: {
        short: { type: 'boolean', default: false },
        only: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return '';
    const ids = values.only?.split(',').map((id) => id.trim()) ?? (values.short ? SHORT : ALL);
    const unknown = ids.filter((id) => !ALL.includes(id));
    if (unknown.length > 0) return `${unknown.join(', ')} is no scenario; there are ${ALL.join(', ')}\n\n`;
    const usual = values.short ? join(tmpdir(), 'dst-verify-redis') : join(ROOT, 'verification', 'redis', 'sessions');
    return { short: values.short, ids: ALL.filter((id) => ids.includes(id)), out: values.out ?? usual };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n`;
  }
}

async function main(): Promise<number> {
  // The Sentinels' logs carry local time.
  process.env['TZ'] = 'UTC';
  const asked = wanted();
  if (typeof asked === 'string') {
    (asked === '' ? process.stdout : process.stderr).write(asked + USAGE);
    return asked === '' ? 0 : 2;
  }
  if (process.getuid?.() !== 0) {
    process.stderr.write('verify:redis makes network namespaces and needs root\n');
    return 2;
  }
  // Inside the namespaces of the run there is no way out: packages come before.
  if (process.env['DST_VERIFICATION_RUN'] === undefined) {
    const install = join(ROOT, 'verification', 'harness', 'install.sh');
    const { rc, err } = await command(['bash', install, ...PACKAGES], { ms: 600_000 });
    if (rc !== 0) {
      process.stderr.write(err);
      return 2;
    }
  }
  return supervised(['n1', 'n2', 'n3'], (run) => execute(run, asked));
}

async function execute(run: Run, { short, ids, out }: Wanted): Promise<number> {
  const begun = performance.now();
  process.chdir(ROOT);
  const version = await packageVersion('redis-server');
  mkdirSync(out, { recursive: true });
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
  for (const id of ids) {
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
  for (const { key, verdict } of await session.seal()) if (verdict !== '') say(`${key}: ${verdict}`);
  const minutes = Math.max(1, Math.round((performance.now() - begun) / 60_000));
  const left = ALL.filter((id) => !ids.includes(id));
  const verdict = await writeReport(
    session.directory,
    narrativeOf({ version, environment, violated, held, left, short, minutes }),
  );
  say(`session verdict: ${verdict}, ${minutes} min`);
  const linted = await session.lint();
  say((linted.out + linted.err).trim());
  return linted.rc;
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
  const plan = await command([process.execPath, 'dist/dst-skills.cjs', 'lint', PLAN]);
  session.table('Preconditions check', [
    ['no leftovers of former runs', 'sweep of the harness at the start', 'none left'],
    ['new directories for every seed and control', 'verification/redis/cluster.ts', 'made by the run'],
    ['the plan lints clean', 'dst-skills lint verification/redis/plan.md', plan.rc === 0 ? 'yes' : 'NO'],
  ]);
}

process.exitCode = await main();
