import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../lib/history/operation.js';
import { sleep, until } from '../harness/command.js';
import type { Net } from '../harness/netns.js';
import { Server } from '../harness/server.js';
import { CLUSTER_SECRET, statusOf, StoreClient } from './client.js';

export const NODES = ['n1', 'n2', 'n3'] as const;
const MAIN = join(dirname(fileURLToPath(import.meta.url)), 'store', 'main.js');

/** Three nodes of the store, each in a namespace of its own. */
export class Cluster {
  readonly addresses: ReadonlyMap<string, string>;
  readonly servers: ReadonlyMap<string, Server>;

  /** @param folder for data directories and logs; must be empty */
  constructor(
    readonly net: Net,
    folder: string,
    bugs: readonly string[],
  ) {
    this.addresses = new Map(NODES.map((node) => [node, net.address(node)]));
    const peers = [...this.addresses].map(([node, host]) => `${node}=${host}`).join(',');
    mkdirSync(folder, { recursive: true });
    this.servers = new Map(
      NODES.map((node) => {
        const argv = [
          process.execPath,
          MAIN,
          '--id',
          node,
          '--host',
          net.address(node),
          '--data',
          join(folder, node),
          '--peers',
          peers,
          '--secret',
          CLUSTER_SECRET,
          '--bugs',
          bugs.join(','),
        ];
        return [node, new Server(net, node, argv, join(folder, `${node}.log`))];
      }),
    );
  }

  server(node: string): Server {
    const server = this.servers.get(node);
    if (server === undefined) throw new Error(`there is no node ${node}`);
    return server;
  }

  client(home: string): StoreClient {
    return new StoreClient(this.addresses, home);
  }

  status(node: string): Promise<Readonly<Record<string, Json>> | undefined> {
    return statusOf(this.addresses.get(node) ?? '');
  }

  /** One value of a node's status, or a text that says why there is none. */
  async read(node: string, name: string): Promise<number | string> {
    const value = (await this.status(node))?.[name];
    return typeof value === 'number' || typeof value === 'string' ? value : 'no answer';
  }

  /** The leader that a majority follows; undefined while there is none. */
  async leader(): Promise<string | undefined> {
    const all = (await Promise.all(NODES.map((node) => this.status(node)))).filter((one) => one !== undefined);
    const term = Math.max(0, ...all.map((one) => Number(one['term'])));
    const named = all
      .filter((one) => one['term'] === term && one['leader'] !== null)
      .map((one) => String(one['leader']));
    return named.find((leader) => named.filter((one) => one === leader).length >= 2);
  }

  async start(): Promise<void> {
    for (const server of this.servers.values()) server.start();
    const up = async (): Promise<boolean> =>
      (await Promise.all(NODES.map((node) => this.status(node)))).every((one) => one !== undefined);
    if (!(await until(40_000, up, 50))) throw new Error('not all nodes answer after 40 s');
    await this.settled();
  }

  /** @throws Error where there is none in time */
  async settled(ms = 15_000): Promise<string> {
    const leader = await until(ms, () => this.leader(), 50);
    if (leader === undefined) throw new Error(`no leader after ${ms} ms`);
    return leader;
  }

  /** Waits until all nodes hold the same. @returns the digest of each node's state as it was last read */
  async quiesce(ms = 10_000): Promise<{ readonly equal: boolean; readonly digests: readonly string[] }> {
    let digests: string[] = [];
    const equal = await until(ms, async () => {
      const all = await Promise.all(NODES.map((node) => this.status(node)));
      digests = all.map((one) => `${String(one?.['applied'] ?? 'none')} ${String(one?.['digest'] ?? 'none')}`);
      return new Set(digests).size === 1 && !digests.includes('none none') ? true : undefined;
    });
    return { equal: equal === true, digests };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.kill()));
    await sleep(20);
  }
}
