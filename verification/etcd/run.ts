// npm run verify:etcd: executes the plan's scenarios against real etcd, and leaves a session that lints clean.
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPlan } from '../../lib/session/plan-of.js';
import { keysOf } from '../../lib/scaffold/session.js';
import type { ControlsFile } from '../../lib/evidence/types.js';
import { run as command } from '../harness/command.js';
import { writeReport } from '../harness/report.js';
import { capabilityRow, ROOT, Session } from '../harness/session.js';
import { supervised, type Run } from '../harness/supervise.js';
import { conduct, conductControls, PLAN, type Conducted } from './conduct.js';
import { probeEnvironment } from './environment.js';
import { narrativeOf } from './narrative.js';
import { SCENARIOS, SHORT } from './scenarios.js';

const USAGE = `verify:etcd [--short] [--only S1,S5] [--out <dir>]

Runs the scenarios of verification/etcd/plan.md against etcd from Debian's packages, each member in a network namespace of
its own. Needs root. Packages that are missing are installed. Exit status 0: the session lints clean, whatever the verdict;
1: the linter found something; 2: the run could not be made.

  --short       a subset with one seed, about a minute and a half (what CI runs)
  --only <ids>  these scenarios alone
  --out <dir>   where the session goes (default: verification/etcd/sessions; with --short: a temporary directory)
`;

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

const said = (text: string): void => void process.stdout.write(`${text}\n`);

function options(): { short: boolean; only: string[]; out: string } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        short: { type: 'boolean' },
        only: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return undefined;
    const only = values.only?.split(',').map((id) => id.trim()) ?? [];
    const unknown = only.filter((id) => !SCENARIOS.some((scenario) => scenario.id === id));
    if (unknown.length > 0)
      throw new Error(
        `${unknown.join(', ')} is not executed here; there are ${SCENARIOS.map(({ id }) => id).join(', ')}`,
      );
    const short = values.short ?? false;
    return {
      short,
      only,
      out: values.out ?? (short ? join(tmpdir(), 'dst-verify-etcd') : join(ROOT, 'verification', 'etcd', 'sessions')),
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n`);
    return undefined;
  }
}

async function main(): Promise<number> {
  const wanted = options();
  if (wanted === undefined) {
    process.stderr.write(USAGE);
    return process.argv.includes('--help') ? 0 : 2;
  }
  if (process.getuid?.() !== 0) {
    process.stderr.write('verify:etcd makes network namespaces and needs root\n');
    return 2;
  }
  // Inside the run's namespace there is no way out: packages come before.
  if (process.env['DST_VERIFICATION_RUN'] === undefined) {
    const { rc, err } = await command(['bash', join(ROOT, 'verification', 'harness', 'install.sh'), ...PACKAGES], {
      ms: 600_000,
    });
    if (rc !== 0) {
      process.stderr.write(err);
      return 2;
    }
  }
  return supervised(['n1', 'n2', 'n3', 'n4', 'n5'], (run) => inside(run, wanted));
}

async function inside(
  run: Run,
  { short, only, out }: { short: boolean; only: string[]; out: string },
): Promise<number> {
  const begun = performance.now();
  process.chdir(ROOT);
  mkdirSync(out, { recursive: true });
  const dpkg = await command(['dpkg-query', '-W', '-f', '${Version}', 'etcd-server']);
  const commit = `Debian etcd-server ${dpkg.out.trim()}; SHA-256 of the program in each env.json`;
  const session = Session.create({
    plan: PLAN,
    parent: out,
    sut: `etcd ${dpkg.out.trim()} as packaged by Debian, three members`,
    commit,
    operator: 'npm run verify:etcd',
  });
  const shown = relative(ROOT, session.directory).startsWith('..')
    ? session.directory
    : relative(ROOT, session.directory);
  said(`session: ${shown}`);
  session.table('Toolbox discovered', [
    ['etcdctl', '/usr/bin/etcdctl', 'endpoint status and hashkv', 'S4, S5, S6, S10'],
    ['JSON gateway', 'http://<member>:2379/v3/…', 'every call of the recorder; retries nothing', 'all'],
    ['/metrics', 'http://<member>:2379/metrics', 'leader, sync times, lease and snapshot counters', 'all'],
    ['no fault hooks', 'etcd --help', 'the Debian build has no failpoints', 'none'],
  ]);
  const chosen = SCENARIOS.filter(({ id }) => (only.length > 0 ? only.includes(id) : !short || SHORT.includes(id)));
  const whole = !short && only.length === 0;
  const environment = await probeEnvironment(run, new Set([...chosen.map(({ id }) => id), ...(whole ? ['S13'] : [])]));
  const plan = loadPlan(PLAN, 'verification/etcd/plan.md');
  session.table(
    'Environment capability matrix',
    (plan?.plan.requirements ?? []).map(({ name }) => {
      const found = environment.capabilities.find(({ row }) => name.value.startsWith(row));
      return found === undefined
        ? [name.value, 'not needed', '', 'not probed: nothing in this run uses it']
        : capabilityRow(name.value, found.version, found.probes);
    }),
  );
  session.table('Preconditions check', [
    ['no leftovers of former runs', 'sweep of the harness at the start', 'none left'],
    ['new namespaces and data directories for every scenario and control', 'verification/harness', 'made by the run'],
    [
      'the plan lints clean',
      'dst-skills lint verification/etcd/plan.md',
      (await command([process.execPath, 'dist/dst-skills.cjs', 'lint', PLAN])).rc === 0 ? 'yes' : 'NO',
    ],
  ]);
  const controls = new Map<string, ControlsFile>();
  for (const scenario of chosen) controls.set(scenario.id, await conductControls(run, session, scenario, short));
  const conducted: Conducted[] = [];
  for (const scenario of chosen) {
    const own = controls.get(scenario.id) ?? { positive: null, negative: null, noop: null };
    const planned = scenario.seeds.slice(0, short ? 1 : undefined);
    conducted.push(await conduct(run, session, scenario, own, environment, planned, short));
  }
  if (whole) {
    session.event('S13', 'start', 'functional probes only: what it needs does not work here');
    session.put('S13', 'env', environment.env('S13'));
    session.event('S13', 'end', 'INCONCLUSIVE-env');
  }
  const sealed = await session.seal();
  for (const { key, verdict } of sealed)
    if (conducted.some(({ scenario }) => scenario.id === key)) said(`${key}  ${verdict}`);
  const left = plan === undefined ? [] : keysOf(plan).filter((key) => !sealed.some((one) => one.key === key));
  const seconds = (performance.now() - begun) / 1000;
  const verdict = await writeReport(
    session.directory,
    narrativeOf({ conducted, environment, short, left, commit, seconds }),
  );
  said(`session verdict: ${verdict}, ${Math.round(seconds)} s`);
  const linted = await session.lint();
  said((linted.out + linted.err).trim());
  if (!existsSync(join(session.directory, 'findings', 'report.md'))) return 2;
  return linted.rc;
}

process.exitCode = await main();
