import type { Json } from '../../lib/history/operation.js';
import { sleep } from '../harness/command.js';
import type { KnownFinding as Known } from '../harness/finding.js';
import type { Fault } from '../harness/fault.js';
import { cut, type Cut } from '../harness/network-faults.js';
import { kill, pause } from '../harness/process-faults.js';
import type { Recorder } from '../harness/recording.js';
import type { CheckRequest } from '../harness/session.js';
import type { Run } from '../harness/supervise.js';
import { faultWindow, type Place, type WindowResult } from '../harness/window.js';
import type { EtcdCluster } from './cluster.js';
import { randomOf, type Random } from '../harness/random.js';

/** `none`: no fault; `noop`: the same faults, aimed at nothing. */
export type Mode = 'real' | 'none' | 'noop';

/** A scenario of the plan, as it is run here. */
export interface Scenario {
  readonly id: string;
  readonly seeds: readonly number[];
  readonly check: CheckRequest;
  /** More built-in checkers over the same history; a violation that one of them finds is the scenario's. */
  readonly also?: readonly CheckRequest[];
  readonly generator: string;
  /** Operations a second that the generator aims at. */
  readonly rate: number;
  /** Makes the cluster, not started. */
  cluster(run: Run, weakened: boolean): Promise<EtcdCluster> | EtcdCluster;
  /** One seed: workload with fault windows. */
  seed(context: Context): Promise<void>;
  /** No fault is planned. */
  readonly faultless?: boolean;
  /** After the last heal, at rest: a fresh client reads everything from each member. */
  final(context: Context): Promise<void>;
  /** Oracles beside the checkers, over everything that was recorded. Each entry is a violation. */
  extra?(context: Context): readonly string[] | Promise<readonly string[]>;
  /** What the other oracles judged and no history holds: kept beside it, as JSON. */
  keep?(context: Context): unknown;
  /** Makes the history of the positive control in the folder that it is given. @returns what was weakened */
  positive(tools: PositiveTools): Promise<string>;
  /** What is known of a violation that this scenario may find. @param found the violations, in words */
  finding?(found: readonly string[]): KnownFinding;
  /** Answers of the audit that differ from the usual ones. */
  readonly audit?: Readonly<Record<string, string>>;
}

/** What is known of a violation, and what else is changed by it. */
export interface KnownFinding extends Known {
  /** Results of hypotheses, by id. */
  readonly hypotheses?: Readonly<Record<string, string>>;
  /** What is believed less now. */
  readonly less?: string;
}

export interface PositiveTools {
  readonly run: Run;
  readonly session: string;
  /** Name of the directory of evidence for the control. */
  readonly control: string;
  /** History of the negative control, for controls that plant a violation in a recorded history. */
  readonly negative: string;
  /** Runs one seed of a scenario into the control's directory. */
  execute(scenario: Scenario, mode: Mode, weakened: boolean): Promise<void>;
}

/** What a seed of a scenario works with. */
export class Context {
  readonly random: Random;
  /** Reach list: how often the workload came where the hypothesis needs it. */
  readonly reached: Map<string, number>;
  /** Kept from seed() to final() and extra(). */
  readonly notes: Map<string, unknown>;
  private readonly nemeses = new Set<string>();

  constructor(
    readonly run: Run,
    readonly cluster: EtcdCluster,
    readonly recorder: Recorder,
    readonly place: Place,
    readonly mode: Mode,
    readonly seed: number,
    readonly windows: WindowRecord[],
    /** A short run: no more windows than the smoke budget asks for. */
    readonly short: boolean,
    shared?: { reached: Map<string, number>; notes: Map<string, unknown> },
  ) {
    this.random = randomOf(seed);
    this.reached = shared?.reached ?? new Map<string, number>();
    this.notes = shared?.notes ?? new Map<string, unknown>();
  }

  /** Members other than this one. */
  others(node: string): string[] {
    return this.cluster.nodes.filter((other) => other !== node);
  }

  reach(name: string, hits = 1): void {
    this.reached.set(name, (this.reached.get(name) ?? 0) + hits);
  }

  cut(request: Cut): Fault {
    return cut(this.run.net, { ...request, ...(this.mode === 'noop' ? { place: 'idle' } : {}) });
  }

  kill(nodes: readonly string[]): Fault {
    return kill(
      nodes.map((node) => this.cluster.server(node)),
      this.cluster.ready,
      this.mode === 'noop' ? 'nothing' : 'servers',
    );
  }

  pause(nodes: readonly string[]): Fault {
    return pause(
      nodes.map((node) => this.cluster.server(node)),
      async () => (await Promise.all(nodes.map((node) => this.cluster.healthy(node)))).every(Boolean),
      this.mode === 'noop' ? 'nothing' : 'servers',
    );
  }

  /**
   * A fault window of this seed, with traffic on. Without faults only its time passes; as a no-op each kind of fault is
   * tried once.
   */
  async window(
    fault: Fault,
    hold: number,
    options: { victim?: string; inside?: () => Promise<void>; planned?: Record<string, Json> } = {},
  ): Promise<WindowResult | undefined> {
    if (this.mode === 'none' || (this.mode === 'noop' && this.nemeses.has(fault.nemesis))) {
      await sleep(this.mode === 'none' ? Math.min(hold, 2_000) : 0);
      return undefined;
    }
    this.nemeses.add(fault.nemesis);
    const epoch = `E${this.windows.length + 1}`;
    const { inside, planned } = options;
    const result = await faultWindow({
      place: this.place,
      recorder: this.recorder,
      epoch,
      fault,
      hold: this.mode === 'noop' ? 1_000 : hold,
      planned: { seed: this.seed, ...planned },
      ...(inside === undefined ? {} : { inside }),
    });
    this.windows.push({
      epoch,
      nemesis: fault.nemesis,
      victim: options.victim ?? fault.target[0] ?? '',
      seed: this.seed,
      ...result,
    });
    await this.cluster.quiet();
    return result;
  }
}

export interface WindowRecord extends WindowResult {
  readonly epoch: string;
  readonly nemesis: string;
  readonly victim: string;
  readonly seed: number;
}
