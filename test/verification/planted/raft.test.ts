// Replication of the planted store on scripted schedules: one node, and peers that answer what the test says.
import t from 'tap';
import type { Bug } from '../../../verification/planted/store/bugs.js';
import {
  NotLeader,
  Raft,
  type AppendRequest,
  type Reply,
  type VoteRequest,
} from '../../../verification/planted/store/raft.js';
import type { Entry } from '../../../verification/planted/store/wal.js';

type Answer = (peer: string, request: VoteRequest | AppendRequest) => Reply | undefined;

/** Follows whoever asks, as a peer with an empty log that takes everything. */
const willing: Answer = (_peer, request) =>
  request.kind === 'vote'
    ? { term: request.term, ok: true }
    : { term: request.term, ok: true, match: request.prevIndex + request.entries.length };

class Node {
  now = 0;
  answer: Answer = willing;
  readonly applied: Entry[] = [];
  readonly raft: Raft;

  constructor(bugs: readonly Bug[] = [], log: readonly Entry[] = []) {
    this.raft = new Raft({
      id: 'n1',
      peers: ['n2', 'n3'],
      wal: { append: () => Promise.resolve() },
      restored: { term: log.at(-1)?.term ?? 0, votedFor: null, log: [...log] },
      send: async (peer, request) => {
        await Promise.resolve();
        const reply = this.answer(peer, request);
        if (reply === undefined) throw new Error('lost');
        return reply;
      },
      apply: (entry) => {
        this.applied.push(entry);
        return { ok: true };
      },
      bugs: new Set(bugs),
      now: () => this.now,
      random: () => 0,
    });
  }

  /** Lets time pass in steps of a heartbeat, and all messages of each step arrive. */
  async pass(ms: number): Promise<void> {
    for (const end = this.now + ms; this.now < end;) {
      this.now += 100;
      this.raft.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async lead(): Promise<void> {
    await this.pass(1_100);
    if (this.raft.role !== 'leader') throw new Error(`n1 is ${this.raft.role}`);
  }
}

const put = (index: number, term: number): Entry => ({
  index,
  term,
  command: { op: 'put', tenant: 't', rid: `r${index}.${term}`, key: 'k', value: 'v' },
});
const command = put(0, 0).command;

/** How a promise stands after all that is under way. */
async function state(promise: Promise<unknown>): Promise<string> {
  const open = Symbol('open');
  const turn = new Promise((resolve) => setTimeout(() => resolve(open), 20));
  return Promise.race([promise, turn]).then(
    (value) => (value === open ? 'open' : 'resolved'),
    (error: unknown) => (error instanceof NotLeader ? 'not the leader' : String(error)),
  );
}

t.test('a vote is given once a term, and not to a log that lacks entries', async (t) => {
  const { raft } = new Node([], [put(1, 1), put(2, 2)]);
  const ask = (from: string, lastIndex: number, lastTerm: number): Promise<Reply> =>
    raft.onVote({ kind: 'vote', term: 3, from, lastIndex, lastTerm });
  t.equal((await ask('n2', 9, 1)).ok, false, 'longer, and of an older term');
  t.equal((await ask('n2', 1, 2)).ok, false, 'shorter');
  t.equal((await ask('n3', 2, 2)).ok, true);
  t.equal((await ask('n3', 2, 2)).ok, true, 'the same again');
  t.equal((await ask('n2', 2, 2)).ok, false, 'another one in this term');
});

t.test('a log that does not match is refused with a hint, and a conflicting tail is replaced', async (t) => {
  const { raft } = new Node([], [put(1, 1), put(2, 1), put(3, 1)]);
  const append = (prevIndex: number, prevTerm: number, entries: Entry[]): Promise<Reply> =>
    raft.onAppend({ kind: 'append', term: 2, from: 'n2', prevIndex, prevTerm, entries, commit: 0 });
  t.match(await append(7, 2, [put(8, 2)]), { ok: false, match: 3 });
  t.match(await append(3, 2, [put(4, 2)]), { ok: false });
  t.match(await append(1, 1, [put(2, 2)]), { ok: true, match: 2 });
  t.equal(raft.lastIndex, 2, 'what followed the conflict is gone');
});

t.test('an entry is acknowledged once a majority has it', async (t) => {
  const node = new Node();
  await node.lead();
  t.equal(await state(node.raft.propose(command)), 'resolved');
  node.answer = () => undefined;
  t.equal(await state(node.raft.propose(command)), 'open');
});

t.test('with split-brain switched on, silent peers are no longer counted', async (t) => {
  const node = new Node(['split-brain']);
  await node.lead();
  node.answer = () => undefined;
  await node.pass(900);
  const { commit } = node.raft;
  t.equal(await state(node.raft.propose(command)), 'resolved');
  t.equal(node.raft.commit, commit + 1);
});

t.test('a read waits for a majority that says after it that the node leads; with stale-read it does not', async (t) => {
  for (const [bugs, cutOff] of [
    [[], 'open'],
    [['stale-read'], 'resolved'],
  ] as const) {
    const node = new Node(bugs);
    await node.lead();
    t.equal(await state(node.raft.readable()), 'resolved', 'with peers that answer');
    node.answer = () => undefined;
    t.equal(await state(node.raft.readable()), cutOff, 'cut off');
  }
});

t.test('a leader that hears of a higher term refuses what it was asked', async (t) => {
  const node = new Node();
  await node.lead();
  node.answer = () => ({ term: 9, ok: false });
  const read = node.raft.readable();
  t.equal(await state(read), 'not the leader');
  t.equal(await state(node.raft.propose(command)), 'not the leader');
  t.same([node.raft.role, node.raft.term], ['follower', 9]);
});

t.test('an entry of an older term is committed only along with one of the own term', async (t) => {
  const node = new Node([], [put(1, 1)]);
  // Peers take the old entry, and the answers to all that follows are lost.
  let took = 0;
  node.answer = (peer, request) => {
    if (request.kind === 'vote') return willing(peer, request);
    if (request.prevIndex === 1) return { term: request.term, ok: false, match: 0 };
    return took++ < 2 ? { term: request.term, ok: true, match: 1 } : undefined;
  };
  await node.lead();
  t.same([node.raft.commit, node.applied.length], [0, 0], 'a majority has it, and it may still be overwritten');
  node.answer = willing;
  await node.pass(300);
  t.same(
    node.applied.map(({ index }) => index),
    [1, 2],
  );
});

t.test('a leader that nobody answers for four seconds steps down', async (t) => {
  const node = new Node();
  await node.lead();
  node.answer = () => undefined;
  await node.pass(3_500);
  t.equal(node.raft.role, 'leader');
  await node.pass(1_000);
  t.not(node.raft.role, 'leader');
});
