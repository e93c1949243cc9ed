import type { Probe } from '../../lib/evidence/types.js';
import { Environment, packageVersion, probeChecker, probed, versionOf, type Need } from '../harness/environment.js';
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
      ? `etcd ${(await versionOf(ETCD, '--version')).replace(/^etcd Version: /, '')}, read ${String(answer.output)}`
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
  const [program, ip, nft, tc, strace, faketime, kernel, packaged] = await Promise.all([
    versionOf(ETCD, '--version'),
    versionOf('ip', '-V'),
    versionOf('nft', '--version'),
    versionOf('tc', '-V'),
    versionOf('strace', '-V'),
    versionOf('faketime', '--version'),
    versionOf('uname', '-r'),
    packageVersion('etcd-server'),
  ]);
  const linux = `kernel ${kernel}`;
  const cuts = ['S1', 'S2', 'S3', 'S8', 'S9', 'S10'];
  const signalled = [...cuts, 'S4', 'S5', 'S7', 'S14'];
  const needs: Need[] = [
    {
      row: 'etcd-server and etcd-client',
      scenarios: all,
      version: program.replace('etcd Version: ', ''),
      probes: [() => probeEtcd(r)],
    },
    { row: 'Network namespaces', scenarios: all, version: ip, probes: [() => probeNamespaces(r)] },
    {
      row: 'nftables inside a namespace',
      scenarios: cuts,
      version: nft,
      probes: [() => probeDrop(r), () => probeLoss(r)],
    },
    { row: 'tc with tbf', scenarios: ['S10'], version: tc, probes: [() => probeBandwidth(r)] },
    { row: 'Signals to own processes', scenarios: signalled, version: linux, probes: [probeSignals] },
    { row: 'strace with fault injection', scenarios: ['S6'], version: strace, probes: [() => probeStrace(r)] },
    { row: 'Loop devices with ext4', scenarios: ['S5'], version: linux, probes: [() => probePowerLoss(r)] },
    { row: 'Node.js with dst-skills', scenarios: all, version: process.version, probes: [probeChecker] },
    { row: 'Delay on a link', scenarios: ['S13'], version: tc, probes: [() => probeNetem(r, true)] },
    {
      row: 'A wall clock for one member',
      scenarios: ['S13'],
      version: faketime,
      probes: [() => probeClock(r, etcd, year, true)],
    },
  ];
  return new Environment(
    await probed(needs, wanted),
    { etcd: packaged, node: process.version, nftables: nft, iproute2: ip, strace },
    { digest: sha256Of(ETCD), commit: `Debian etcd-server ${packaged}`, dirty: false },
  );
}
