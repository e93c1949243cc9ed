import { outcome, type Operation } from '../../lib/history/operation.js';
import { sleep, until } from '../harness/command.js';
import type { Answer, Client } from '../harness/recording.js';
import { call, failure, put, type Reply } from './client.js';
import type { EtcdCluster } from './cluster.js';
import type { Context } from './scenario.js';

/** The member that is added. */
export const NEW = 'n4';
const DEADLINE = 2_000;
/** Answers that promise that a change was not proposed. */
const REFUSED = /unhealthy cluster|re-configuration failed|too many learner|in sync with leader/;

interface Member {
  readonly ID: string;
  readonly name?: string;
  readonly peerURLs: readonly string[];
  readonly isLearner?: boolean;
}

/** Adds, promotes and removes members one at a time, and tries what has to be refused. */
export class Driver {
  private readonly client: Client;
  private readonly violations: string[];

  constructor(private readonly context: Context) {
    this.client = context.recorder.client(`s${context.seed}driver`);
    this.violations = violationsOf(context);
  }

  private get cluster(): EtcdCluster {
    return this.context.cluster;
  }

  /** The members as one of them has them. */
  async members(node: string, ms = DEADLINE): Promise<readonly Member[] | undefined> {
    const { status, body } = await call(
      this.cluster.address(node),
      '/v3/cluster/member/list',
      {},
      AbortSignal.timeout(ms),
    );
    return status === 200 ? ((body['members'] ?? []) as Member[]) : undefined;
  }

  private call(node: string, what: 'add' | 'promote' | 'remove', body: unknown): Promise<Reply> {
    return call(this.cluster.address(node), `/v3/cluster/member/${what}`, body, AbortSignal.timeout(5_000));
  }

  private peer(node: string): string {
    return `http://${this.context.run.net.address(node)}:2380`;
  }

  /** A view: who is a member in the eyes of one, by peer address and role. */
  async view(node: string): Promise<Operation> {
    return this.client.do({ op_type: 'view', key: 'members', node }, 5_000, async (): Promise<Answer> => {
      const list = await this.members(node, 4_000);
      if (list === undefined) return { ok: false, definite: true, code: 'no answer' };
      const output = list
        .map(({ peerURLs, isLearner }) => `${peerURLs[0] ?? ''} ${isLearner === true ? 'learner' : 'voter'}`)
        .sort();
      return { ok: true, output };
    });
  }

  /**
   * A change, asked for at one member; where no answer comes the list of another member tells what became of it, and it is
   * asked for there if it did not happen. @returns whether it happened
   */
  async change(
    at: string,
    instead: string,
    kind: 'join' | 'leave',
    name: string,
    ask: (node: string) => Promise<Reply>,
    done: (list: readonly Member[]) => boolean,
  ): Promise<boolean> {
    for (let attempt = 0; attempt < 8; attempt++) {
      const node = attempt === 0 ? at : instead;
      const op = await this.client.do({ op_type: kind, key: 'members', input: name, node }, 6_000, async () => {
        const reply = await ask(node);
        if (reply.status === 200) return { ok: true, output: 'ok' };
        const refused = REFUSED.test(String(reply.body['error'] ?? ''));
        return refused
          ? { ok: false, definite: true, code: String(reply.body['error']).slice(0, 60) }
          : failure(reply, 'write');
      });
      if (outcome(op) === 'ok') return true;
      const seen = await until(15_000, async () => {
        const list = await this.members(instead);
        return list === undefined ? undefined : { list };
      });
      if (seen !== undefined && done(seen.list)) return true;
      // Members have to be connected for five seconds before etcd takes a change.
      await sleep(2_500);
    }
    violationsOf(this.context).push(`${kind} of ${name} was not taken in eight attempts`);
    return false;
  }

  async idOf(node: string, at: string): Promise<string | undefined> {
    const list = await this.members(at, 5_000);
    return list?.find(({ peerURLs }) => peerURLs[0] === this.peer(node))?.ID;
  }

  add(at: string, instead: string, node: string, isLearner: boolean): Promise<boolean> {
    const there = (list: readonly Member[]): boolean => list.some(({ peerURLs }) => peerURLs[0] === this.peer(node));
    return this.change(
      at,
      instead,
      'join',
      `${this.peer(node)} ${isLearner ? 'learner' : 'voter'}`,
      (one) => this.call(one, 'add', { peerURLs: [this.peer(node)], isLearner }),
      there,
    );
  }

  /** In two operations of the history, since the view's entry changes: the learner leaves, the voter joins. */
  async promote(at: string, instead: string, node: string): Promise<boolean> {
    const ID = await this.idOf(node, instead);
    const isVoter = (list: readonly Member[]): boolean =>
      list.some((member) => member.ID === ID && member.isLearner !== true);
    const ok = await this.change(
      at,
      instead,
      'join',
      `${this.peer(node)} voter`,
      (one) => this.call(one, 'promote', { ID }),
      isVoter,
    );
    await this.client.do(
      { op_type: 'leave', key: 'members', input: `${this.peer(node)} learner`, node: instead },
      DEADLINE,
      () => Promise.resolve({ ok: true, output: 'promoted' }),
    );
    return ok;
  }

  async remove(at: string, instead: string, node: string): Promise<boolean> {
    const ID = await this.idOf(node, instead);
    return this.change(
      at,
      instead,
      'leave',
      `${this.peer(node)} voter`,
      (one) => this.call(one, 'remove', { ID }),
      (list) => !list.some((member) => member.ID === ID),
    );
  }

  /** A call that has to be refused. What is accepted is a violation. */
  async forbidden(what: string, ask: () => Promise<Reply>): Promise<void> {
    const { status, body, error } = await ask();
    refusalsOf(this.context).push(`${what}: ${status === 200 ? 'ACCEPTED' : String(body['error'] ?? error ?? status)}`);
    if (status === 200) this.violations.push(`${what} was accepted`);
    else if (what.startsWith('promotion')) this.context.reach('a refused promotion');
  }

  forbiddenAdd(what: string, at: string, node: string, isLearner: boolean): Promise<void> {
    return this.forbidden(what, () => this.call(at, 'add', { peerURLs: [this.peer(node)], isLearner }));
  }

  async forbiddenAtLearner(): Promise<void> {
    const at = this.cluster.address(NEW);
    const body = { key: 'eA==', value: 'eA==' };
    await this.forbidden('put at the learner', () => call(at, '/v3/kv/put', body, AbortSignal.timeout(DEADLINE)));
    await this.forbidden('default read at the learner', () =>
      call(at, '/v3/kv/range', { key: 'eA==' }, AbortSignal.timeout(DEADLINE)),
    );
  }

  async forbiddenPromotion(at: string): Promise<void> {
    const ID = await this.idOf(NEW, at);
    await this.forbidden('promotion of a learner that was never started', () => this.call(at, 'promote', { ID }));
  }

  /** A removed member's process ends, also when it is started again on its old data, and answers nothing. */
  async gone(node: string): Promise<void> {
    const server = this.cluster.server(node);
    for (const when of ['after the removal', 'started again on its old data'] as const) {
      if (when !== 'after the removal') {
        server.start();
        this.context.reach('a removed member started again on its old data');
      }
      const since = performance.now();
      const end = server.ends(30_000);
      const answer = await put(this.cluster.address(node), 'from-the-removed', when, AbortSignal.timeout(1_000));
      if (answer.ok && when !== 'after the removal') this.violations.push(`a put at ${node}, ${when}, succeeded`);
      if (!(await end)) {
        this.violations.push(`the process of ${node} was there 30 s ${when}`);
        await server.kill();
      }
      refusalsOf(this.context).push(
        `${node}, ${when}: process ended within ${Math.ceil((performance.now() - since) / 1000)} s, ${server.exit ?? ''}`,
      );
    }
  }
}

export const violationsOf = ({ notes }: Context): string[] => {
  const known = (notes.get('violations') as string[] | undefined) ?? [];
  notes.set('violations', known);
  return known;
};

export const refusalsOf = ({ notes }: Context): string[] => {
  const known = (notes.get('refusals') as string[] | undefined) ?? [];
  notes.set('refusals', known);
  return known;
};
