import { join } from 'node:path';
import { outcome, type Json, type Operation } from '../../lib/history/operation.js';
import { run, sleep } from '../harness/command.js';
import { rewrite } from '../harness/history.js';
import type { Answer } from '../harness/recording.js';
import { list, put } from './client.js';
import type { EtcdCluster } from './cluster.js';
import type { Context } from './scenario.js';

const DEADLINE = 2_000;

export interface AppendOptions {
  readonly clients: number;
  /** Milliseconds between two appends of a client. */
  readonly every: number;
  /** Clients that list one log after another, so that what was observed is known. */
  readonly readers?: number;
  /** Longest value, in bytes. */
  readonly most?: number;
}

/** The elements of a log as they stand in the key space: one key each, below the log's own prefix. */
async function elements(address: string, log: string, ms: number): Promise<Answer> {
  const found = await list(address, `log/${log}/`, { keysOnly: true, ms });
  if (found === undefined) return { ok: false, definite: true, code: 'no answer to the read' };
  return {
    ok: true,
    output: found.pairs.map(({ key }) => Number(key.slice(key.lastIndexOf('/') + 1))).sort((a, b) => a - b),
    more: { revision: found.revision },
  };
}

/** Each client appends unique elements to a log of its own, as new keys: nothing is ever overwritten. */
export class Appends {
  private on = true;
  private pace: number;
  private readonly loops: Promise<void>[] = [];
  private readonly logs: string[];

  constructor(
    private readonly context: Context,
    private readonly options: AppendOptions,
  ) {
    this.pace = options.every;
    this.logs = (context.notes.get('logs') as string[] | undefined) ?? [];
    context.notes.set('logs', this.logs);
  }

  start(): this {
    const { cluster, seed, random } = this.context;
    const own: string[] = [];
    for (let i = 1; i <= this.options.clients; i++) own.push(`a${seed}.${i}`);
    this.logs.push(...own);
    const node = (i: number): string => cluster.nodes[i % cluster.nodes.length] ?? '';
    for (const [i, log] of own.entries())
      this.loops.push(this.append(log, node(i), `s${seed}w${i + 1}`, random.int(this.options.every)));
    for (let i = 0; i < (this.options.readers ?? 0); i++) this.loops.push(this.read(own, node(i), `s${seed}r${i + 1}`));
    return this;
  }

  /** Lets the clients append without a pause from now on for a while, so that a fault meets appends in flight. */
  hurry(ms: number): void {
    this.pace = 2;
    setTimeout(() => (this.pace = this.options.every), ms);
  }

  async stop(): Promise<void> {
    this.on = false;
    await Promise.all(this.loops);
  }

  private async append(log: string, node: string, name: string, offset: number): Promise<void> {
    const { cluster, recorder, random } = this.context;
    const client = recorder.client(name);
    await sleep(offset);
    for (let n = 1; this.on; n++) {
      const size = 16 + random.int(this.options.most ?? 64);
      const value = `${log}/${n} `.padEnd(size, 'x');
      await client.do({ op_type: 'append', key: log, input: n, node }, DEADLINE, (signal) =>
        put(cluster.address(node), `log/${log}/${n}`, value, signal),
      );
      await sleep(this.pace);
    }
  }

  private async read(logs: readonly string[], node: string, name: string): Promise<void> {
    const { cluster, recorder, random } = this.context;
    const client = recorder.client(name);
    while (this.on) {
      await sleep(1_000 + random.int(500));
      const log = random.pick(logs);
      await client.do({ op_type: 'read', key: log, node }, DEADLINE, () =>
        elements(cluster.address(node), log, DEADLINE),
      );
    }
  }
}

/** Every log is read once from each member by a fresh client, and the members' hashes at one revision are taken. */
export async function finalLogReads(context: Context): Promise<void> {
  const { cluster, recorder } = context;
  for (const node of cluster.servers.keys()) {
    const client = recorder.client(`final-${node}`);
    for (const log of context.notes.get('logs') as string[])
      await client.do({ op_type: 'read', key: log, node }, 15_000, () => elements(cluster.address(node), log, 15_000));
  }
  context.notes.set('hashes', await hashes(cluster));
}

/** What `etcdctl endpoint hashkv` gives for each member, at one revision. */
async function hashes(cluster: EtcdCluster): Promise<Map<string, string>> {
  const nodes = [...cluster.servers.keys()];
  const revision = Math.min(
    ...(await Promise.all(nodes.map(async (node) => (await cluster.status(node))?.revision ?? 0))),
  );
  const found = new Map<string, string>();
  for (const node of nodes) {
    const { out, err } = await run(
      [
        'etcdctl',
        '--endpoints',
        `http://${cluster.address(node)}:2379`,
        'endpoint',
        'hashkv',
        '--rev',
        String(revision),
        '-w',
        'json',
      ],
      { ms: 10_000 },
    );
    const hash = /"hash":(\d+)/.exec(out)?.[1];
    found.set(node, hash ?? `no hash: ${(err || out).slice(0, 100)}`);
  }
  return found;
}

/** Members whose key space differs at one revision. */
export function differingHashes(context: Context): string[] {
  const found = context.notes.get('hashes') as Map<string, string>;
  return new Set(found.values()).size === 1
    ? []
    : [`the members' hashes at one revision differ: ${[...found].map(([node, hash]) => `${node} ${hash}`).join(', ')}`];
}

/** Acknowledged writes whose revision is not above that of every write that was acknowledged before they were invoked (claim C6). */
export function revisionsAgainstTime(operations: readonly Operation[]): string[] {
  const acked = operations.filter(
    (op) => op.op_type === 'append' && outcome(op) === 'ok' && typeof op['revision'] === 'number',
  );
  const ends = acked
    .map((op) => ({ at: op.complete_ts ?? 0, revision: op['revision'] as number }))
    .sort((a, b) => a.at - b.at);
  const starts = [...acked].sort((a, b) => a.invoke_ts - b.invoke_ts);
  const found: string[] = [];
  let highest = 0;
  let i = 0;
  for (const op of starts) {
    for (; i < ends.length && (ends[i]?.at ?? 0) < op.invoke_ts; i++)
      highest = Math.max(highest, ends[i]?.revision ?? 0);
    if ((op['revision'] as number) <= highest)
      found.push(
        `op ${String(op.op_id)} got revision ${String(op['revision'])}, and revision ${highest} had been acknowledged before it was invoked`,
      );
  }
  return found;
}

/** Plants a violation in a recorded history, for a positive control. */
export function plant(from: string, session: string, control: string, change: (operations: Operation[]) => void): void {
  rewrite(from, join(session, 'evidence', control, 'history.jsonl'), (all) => {
    const operations = [...all];
    change(operations);
    return operations;
  });
}

/** Takes one acknowledged element out of every final read of its log. */
export function forgetOne(operations: Operation[]): void {
  const written = operations.find((op) => op.op_type === 'append' && outcome(op) === 'ok');
  for (const [i, op] of operations.entries())
    if (
      op.op_type === 'read' &&
      op.key === written?.key &&
      Array.isArray(op.output) &&
      String(op.process_id).startsWith('final')
    )
      operations[i] = { ...op, output: (op.output as Json[]).filter((element) => element !== written?.input) };
}
