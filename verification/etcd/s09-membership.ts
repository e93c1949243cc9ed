import { outcome, type Operation } from '../../lib/history/operation.js';
import { sleep, until } from '../harness/command.js';
import { withGauges } from '../harness/fault.js';
import type { Answer, Client } from '../harness/recording.js';
import { plant } from './appends.js';
import { call, failure, get, put, type Reply } from './client.js';
import { EtcdCluster } from './cluster.js';
import type { Context, Scenario } from './scenario.js';

const OLD = ['n1', 'n2', 'n3'];
const NEW = 'n4';
const DEADLINE = 2_000;
const SECOND = 1e9;
const PEER = [2380];
/** How long the leader is cut off, in ms: the others elect one and accept writes before it ends. */
const CUT = 8_000;
/** Answers that promise that a change was not proposed. */
const REFUSED = /unhealthy cluster|re-configuration failed|too many learner|in sync with leader/;
/** The plan's smoke budget: cycles go on until the run has lasted this long, in ms. */
const LASTS = 182_000;

interface Member {
  readonly ID: string;
  readonly name?: string;
  readonly peerURLs: readonly string[];
  readonly isLearner?: boolean;
}

/** Adds, promotes and removes members one at a time, and tries what has to be refused. */
class Driver {
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

const violationsOf = ({ notes }: Context): string[] => {
  const known = (notes.get('violations') as string[] | undefined) ?? [];
  notes.set('violations', known);
  return known;
};

const refusalsOf = ({ notes }: Context): string[] => {
  const known = (notes.get('refusals') as string[] | undefined) ?? [];
  notes.set('refusals', known);
  return known;
};

/** Four clients that put unique values at voters and read each back; both make one operation. */
function traffic(context: Context, on: () => boolean): Promise<void>[] {
  const { cluster, recorder, seed } = context;
  let n = 0;
  return Array.from({ length: 4 }, async (_, i) => {
    const client = recorder.client(`s${seed}c${i + 1}`);
    for (let turn = i; on(); turn++) {
      const node = OLD[turn % OLD.length] ?? '';
      const value = `${seed}.${++n}`;
      const key = `m${i}.${n}`;
      await client.do({ op_type: 'write', key, input: value, node }, DEADLINE, async (signal) => {
        const answer = await put(cluster.address(node), key, value, signal);
        return answer.ok
          ? get(cluster.address(node), key, signal).then((read) => (read.ok ? read : { ...read, definite: false }))
          : answer;
      });
      await sleep(400);
    }
  });
}

/** A window with a step of the driver inside it; without faults the step alone. */
async function during(
  context: Context,
  fault: Parameters<Context['window']>[0],
  hold: number,
  step: () => Promise<unknown>,
): Promise<void> {
  await Promise.all([context.window(fault, hold), sleep(1_000).then(step)]);
}

async function cycle(context: Context, driver: Driver): Promise<void> {
  const { cluster, random } = context;
  const cutLeader = async (): Promise<{ fault: Parameters<Context['window']>[0]; leader: string; other: string }> => {
    const leader = await cluster.leader(30_000);
    const [other = ''] = OLD.filter((node) => node !== leader && cluster.servers.has(node));
    const fault = context.cut({ nemesis: 'cut-leader', node: leader, direction: 'out', ports: PEER });
    return {
      fault: withGauges(fault, [
        cluster.metricGauge(leader, 'etcd_server_is_leader', 'falls'),
        cluster.termGauge(other),
      ]),
      leader,
      other,
    };
  };
  // One of three is down: a fourth voter would leave two of four.
  const follower = context.others(await cluster.leader(30_000))[0] ?? '';
  const asked = OLD.find((node) => node !== follower) ?? '';
  if (context.mode === 'real')
    await during(context, context.kill([follower]), 3_000, () =>
      driver.forbiddenAdd('a voter added with one of three down', asked, NEW, false),
    );

  const first = await cutLeader();
  await during(context, first.fault, CUT, () => driver.add(first.leader, first.other, NEW, true));
  context.reach('a change proposed while the leader was cut off');
  await driver.forbiddenAdd('a second learner', first.other, 'n5', true);
  await driver.forbiddenPromotion(first.other);
  const started = cluster.join(NEW);
  started.start();
  await until(20_000, async () => ((await cluster.status(NEW))?.leader ?? '0') !== '0' || undefined);
  await driver.forbiddenAtLearner();
  const learner = cluster.server(NEW);
  const stopped = {
    ...context.pause([NEW]),
    nemesis: 'stop-learner',
    async healed() {
      await sleep(0);
      return learner.state !== 'T'
        ? { verified_by: `/proc state of ${NEW}`, before: 'T', after: learner.state }
        : undefined;
    },
  };
  await context.window(stopped, 4_000);

  const second = await cutLeader();
  await during(context, second.fault, CUT, () => driver.promote(second.leader, second.other, NEW));
  await until(20_000, async () => (await cluster.healthy(NEW)) || undefined);
  await context.window({ ...context.kill([NEW]), nemesis: 'kill-new' }, 2_000);

  const third = await cutLeader();
  const old = random.pick(OLD.filter((node) => node !== third.leader && node !== third.other).concat(third.leader));
  const removed =
    old === third.leader ? (OLD.find((node) => node !== third.leader && node !== third.other) ?? '') : old;
  let away = false;
  await during(context, third.fault, CUT, async () => (away = await driver.remove(third.leader, third.other, removed)));
  if (away) {
    const server = cluster.server(removed);
    await driver.gone(removed);
    cluster.servers.delete(removed);
    cluster.wipe(removed);
    await until(20_000, () => cluster.quiet());
    if (await driver.add(third.other, third.other, removed, false)) {
      const again = cluster.join(removed);
      again.start();
      await until(20_000, async () => (await cluster.healthy(removed)) || undefined);
      context.reach('a removed member added again with an empty directory');
    }
    await server.end();
  }
  // Each member's own view, twice, at rest.
  await cluster.quiet();
  await sleep(1_000);
  await views(context, driver);
  // Back to three, so that the next cycle can begin.
  const [at = ''] = OLD;
  if (await driver.remove(at, third.other, NEW)) {
    await driver.gone(NEW);
    cluster.servers.delete(NEW);
    cluster.wipe(NEW);
  }
  await cluster.quiet();
}

async function views(context: Context, driver: Driver): Promise<void> {
  const seen = new Set<string>();
  for (let round = 1; round <= 2; round++)
    for (const node of context.cluster.servers.keys()) seen.add(JSON.stringify((await driver.view(node)).output));
  if (seen.size !== 1) violationsOf(context).push(`at rest the members' views differ: ${[...seen].join(' and ')}`);
}

/** Claim C20: a learner that is stopped does not hold up the voters. */
function heldUp(context: Context): string[] {
  const { recorder, windows } = context;
  return windows
    .filter(({ nemesis }) => nemesis === 'stop-learner')
    .flatMap(({ epoch, start, end }) => {
      const writes = recorder.operations.filter(
        (op) => op.op_type === 'write' && op.invoke_ts > start && op.invoke_ts < end - SECOND,
      );
      const fast = writes.filter((op) => outcome(op) === 'ok' && (op.complete_ts ?? Infinity) - op.invoke_ts < SECOND);
      return fast.length < 0.95 * writes.length
        ? [
            `only ${fast.length} of ${writes.length} puts at voters were acknowledged within 1 s while the learner was stopped (${epoch})`,
          ]
        : [];
    });
}

const readBackWrong = ({ recorder }: Context): string[] =>
  recorder.operations
    .filter((op) => op.op_type === 'write' && outcome(op) === 'ok' && op.output !== op.input)
    .map((op) => `op ${String(op.op_id)} put ${JSON.stringify(op.input)} and read ${JSON.stringify(op.output)}`);

/** Puts the view of a member from before the last change in the place of its last one. */
function staleView(operations: Operation[]): void {
  const views_ = operations.flatMap((op, i) => (op.op_type === 'view' && op.output !== null ? [i] : []));
  const last = views_.at(-1) ?? 0;
  const node = operations[last]?.node_seen;
  const early = views_.find(
    (i) =>
      operations[i]?.node_seen === node &&
      JSON.stringify(operations[i]?.output) !== JSON.stringify(operations[last]?.output),
  );
  for (const i of views_.slice(-2 * OLD.length))
    if (operations[i]?.node_seen === node && early !== undefined)
      operations[i] = { ...(operations[i] as Operation), output: operations[early]?.output ?? null };
}

export const S9: Scenario = {
  id: 'S9',
  seeds: [1],
  check: { checker: 'reconciliation', model: 'membership-table', options: { nodes: OLD.join(',') } },
  generator:
    'a driver that adds a learner, promotes it, removes an old member and adds it again; 4 clients that put at voters and read back',
  rate: 5,
  cluster: (run) => new EtcdCluster(run.net, run.scratch, OLD),
  async seed(context) {
    let on = true;
    const clients = traffic(context, () => on);
    const driver = new Driver(context);
    const begun = performance.now();
    do await cycle(context, driver);
    while (context.mode === 'real' && performance.now() - begun < LASTS);
    on = false;
    await Promise.all(clients);
    context.notes.set('driver', driver);
  },
  async final(context) {
    await views(context, context.notes.get('driver') as Driver);
  },
  extra: (context) => [...violationsOf(context), ...heldUp(context), ...readBackWrong(context)],
  keep: (context) => ({ refused: refusalsOf(context) }),
  positive({ session, control, negative }) {
    plant(negative, session, control, staleView);
    return Promise.resolve(
      "the negative control with a member's view from before the last change in the place of its last one",
    );
  },
  audit: { W14: 'every value that is put is unique, and every change of membership has one entry of the views' },
};
