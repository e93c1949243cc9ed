import { Agent, request, type RequestOptions } from 'node:http';
import type { Json } from '../../lib/history/operation.js';
import type { Answer } from '../harness/recording.js';

/** An answer of the JSON gateway: HTTP status and body, or why there is none. */
export interface Reply {
  /** 0 where no answer came. */
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** ECONNREFUSED, ECONNRESET, aborted, … */
  readonly error?: string;
}

export const b64 = (text: string): string => Buffer.from(text).toString('base64');
export const text64 = (text: string): string => Buffer.from(text, 'base64').toString();

// A connection that a fault has broken is not kept: each member has few clients, and a new one costs little.
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const post = (host: string, path: string, text: string): RequestOptions => ({
  host,
  port: 2379,
  path,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
});

/** A call of the v3 API by the JSON gateway, which retries nothing. Never rejects. */
export function call(address: string, path: string, body: unknown, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve) => {
    const text = JSON.stringify(body);
    const req = request({ ...post(address, path, text), agent, signal }, (res) => {
      let said = '';
      res.on('data', (chunk: Buffer) => (said += chunk.toString()));
      res.on('error', (error) => resolve({ status: 0, body: {}, error: error.message }));
      res.on('end', () => {
        try {
          resolve({ status: res.statusCode ?? 0, body: JSON.parse(said) as Record<string, unknown> });
        } catch {
          resolve({ status: 0, body: {}, error: 'no JSON' });
        }
      });
      res.on('aborted', () => resolve({ status: 0, body: {}, error: 'aborted' }));
    });
    req.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: 0, body: {}, error: error.code ?? error.message }),
    );
    req.end(text);
  });
}

/** gRPC codes that promise no effect: invalid argument, not found, permission denied, exhausted, out of range, unauthenticated. */
const DEFINITE = new Set([3, 5, 7, 8, 11, 16]);

/**
 * How a call that was no success ended. Refused connections were never sent. For a read any answer is definite, since it
 * has no effect that could come later; a write is definite only where the server promises that it did nothing.
 */
export function failure({ status, body, error }: Reply, effect: 'read' | 'write'): Answer {
  if (status === 0) return { ok: false, definite: error === 'ECONNREFUSED', code: error ?? 'no answer' };
  const code = typeof body['code'] === 'number' ? body['code'] : -1;
  const message = typeof body['error'] === 'string' ? body['error'] : `status ${status}`;
  return { ok: false, definite: effect === 'read' || DEFINITE.has(code), code: message.slice(0, 60) };
}

export function revisionOf(body: Record<string, unknown>): number {
  return Number((body['header'] as { revision?: string } | undefined)?.revision ?? 0);
}

export interface Pair {
  readonly key: string;
  readonly value: string;
  readonly modRevision: number;
  readonly createRevision: number;
}

/** The key-value pairs of a range answer. */
export function pairsOf(body: Record<string, unknown>): Pair[] {
  return ((body['kvs'] ?? []) as Record<string, string>[]).map((kv) => ({
    key: text64(kv['key'] ?? ''),
    value: text64(kv['value'] ?? ''),
    modRevision: Number(kv['mod_revision'] ?? 0),
    createRevision: Number(kv['create_revision'] ?? 0),
  }));
}

/** The end of the range of all keys that begin with a prefix. */
export function prefixEnd(prefix: string): string {
  const bytes = Buffer.from(prefix);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) + 1;
  return bytes.toString('base64');
}

export async function put(
  address: string,
  key: string,
  value: string,
  signal: AbortSignal,
  lease?: string,
): Promise<Answer> {
  const reply = await call(
    address,
    '/v3/kv/put',
    { key: b64(key), value: b64(value), ...(lease === undefined ? {} : { lease }) },
    signal,
  );
  return reply.status === 200
    ? { ok: true, output: 'ok', more: { revision: revisionOf(reply.body) } }
    : failure(reply, 'write');
}

/** A read of one key: its value, or null where there is none. */
export async function get(address: string, key: string, signal: AbortSignal, serializable = false): Promise<Answer> {
  const reply = await call(
    address,
    '/v3/kv/range',
    { key: b64(key), ...(serializable ? { serializable } : {}) },
    signal,
  );
  if (reply.status !== 200) return failure(reply, 'read');
  const [pair] = pairsOf(reply.body);
  return {
    ok: true,
    output: pair?.value ?? null,
    more: { mod_revision: pair?.modRevision ?? 0, revision: revisionOf(reply.body) },
  };
}

/** Every key below a prefix with its revision, from this member. Undefined where it does not answer. */
export async function list(
  address: string,
  prefix: string,
  options: { serializable?: boolean; keysOnly?: boolean; ms?: number } = {},
): Promise<{ pairs: Pair[]; revision: number } | undefined> {
  const body = {
    key: b64(prefix),
    range_end: prefixEnd(prefix),
    serializable: options.serializable ?? false,
    keys_only: options.keysOnly ?? false,
  };
  const reply = await call(address, '/v3/kv/range', body, AbortSignal.timeout(options.ms ?? 10_000));
  return reply.status === 200 ? { pairs: pairsOf(reply.body), revision: revisionOf(reply.body) } : undefined;
}

/** A transaction as the gateway takes it: `compare`, `success`, `failure`. */
export async function txn(
  address: string,
  body: unknown,
  signal: AbortSignal,
): Promise<{ answer: Answer; reply: Reply }> {
  const reply = await call(address, '/v3/kv/txn', body, signal);
  if (reply.status !== 200) return { answer: failure(reply, 'write'), reply };
  const succeeded = reply.body['succeeded'] === true;
  return { answer: { ok: true, output: succeeded as Json, more: { revision: revisionOf(reply.body) } }, reply };
}

/** Compare-and-swap on the value; `from` null: the key must not exist. */
export async function cas(
  address: string,
  key: string,
  from: string | null,
  to: string,
  signal: AbortSignal,
): Promise<Answer> {
  const compare = from === null ? { target: 'VERSION', version: 0 } : { target: 'VALUE', value: b64(from) };
  const body = {
    compare: [{ key: b64(key), result: 'EQUAL', ...compare }],
    success: [{ request_put: { key: b64(key), value: b64(to) } }],
  };
  return (await txn(address, body, signal)).answer;
}

/** A streaming call (watch, keep-alive): `on` gets each result until the stream ends or `signal` is aborted. */
export function stream(
  address: string,
  path: string,
  body: unknown,
  on: (result: Record<string, unknown>) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve) => {
    const text = JSON.stringify(body);
    const req = request({ ...post(address, path, text), agent: false, signal }, (res) => {
      let rest = '';
      res.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines)
          if (line.trim() !== '') {
            const parsed = JSON.parse(line) as { result?: Record<string, unknown> };
            if (parsed.result !== undefined) on(parsed.result);
          }
      });
      res.on('error', (error) => resolve(error.message));
      res.on('aborted', () => resolve('aborted'));
      res.on('end', () => resolve('end'));
    });
    req.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    req.end(text);
  });
}
