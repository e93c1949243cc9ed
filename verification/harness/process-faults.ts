import type { Fault } from './fault.js';
import type { Server } from './server.js';

/** How a server that was started again is known to serve. */
export type Ready = (server: Server) => Promise<boolean>;

/**
 * SIGKILL of servers. The heal starts them with the same arguments and data.
 * @param aim `nothing` makes it a no-op: the signal goes to no process
 */
export function kill(servers: readonly Server[], ready: Ready, aim: 'servers' | 'nothing' = 'servers'): Fault {
  const nodes = servers.map(({ node }) => node);
  let before: number[] = [];
  return {
    nemesis: servers.length > 1 ? 'kill-many' : 'kill',
    mechanism: 'SIGKILL',
    target: nodes,
    scope: 'process',
    gauges: servers.map((server) => ({
      kind: 'state',
      name: `server process of ${server.node} in /proc`,
      source: 'victim',
      expect: 'changes',
      read: () => (server.state === 'gone' ? 'gone' : 'there'),
    })),
    async inject() {
      before = servers.map(({ startedAt }) => startedAt);
      if (aim === 'servers') await Promise.all(servers.map((server) => server.kill()));
      return 0;
    },
    async heal() {
      for (const server of servers) if (!server.running) server.start();
      return Promise.resolve();
    },
    async healed() {
      const up = await Promise.all(servers.map(async (server) => server.running && (await ready(server))));
      return up.every(Boolean)
        ? {
            verified_by: `${nodes.join(', ')} started again and healthy (start times in clock ticks)`,
            before,
            after: servers.map(({ startedAt }) => startedAt),
          }
        : undefined;
    },
  };
}

/** SIGSTOP until the heal's SIGCONT. Landing: the state in /proc, and CPU time that stands still. */
export function pause(
  servers: readonly Pausable[],
  ready: () => Promise<boolean>,
  aim: 'servers' | 'nothing' = 'servers',
): Fault {
  const nodes = servers.map(({ node }) => node);
  return {
    nemesis: 'pause',
    mechanism: 'SIGSTOP, then SIGCONT',
    target: nodes,
    scope: 'process',
    gauges: servers.map((server) => ({
      kind: 'state',
      name: `stopped by signal (/proc state T) at ${server.node}`,
      source: 'victim',
      expect: 'changes',
      read: () => (server.state === 'T' ? 'yes' : 'no'),
    })),
    inject() {
      if (aim === 'servers') for (const server of servers) server.signal('SIGSTOP');
      return Promise.resolve(0);
    },
    heal() {
      for (const server of servers) server.signal('SIGCONT');
      return Promise.resolve();
    },
    async healed() {
      const states = servers.map(({ state }) => state);
      return states.every((state) => state !== 'T' && state !== 'gone') && (await ready())
        ? { verified_by: `/proc state of ${nodes.join(', ')}, and it answers`, before: 'T', after: states.join(', ') }
        : undefined;
    },
  };
}

export interface Pausable {
  readonly node: string;
  readonly state: string;
  signal(name: NodeJS.Signals): void;
}
