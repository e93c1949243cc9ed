import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { EnvFile, Probe } from '../../lib/evidence/types.js';
import { run } from '../harness/command.js';
import {
  probeBandwidth,
  probeClock,
  probeDrop,
  probeLoss,
  probeNamespaces,
  probeNetem,
  probePowerLoss,
  probeSignals,
  probeStrace,
} from '../harness/probes.js';
import { sha256Of } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import { EtcdCluster } from './cluster.js';
import { get, put } from './client.js';

const ETCD = '/usr/bin/etcd';

/** A capability: the row of the plan's 6b that it belongs to (by how that begins), the scenarios that need it, its probes. */
interface Capability {
  readonly row: string;
  readonly scenarios: readonly string[];
  readonly version: string;
  readonly probes: readonly Probe[];
}

export interface Environment {
  readonly capabilities: readonly Capability[];
  readonly digest: string;
  /** env.json of a scenario: what it needs is required, the rest is not. */
  env(scenario: string): EnvFile;
}

const text = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'not known';
  }
};

async function version(argv: readonly string[]): Promise<string> {
  const { out, err } = await run(argv);
  return (out || err).trim().split('\n')[0]?.trim() ?? '';
}

/** etcd itself: it starts here, takes a write and gives it back. */
async function probeEtcd(r: Run): Promise<Probe> {
  const cluster = new EtcdCluster(r.net, r.scratch, ['n1']);
  let got: string;
  try {
    await cluster.start();
    const address = cluster.address('n1');
    await put(address, 'probe', 'v1', AbortSignal.timeout(5_000));
    const answer = await get(address, 'probe', AbortSignal.timeout(5_000));
    got = answer.ok
      ? `etcd ${(await version([ETCD, '--version'])).replace(/^etcd Version: /, '')}, read ${String(answer.output)}`
      : answer.code;
  } catch (error) {
    got = error instanceof Error ? error.message.slice(0, 200) : String(error);
  }
  await cluster.destroy();
  const passed = /^etcd 3\.4\.\d+, read v1$/.test(got);
  return {
    capability: 'etcd 3.4',
    command: 'start one member, put and get by the JSON gateway',
    rc: passed ? 0 : 1,
    functional_test: { expect: 'etcd 3.4.23, read v1', got },
    passed,
  };
}

async function probeChecker(): Promise<Probe> {
  const { rc, out } = await run(['sh', '-c', 'node dist/dst-skills.cjs --version']);
  return {
    capability: 'Node.js with dst-skills',
    command: 'node dist/dst-skills.cjs --version; each check runs its own self-test first',
    rc,
    functional_test: { expect: 'a version', got: out.trim() },
    passed: /^\d|dst-skills/.test(out.trim()),
  };
}

/**
 * Runs the probes. The scenarios that need a capability are those of the plan's section 6b.
 * @param wanted scenarios that will run: what none of them needs is not probed
 */
export async function probeEnvironment(r: Run, wanted: ReadonlySet<string>): Promise<Environment> {
  const all = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S13', 'S14', 'S15'];
  const year = (log: string): number | undefined => {
    const found = /(?:^|")(\d{4})-\d\d-\d\d[T ]/.exec(log.replace(/"ts":"/, '"'))?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const etcd = [
    ETCD,
    '--data-dir',
    `${r.scratch}/clock-probe`,
    '--listen-client-urls',
    'http://127.0.0.1:32379',
    '--advertise-client-urls',
    'http://127.0.0.1:32379',
    '--listen-peer-urls',
    'http://127.0.0.1:32380',
    '--logger',
    'zap',
  ];
  const [ip, nft, tc, strace] = await Promise.all([
    version(['ip', '-V']),
    version(['nft', '--version']),
    version(['tc', '-V']),
    version(['strace', '-V']),
  ]);
  const kernel = text('/proc/sys/kernel/osrelease');
  const capabilities: Capability[] = [];
  const add = async (
    row: string,
    scenarios: readonly string[],
    said: string,
    ...probes: readonly (() => Promise<Probe>)[]
  ): Promise<void> => {
    if (!scenarios.some((id) => wanted.has(id))) return;
    const found: Probe[] = [];
    for (const probe of probes) found.push(await probe());
    capabilities.push({ row, scenarios, version: said, probes: found });
  };
  const program = (await version([ETCD, '--version'])).replace('etcd Version: ', '');
  await add('etcd-server and etcd-client', all, program, () => probeEtcd(r));
  await add('Network namespaces', all, ip, () => probeNamespaces(r));
  await add(
    'nftables inside a namespace',
    ['S1', 'S2', 'S3', 'S8', 'S9', 'S10'],
    nft,
    () => probeDrop(r),
    () => probeLoss(r),
  );
  await add('tc with tbf', ['S10'], tc, () => probeBandwidth(r));
  const signalled = ['S1', 'S2', 'S3', 'S4', 'S5', 'S7', 'S8', 'S9', 'S10', 'S14'];
  await add('Signals to own processes', signalled, `kernel ${kernel}`, () => probeSignals());
  await add('strace with fault injection', ['S6'], strace, () => probeStrace(r));
  await add('Loop devices with ext4', ['S5'], `kernel ${kernel}`, () => probePowerLoss(r));
  await add('Node.js with dst-skills', all, process.version, () => probeChecker());
  await add('Delay on a link', ['S13'], tc, () => probeNetem(r, true));
  const faketime = await version(['faketime', '--version']);
  await add('A wall clock for one member', ['S13'], faketime, () => probeClock(r, etcd, year, true));
  const digest = sha256Of(ETCD);
  const model = /model name\s*:\s*(.*)/.exec(text('/proc/cpuinfo'))?.[1] ?? 'not known';
  const packaged = await version(['dpkg-query', '-W', '-f', '${Version}', 'etcd-server']);
  return {
    capabilities,
    digest,
    env: (scenario) => ({
      probes: capabilities.flatMap(({ scenarios, probes }) =>
        probes.map((probe) => ({ ...probe, required: scenarios.includes(scenario) })),
      ),
      kernel,
      cpu: `${cpus().length} × ${model}`,
      clock_source: text('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
      history_clock: 'one-recorder',
      versions: { etcd: packaged, node: process.version, nft, iproute2: ip, strace },
      sut: { digest, commit: `Debian etcd-server ${packaged}`, dirty: false },
    }),
  };
}
