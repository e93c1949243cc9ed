import { outcome, type Operation } from '../../lib/history/operation.js';
import { sleep } from '../harness/command.js';
import { plant } from './appends.js';
import { b64, call, prefixEnd, put, failure, revisionOf, stream } from './client.js';
import { EtcdCluster } from './cluster.js';
import type { Context, Scenario } from './scenario.js';

const NODES = ['n1', 'n2', 'n3'];
const DEADLINE = 5_000;
const ROUND = 12;
/** Where a round compacts: at a revision that deletes a key, one before it, one behind it. */
const PLACES = [-1, 0, 1] as const;

interface Entry {
  readonly revision: number;
  readonly deletes: boolean;
}

interface Answered {
  readonly events: readonly number[];
  readonly compactRevision: number | undefined;
}

interface Judged {
  readonly asked: number;
  readonly compacted: number;
  readonly node: string;
  readonly answered: Answered;
}

/** Watches from a revision on until the last one has come, the watch is cancelled, or the time is up. */
async function watch(address: string, prefix: string, from: number, last: number): Promise<Answered> {
  const events: number[] = [];
  let compactRevision: number | undefined;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), DEADLINE);
  const body = { create_request: { key: b64(prefix), range_end: prefixEnd(prefix), start_revision: String(from) } };
  await stream(
    address,
    '/v3/watch',
    body,
    (result) => {
      if (result['canceled'] === true) compactRevision = Number(result['compact_revision'] ?? 0);
      for (const { kv } of (result['events'] ?? []) as { kv: { mod_revision: string } }[])
        events.push(Number(kv.mod_revision));
      if (compactRevision !== undefined || events.at(-1) === last) abort.abort();
    },
    abort.signal,
  );
  clearTimeout(timer);
  return { events, compactRevision };
}

const judgedOf = ({ notes }: Context): Judged[] => {
  const known = (notes.get('judged') as Judged[] | undefined) ?? [];
  notes.set('judged', known);
  return known;
};

async function oneSeed(context: Context): Promise<void> {
  const { cluster, recorder, random, seed, mode } = context;
  const prefix = `c${seed}/`;
  const log = `compaction/${seed}`;
  const writer = recorder.client(`s${seed}w`);
  const entries: Entry[] = [];
  const there = new Set<string>();
  /** One put or delete, which is one entry of the log; its place in the log is known, since nobody else writes. */
  const one = async (deletes: boolean): Promise<void> => {
    const node = random.pick(NODES);
    const address = cluster.address(node);
    const key = deletes ? random.pick([...there]) : `${prefix}k${random.int(6)}`;
    const offset = entries.length;
    const op = await writer.do({ op_type: 'append', key: log, input: offset + 1, node }, DEADLINE, async (signal) => {
      if (!deletes) {
        const answer = await put(address, key, `v${offset}`, signal);
        return answer.ok ? { ...answer, output: { offset } } : answer;
      }
      const reply = await call(address, '/v3/kv/deleterange', { key: b64(key) }, signal);
      return reply.status === 200
        ? { ok: true, output: { offset }, more: { revision: revisionOf(reply.body) } }
        : failure(reply, 'write');
    });
    if (outcome(op) !== 'ok') throw new Error('a write without faults did not succeed: nothing can be judged');
    entries.push({ revision: op['revision'] as number, deletes });
    if (deletes) there.delete(key);
    else there.add(key);
  };
  for (const place of mode === 'none' ? [undefined] : PLACES) {
    const first = entries.length;
    for (let i = 0; i < ROUND; i++) await one(i === ROUND / 2 && place !== undefined);
    const at = first + ROUND / 2 + (place ?? 0);
    const revision = entries[at]?.revision ?? 0;
    const body = { revision: String(revision), physical: true };
    await call(cluster.address('n1'), '/v3/kv/compaction', body, AbortSignal.timeout(DEADLINE));
    // Each member removes what is compacted in its own time.
    await sleep(1_000);
    if (place === 0) context.reach('a compaction at the revision of a delete');
    const last = entries.at(-1)?.revision ?? 0;
    for (const node of NODES) {
      const address = cluster.address(node);
      const reader = recorder.client(`s${seed}r`);
      await reader.do({ op_type: 'read', key: log, node }, 2 * DEADLINE, async () => {
        const { events } = await watch(address, prefix, revision, last);
        const values = events.map((event) => entries.findIndex((entry) => entry.revision === event) + 1);
        return { ok: true, output: { offset: at, values } };
      });
      const asked = revision - 2;
      judgedOf(context).push({ asked, compacted: revision, node, answered: await watch(address, prefix, asked, last) });
      context.reach('a watch that asked for compacted history');
    }
  }
}

/** Claim C13: who asks for what is compacted is told so. */
const silentlySkipped = (context: Context): string[] =>
  judgedOf(context)
    .filter(({ compacted, answered }) => answered.compactRevision !== compacted)
    .map(
      ({ asked, compacted, node, answered }) =>
        `a watch at ${node} from revision ${asked}, compacted at ${compacted}, was ${answered.compactRevision === undefined ? `not cancelled and got ${answered.events.length} events` : `cancelled with ${answered.compactRevision}`}`,
    );

/** Takes the first event out of what one watch got. */
function dropFirst(operations: Operation[]): void {
  const at = operations.findLastIndex((op) => op.op_type === 'read');
  const op = operations[at];
  const output = op?.output as { offset: number; values: number[] } | undefined;
  if (op !== undefined && output !== undefined)
    operations[at] = { ...op, output: { offset: output.offset, values: output.values.slice(1) } };
}

export const S15: Scenario = {
  id: 'S15',
  seeds: [1, 2, 3],
  check: { checker: 'no-lost-ack', model: 'log' },
  generator:
    'one writer of puts and deletes; compaction at a delete, before and behind it; watches from there at each member',
  rate: 10,
  faultless: true,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, NODES),
  seed: oneSeed,
  final: () => Promise.resolve(),
  extra: silentlySkipped,
  keep: (context) => ({ compactedWatches: judgedOf(context) }),
  positive({ session, control, negative }) {
    plant(negative, session, control, dropFirst);
    return Promise.resolve('the negative control with the first event taken out of what one watch got');
  },
  audit: {
    R1: 'no fault is planned',
    R2: 'no fault is planned; every write succeeded, or the run would have ended',
    W9: 'a watch at each of the three members',
  },
  finding: (found) => ({
    title: 'A watch from the compact revision on does not get the delete that was made there',
    hypothesis: 'H7',
    what: found.some((text) => /not cancelled|cancelled with/.test(text))
      ? 'A watch that asked for compacted history was not told so.'
      : 'The history was compacted at a revision that deletes a key. A watch from exactly this revision on, which is not compacted, got everything but the delete, at every member, and was not told.',
    blame: 'SUT',
    kind: 'fault-handling',
    tags: 'safety',
    severity: 'P1',
    cause:
      'compaction removes the tombstone at the compact revision itself; etcd issues 18089 and 19179 describe this, and maintainers confirm it for release-3.4',
    next: 'clients: list again after a compaction instead of resuming at the compact revision; repeat on a version with the fix',
    hypotheses: { H7: 'falsified: see the findings' },
    less: 'C11: a delete at the compact revision is lost to watches that start there',
  }),
};
