import { at, PASS, RW } from './graph.js';
import type { Graph } from './graph.js';

/** Which edges count, and whether two rw edges may follow each other. */
export interface Subgraph {
  readonly mask: number;
  /**
   * Search the product of the graph with "was the last edge rw": node 2v + 1 is v entered by an rw edge, which no
   * rw edge leaves. A cycle of the product is one whose rw edges are never adjacent, that is a cycle of
   * (ww ∪ wr ∪ order) ; rw? — what snapshot isolation forbids (Cerone & Gotsman, PODC 2016).
   */
  readonly product: boolean;
}

/** Strongly connected components with more than one node: of[node] is the component's number, or -1. */
export interface Components {
  readonly of: Int32Array;
  readonly count: number;
  /** Nodes of component c: members[start[c]] up to members[start[c + 1]]. */
  readonly start: Int32Array;
  readonly members: Int32Array;
}

/** The node that an edge leads to in the subgraph, from a node in the given state; -1 where the edge is not in it. */
export function follow(graph: Graph, sub: Subgraph, edge: number, state: number): number {
  const kind = at(graph.kind, edge);
  if ((kind & sub.mask) === 0) return -1;
  const target = at(graph.to, edge);
  if (!sub.product) return target;
  if (kind === PASS) return 2 * target + state;
  if (kind !== RW) return 2 * target;
  return state === 1 ? -1 : 2 * target + 1;
}

/**
 * Tarjan's strongly connected components (SIAM J. Comput. 1(2) 1972), without recursion.
 * `within`, components of a graph that contains this one, spares the search everything outside them: a cycle
 * of the part is a cycle of the whole. It is over plain nodes, also where `sub` is a product.
 */
export function components(graph: Graph, sub: Subgraph, within?: Components): Components {
  const nodes = sub.product ? 2 * graph.nodes : graph.nodes;
  const order = new Int32Array(nodes); // 0: not seen yet
  const low = new Int32Array(nodes);
  const cursor = new Int32Array(nodes);
  const of = new Int32Array(nodes).fill(-1);
  const open: number[] = [];
  const onStack = new Uint8Array(nodes);
  const path: number[] = [];
  const starts: number[] = [0];
  const members: number[] = [];
  const shift = sub.product ? 1 : 0;
  let clock = 0;

  const enter = (node: number): void => {
    order[node] = low[node] = ++clock;
    cursor[node] = at(graph.start, node >> shift);
    open.push(node);
    onStack[node] = 1;
    path.push(node);
  };

  const close = (node: number): void => {
    const first = open.lastIndexOf(node);
    if (open.length - first > 1) {
      for (let i = first; i < open.length; i++) {
        const member = open[i] as number;
        of[member] = starts.length - 1;
        members.push(member);
      }
      starts.push(members.length);
    }
    for (let i = first; i < open.length; i++) onStack[open[i] as number] = 0;
    open.length = first;
  };

  const walk = (root: number): void => {
    enter(root);
    while (path.length > 0) {
      const node = path[path.length - 1] as number;
      const vertex = node >> shift;
      const state = sub.product ? node & 1 : 0;
      const end = at(graph.start, vertex + 1);
      let next = -1;
      let edge = at(cursor, node);
      for (; edge < end; edge++) {
        const target = follow(graph, sub, edge, state);
        if (target < 0) continue;
        if (within !== undefined && within.of[target >> shift] !== within.of[vertex]) continue;
        if (order[target] === 0) {
          next = target;
          break;
        }
        if (onStack[target] === 1 && at(order, target) < at(low, node)) low[node] = at(order, target);
      }
      cursor[node] = edge;
      if (next >= 0) {
        enter(next);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined && at(low, node) < at(low, parent)) low[parent] = at(low, node);
      if (low[node] === order[node]) close(node);
    }
  };

  const visit = (vertex: number): void => {
    for (let node = vertex << shift; node < (vertex + 1) << shift; node++) if (order[node] === 0) walk(node);
  };
  if (within === undefined) for (let v = 0; v < graph.nodes; v++) visit(v);
  else for (const v of within.members) visit(v);
  return { of, count: starts.length - 1, start: Int32Array.from(starts), members: Int32Array.from(members) };
}
