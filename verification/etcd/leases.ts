import type { Answer } from '../harness/recording.js';
import { b64, call, failure, revisionOf, stream, txn } from './client.js';

/** Grants a lease. @param seconds its TTL @returns its id as the gateway words it, or why there is none */
export async function grant(
  address: string,
  seconds: number,
  signal: AbortSignal,
): Promise<{ id: string } | { id: undefined; answer: Answer }> {
  const reply = await call(address, '/v3/lease/grant', { TTL: String(seconds) }, signal);
  const id = reply.body['ID'];
  return reply.status === 200 && typeof id === 'string' ? { id } : { id: undefined, answer: failure(reply, 'write') };
}

/** Renews a lease once: true, or false where the server says that it is gone. */
export async function keepAlive(address: string, id: string, signal: AbortSignal): Promise<Answer> {
  const abort = new AbortController();
  const both = AbortSignal.any([signal, abort.signal]);
  return new Promise((resolve) => {
    const on = (result: Record<string, unknown>): void => {
      resolve({ ok: true, output: Number(result['TTL'] ?? 0) > 0 });
      abort.abort();
    };
    // A renewal without an answer may have extended the lease.
    void stream(address, '/v3/lease/keepalive', { ID: id }, on, both).then((why) =>
      resolve({ ok: false, definite: why === 'ECONNREFUSED', code: why }),
    );
  });
}

/** Revokes a lease, and with it deletes its keys. A lease that is gone already is as good. */
export async function revoke(address: string, id: string, signal: AbortSignal): Promise<Answer> {
  const reply = await call(address, '/v3/lease/revoke', { ID: id }, signal);
  if (reply.status === 200) return { ok: true, output: true };
  const answer = failure(reply, 'write');
  return !answer.ok && answer.definite && /lease not found/.test(answer.code) ? { ok: true, output: false } : answer;
}

/** Makes the key with this lease where there is none, by one transaction: true where it was made. */
export async function createWithLease(
  address: string,
  key: string,
  value: string,
  lease: string,
  signal: AbortSignal,
): Promise<Answer> {
  const body = {
    compare: [{ key: b64(key), target: 'CREATE', result: 'EQUAL', create_revision: '0' }],
    success: [{ request_put: { key: b64(key), value: b64(value), lease } }],
  };
  return (await txn(address, body, signal)).answer;
}

/** A put with a lease that asks for nothing: what a client does that takes no care. */
export async function putWithLease(
  address: string,
  key: string,
  value: string,
  lease: string,
  signal: AbortSignal,
): Promise<Answer> {
  const reply = await call(address, '/v3/kv/put', { key: b64(key), value: b64(value), lease }, signal);
  return reply.status === 200
    ? { ok: true, output: true, more: { revision: revisionOf(reply.body) } }
    : failure(reply, 'write');
}
