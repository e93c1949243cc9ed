import { Agent, request } from 'node:http';
import type { AppendRequest, Reply, VoteRequest } from './raft.js';

/** After which a peer's silence counts as no answer. */
const TIMEOUT_MS = 400;

/** Sends requests to peers over HTTP. A connection that did not answer is thrown away, so that a healed link is used at once. */
export function peerSender(
  addresses: ReadonlyMap<string, { readonly host: string; readonly port: number }>,
): (peer: string, message: VoteRequest | AppendRequest) => Promise<Reply> {
  const agent = new Agent({ keepAlive: true });
  return (peer, message) =>
    new Promise<Reply>((resolve, reject) => {
      const address = addresses.get(peer);
      if (address === undefined) throw new Error(`no peer is called ${peer}`);
      const body = JSON.stringify(message);
      const call = request(
        {
          ...address,
          agent,
          method: 'POST',
          path: '/raft',
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            clearTimeout(timer);
            try {
              if (response.statusCode !== 200) throw new Error(`${peer} answered ${response.statusCode ?? 0}`);
              resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Reply);
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          });
        },
      );
      const timer = setTimeout(() => call.destroy(new Error(`${peer} is silent`)), TIMEOUT_MS);
      call.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      call.end(body);
    });
}
