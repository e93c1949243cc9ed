import { Agent, request, type RequestOptions } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Client, Request } from '../harness/recording.js';
import type { Json } from '../../lib/history/operation.js';
import { tenantSecret } from './store/api.js';
import type { Operation } from '../../lib/history/operation.js';

export const CLIENT_PORT = 7000;
export const PEER_PORT = 7001;
export const CLUSTER_SECRET = 'planted';

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, Json>>;
  readonly node: string;
}

/** What goes over the wire for one operation. */
export interface Call {
  /** Whose secret is shown. */
  readonly as: string;
  /** Whose data is asked for; default: the same. */
  readonly tenant?: string;
  readonly operation: string;
  readonly body: Readonly<Record<string, Json>>;
  /** Reads have no effect: a lost answer is a failure, not an unknown. */
  readonly read?: boolean;
}

/** The deadline of every operation, in ms. */
export const DEADLINE = 1_500;
/** Between two tries at nodes that could not take the request. */
const PAUSE = 60;

/**
 * Talks to the cluster as a client at home at one node: each operation begins there, and goes on to where the node says
 * that the leader is. Only answers that say "had no effect here" are followed; nothing is ever sent twice behind the
 * recorder's back.
 */
export class StoreClient {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly addresses: ReadonlyMap<string, string>,
    readonly home: string,
  ) {}

  /** Does an operation under the recorder's eyes. */
  do(
    client: Client,
    record: Omit<Request, 'node'>,
    call: Call,
    output: (body: Reply['body']) => Json,
  ): Promise<Operation> {
    return client.do({ ...record, node: this.home }, DEADLINE, (signal) => this.ask(call, output, signal));
  }

  async ask(call: Call, output: (body: Reply['body']) => Json, signal: AbortSignal): Promise<Answer> {
    let node = this.home;
    for (let hops = 0; ; hops++) {
      let reply: Reply | undefined;
      try {
        reply = await this.send(node, call, signal);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'lost';
        // A refused connection has carried nothing.
        if (code !== 'ECONNREFUSED')
          return { ok: false, definite: call.read === true, code, more: { node_seen: node } };
      }
      const more = { node_seen: node, hops };
      if (reply?.status === 200) return { ok: true, output: output(reply.body), more };
      if (reply !== undefined && reply.status !== 421) {
        const code = String(reply.body['error'] ?? reply.status);
        return { ok: false, definite: reply.status < 500 || call.read === true, code, more };
      }
      if (signal.aborted || hops > 30) return { ok: false, definite: true, code: 'no leader', more };
      const hint = reply?.body['leader'];
      if (typeof hint === 'string' && hint !== node) node = hint;
      else node = this.next(node);
      if (hops > 0) await wait(PAUSE);
    }
  }

  private next(node: string): string {
    const names = [...this.addresses.keys()];
    return names[(names.indexOf(node) + 1) % names.length] ?? node;
  }

  private send(node: string, { as, tenant = as, operation, body }: Call, signal: AbortSignal): Promise<Reply> {
    const path = `/t/${encodeURIComponent(tenant)}/${operation}`;
    return post(this.agent, this.addresses.get(node) ?? '', path, tenantSecret(CLUSTER_SECRET, as), body, signal).then(
      (reply) => ({ ...reply, node }),
    );
  }
}

function post(
  agent: Agent,
  host: string,
  path: string,
  secret: string,
  body: unknown,
  signal: AbortSignal,
): Promise<{ status: number; body: Readonly<Record<string, Json>> }> {
  return exchange(
    { agent, host, port: CLIENT_PORT, path, method: 'POST', signal, headers: { authorization: `Bearer ${secret}` } },
    JSON.stringify(body),
  );
}

/** What a node says of itself; undefined where it does not answer. */
export async function statusOf(host: string): Promise<Readonly<Record<string, Json>> | undefined> {
  const options = { host, port: CLIENT_PORT, path: '/status', method: 'GET', signal: AbortSignal.timeout(500) };
  return exchange(options, '').then(
    ({ body }) => body,
    () => undefined,
  );
}

function exchange(
  options: RequestOptions,
  body: string,
): Promise<{ status: number; body: Readonly<Record<string, Json>> }> {
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, Json> });
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
