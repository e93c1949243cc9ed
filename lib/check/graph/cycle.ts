import { at, PROCESS, REALTIME, RW, WR, WW } from './graph.js';
import type { Graph } from './graph.js';

/** One step of a cycle: from a transaction to the next one, over the helper nodes between them if there are any. */
export interface Step {
  readonly from: number;
  readonly to: number;
  /** WW, WR, RW, PROCESS or REALTIME. */
  readonly kind: number;
  /** The notes of the first and of the last edge of the step. */
  readonly first: number;
  readonly last: number;
}

/** Joins a closed walk of edges to steps between real nodes (those below `real`). It must start at a real node. */
export function steps(graph: Graph, real: number, edges: readonly number[]): Step[] {
  const result: Step[] = [];
  let begin = -1;
  for (const edge of edges) {
    if (begin < 0) begin = edge;
    const to = at(graph.to, edge);
    if (to >= real) continue;
    result.push({
      from: at(graph.from, begin),
      to,
      kind: at(graph.kind, begin),
      first: at(graph.note, begin),
      last: at(graph.note, edge),
    });
    begin = -1;
  }
  return result;
}

/**
 * Cuts a closed walk without adjacent rw steps down to a cycle that visits each transaction once and still has no
 * adjacent rw steps. Where the walk meets x twice, once by an rw step and once not, the part that leaves
 * after the rw arrival and comes back on the other one begins and ends with steps that are not rw.
 */
export function simplify(walk: readonly Step[]): readonly Step[] {
  let cycle = walk;
  for (;;) {
    const repeat = findRepeat(cycle);
    if (repeat === undefined) return cycle;
    const [i, j] = repeat; // the same transaction stands before step i and before step j
    const inner = cycle.slice(i, j);
    const outer = [...cycle.slice(j), ...cycle.slice(0, i)];
    cycle = wraps(inner) ? inner : outer;
  }
}

function findRepeat(cycle: readonly Step[]): [number, number] | undefined {
  const seen = new Map<number, number>();
  for (const [i, step] of cycle.entries()) {
    const before = seen.get(step.from);
    if (before !== undefined) return [before, i];
    seen.set(step.from, i);
  }
  return undefined;
}

/** Whether the walk may be closed: its last and its first step are not both rw. */
function wraps(walk: readonly Step[]): boolean {
  return !(walk[0]?.kind === RW && walk[walk.length - 1]?.kind === RW);
}

/**
 * The literature's name for a cycle: by its data dependencies (Adya, Liskov & O'Neil, ICDE 2000; G-nonadjacent
 * as in Elle), with -process or -realtime where it needs that order as well.
 */
export function classify(cycle: readonly Step[]): string {
  const count = (kind: number): number => cycle.filter((step) => step.kind === kind).length;
  const rw = count(RW);
  const adjacent = cycle.some((step, i) => step.kind === RW && cycle[(i + 1) % cycle.length]?.kind === RW);
  const suffix = count(REALTIME) > 0 ? '-realtime' : count(PROCESS) > 0 ? '-process' : '';
  if (rw === 1) return `G-single${suffix}`;
  if (rw > 1) return `${adjacent ? 'G2-item' : 'G-nonadjacent'}${suffix}`;
  if (count(WR) > 0) return `G1c${suffix}`;
  return count(WW) > 0 ? `G0${suffix}` : `order-cycle${suffix}`;
}
