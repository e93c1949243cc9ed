import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Probe } from '../../lib/evidence/types.js';
import { run } from './command.js';
import { cutPower, LoopDisk } from './disk.js';
import { cut, dropped, narrow } from './network-faults.js';
import { stateOf } from './server.js';
import type { Run } from './supervise.js';

interface Outcome {
  readonly rc: number | null;
  readonly got: string;
  readonly passed: boolean;
}

async function probe(
  capability: string,
  command: string,
  expect: string,
  test: () => Promise<Outcome>,
  required = true,
): Promise<Probe> {
  let outcome: Outcome;
  try {
    outcome = await test();
  } catch (error) {
    outcome = { rc: 1, got: error instanceof Error ? error.message : String(error), passed: false };
  }
  const { rc, got, passed } = outcome;
  // A probe passes only when its command did: what is there and does not work is missing.
  return {
    capability,
    ...(required ? {} : { required }),
    command,
    rc,
    functional_test: { expect, got },
    passed: passed && rc === 0,
  };
}

const ping = (run_: Run, from: string, to: string, count = 3): Promise<{ rc: number; out: string }> =>
  run_.net.exec(from, ['ping', '-c', String(count), '-i', '0.2', '-W', '1', run_.net.address(to)], { ms: 10_000 });

/** Two namespaces reach each other. */
export const probeNamespaces = (r: Run): Promise<Probe> =>
  probe('network namespaces with veth and a bridge', 'ping -c 3 from n1 to n2', '0% packet loss', async () => {
    const { rc, out } = await ping(r, 'n1', 'n2');
    return {
      rc,
      got: `${/(\d+)% packet loss/.exec(out)?.[1] ?? 'no'}% packet loss`,
      passed: / 0% packet loss/.test(out),
    };
  });

/** A drop rule stops a ping and counts it; a random one stops a part. */
export const probeDrop = (r: Run): Promise<Probe> =>
  probe(
    'nftables with counters inside a namespace',
    'nft drop in n1, ping from n2',
    '100 % loss, counter above 0, then 0 % loss',
    async () => {
      const fault = cut(r.net, { nemesis: 'probe', node: 'n1', direction: 'in' });
      const rc = await fault.inject();
      const during = await ping(r, 'n2', 'n1');
      const counter = await dropped(r.net, 'n1');
      await fault.heal();
      const after = await ping(r, 'n2', 'n1');
      const passed = / 100% packet loss/.test(during.out) && counter > 0 && / 0% packet loss/.test(after.out);
      return {
        rc,
        got: passed
          ? `100 % loss, counter above 0, then 0 % loss`
          : `counter ${counter}, ${during.out.split('\n').at(-3) ?? ''}`,
        passed,
      };
    },
  );

export const probeLoss = (r: Run): Promise<Probe> =>
  probe(
    'random packet loss by nftables numgen',
    'nft numgen drop of 50 % in n1, 20 pings',
    'some of 20 lost, some not',
    async () => {
      const fault = cut(r.net, { nemesis: 'probe', node: 'n1', direction: 'in', loss: 0.5 });
      const rc = await fault.inject();
      const { out } = await r.net.exec('n2', ['ping', '-c', '20', '-i', '0.02', '-W', '1', r.net.address('n1')], {
        ms: 30_000,
      });
      await fault.heal();
      const received = Number(/(\d+) received/.exec(out)?.[1] ?? -1);
      return { rc, got: `${20 - received} of 20 lost`, passed: received > 0 && received < 20 };
    },
  );

/** 500 kB through 1 mbit take seconds. */
export const probeBandwidth = (r: Run): Promise<Probe> =>
  probe(
    'bandwidth limit by tc tbf',
    'tc tbf rate 1mbit in n1, pings of 60 kB',
    'round trip above 200 ms, overlimits above 0',
    async () => {
      const fault = narrow(r.net, 'n1', '1mbit');
      const rc = await fault.inject();
      const { out } = await r.net.exec('n1', ['ping', '-c', '2', '-s', '40000', '-W', '5', r.net.address('n2')], {
        ms: 15_000,
      });
      const over = Number((await fault.gauges[0]?.read()) ?? 0);
      await fault.heal();
      const slow = Number(/min\/avg\/max\S* = [\d.]+\/([\d.]+)/.exec(out)?.[1] ?? 0);
      return { rc, got: `round trip ${Math.round(slow)} ms, overlimits ${over}`, passed: slow > 200 && over > 0 };
    },
  );

export const probeSignals = (): Promise<Probe> =>
  probe('signals to own processes', 'kill -STOP of a child, then -KILL', 'state T, then gone', async () => {
    const child = spawn('sleep', ['30'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = stateOf(pid);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('exit', resolve));
    return { rc: 0, got: `state ${stopped}, then ${stateOf(pid)}`, passed: stopped === 'T' && stateOf(pid) === 'gone' };
  });

const SYNC =
  'import os\nf = os.open("FILE", os.O_CREAT | os.O_WRONLY)\nos.write(f, b"x")\ntry:\n  os.fdatasync(f)\n  print("ok")\nexcept OSError as e:\n  print(e.strerror)\n';

export const probeStrace = (r: Run): Promise<Probe> =>
  probe(
    'strace with fault injection',
    'strace -e inject=fdatasync:error=EIO python3 (a program that syncs)',
    'Input/output error',
    async () => {
      const { rc, out } = await run([
        'strace',
        '-f',
        '-o',
        '/dev/null',
        '-e',
        'trace=fdatasync',
        '-e',
        'inject=fdatasync:error=EIO',
        'python3',
        '-c',
        SYNC.replace('FILE', join(r.scratch, 'sync-probe')),
      ]);
      return { rc, got: out.trim(), passed: out.trim() === 'Input/output error' };
    },
  );

/** After the shutdown an unsynced file is empty or gone, a synced one complete. */
export const probePowerLoss = (r: Run): Promise<Probe> =>
  probe(
    'power loss of an ext4 on a loop device',
    'EXT4_IOC_SHUTDOWN without log flush, umount, mount',
    'write fails with EIO; synced complete, unsynced lost',
    async () => {
      const disk = new LoopDisk(r.scratch, 'probe');
      await disk.create(32);
      disk.plantCanaries();
      const rc = await cutPower([disk]);
      const refused = disk.writable();
      await disk.unmount();
      await disk.mount();
      const [synced, unsynced] = [disk.canary('synced'), disk.canary('unsynced')];
      await disk.unmount();
      const passed = refused !== 'ok' && synced === 'complete' && unsynced !== 'complete';
      return {
        rc,
        got: `write fails with ${refused}; synced ${synced}, unsynced ${unsynced === 'complete' ? 'complete' : 'lost'}`,
        passed,
      };
    },
  );

/** Delay on a link needs the netem qdisc, which kernels without loadable modules may lack although tc is there. */
export const probeNetem = (r: Run, required: boolean): Promise<Probe> =>
  probe(
    'delay on a link (tc netem)',
    'tc qdisc add dev eth0 root netem delay 20ms in n1, ping to n2',
    'round trip 20 ms longer',
    async () => {
      const { rc, err } = await r.net.exec('n1', [
        'tc',
        'qdisc',
        'add',
        'dev',
        'eth0',
        'root',
        'netem',
        'delay',
        '20ms',
      ]);
      if (rc !== 0) return { rc, got: err.trim().split('\n')[0] ?? '', passed: false };
      const { out } = await ping(r, 'n1', 'n2');
      await r.net.exec('n1', ['tc', 'qdisc', 'del', 'dev', 'eth0', 'root']);
      const slow = Number(/min\/avg\/max\S* = ([\d.]+)/.exec(out)?.[1] ?? 0);
      return { rc, got: `round trip ${Math.round(slow)} ms`, passed: slow >= 20 };
    },
    required,
  );

/**
 * A wall clock for one process alone, by libfaketime: the program's own words tell whether it took the other clock.
 * @param argv the program; @param year reads the year out of what it has said
 */
export const probeClock = (
  r: Run,
  argv: readonly string[],
  year: (said: string) => number | undefined,
  required: boolean,
): Promise<Probe> =>
  probe(
    `a wall clock for one ${argv[0] ?? ''} process alone (libfaketime)`,
    `faketime +3650d ${argv[0] ?? ''}, then the date in its own log`,
    'a date ten years ahead',
    async () => {
      mkdirSync(r.scratch, { recursive: true });
      const log = join(r.scratch, 'clock-probe.log');
      writeFileSync(log, '');
      const { rc } = await run(
        ['sh', '-c', `timeout 3 faketime -f +3650d "$@" > "${log}" 2>&1; test -s "${log}"`, 'sh', ...argv],
        { ms: 10_000 },
      );
      const said = readFileSync(log, 'utf8');
      const found = year(said);
      const now = new Date().getFullYear();
      return {
        rc,
        got:
          found === undefined
            ? `no date in its log: ${said.slice(0, 80).replace(/\s+/g, ' ')}`
            : found > now + 5
              ? 'a date ten years ahead'
              : 'the true date',
        passed: found !== undefined && found > now + 5,
      };
    },
    required,
  );
