import { createHash } from 'node:crypto';
import type { Bugs } from './bugs.js';
import { nextPages, PAGE_MS } from './exports.js';
import { LeaseClocks } from './leases.js';
import { Machine, type ClientCommand, type Job, type Result, type Row, type Value } from './machine.js';
import { Raft, type RaftOptions } from './raft.js';

const TICK_MS = 25;

export type NodeOptions = Omit<RaftOptions, 'apply'>;

/** One member of the store: the replicated state, and what its leader does beside answering. */
export class StoreNode {
  readonly raft: Raft;
  private readonly machine: Machine;
  private readonly clocks: LeaseClocks;
  readonly bugs: Bugs;
  /** What this node has answered, by request: all that the defect `duplicate-on-retry` leaves of it. */
  private readonly answered = new Map<string, Promise<Result>>();
  private lastPages = 0;
  private ledTerm = 0;

  constructor(options: NodeOptions) {
    this.bugs = options.bugs;
    this.machine = new Machine(!this.bugs.has('duplicate-on-retry'));
    this.clocks = new LeaseClocks(this.bugs);
    this.raft = new Raft({
      ...options,
      apply: ({ index, term, command }) => this.machine.apply(index, term, command),
    });
  }

  start(): void {
    setInterval(() => this.tick(performance.now()), TICK_MS);
  }

  /** Runs a client's command. @throws NotLeader where it had no effect here */
  run(command: ClientCommand): Promise<Result> {
    if (!this.bugs.has('duplicate-on-retry')) return this.raft.propose(command);
    const request = JSON.stringify([command.tenant, command.rid]);
    const before = this.answered.get(request);
    if (before !== undefined) return before;
    const result = this.raft.propose(command);
    this.answered.set(request, result);
    result.catch(() => this.answered.delete(request));
    return result;
  }

  async get(tenant: string, key: string): Promise<Value | null> {
    await this.raft.readable();
    return this.machine.get(tenant, key);
  }

  async list(tenant: string, prefix: string): Promise<Row[]> {
    await this.raft.readable();
    return this.machine.list(tenant, prefix);
  }

  /** A tenant's export; undefined also for one of another tenant. */
  async job(tenant: string, id: string): Promise<Job | undefined> {
    await this.raft.readable();
    const job = this.machine.jobs.get(id);
    return job?.tenant === tenant ? job : undefined;
  }

  /** What is to be seen of this node from outside. Nothing in it belongs to a tenant. */
  status(): Record<string, unknown> {
    const { term, role, leader, commit, applied, lastIndex, elections, answering } = this.raft;
    return {
      term,
      role,
      leader,
      commit,
      applied,
      lastIndex,
      elections,
      answering,
      exports: [...this.machine.jobs.values()].filter(({ done }) => !done).length,
      digest: createHash('sha256').update(JSON.stringify(this.machine.dump())).digest('hex'),
    };
  }

  private tick(now: number): void {
    this.raft.tick();
    const { role, term } = this.raft;
    if (role !== 'leader') return;
    if (term !== this.ledTerm) {
      this.ledTerm = term;
      this.clocks.clear();
    }
    const due = this.clocks.expired(this.machine.leases.values(), term, now);
    const pages = now - this.lastPages < PAGE_MS ? [] : nextPages(this.machine, term, this.bugs);
    if (pages.length > 0) this.lastPages = now;
    for (const command of [...due, ...pages]) this.raft.propose(command).catch(() => undefined);
  }
}
