import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { get as httpGet } from 'node:http';
import { sleep, until } from '../harness/command.js';
import type { Gauge } from '../harness/fault.js';
import type { Net } from '../harness/netns.js';
import { Server } from '../harness/server.js';
import { call } from './client.js';

/** What a member says of itself (Maintenance.Status). */
export interface Status {
  readonly member: string;
  /** Member id of the leader; `0` where there is none. */
  readonly leader: string;
  readonly term: number;
  readonly revision: number;
}

export interface ClusterOptions {
  readonly flags?: readonly string[];
  /** Where a member keeps its data; default: a folder of the scratch directory. */
  readonly dataOf?: (node: string) => string;
}

/** Members of etcd, each in a namespace of its own, with clients at 2379 and peers at 2380. */
export class EtcdCluster {
  private static count = 0;
  readonly servers = new Map<string, Server>();
  private readonly folder: string;

  constructor(
    readonly net: Net,
    scratch: string,
    readonly nodes: readonly string[],
    private readonly options: ClusterOptions = {},
  ) {
    this.folder = join(scratch, `cluster-${++EtcdCluster.count}`);
    mkdirSync(this.folder, { recursive: true });
    const initial = nodes.map((node) => this.peer(node)).join(',');
    for (const node of nodes) this.servers.set(node, this.member(node, initial, 'new'));
  }

  private peer(node: string): string {
    return `${node}=http://${this.net.address(node)}:2380`;
  }

  /** A member's server, not started. */
  member(node: string, initial: string, state: 'new' | 'existing'): Server {
    const at = this.net.address(node);
    const argv = [
      'etcd',
      ...['--name', node, '--data-dir', this.dataOf(node), '--logger', 'zap', '--log-outputs', 'stderr'],
      ...[
        '--listen-client-urls',
        `http://${at}:2379,http://127.0.0.1:2379`,
        '--advertise-client-urls',
        `http://${at}:2379`,
      ],
      ...['--listen-peer-urls', `http://${at}:2380`, '--initial-advertise-peer-urls', `http://${at}:2380`],
      ...['--initial-cluster', initial, '--initial-cluster-state', state, '--initial-cluster-token', this.folder],
      ...(this.options.flags ?? []),
    ];
    const server = new Server(this.net, node, argv, join(this.folder, `${node}.log`));
    return server;
  }

  /** Adds a member that joins a running cluster. */
  join(node: string): Server {
    const initial = [...new Set([...this.servers.keys(), node])].map((one) => this.peer(one)).join(',');
    const server = this.member(node, initial, 'existing');
    this.servers.set(node, server);
    return server;
  }

  dataOf(node: string): string {
    return this.options.dataOf?.(node) ?? join(this.folder, node);
  }

  server(node: string): Server {
    const server = this.servers.get(node);
    if (server === undefined) throw new Error(`there is no member ${node}`);
    return server;
  }

  address(node: string): string {
    return this.net.address(node);
  }

  /** Starts all members and waits until each follows one leader. @throws Error with the end of a log */
  async start(ms = 30_000): Promise<void> {
    for (const server of this.servers.values()) server.start();
    const leader = await until(ms, () => this.settled(), 100);
    if (leader === undefined)
      throw new Error(
        `no leader after ${ms} ms: ${[...this.servers.keys()].map((node) => `${node}: ${this.log(node).slice(-300)}`).join('\n')}`,
      );
  }

  /** The leader's node, if all running members name the same one. */
  async settled(nodes: readonly string[] = [...this.servers.keys()]): Promise<string | undefined> {
    const all = await Promise.all(nodes.map((node) => this.status(node)));
    const ids = new Set(all.map((status) => status?.leader ?? '0'));
    const [id = '0'] = ids;
    if (ids.size !== 1 || id === '0') return undefined;
    return nodes.find((_, i) => all[i]?.member === id);
  }

  /** The leader in the eyes of the members that answer; waits for one. */
  async leader(ms = 15_000): Promise<string> {
    const found = await until(ms, () => this.settled(), 100);
    if (found === undefined) throw new Error('the cluster has no leader that all members name');
    return found;
  }

  async status(node: string, ms = 1_000): Promise<Status | undefined> {
    const { status, body } = await call(this.address(node), '/v3/maintenance/status', {}, AbortSignal.timeout(ms));
    if (status !== 200) return undefined;
    const header = body['header'] as Record<string, string>;
    return {
      member: header['member_id'] ?? '',
      leader: typeof body['leader'] === 'string' ? body['leader'] : '0',
      term: Number(body['raftTerm'] ?? 0),
      revision: Number(header['revision'] ?? 0),
    };
  }

  /** Whether a member serves default reads, which needs a leader. */
  async healthy(node: string): Promise<boolean> {
    const { status } = await call(this.address(node), '/v3/kv/range', { key: 'AA==' }, AbortSignal.timeout(1_500));
    return status === 200;
  }

  readonly ready = (server: Server): Promise<boolean> => this.healthy(server.node);

  /** All members follow one leader and serve default reads. */
  async quiet(ms = 30_000): Promise<boolean> {
    return (
      (await until(
        ms,
        async () => {
          const nodes = [...this.servers.keys()];
          return (
            ((await this.settled()) !== undefined &&
              (await Promise.all(nodes.map((node) => this.healthy(node)))).every(Boolean)) ||
            undefined
          );
        },
        200,
      )) === true
    );
  }

  /** The sum of a metric over its labels at a member; undefined where it does not answer. */
  metric(node: string, name: string, ms = 1_000): Promise<number | undefined> {
    return new Promise((resolve) => {
      const req = httpGet(
        { host: this.address(node), port: 2379, path: '/metrics', signal: AbortSignal.timeout(ms) },
        (res) => {
          let said = '';
          res.on('data', (chunk: Buffer) => (said += chunk.toString()));
          res.on('error', () => resolve(undefined));
          res.on('end', () => {
            const values = [...said.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
              Number(value),
            );
            resolve(values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0));
          });
        },
      );
      req.on('error', () => resolve(undefined));
    });
  }

  /** A gauge of a member's own metric; the text `no answer` where it does not answer. */
  metricGauge(node: string, metric: string, expect: Gauge['expect'], kind: Gauge['kind'] = 'state'): Gauge {
    return {
      kind,
      name: `${metric} at ${node}`,
      source: 'victim',
      expect,
      read: async () => (await this.metric(node, metric)) ?? 'no answer',
    };
  }

  /** The Raft term as a member knows it. */
  termGauge(node: string): Gauge {
    return {
      kind: 'state',
      name: `Raft term at ${node}`,
      source: 'victim',
      expect: 'rises',
      read: async () => (await this.status(node))?.term ?? 'no answer',
    };
  }

  log(node: string): string {
    try {
      return readFileSync(join(this.folder, `${node}.log`), 'utf8');
    } catch {
      return '';
    }
  }

  /** Removes a member's data; its server has ended. */
  wipe(node: string): void {
    rmSync(this.dataOf(node), { recursive: true, force: true });
  }

  /** Kills all members and removes their data. */
  async destroy(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.kill()));
    await sleep(50);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
