import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { sleep, until } from './command.js';
import { cutPower, type LoopDisk } from './disk.js';
import type { Fault, Gauge } from './fault.js';
import type { Ready } from './process-faults.js';
import type { Server } from './server.js';

/**
 * Power loss of servers with a disk each: the processes are stopped, their file systems are shut down at one moment, the
 * processes are killed, and the disks are mounted again (journal recovery). The heal starts the servers. A window whose
 * unsynced canary survived has not landed: nothing was lost that could be.
 *
 * Stopping comes first because a machine without power answers nobody: a sync that is under way when the ioctl comes can
 * return success for data that is gone (seen in 4 of 120 files with a running writer, in none of 300 with a stopped one: shutdown-race.py), and a
 * server that runs on would acknowledge it.
 * @param aim `nothing` makes it a no-op: no process is stopped, no disk is shut down
 */
export function powerLoss(
  victims: readonly { server: Server; disk: LoopDisk }[],
  ready: Ready,
  aim: 'victims' | 'nothing' = 'victims',
): Fault {
  const nodes = victims.map(({ server }) => server.node);
  const refused = new Map<string, string>();
  const gauges = victims.flatMap(({ server: { node }, disk }): Gauge[] => [
    {
      kind: 'probe',
      name: `a write to the disk of ${node} during the outage`,
      source: 'victim',
      expect: 'changes',
      read: () => refused.get(node) ?? disk.writable(),
    },
    {
      kind: 'state',
      name: `unsynced canary on the disk of ${node}`,
      source: 'victim',
      expect: 'changes',
      read: () => survived(disk),
    },
  ]);
  const survived = (disk: LoopDisk): string => (disk.canary('unsynced') === 'complete' ? 'complete' : 'lost');
  return {
    nemesis: `power-loss-${nodes.length}`,
    mechanism: 'SIGSTOP, EXT4_IOC_SHUTDOWN without log flush, SIGKILL, mount again',
    target: nodes,
    scope: 'loop-mounted ext4',
    gauges,
    async inject() {
      if (aim === 'nothing') return 0;
      for (const { server } of victims) server.signal('SIGSTOP');
      await until(2_000, () => victims.every(({ server: { state } }) => state === 'T' || state === 'gone'), 5);
      const rc = await cutPower(victims.map(({ disk }) => disk));
      for (const { server, disk } of victims) refused.set(server.node, disk.writable());
      await Promise.all(victims.map(({ server }) => server.kill()));
      for (const { disk } of victims) {
        await disk.unmount();
        await disk.mount();
      }
      return rc;
    },
    async heal() {
      for (const { server } of victims) if (!server.running) server.start();
      return Promise.resolve();
    },
    async healed() {
      const up = await Promise.all(victims.map(async ({ server }) => server.running && (await ready(server))));
      const synced = victims.map(({ disk }) => disk.canary('synced'));
      return up.every(Boolean)
        ? {
            verified_by: `${nodes.join(', ')} mounted and started again, healthy; the synced canaries: ${synced.join(', ')}`,
            before: 'off',
            after: 'on',
          }
        : undefined;
    },
  };
}

/** Call before the window, so that the gauges of a power loss have something to compare with. */
export function plant(victims: readonly { disk: LoopDisk }[]): void {
  for (const { disk } of victims) disk.plantCanaries();
}

/**
 * Makes the victim's sync calls fail (`EIO`) or crawl, at the boundary to the kernel, by strace.
 * @param inject `error=EIO`, `delay_enter=500000` (microseconds), or undefined: strace attached and nothing injected, to
 *   know its own cost
 * @param trace file for strace's own list of calls
 * @param aim `nothing` makes it a no-op: strace is not attached
 */
export function syncFault(
  server: Server,
  inject: string | undefined,
  trace: string,
  ready: Ready,
  aim: 'server' | 'nothing' = 'server',
): Fault {
  let tracer: ChildProcess | undefined;
  const mark = inject?.startsWith('error') === true ? '(INJECTED)' : '(DELAYED)';
  const marked = (): number => (existsSync(trace) ? readFileSync(trace, 'utf8').split(mark).length - 1 : 0);
  let base = 0;
  return {
    nemesis: inject === undefined ? 'strace-only' : inject.startsWith('error') ? 'failing-sync' : 'slow-sync',
    mechanism: `strace -f ${inject === undefined ? 'without injection' : `-e inject=fsync,fdatasync:${inject}`}`,
    target: [server.node],
    scope: 'process',
    gauges: [
      {
        kind: 'counter',
        name: `sync calls of ${server.node} that strace has touched`,
        source: 'injector',
        expect: 'rises',
        read: marked,
      },
    ],
    async inject() {
      if (aim === 'nothing') return 0;
      base = marked();
      const argv = [
        '-f',
        '-q',
        '-A',
        '-o',
        trace,
        '-e',
        'trace=fsync,fdatasync',
        ...(inject === undefined ? [] : ['-e', `inject=fsync,fdatasync:${inject}`]),
        '-p',
        String(server.pid),
      ];
      tracer = spawn('strace', argv, { stdio: 'ignore' });
      let failed = false;
      tracer.on('error', () => (failed = true));
      const attached = await until(
        3_000,
        () =>
          failed || tracer?.exitCode !== null || tracedBy(server.pid) === tracer.pid || marked() > base || undefined,
        20,
      );
      return failed || attached === undefined || (tracer.exitCode ?? 0) !== 0 ? 1 : 0;
    },
    async heal() {
      tracer?.kill('SIGINT');
      for (let i = 0; i < 50 && tracer !== undefined && tracer.exitCode === null && tracer.signalCode === null; i++)
        await sleep(20);
      tracer?.kill('SIGKILL');
      tracer = undefined;
      if (!server.running) server.start();
    },
    async healed() {
      return server.running && tracedBy(server.pid) === 0 && (await ready(server))
        ? { verified_by: `TracerPid of ${server.node} is 0, and it is healthy`, before: 'traced', after: 'not traced' }
        : undefined;
    },
  };
}

/** The process that traces this one; 0 where none does. */
function tracedBy(pid: number): number {
  try {
    return Number(/^TracerPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
