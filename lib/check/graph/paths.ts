import { follow } from './components.js';
import type { Components, Subgraph } from './components.js';
import { at } from './graph.js';
import type { Graph } from './graph.js';

/** How many edges a search may look at before it gives up: shared by the searches of one check. */
export interface Budget {
  edges: number;
}

/**
 * Shortest paths inside a component. Nodes from `real` on are helpers (hubs, points of time): passing through
 * them costs nothing, so that lengths count steps between transactions.
 */
export class PathFinder {
  private readonly distance: Int32Array;
  private readonly seenIn: Int32Array;
  private readonly parentEdge: Int32Array;
  private readonly parentNode: Int32Array;
  private generation = 0;

  constructor(
    private readonly graph: Graph,
    private readonly real: number,
    product: boolean,
  ) {
    const nodes = product ? 2 * graph.nodes : graph.nodes;
    this.distance = new Int32Array(nodes);
    this.seenIn = new Int32Array(nodes);
    this.parentEdge = new Int32Array(nodes);
    this.parentNode = new Int32Array(nodes);
  }

  /**
   * The edges of a shortest path from one node of the component to another one, or null where there is none,
   * where it would need more than `limit` steps, or where the budget ran out.
   * @param avoid a vertex (not a product node) that the path must not pass
   */
  find(
    sub: Subgraph,
    inside: Components,
    from: number,
    to: number,
    budget: Budget,
    limit = Infinity,
    avoid = -1,
  ): number[] | null {
    const { graph, distance, seenIn } = this;
    const shift = sub.product ? 1 : 0;
    const component = inside.of[from];
    const generation = ++this.generation;
    let frontier = [from];
    let length = 0;
    seenIn[from] = generation;
    distance[from] = 0;
    while (frontier.length > 0 && length <= limit) {
      const later: number[] = [];
      // The frontier grows while it is walked: steps without a cost stay on this level.
      for (const node of frontier) {
        if (node === to) return this.trace(from, to);
        // Reached on a shorter way after it was put here.
        if (at(distance, node) !== length) continue;
        const vertex = node >> shift;
        const cost = vertex < this.real ? 1 : 0;
        const end = at(graph.start, vertex + 1);
        for (let edge = at(graph.start, vertex); edge < end; edge++) {
          if (--budget.edges < 0) return null;
          const target = follow(graph, sub, edge, node & 1);
          if (target < 0 || inside.of[target] !== component || target >> shift === avoid) continue;
          if (seenIn[target] === generation && at(distance, target) <= length + cost) continue;
          seenIn[target] = generation;
          distance[target] = length + cost;
          this.parentEdge[target] = edge;
          this.parentNode[target] = node;
          (cost === 0 ? frontier : later).push(target);
        }
      }
      frontier = later;
      length++;
    }
    return null;
  }

  private trace(from: number, to: number): number[] {
    const edges: number[] = [];
    for (let node = to; node !== from; node = at(this.parentNode, node)) edges.push(at(this.parentEdge, node));
    return edges.reverse();
  }
}
