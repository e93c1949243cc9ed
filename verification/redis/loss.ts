import { sleep } from '../harness/command.js';
import type { Fault, Gauge } from '../harness/fault.js';
import type { Recorder } from '../harness/recording.js';
import type { Run } from '../harness/supervise.js';
import { faultWindow, type Place } from '../harness/window.js';
import { Cluster, NODES, type Settings } from './cluster.js';
import { readSet, Writers, type Writing } from './writers.js';

/** One seed of a run that writes unique elements around a fault and reads them in the end. */
export interface LossSeed {
  readonly run: Run;
  readonly place: Place;
  readonly recorder: Recorder;
  readonly seed: number;
  readonly settings?: Settings;
  readonly writing: Pick<Writing, 'pinned' | 'aware' | 'rate' | 'pinnedDeadline' | 'awareDeadline' | 'confirm'>;
  /** Undefined: the negative control; nothing is injected, and as much time passes. */
  readonly fault: ((cluster: Cluster) => Fault) | undefined;
  readonly epoch: string;
  /** Milliseconds: of writing before the fault, of the fault, and of writing after it. */
  readonly before: number;
  readonly hold: number;
  readonly after: number;
  /** Milliseconds into the window before which nobody writes (S3); default: writers go on all the time. */
  readonly quietUntil?: number;
  /** Called when the fault is over, for what is measured beside the history. */
  readonly over?: (cluster: Cluster) => Promise<void>;
}

/** Which other instances call themselves master: a failover seen from those that it made. */
export function promoted(cluster: Cluster, old: string): Gauge {
  return {
    kind: 'state',
    name: `instances beside ${old} that call themselves master`,
    source: 'victim',
    expect: 'changes',
    read: async () => (await cluster.masters()).filter((node) => node !== old).join(', ') || 'none',
  };
}

/**
 * Runs one seed on a new cluster: write, fault, write, wait until roles have settled, read every element at every
 * instance, the primary last.
 * @returns the primary in the end
 */
export async function lossSeed(request: LossSeed): Promise<string> {
  const { run, place, recorder, seed, fault, epoch, hold } = request;
  const key = `${'scenario' in place ? place.scenario : place.control}-${epoch}`;
  const cluster = await Cluster.start(run, key.replaceAll('/', '-'), request.settings);
  try {
    const start = (): Writers => Writers.start({ ...request.writing, cluster, recorder, key, seed });
    let writers = start();
    await sleep(request.before);
    const { quietUntil } = request;
    if (quietUntil !== undefined) await writers.stop();
    const inside = async (): Promise<void> => {
      if (quietUntil === undefined) return;
      await sleep(quietUntil);
      writers = start();
    };
    if (fault === undefined) await Promise.all([sleep(hold), inside()]);
    else await faultWindow({ place, recorder, epoch, fault: fault(cluster), hold, inside, planned: { seed } });
    const over = request.over?.(cluster);
    await sleep(request.after);
    await writers.stop();
    await over;
    const primary = await cluster.converged();
    if (primary === undefined) throw new Error(`${key}: roles have not settled within 40 s`);
    await sleep(2_000);
    const client = recorder.client(`${key}/final`);
    for (const node of [...NODES.filter((one) => one !== primary), primary, primary])
      if (cluster.instance(node).running) await readSet(cluster, client, node, key);
    return primary;
  } finally {
    await cluster.stop();
  }
}
