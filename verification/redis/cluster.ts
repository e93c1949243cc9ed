import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, until } from '../harness/command.js';
import { Server } from '../harness/server.js';
import type { Run } from '../harness/supervise.js';
import { Connection, type Reply } from './resp.js';

export const NODES = ['n1', 'n2', 'n3'] as const;
export const REDIS = 6379;
export const SENTINEL = 26379;
const MASTER = 'dst';

export interface Settings {
  /** `min-replicas-to-write`; `min-replicas-max-lag` is 2. Default 0: off. */
  readonly minReplicas?: number;
  /** Sentinels that must hold the primary for down before one wants to fail over. Default 2. */
  readonly quorum?: number;
}

/** What one Sentinel holds for the configuration. */
export interface View {
  readonly primary: string;
  readonly epoch: number;
}

/** One primary (n1 at first), two replicas, three Sentinels, each pair in a box of its own, with empty directories. */
export class Cluster implements Target {
  readonly redis = new Map<string, Server>();
  readonly sentinels = new Map<string, Server>();

  private constructor(
    readonly run: Run,
    private readonly folder: string,
  ) {}

  /** Starts it and waits until both replicas follow and every Sentinel knows all the others. */
  static async start(run: Run, name: string, settings: Settings = {}): Promise<Cluster> {
    const cluster = new Cluster(run, join(run.scratch, name));
    for (const node of NODES) cluster.redis.set(node, cluster.server(node, 'redis', redisConf(run, node, settings)));
    for (const server of cluster.redis.values()) server.start();
    const replicated = await until(20_000, async () => (await cluster.ask('n1', REDIS, 'WAIT', '2', '500')) === 2);
    if (replicated !== true) throw new Error('the replicas do not follow n1');
    for (const node of NODES)
      cluster.sentinels.set(node, cluster.server(node, 'sentinel', sentinelConf(run, settings)));
    for (const server of cluster.sentinels.values()) server.start();
    const known = await until(20_000, async () => {
      const all = await Promise.all(NODES.map((node) => cluster.fields(node, SENTINEL, 'SENTINEL', 'MASTER', MASTER)));
      return all.every((one) => one['num-slaves'] === '2' && one['num-other-sentinels'] === '2');
    });
    if (known !== true) throw new Error('the Sentinels do not know each other and the replicas');
    return cluster;
  }

  private server(node: string, kind: 'redis' | 'sentinel', conf: string): Server {
    const folder = join(this.folder, `${kind}-${node}`);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${kind}.conf`);
    writeFileSync(file, `dir ${folder}\n${conf}`);
    const argv = ['redis-server', file, ...(kind === 'sentinel' ? ['--sentinel'] : [])];
    return new Server(this.run.net, node, argv, this.log(node, kind));
  }

  /** The file with everything that a process has said. */
  log(node: string, kind: 'redis' | 'sentinel'): string {
    return join(this.folder, `${kind}-${node}.log`);
  }

  instance(node: string): Server {
    const server = this.redis.get(node);
    if (server === undefined) throw new Error(`there is no node ${node}`);
    return server;
  }

  /** One command over a connection of its own; undefined where there is no answer in time. */
  ask(node: string, port: number, ...words: string[]): Promise<Reply | undefined> {
    return askOnce(this.run, node, port, ...words);
  }

  /** A reply that is a flat list of names and values, as an object. */
  private async fields(node: string, port: number, ...words: string[]): Promise<Record<string, string>> {
    const reply = await this.ask(node, port, ...words);
    const flat = Array.isArray(reply) ? (reply as readonly Reply[]).map(String) : [];
    return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : [])));
  }

  /** A field of INFO; undefined where the instance does not answer. */
  async info(node: string, section: string, name: string): Promise<string | undefined> {
    const reply = await this.ask(node, REDIS, 'INFO', section);
    return typeof reply === 'string' ? new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(reply)?.[1] : undefined;
  }

  /** `master` or `slave` as the instance itself says; `no answer` where it says nothing. */
  async role(node: string): Promise<string> {
    return (await this.info(node, 'replication', 'role')) ?? 'no answer';
  }

  /** The nodes that call themselves master. */
  async masters(): Promise<string[]> {
    const roles = await Promise.all(NODES.map(async (node) => [node, await this.role(node)] as const));
    return roles.flatMap(([node, role]) => (role === 'master' ? [node] : []));
  }

  nodeAt(address: string): string {
    return NODES.find((node) => this.run.net.address(node) === address) ?? address;
  }

  /** What the Sentinel of a node holds; undefined where it does not answer. */
  async view(node: string): Promise<View | undefined> {
    const fields = await this.fields(node, SENTINEL, 'SENTINEL', 'MASTER', MASTER);
    return fields['ip'] === undefined
      ? undefined
      : { primary: this.nodeAt(fields['ip']), epoch: Number(fields['config-epoch']) };
  }

  /** What the first Sentinel that answers names as primary: how an aware client finds it. */
  async named(): Promise<string | undefined> {
    for (const node of NODES) {
      const reply = await this.ask(node, SENTINEL, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER);
      if (Array.isArray(reply)) return this.nodeAt(String((reply as readonly Reply[])[0]));
    }
    return undefined;
  }

  /**
   * Waits until all Sentinels name one primary in one epoch, it calls itself master, and all others that run follow it.
   * @returns the primary; undefined where that does not come about in time
   */
  async converged(ms = 40_000): Promise<string | undefined> {
    return until(ms, async () => {
      const views = await Promise.all(NODES.map((node) => this.view(node)));
      const first = views[0];
      if (first === undefined || !views.every((view) => view?.primary === first.primary && view.epoch === first.epoch))
        return undefined;
      const follows = await Promise.all(
        NODES.filter((node) => node !== first.primary && this.instance(node).running).map(
          async (node) =>
            (await this.info(node, 'replication', 'master_host')) === this.run.net.address(first.primary) &&
            (await this.info(node, 'replication', 'master_link_status')) === 'up',
        ),
      );
      return follows.every(Boolean) && (await this.role(first.primary)) === 'master' ? first.primary : undefined;
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.sentinels.values(), ...this.redis.values()].map((server) => server.kill()));
  }
}

/** What a client needs to know of a system. */
export interface Target {
  readonly run: Run;
  /** The node that writes go to now, as far as anyone says. */
  named(): Promise<string | undefined>;
}

/** One command over a connection of its own; undefined where there is no answer in time. */
export async function askOnce(run: Run, node: string, port: number, ...words: string[]): Promise<Reply | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.open(run.net.address(node), port, 500);
    return await Promise.race([connection.ask(...words), sleep(1_500).then(() => undefined)]);
  } catch {
    return undefined;
  } finally {
    connection?.close();
  }
}

function redisConf(run: Run, node: string, { minReplicas = 0 }: Settings): string {
  const lines = [
    `port ${REDIS}`,
    'protected-mode no',
    'save ""',
    'appendonly yes',
    'repl-diskless-sync-delay 0',
    `min-replicas-to-write ${minReplicas}`,
    'min-replicas-max-lag 2',
  ];
  if (node !== 'n1') lines.push(`replicaof ${run.net.address('n1')} ${REDIS}`);
  return `${lines.join('\n')}\n`;
}

function sentinelConf(run: Run, { quorum = 2 }: Settings): string {
  return `${[
    `port ${SENTINEL}`,
    'protected-mode no',
    `sentinel monitor ${MASTER} ${run.net.address('n1')} ${REDIS} ${quorum}`,
    `sentinel down-after-milliseconds ${MASTER} 1000`,
    `sentinel failover-timeout ${MASTER} 6000`,
    `sentinel parallel-syncs ${MASTER} 1`,
  ].join('\n')}\n`;
}
