import type { CheckLimits } from '../checker.js';
import { Search } from './search.js';
import type { ModelSettings, Model } from './model.js';
import { prepare, type Part, type Prepared } from './partition.js';
import { checkZones, type Conflict } from './zones.js';

/** What became of one part of the history. */
export interface PartOutcome {
  readonly part: Part;
  readonly result: 'legal' | 'illegal' | 'unknown';
  readonly prepared: Prepared;
  readonly search?: Search;
  readonly conflict?: Conflict;
  /** The limit that was met, for `unknown`. */
  readonly limit?: 'time' | 'memory';
}

export interface Schedule {
  readonly legal: number;
  readonly illegal: readonly PartOutcome[];
  readonly unknown: readonly PartOutcome[];
  /** Parts that nobody looked at because time was over. */
  readonly untouched: number;
  readonly configurations: number;
}

const FIRST_SLICE = 20_000;
/** Steps between two looks at the clock and the memory: a few milliseconds. */
const STRIDE = 20_000;

/**
 * Checks the parts in turns, so that a hard one does not keep the others waiting: each gets a short slice first (most
 * need no more), then those that are left go round with slices that double. Ends at the deadline; where the searches
 * together hold more than the memory allows, the largest is given up. Once a part is illegal the verdict stands,
 * and what needs more than its first slice is left.
 */
export function schedule(parts: readonly Part[], model: Model, settings: ModelSettings, limits: CheckLimits): Schedule {
  const illegal: PartOutcome[] = [];
  const unknown: PartOutcome[] = [];
  let waiting: PartOutcome[] = [];
  let legal = 0;
  let configurations = 0;
  let begun = 0;
  const settle = (one: PartOutcome): boolean => {
    if (one.result === 'unknown') return false;
    configurations += one.search?.configurations ?? 0;
    if (one.result === 'legal') legal++;
    else illegal.push(one);
    return true;
  };
  for (const part of parts) {
    if (performance.now() > limits.deadline) break;
    begun++;
    const first = start(part, model, settings, limits);
    if (settle(first)) continue;
    waiting.push(first);
    waiting = withinMemory(waiting, unknown, limits.memory);
  }
  for (let slice = FIRST_SLICE * 4; waiting.length > 0 && illegal.length === 0; slice *= 2) {
    if (performance.now() > limits.deadline) break;
    const still: PartOutcome[] = [];
    waiting.forEach((one, i) => {
      const held = bytesOf(still) + bytesOf(waiting.slice(i + 1));
      const result = illegal.length > 0 ? 'unknown' : advance(one.search, slice, limits, held);
      if (!settle({ ...one, result })) still.push(one);
    });
    waiting = withinMemory(still, unknown, limits.memory);
  }
  unknown.push(...waiting.map((one): PartOutcome => ({ ...one, limit: 'time' })));
  return { legal, illegal, unknown, untouched: parts.length - begun, configurations };
}

function start(part: Part, model: Model, settings: ModelSettings, limits: CheckLimits): PartOutcome {
  const prepared = prepare(part, model, settings);
  if (model.zones === true) {
    const conflict = checkZones(prepared.operations, prepared.intervals, settings.initial);
    if (conflict === null) return { part, prepared, result: 'legal' };
    if (conflict !== undefined) return { part, prepared, result: 'illegal', conflict };
  }
  const search = new Search(prepared.intervals, prepared.table);
  return { part, prepared, search, result: advance(search, FIRST_SLICE, limits, 0) };
}

/** Lets a search work until it has an answer, has used its slice, or meets a limit. */
function advance(
  search: Search | undefined,
  steps: number,
  limits: CheckLimits,
  heldByOthers: number,
): 'legal' | 'illegal' | 'unknown' {
  for (let left = steps; left > 0 && search !== undefined; left -= STRIDE) {
    const result = search.run(Math.min(left, STRIDE));
    if (result !== 'more') return result;
    if (performance.now() > limits.deadline || search.bytes + heldByOthers > limits.memory) break;
  }
  return 'unknown';
}

function bytesOf(outcomes: readonly PartOutcome[]): number {
  return outcomes.reduce((sum, one) => sum + (one.search?.bytes ?? 0), 0);
}

/** Gives up the largest searches until the rest fits. */
function withinMemory(waiting: readonly PartOutcome[], unknown: PartOutcome[], memory: number): PartOutcome[] {
  let held = bytesOf(waiting);
  if (held <= memory) return [...waiting];
  const bySize = [...waiting].sort((a, b) => (a.search?.bytes ?? 0) - (b.search?.bytes ?? 0));
  while (held > memory) {
    const largest = bySize.pop();
    if (largest === undefined) break;
    held -= largest.search?.bytes ?? 0;
    unknown.push({ ...largest, limit: 'memory', search: undefined });
  }
  return bySize;
}
