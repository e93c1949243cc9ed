import { components, follow } from '../graph/components.js';
import type { Components, Subgraph } from '../graph/components.js';
import { classify, simplify, steps } from '../graph/cycle.js';
import type { Step } from '../graph/cycle.js';
import { at, PASS, PROCESS, REALTIME, RW, WR, WW } from '../graph/graph.js';
import type { Graph } from '../graph/graph.js';
import type { Budget } from '../graph/paths.js';
import { PathFinder } from '../graph/paths.js';
import type { Level } from './levels.js';
import { includes, ruledOutBy } from './levels.js';

/** How many edges the search for short cycles may look at, besides the linear passes; it bounds the time. */
const SEARCH_EDGES = 1_000_000;
/** Cycles that are kept for each name. */
const KEPT = 5;

export interface Cycles {
  /** The weakest levels whose graph has a cycle, by base: exact, whatever the search for witnesses finds. */
  readonly faults: readonly Level[];
  /** By the cycle's name: the shortest ones found. */
  readonly found: ReadonlyMap<string, readonly (readonly Step[])[]>;
}

const DEPENDENCIES: readonly Subgraph[] = [
  { mask: WW, product: false },
  { mask: WW | WR, product: false },
  { mask: WW | WR | RW | PASS, product: true },
  { mask: WW | WR | RW | PASS, product: false },
];
const ALL = WW | WR | RW | PASS | PROCESS | REALTIME;
const ORDER = [0, PROCESS, PROCESS | REALTIME];

/** The graph that must have no cycle where the level holds. */
function subgraph({ base, strength }: Level): Subgraph {
  const data = DEPENDENCIES[base] as Subgraph;
  return { mask: data.mask | (ORDER[strength] as number), product: data.product };
}

/**
 * Decides for each level whether its graph has a cycle (strongly connected components, linear time), and then looks for
 * short cycles of every name as witnesses, within a budget. For each fault there is at least one witness.
 * @param real the number of transactions; nodes from there on are helpers
 * @param deadline on the clock of performance.now(): the search for more witnesses ends then
 */
export function searchCycles(graph: Graph, real: number, deadline = Infinity): Cycles {
  const faults: Level[] = [];
  const cyclic = new Map<string, Components>();
  // From the strongest order down: a cycle of a smaller graph lies inside a component of the larger one.
  const whole: Components[] = [];
  for (let strength = 2; strength >= 0; strength--) {
    const found = components(graph, subgraph({ base: 3, strength }), whole[strength + 1]);
    if (found.count === 0) break;
    whole[strength] = found;
    cyclic.set(`3 ${strength}`, found);
  }
  // From the weakest order up: a level that is ruled out takes its stronger forms with it.
  for (let strength = 0; strength <= 2; strength++) {
    const all = whole[strength];
    if (all === undefined) continue;
    if (!faults.some((fault) => fault.base === 3)) faults.push({ base: 3, strength });
    for (let base = 2; base >= 0; base--) {
      if (faults.some((fault) => fault.base === base)) continue;
      const found = components(graph, subgraph({ base, strength }), all);
      // Without a cycle here there is none in the graphs of the weaker levels, which are parts of this one.
      if (found.count === 0) break;
      faults.push({ base, strength });
      cyclic.set(`${base} ${strength}`, found);
    }
  }
  const search = new Search(graph, real, deadline);
  // The worst first: what rules out the weakest level is the best witness of all.
  const order = [...faults].sort((a, b) => a.strength - b.strength || a.base - b.base);
  for (const level of order) {
    const already = [...search.found.keys()].some((name) => sameOrStronger(level, ruledOutBy(name)));
    if (!already) search.in(level, cyclic);
  }
  return { faults, found: search.found };
}

/** A level needs no search of its own where a cycle is known that rules out the same base at this strength or a weaker one. */
function sameOrStronger(level: Level, known: Level): boolean {
  return known.base === level.base && includes(level, known);
}

class Search {
  readonly found = new Map<string, (readonly Step[])[]>();
  private readonly plain: PathFinder;
  private product: PathFinder | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly real: number,
    private readonly deadline: number,
  ) {
    this.plain = new PathFinder(graph, real, false);
  }

  in(level: Level, cyclic: ReadonlyMap<string, Components>): void {
    const sub = subgraph(level);
    const inside = (base: number): Components => cyclic.get(`${base} ${level.strength}`) as Components;
    if (level.base === 0) this.throughEdges(WW, 'G0', sub, inside(0));
    if (level.base === 1) this.throughEdges(WR, 'G1c', sub, inside(1));
    if (level.base === 2) {
      this.throughEdges(RW, 'G-single', { mask: sub.mask & ~(RW | PASS), product: false }, inside(3));
      this.throughEdges(RW, 'G-nonadjacent', sub, inside(2));
    }
    if (level.base === 3) this.adjacentPairs(sub, inside(3));
    const shown = [...this.found.keys()].some((name) => includes(level, ruledOutBy(name)));
    if (!shown) this.anyCycle(sub, inside(level.base));
  }

  private budget(): Budget {
    return { edges: performance.now() < this.deadline ? SEARCH_EDGES : 0 };
  }

  /**
   * Cycles of an edge of the kind that gives the anomaly its name and a way back in the subgraph `back`: of each
   * component the shortest of each name, as short as possible for the name that is `wanted`.
   */
  private throughEdges(kind: number, wanted: string, back: Subgraph, inside: Components): void {
    const budget = this.budget();
    for (let c = 0; c < inside.count && budget.edges > 0; c++) {
      const best = new Map<string, readonly Step[]>();
      let limit = Infinity;
      this.eachEdge(back.product, inside, c, (edge, origin, target) => {
        if (at(this.graph.kind, edge) !== kind) return true;
        const ways = back.product ? ([[target, [edge]]] as const) : this.over(edge, inside, c, budget);
        for (const [node, way] of ways) {
          const cycle = this.close(back, inside, way, node, origin, budget, limit - 1);
          if (cycle === null) continue;
          const name = classify(cycle);
          if (cycle.length < (best.get(name)?.length ?? Infinity)) best.set(name, cycle);
          if (name.startsWith(wanted)) limit = Math.min(limit, cycle.length);
        }
        return limit > 2 && budget.edges > 0;
      });
      for (const cycle of best.values()) this.keep(cycle);
    }
  }

  /** Cycles with two rw steps in a row: a → b → c, and a shortest way from c back to a that leaves b out. */
  private adjacentPairs(sub: Subgraph, inside: Components): void {
    const { graph } = this;
    const budget = this.budget();
    for (let c = 0; c < inside.count && budget.edges > 0; c++) {
      let best: readonly Step[] | undefined;
      this.eachEdge(false, inside, c, (edge, a) => {
        if (at(graph.kind, edge) !== RW) return true;
        for (const [b, firstWay] of this.over(edge, inside, c, budget)) {
          for (let next = at(graph.start, b); next < at(graph.start, b + 1); next++) {
            if (at(graph.kind, next) !== RW) continue;
            for (const [end, secondWay] of this.over(next, inside, c, budget)) {
              if (end === b || b === a) continue;
              const limit = (best?.length ?? Infinity) - 3;
              const back = end === a ? [] : this.plain.find(sub, inside, end, a, budget, limit, b);
              if (back === null) continue;
              const cycle = steps(graph, this.real, [...firstWay, ...secondWay, ...back]);
              if (best === undefined || cycle.length < best.length) best = cycle;
            }
          }
        }
        return (best?.length ?? Infinity) > 2 && budget.edges > 0;
      });
      if (best !== undefined) this.keep(best);
    }
  }

  /** The transactions that an edge leads to, directly or over hubs, each with the edges of the way. */
  private *over(edge: number, inside: Components, c: number, budget: Budget): Iterable<readonly [number, number[]]> {
    const { graph } = this;
    const stack: number[][] = [[edge]];
    while (stack.length > 0 && --budget.edges >= 0) {
      const way = stack.pop() as number[];
      const node = at(graph.to, way[way.length - 1] as number);
      if (inside.of[node] !== c) continue;
      if (node < this.real) yield [node, way];
      else for (let e = at(graph.start, node); e < at(graph.start, node + 1); e++) stack.push([...way, e]);
    }
  }

  /** Some cycle of the smallest component, without a budget: the first edge that is tried closes to one. */
  private anyCycle(sub: Subgraph, inside: Components): void {
    let smallest = 0;
    const size = (c: number): number => at(inside.start, c + 1) - at(inside.start, c);
    for (let c = 1; c < inside.count; c++) if (size(c) < size(smallest)) smallest = c;
    this.eachEdge(sub.product, inside, smallest, (edge, origin, target) => {
      const kind = at(this.graph.kind, edge);
      if ((kind & sub.mask) === 0) return true;
      const cycle = this.close(sub, inside, [edge], target, origin, { edges: Infinity }, Infinity);
      if (cycle !== null) this.keep(cycle);
      return cycle === null;
    });
  }

  /** Calls back for every edge inside the component that leaves a transaction, until the answer is false. */
  private eachEdge(
    product: boolean,
    inside: Components,
    c: number,
    visit: (edge: number, origin: number, target: number) => boolean,
  ): void {
    const { graph } = this;
    for (let i = at(inside.start, c); i < at(inside.start, c + 1); i++) {
      const node = at(inside.members, i);
      const vertex = product ? node >> 1 : node;
      if (vertex >= this.real) continue;
      for (let edge = at(graph.start, vertex); edge < at(graph.start, vertex + 1); edge++) {
        const target = follow(graph, { mask: ALL, product }, edge, node & 1);
        if (target >= 0 && inside.of[target] === c && !visit(edge, node, target)) return;
      }
    }
  }

  private close(
    sub: Subgraph,
    inside: Components,
    way: readonly number[],
    from: number,
    origin: number,
    budget: Budget,
    limit: number,
  ): readonly Step[] | null {
    const finder = sub.product ? (this.product ??= new PathFinder(this.graph, this.real, true)) : this.plain;
    const back = finder.find(sub, inside, from, origin, budget, limit);
    if (back === null) return null;
    const walk = steps(this.graph, this.real, [...way, ...back]);
    return sub.product ? simplify(walk) : walk;
  }

  private keep(cycle: readonly Step[]): void {
    const name = classify(cycle);
    const cycles = this.found.get(name) ?? [];
    if (cycles.some((known) => sameTransactions(known, cycle))) return;
    if (cycles.length < KEPT || cycle.length < (cycles[KEPT - 1] as readonly Step[]).length) {
      cycles.push(cycle);
      cycles.sort((a, b) => a.length - b.length);
      cycles.length = Math.min(cycles.length, KEPT);
    }
    this.found.set(name, cycles);
  }
}

function sameTransactions(a: readonly Step[], b: readonly Step[]): boolean {
  const members = new Set(a.map((step) => step.from));
  return a.length === b.length && b.every((step) => members.has(step.from));
}
