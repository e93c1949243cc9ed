import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Recorder } from '../harness/recording.js';
import type { Run } from '../harness/supervise.js';
import { folderOf, type Place } from '../harness/window.js';
import type { EtcdCluster } from './cluster.js';
import { Context, type Mode, type Scenario, type WindowRecord } from './scenario.js';

export interface Executed {
  readonly violations: readonly string[];
  readonly reached: ReadonlyMap<string, number>;
  readonly windows: readonly WindowRecord[];
  readonly seeds: readonly number[];
  /** What each member's log says of leaders, snapshots and errors, by node. */
  readonly logs: ReadonlyMap<string, string>;
  readonly quiet: boolean;
  /** The seed whose client made an operation; undefined for final reads. */
  readonly seedOf: (op: number) => number | undefined;
  /** What the scenario keeps beside the history. */
  readonly kept: unknown;
}

/** Lines of a member's log that a reader of a report looks for; the rest is a megabyte of connection messages. */
const TELLING =
  /became leader|lost leader|elected leader|"level":"(?:fatal|panic)"|failed to save|snapshot|restarting local member|stopped|removed|no space|input\/output error/;

function excerpt(log: string): string {
  const lines = log.split('\n').filter((line) => TELLING.test(line));
  return lines
    .slice(-80)
    .map((line) => `${line.slice(0, 400)}\n`)
    .join('');
}

/**
 * Runs seeds of a scenario one after another on a fresh cluster, in one recorder on one clock, and reads everything at the end.
 * The history and the fault windows are in the place's evidence directory then.
 */
export async function execute(
  run: Run,
  scenario: Scenario,
  place: Place,
  options: {
    seeds: readonly number[];
    mode: Mode;
    weakened?: boolean;
    short?: boolean;
    onCluster?: (cluster: EtcdCluster) => void;
  },
): Promise<Executed> {
  const cluster = await scenario.cluster(run, options.weakened ?? false);
  const folder = folderOf(place);
  mkdirSync(folder, { recursive: true });
  const recorder = new Recorder(join(folder, 'history.jsonl'));
  const windows: WindowRecord[] = [];
  let context: Context | undefined;
  try {
    await cluster.start();
    await cluster.quiet();
    for (const seed of options.seeds) {
      context = new Context(
        run,
        cluster,
        recorder,
        place,
        options.mode,
        seed,
        windows,
        options.short ?? false,
        context,
      );
      await scenario.seed(context);
    }
    if (context === undefined) throw new Error('no seed');
    const quiet = await cluster.quiet();
    await scenario.final(context);
    recorder.finish();
    const violations = (await scenario.extra?.(context)) ?? [];
    return {
      violations,
      reached: context.reached,
      windows,
      seeds: options.seeds,
      logs: new Map([...cluster.servers.keys()].map((node) => [node, excerpt(cluster.log(node))])),
      quiet,
      kept: scenario.keep?.(context),
      seedOf: (id) => {
        const by = recorder.operations.find(({ op_id }) => op_id === id)?.process_id;
        const seed = /^s(\d+)/.exec(String(by))?.[1];
        return seed === undefined ? undefined : Number(seed);
      },
    };
  } finally {
    await cluster.destroy();
  }
}

/** Keeps the excerpts of the members' logs. @returns their paths from the session */
export function keepLogs(session: string, key: string, logs: ReadonlyMap<string, string>): string[] {
  return [...logs].flatMap(([node, text]) => {
    if (text === '') return [];
    const path = `logs/${key.replace('/', '-')}-${node}.log`;
    writeFileSync(join(session, path), text);
    return [path];
  });
}
