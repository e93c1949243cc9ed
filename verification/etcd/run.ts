// npm run verify:etcd: executes the plan's scenarios against real etcd, and leaves a session that lints clean.
import { loadPlan } from '../../lib/session/plan-of.js';
import { keysOf } from '../../lib/scaffold/session.js';
import { packageVersion } from '../harness/environment.js';
import { begin, conclude, preconditions, type Asked, type Program } from '../harness/main.js';
import { Session } from '../harness/session.js';
import { supervised, type Run } from '../harness/supervise.js';
import { conduct, PLAN, type Conducted } from './conduct.js';
import { conductControls, type ControlsRan } from './controls.js';
import { probeEnvironment } from './environment.js';
import { narrativeOf } from './narrative.js';
import { SCENARIOS, SHORT } from './scenarios.js';

const PACKAGES = [
  'etcd-server',
  'etcd-client',
  'iproute2',
  'nftables',
  'iputils-ping',
  'strace',
  'e2fsprogs',
  'python3',
  'util-linux',
  'procps',
  'faketime',
];

const PROGRAM: Program = {
  name: 'etcd',
  about: `Runs the scenarios of verification/etcd/plan.md against etcd from Debian's packages, each member in a network namespace of
its own. Status 0: the session lints clean, whatever the verdict; 1: the linter found something.`,
  keys: SCENARIOS.map(({ id }) => id),
  short: { keys: SHORT, what: 'a subset with one seed, about a minute and a half' },
  packages: PACKAGES,
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function inside(run: Run, { short, keys, out }: Asked): Promise<number> {
  const begun = performance.now();
  const version = await packageVersion('etcd-server');
  const commit = `Debian etcd-server ${version}; SHA-256 of the program in each env.json`;
  const session = Session.create({
    plan: PLAN,
    parent: out,
    sut: `etcd ${version} as packaged by Debian, three members`,
    commit,
    operator: 'npm run verify:etcd',
  });
  say(session.directory);
  session.table('Toolbox discovered', [
    ['etcdctl', '/usr/bin/etcdctl', 'endpoint status and hashkv', 'S4, S5, S6, S10'],
    ['JSON gateway', 'http://<member>:2379/v3/…', 'every call of the recorder; retries nothing', 'all'],
    ['/metrics', 'http://<member>:2379/metrics', 'leader, sync times, lease and snapshot counters', 'all'],
    ['no fault hooks', 'etcd --help', 'the Debian build has no failpoints', 'none'],
  ]);
  const chosen = SCENARIOS.filter(({ id }) => keys.includes(id));
  const whole = !short && chosen.length === SCENARIOS.length;
  const environment = await probeEnvironment(run, new Set([...chosen.map(({ id }) => id), ...(whole ? ['S13'] : [])]));
  const plan = loadPlan(PLAN, 'verification/etcd/plan.md');
  session.table('Environment capability matrix', environment.matrix(PLAN));
  await preconditions(session, PLAN, [
    'new namespaces and data directories for every scenario and control',
    'verification/harness',
  ]);
  const controls = new Map<string, ControlsRan>();
  for (const scenario of chosen) controls.set(scenario.id, await conductControls(run, session, scenario, short));
  const conducted: Conducted[] = [];
  for (const scenario of chosen) {
    const own = controls.get(scenario.id) ?? {};
    const planned = scenario.seeds.slice(0, short ? 1 : undefined);
    conducted.push(await conduct(run, session, scenario, own, environment, planned, short));
  }
  if (whole) {
    session.event('S13', 'start', 'functional probes only: what it needs does not work here');
    await environment.record(session.directory, 'S13');
    session.event('S13', 'end', 'INCONCLUSIVE-env');
  }
  const seconds = (performance.now() - begun) / 1000;
  const { rc } = await conclude(
    session,
    (sealed) => {
      const left = plan === undefined ? [] : keysOf(plan).filter((key) => !sealed.some((one) => one.key === key));
      return narrativeOf({ conducted, environment, short, left, commit, seconds });
    },
    say,
  );
  return rc;
}

const wanted = await begin(PROGRAM);
process.exitCode = await supervised(['n1', 'n2', 'n3', 'n4', 'n5'], (run) => inside(run, wanted));
