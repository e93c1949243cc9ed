import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ClientCommand } from './machine.js';
import type { StoreNode } from './node.js';
import { NotLeader, type AppendRequest, type VoteRequest } from './raft.js';

/** After which a request that is not decided is answered as unknown. */
const TIMEOUT_MS = 1_200;
const LARGEST_BODY = 1 << 20;
const NAME = /^[^\u0000-\u001f\u007f]{1,128}$/u;

/** The secret that proves a tenant: nobody derives another tenant's from it. */
export function tenantSecret(clusterSecret: string, tenant: string): string {
  return createHmac('sha256', clusterSecret).update(tenant).digest('hex');
}

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Body = Readonly<Record<string, unknown>>;

/** The clients' door: `POST /t/<tenant>/<operation>` with a JSON body, and `GET /status`. */
export function clientServer(node: StoreNode, clusterSecret: string, about: Body): Server {
  const open = node.bugs.has('open-door');
  return createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/status') {
      answer(response, 200, { ...about, ...node.status() });
      return;
    }
    handle(node, open ? undefined : clusterSecret, request).then(
      (value) => answer(response, 200, value),
      (error: unknown) => {
        if (error instanceof NotLeader) answer(response, 421, { error: error.message, leader: error.leader });
        else if (error instanceof Refused) answer(response, error.status, { error: error.message });
        else answer(response, 500, { error: String(error) });
      },
    );
  });
}

/** The peers' door. */
export function peerServer(node: StoreNode): Server {
  return createServer((request, response) => {
    readBody(request)
      .then((body) => {
        const message = body as unknown as VoteRequest | AppendRequest;
        return message.kind === 'vote' ? node.raft.onVote(message) : node.raft.onAppend(message);
      })
      .then(
        (reply) => answer(response, 200, reply),
        (error: unknown) => answer(response, 500, { error: String(error) }),
      );
  });
}

async function handle(node: StoreNode, clusterSecret: string | undefined, request: IncomingMessage): Promise<unknown> {
  const [, door, encoded = '', operation = '', rest] = (request.url ?? '').split('/');
  if (request.method !== 'POST' || door !== 't' || rest !== undefined) throw new Refused(404, 'not-found');
  const tenant = decode(encoded);
  if (clusterSecret !== undefined) authorise(request, tenantSecret(clusterSecret, tenant));
  const body = await readBody(request);
  if (operation === 'get') return { value: await timely(node.get(tenant, text(body, 'key')), 503, 'no-quorum') };
  if (operation === 'list')
    return { rows: await timely(node.list(tenant, text(body, 'prefix', true)), 503, 'no-quorum') };
  if (operation === 'job') {
    const job = await timely(node.job(tenant, text(body, 'job')), 503, 'no-quorum');
    if (job === undefined) throw new Refused(404, 'no-such-job');
    return { done: job.done, ...(job.done ? { rows: job.rows } : {}) };
  }
  const result = await timely(node.run(commandOf(tenant, operation, body)), 504, 'timeout');
  if (!result.ok) throw new Refused(409, result.error);
  return { ok: true, value: result.value ?? null };
}

/** A tenant's secret opens that tenant alone. */
function authorise(request: IncomingMessage, secret: string): void {
  const given = Buffer.from(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  const wanted = Buffer.from(secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Refused(403, 'forbidden');
}

function commandOf(tenant: string, operation: string, body: Body): ClientCommand {
  const base = { tenant, rid: text(body, 'rid') };
  const lease = (): { lease: string; owner: string } => ({ lease: text(body, 'lease'), owner: text(body, 'owner') });
  switch (operation) {
    case 'put': {
      const put = { ...base, op: 'put' as const, key: text(body, 'key'), value: text(body, 'value', true) };
      if (body['fence'] === undefined) return put;
      const fence = body['fence'] as Body;
      return { ...put, fence: { lease: text(fence, 'lease'), token: count(fence, 'token') } };
    }
    case 'cas':
      return {
        ...base,
        op: 'cas',
        key: text(body, 'key'),
        expect: body['expect'] === null ? null : text(body, 'expect', true),
        value: text(body, 'value', true),
      };
    case 'append':
      return { ...base, op: 'append', key: text(body, 'key'), value: text(body, 'value', true) };
    case 'acquire':
      return { ...base, op: 'acquire', ...lease(), ttl: count(body, 'ttl') };
    case 'renew':
    case 'release':
      return { ...base, op: operation, ...lease(), token: count(body, 'token') };
    case 'export':
      return { ...base, op: 'export' };
    default:
      throw new Refused(404, 'not-found');
  }
}

function text(body: Body, name: string, free = false): string {
  const value = body[name];
  if (typeof value !== 'string' || !(free || NAME.test(value)))
    throw new Refused(400, `"${name}" must be a text of 1 to 128 characters`);
  return value;
}

function count(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0)
    throw new Refused(400, `"${name}" must be a whole number above 0`);
  return value;
}

function decode(encoded: string): string {
  try {
    const tenant = decodeURIComponent(encoded);
    if (NAME.test(tenant)) return tenant;
  } catch {
    // Refused below.
  }
  throw new Refused(400, 'the tenant must be a text of 1 to 128 characters');
}

/** Gives up waiting, not the work: a write may still take effect. */
async function timely<T>(work: Promise<T>, status: number, error: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refused(status, error)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refused(413, 'the body is too large');
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Refused below.
  }
  throw new Refused(400, 'the body must be a JSON object');
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
