import type { Bugs } from './bugs.js';
import type { Command, Result } from './machine.js';
import type { Entry, Restored, WalRecord } from './wal.js';

export interface VoteRequest {
  readonly kind: 'vote';
  readonly term: number;
  readonly from: string;
  readonly lastIndex: number;
  readonly lastTerm: number;
}
export interface AppendRequest {
  readonly kind: 'append';
  readonly term: number;
  readonly from: string;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
}
export interface Reply {
  readonly term: number;
  readonly ok: boolean;
  /** Of an append: the last index up to which the follower's log is the leader's, or a hint where it may be. */
  readonly match?: number;
}

export interface RaftOptions {
  readonly id: string;
  readonly peers: readonly string[];
  readonly wal: { append(records: readonly WalRecord[]): Promise<void> };
  readonly restored: Restored;
  /** Delivers a request to a peer. Rejects where no answer came. */
  readonly send: (peer: string, request: VoteRequest | AppendRequest) => Promise<Reply>;
  /** Called once for each committed entry, in order. */
  readonly apply: (entry: Entry) => Result;
  readonly bugs: Bugs;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  readonly random?: () => number;
}

const HEARTBEAT_MS = 100;
const ELECTION_MS = [1_000, 1_800] as const;
/** A leader that a majority has not answered for this long stops taking requests. For liveness only: nothing rests on it. */
const ABANDONED_MS = 4_000;
/** For how long the defect `split-brain` counts a silent node as a member. */
const FORGOTTEN_MS = 800;
const MOST_ENTRIES = 128;

/** A request that another node has to take. It had no effect here. */
export class NotLeader extends Error {
  constructor(readonly leader: string | null) {
    super('not-leader');
  }
}

/**
 * Raft (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", USENIX ATC 2014), without
 * membership changes and snapshots. State changes are synchronous; answers wait until what they promise is durable.
 * Reads follow section 6.4 of Ongaro's dissertation (read index): no clock decides whether a leader still leads.
 */
export class Raft {
  term: number;
  role: 'follower' | 'candidate' | 'leader' = 'follower';
  leader: string | null = null;
  commit = 0;
  applied = 0;
  elections = 0;
  private votedFor: string | null;
  private readonly log: Entry[];
  /** The last index of our own log that is on disk. */
  private durable: number;
  private deadline = 0;
  private readonly next = new Map<string, number>();
  private readonly match = new Map<string, number>();
  private readonly heard = new Map<string, number>();
  /** Rounds of leadership checks: the latest, and the latest that each peer has answered. */
  private round = 0;
  private readonly rounds = new Map<string, number>();
  private reads: { round: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  private readonly proposals = new Map<
    number,
    { term: number; resolve: (result: Result) => void; reject: (error: Error) => void }
  >();
  private readonly sending = new Set<string>();
  private readonly again = new Set<string>();
  private lastHeartbeat = -Infinity;
  private readonly now: () => number;
  private readonly random: () => number;

  constructor(private readonly options: RaftOptions) {
    const { restored } = options;
    this.term = restored.term;
    this.votedFor = restored.votedFor;
    this.log = [...restored.log];
    this.durable = this.log.length;
    this.now = options.now ?? (() => Number(process.hrtime.bigint() / 1_000_000n));
    this.random = options.random ?? Math.random;
    this.postponeElection();
  }

  get lastIndex(): number {
    return this.log.length;
  }

  /** Peers that answered lately, for those who watch the node from outside. */
  get answering(): number {
    return this.role === 'leader' ? this.options.peers.filter((peer) => this.heardOf(peer)).length : 0;
  }

  /** To be called every few tens of milliseconds. */
  tick(): void {
    const now = this.now();
    if (this.role !== 'leader') {
      if (now >= this.deadline) void this.campaign();
      return;
    }
    if (this.majority(this.heard, now) < now - ABANDONED_MS) {
      this.follow(this.term, null);
      return;
    }
    if (now - this.lastHeartbeat < HEARTBEAT_MS) return;
    this.lastHeartbeat = now;
    this.replicate();
  }

  /**
   * Appends a command as leader; resolves with its result once it is committed and applied here.
   * @throws NotLeader where it was never appended, or another leader's entry has taken its place: no effect
   */
  propose(command: Command): Promise<Result> {
    if (this.role !== 'leader') return Promise.reject(new NotLeader(this.leader));
    const entry: Entry = { index: this.log.length + 1, term: this.term, command };
    this.log.push(entry);
    const done = new Promise<Result>((resolve, reject) =>
      this.proposals.set(entry.index, { term: entry.term, resolve, reject }),
    );
    void this.persist([{ kind: 'entry', entry }], entry);
    this.replicate();
    return done;
  }

  /**
   * Resolves when the state here holds every write that was acknowledged before the call: a majority has confirmed after
   * it that this node leads, and all that was committed by then is applied.
   * @throws NotLeader
   */
  async readable(): Promise<void> {
    if (this.role !== 'leader') throw new NotLeader(this.leader);
    if (this.options.bugs.has('stale-read')) return;
    const { term } = this;
    // Until an entry of its own term is committed, a leader does not know what is.
    while (this.termAt(this.commit) !== term) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!this.leads(term)) throw new NotLeader(this.leader);
    }
    // What is committed is applied at once, so the state is at least as new as the commit index of this moment.
    await this.confirm();
  }

  async onVote(request: VoteRequest): Promise<Reply> {
    const records: WalRecord[] = [];
    if (request.term > this.term) records.push(...this.follow(request.term, null));
    const free = this.votedFor === null || this.votedFor === request.from;
    const granted = request.term === this.term && this.role === 'follower' && free && this.isAtLeastAsNew(request);
    if (granted) {
      this.votedFor = request.from;
      records.push(this.vote());
      this.postponeElection();
    }
    await this.options.wal.append(records);
    return { term: this.term, ok: granted && this.term === request.term };
  }

  async onAppend(request: AppendRequest): Promise<Reply> {
    if (request.term < this.term) return { term: this.term, ok: false };
    const records: WalRecord[] = this.follow(request.term, request.from);
    this.postponeElection();
    const { prevIndex, entries } = request;
    if (prevIndex > this.log.length || this.termAt(prevIndex) !== request.prevTerm) {
      await this.options.wal.append(records);
      return { term: this.term, ok: false, match: Math.min(this.log.length, prevIndex - 1) };
    }
    let last: Entry | undefined;
    for (const entry of entries) {
      const own = this.log[entry.index - 1];
      if (own?.term === entry.term) continue;
      if (own !== undefined) records.push(this.cut(entry.index));
      this.log.push(entry);
      records.push({ kind: 'entry', entry });
      last = entry;
    }
    const match = prevIndex + entries.length;
    this.advance(Math.min(request.commit, match));
    // Also where nothing is new: an entry that came twice may still be on its way to the disk.
    await this.persist(records, last);
    return this.term === request.term ? { term: this.term, ok: true, match } : { term: this.term, ok: false };
  }

  private async campaign(): Promise<void> {
    const term = ++this.term;
    this.role = 'candidate';
    this.leader = null;
    this.votedFor = this.options.id;
    this.elections++;
    this.postponeElection();
    const lastIndex = this.log.length;
    const request: VoteRequest = {
      kind: 'vote',
      term,
      from: this.options.id,
      lastIndex,
      lastTerm: this.termAt(lastIndex),
    };
    await this.options.wal.append([this.vote()]);
    let votes = 1;
    await Promise.all(
      this.options.peers.map(async (peer) => {
        const reply = await this.options.send(peer, request).catch(() => undefined);
        if (reply === undefined) return;
        if (reply.term > this.term) await this.options.wal.append(this.follow(reply.term, null));
        if (!reply.ok || this.term !== term || this.role !== 'candidate') return;
        if (++votes > (this.options.peers.length + 1) / 2) this.lead();
      }),
    );
  }

  private lead(): void {
    this.role = 'leader';
    this.leader = this.options.id;
    for (const peer of this.options.peers) {
      this.next.set(peer, this.log.length + 1);
      this.match.set(peer, 0);
      this.heard.set(peer, this.now());
      this.rounds.set(peer, 0);
    }
    // Commits what former leaders left, which this one may not count for itself (section 5.4.2).
    this.propose({ op: 'noop' }).catch(() => undefined);
  }

  /** Becomes a follower. @returns what has to be durable before anything is answered in the new term */
  private follow(term: number, leader: string | null): WalRecord[] {
    const records: WalRecord[] = [];
    if (term > this.term) {
      this.term = term;
      this.votedFor = null;
      records.push(this.vote());
    }
    if (this.role === 'leader') this.postponeElection();
    this.role = 'follower';
    this.leader = leader;
    for (const { reject } of this.reads.splice(0)) reject(new NotLeader(leader));
    return records;
  }

  private replicate(): void {
    for (const peer of this.options.peers) void this.replicateTo(peer);
  }

  /** One request at a time for each peer; what comes meanwhile goes with the next. */
  private async replicateTo(peer: string): Promise<void> {
    this.again.add(peer);
    if (this.sending.has(peer)) return;
    this.sending.add(peer);
    try {
      while (this.role === 'leader' && this.again.delete(peer)) await this.sendAppend(peer);
    } finally {
      this.sending.delete(peer);
      this.again.delete(peer);
    }
  }

  private async sendAppend(peer: string): Promise<void> {
    const { term, round } = this;
    const from = this.next.get(peer) ?? 1;
    const reply = await this.options
      .send(peer, {
        kind: 'append',
        term,
        from: this.options.id,
        prevIndex: from - 1,
        prevTerm: this.termAt(from - 1),
        entries: this.log.slice(from - 1, from - 1 + MOST_ENTRIES),
        commit: this.commit,
      })
      .catch(() => undefined);
    if (reply === undefined) return;
    if (reply.term > this.term) {
      await this.options.wal.append(this.follow(reply.term, null));
      return;
    }
    if (!this.leads(term) || reply.term !== term) return;
    this.heard.set(peer, this.now());
    this.rounds.set(peer, Math.max(this.rounds.get(peer) ?? 0, round));
    this.answerReads();
    const match = reply.match ?? 0;
    if (reply.ok) {
      this.match.set(peer, Math.max(this.match.get(peer) ?? 0, match));
      this.next.set(peer, (this.match.get(peer) ?? 0) + 1);
      this.countAcknowledgements();
    } else this.next.set(peer, Math.max(1, Math.min(match + 1, from - 1)));
    if ((this.next.get(peer) ?? 1) <= this.log.length) this.again.add(peer);
  }

  private confirm(): Promise<void> {
    const round = ++this.round;
    const confirmed = new Promise<void>((resolve, reject) => this.reads.push({ round, resolve, reject }));
    this.replicate();
    this.answerReads();
    return confirmed;
  }

  private answerReads(): void {
    const confirmed = this.majority(this.rounds, this.round);
    const ready = this.reads.filter(({ round }) => round <= confirmed);
    this.reads = this.reads.filter(({ round }) => round > confirmed);
    for (const { resolve } of ready) resolve();
  }

  private countAcknowledgements(): void {
    const index = this.majority(this.match, this.durable);
    // An older term's entry is committed only along with one of the own term (section 5.4.2).
    if (this.role === 'leader' && index > this.commit && this.termAt(index) === this.term) this.advance(index);
  }

  private advance(commit: number): void {
    this.commit = Math.max(this.commit, commit);
    while (this.applied < this.commit) {
      const entry = this.log[this.applied];
      if (entry === undefined) throw new Error(`entry ${this.applied + 1} is committed and not there`);
      this.applied++;
      const result = this.options.apply(entry);
      const proposal = this.proposals.get(entry.index);
      this.proposals.delete(entry.index);
      if (proposal?.term === entry.term) proposal.resolve(result);
      else proposal?.reject(new NotLeader(this.leader));
    }
  }

  /** The highest value that a majority has reached, this node among it with `own`. */
  private majority(values: ReadonlyMap<string, number>, own: number): number {
    const { peers, bugs } = this.options;
    const members = bugs.has('split-brain') ? peers.filter((peer) => this.heardOf(peer)) : peers;
    const sorted = [own, ...members.map((peer) => values.get(peer) ?? 0)].sort((a, b) => b - a);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  private heardOf(peer: string): boolean {
    return this.now() - (this.heard.get(peer) ?? -Infinity) < FORGOTTEN_MS;
  }

  private isAtLeastAsNew({ lastTerm, lastIndex }: VoteRequest): boolean {
    const own = this.termAt(this.log.length);
    return lastTerm > own || (lastTerm === own && lastIndex >= this.log.length);
  }

  /** Drops the log from an index on: another leader's entries take its place. */
  private cut(from: number): WalRecord {
    if (from <= this.commit) throw new Error(`entry ${from} is committed and would be overwritten`);
    this.log.length = from - 1;
    this.durable = Math.min(this.durable, from - 1);
    return { kind: 'truncate', from };
  }

  /** Makes records durable; `last` is the newest entry among them. */
  private async persist(records: readonly WalRecord[], last: Entry | undefined): Promise<void> {
    await this.options.wal.append(records);
    // It may have been cut off meanwhile.
    if (last === undefined || this.log[last.index - 1] !== last) return;
    this.durable = Math.max(this.durable, last.index);
    this.countAcknowledgements();
  }

  private termAt(index: number): number {
    return this.log[index - 1]?.term ?? 0;
  }

  private vote(): WalRecord {
    return { kind: 'vote', term: this.term, votedFor: this.votedFor };
  }

  private postponeElection(): void {
    const [least, most] = ELECTION_MS;
    this.deadline = this.now() + least + this.random() * (most - least);
  }

  private leads(term: number): boolean {
    return this.role === 'leader' && this.term === term;
  }
}
