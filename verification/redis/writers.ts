import { sleep } from '../harness/command.js';
import { uniform } from '../harness/random.js';
import type { Answer, Client, Recorder } from '../harness/recording.js';
import { REDIS, type Target } from './cluster.js';
import { Connection, NotConnected, ReplyError, type Reply } from './resp.js';

export interface Writing {
  readonly cluster: Target;
  readonly recorder: Recorder;
  /** The set that elements are added to; a key of the history. */
  readonly key: string;
  readonly seed: number;
  /** Clients that stay with n1, as a pool does that does not ask Sentinels. */
  readonly pinned: number;
  /** Clients that ask a Sentinel after each error. */
  readonly aware: number;
  /** Operations a second of each client. */
  readonly rate: number;
  readonly pinnedDeadline: number;
  readonly awareDeadline: number;
  /** Replicas that `WAIT` must confirm within a second for an element to count as acknowledged; default none. */
  readonly confirm?: number;
  /** Each client overwrites a key of its own instead of adding to the set. */
  readonly overwrite?: boolean;
}

/** Clients that add unique elements to one set until they are told to stop. */
export class Writers {
  private stopped = false;
  private readonly loops: Promise<void>[];

  private constructor(private readonly request: Writing) {
    const { pinned, aware } = request;
    this.loops = [
      ...Array.from({ length: pinned }, (_, i) => this.loop(`p${i + 1}`, true, i)),
      ...Array.from({ length: aware }, (_, i) => this.loop(`a${i + 1}`, false, pinned + i)),
    ];
  }

  static start(request: Writing): Writers {
    return new Writers(request);
  }

  /** Waits for the operations in flight. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  private async loop(name: string, pinned: boolean, number: number): Promise<void> {
    const { cluster, recorder, key, seed, rate } = this.request;
    const chance = uniform(seed * 1000 + number);
    const client = recorder.client(`${key}/${name}`);
    const held: { connection?: Connection } = {};
    let node = 'n1';
    for (let i = 1; !this.stopped; i++) {
      await sleep((1000 / rate) * (0.5 + chance()));
      const element = `${name}-${i}`;
      const deadline = pinned ? this.request.pinnedDeadline : this.request.awareDeadline;
      const request =
        this.request.overwrite === true
          ? { op_type: 'write', key: `${key}/${name}`, input: element, node }
          : { op_type: 'add', key, input: element, node };
      const op = await client.do(request, deadline, async (signal) => {
        if (held.connection?.open !== true) {
          const made = await opened(cluster, node);
          if (!(made instanceof Connection)) return made;
          held.connection = made;
        }
        const { connection } = held;
        // After the deadline a late answer would be taken for that of the next command.
        signal.addEventListener('abort', () => {
          if (!connection.idle) connection.close();
        });
        return request.op_type === 'write'
          ? answered(await connection.ask('SET', request.key, element))
          : this.add(connection, key, element);
      });
      if (!pinned && op.error !== null) {
        held.connection?.close();
        node = (await cluster.named()) ?? node;
      }
    }
    held.connection?.close();
  }

  private async add(connection: Connection, key: string, element: string): Promise<Answer> {
    const { confirm } = this.request;
    const added = connection.ask('SADD', key, element);
    if (confirm === undefined) return answered(await added);
    const confirmed = connection.ask('WAIT', String(confirm), '1000');
    const [first, second] = await Promise.all([added, confirmed]);
    const answer = answered(first);
    if (!answer.ok) return answer;
    return typeof second === 'number' && second >= confirm
      ? { ok: true, output: second }
      : { ok: false, definite: false, code: `WAIT answered ${String(second)}` };
  }
}

/** A new connection to a node; where it cannot be made nothing was sent, and the operation has definitely failed. */
export async function opened(cluster: Target, node: string): Promise<Connection | Answer> {
  try {
    return await Connection.open(cluster.run.net.address(node), REDIS, 1_000);
  } catch (error) {
    return { ok: false, definite: true, code: error instanceof NotConnected ? error.message : 'not connected' };
  }
}

/** An error reply is a definite refusal: Redis checks before it executes. */
export function answered(reply: Reply): Answer {
  return reply instanceof ReplyError
    ? { ok: false, definite: true, code: reply.code }
    : { ok: true, output: reply as string | number | null };
}

/** Reads a whole set, as the last word on what is there. @throws Error where it cannot be read: a run without it says nothing */
export async function readSet(cluster: Target, client: Client, node: string, key: string): Promise<void> {
  const op = await client.do({ op_type: 'read', key, node }, 10_000, async (): Promise<Answer> => {
    const connection = await Connection.open(cluster.run.net.address(node), REDIS, 2_000);
    const reply = await connection.ask('SMEMBERS', key);
    connection.close();
    return reply instanceof ReplyError
      ? { ok: false, definite: true, code: reply.code }
      : { ok: true, output: (reply as readonly string[]).slice().sort() };
  });
  if (op.error !== null) throw new Error(`the final read of ${key} at ${node} failed: ${JSON.stringify(op.error)}`);
}
