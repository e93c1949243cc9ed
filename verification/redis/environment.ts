import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environment, packageVersion, probeChecker, probed, versionOf, type Need } from '../harness/environment.js';
import { probeDrop, probeNamespaces, probePowerLoss, probeSignals } from '../harness/probes.js';
import { Server } from '../harness/server.js';
import { sha256Of } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import type { Probe } from '../../lib/evidence/types.js';
import { until } from '../harness/command.js';
import { askOnce, REDIS } from './cluster.js';
import { BINARY } from './scenario.js';
import { probeSentinelClock } from './tilt.js';

/** Packages that a run needs. */
export const PACKAGES = [
  'redis-server',
  'redis-sentinel',
  'iproute2',
  'iputils-ping',
  'nftables',
  'e2fsprogs',
  'util-linux',
  'python3',
  'faketime',
];

/** A scratch instance takes a value and gives it back. */
async function probeRedis(run: Run): Promise<Probe> {
  const conf = join(run.scratch, 'probe.conf');
  mkdirSync(run.scratch, { recursive: true });
  writeFileSync(conf, `dir ${run.scratch}\nport ${REDIS}\nprotected-mode no\nsave ""\n`);
  const server = new Server(run.net, 'n1', [BINARY, conf], join(run.scratch, 'probe.log'));
  server.start();
  await until(5_000, async () => (await askOnce(run, 'n1', REDIS, 'PING')) === 'PONG');
  const set = await askOnce(run, 'n1', REDIS, 'SET', 'probe', 'v1');
  const got = await askOnce(run, 'n1', REDIS, 'GET', 'probe');
  await server.kill();
  const passed = set === 'OK' && got === 'v1';
  return {
    capability: 'redis-server',
    command: 'start an instance in a namespace, SET and GET',
    rc: passed ? 0 : 1,
    functional_test: { expect: 'OK, v1', got: `${String(set)}, ${String(got)}` },
    passed,
  };
}

/** Probes what the plan's section 6b asks for. */
export async function probeEnvironment(run: Run): Promise<Environment> {
  const all = Array.from({ length: 10 }, (_, i) => `S${i + 1}`);
  const but = (...out: string[]): string[] => all.filter((id) => !out.includes(id));
  const kernel = `kernel ${await versionOf('uname', '-r')}`;
  const redis = await packageVersion('redis-server');
  const nft = await versionOf('nft', '--version');
  const ip = await versionOf('ip', '-V');
  const needs: Need[] = [
    { row: 'redis-server and redis-sentinel', scenarios: all, version: redis, probes: [() => probeRedis(run)] },
    { row: 'Network namespaces', scenarios: but('S10'), version: ip, probes: [() => probeNamespaces(run)] },
    {
      row: 'nftables',
      scenarios: ['S2', 'S3', 'S5', 'S6', 'S7', 'S8'],
      version: nft,
      probes: [() => probeDrop(run)],
    },
    {
      row: 'Signals',
      scenarios: ['S1', 'S3', 'S4', 'S5', 'S6', 'S8', 'S9'],
      version: kernel,
      probes: [probeSignals],
    },
    { row: 'Loop devices', scenarios: ['S4'], version: kernel, probes: [() => probePowerLoss(run)] },
    {
      row: 'A wall clock',
      scenarios: ['S10'],
      version: await packageVersion('libfaketime'),
      probes: [() => probeSentinelClock(run)],
    },
    { row: 'Node.js', scenarios: all, version: process.version, probes: [probeChecker] },
  ];
  return new Environment(
    await probed(needs, new Set(all)),
    { 'redis-server': redis, node: process.version, nftables: nft, iproute2: ip },
    { digest: sha256Of(BINARY), commit: `Debian redis-server ${redis}`, dirty: false },
  );
}
