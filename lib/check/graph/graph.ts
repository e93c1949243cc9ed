/**
 * The kinds of dependency between two transactions, as bits: a set of kinds is a mask. PASS leaves a hub, a
 * node that stands for "everyone who read this version": it belongs to the rw edge by which the hub was entered.
 */
export const WW = 1;
export const WR = 2;
export const RW = 4;
export const PASS = 8;
export const PROCESS = 16;
export const REALTIME = 32;

/** Edges as they are found, in columns that grow: no object per edge, because a history has millions. */
export class EdgeList {
  length = 0;
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  kind = new Uint8Array(1024);
  /** What the edge is about, for its explanation: numbers that only whoever pushed the edge understands. */
  note = new Int32Array(1024);

  push(from: number, to: number, kind: number, note: number): void {
    const i = this.length;
    if (i === this.from.length) this.grow();
    this.from[i] = from;
    this.to[i] = to;
    this.kind[i] = kind;
    this.note[i] = note;
    this.length = i + 1;
  }

  private grow(): void {
    const size = this.from.length * 2;
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(size);
      next.set(old);
      return next;
    };
    this.from = wider(this.from);
    this.to = wider(this.to);
    this.note = wider(this.note);
    const kind = new Uint8Array(size);
    kind.set(this.kind);
    this.kind = kind;
  }
}

/** A frozen graph in compressed sparse rows: the edges of node v are `start[v]` up to `start[v + 1]`. */
export interface Graph {
  readonly nodes: number;
  readonly edges: number;
  readonly start: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Uint8Array;
  readonly note: Int32Array;
}

/** Sorts the edges by their origin (counting sort, linear) and drops edges from a node to itself. */
export function freeze(nodes: number, list: EdgeList): Graph {
  const start = new Int32Array(nodes + 2);
  let edges = 0;
  for (let i = 0; i < list.length; i++) {
    if (list.from[i] === list.to[i]) continue;
    const slot = at(list.from, i) + 2;
    start[slot] = at(start, slot) + 1;
    edges++;
  }
  for (let v = 2; v < nodes + 2; v++) start[v] = at(start, v) + at(start, v - 1);
  const from = new Int32Array(edges);
  const to = new Int32Array(edges);
  const kind = new Uint8Array(edges);
  const note = new Int32Array(edges);
  for (let i = 0; i < list.length; i++) {
    const origin = at(list.from, i);
    const target = at(list.to, i);
    if (origin === target) continue;
    const place = at(start, origin + 1);
    start[origin + 1] = place + 1;
    from[place] = origin;
    to[place] = target;
    kind[place] = at(list.kind, i);
    note[place] = at(list.note, i);
  }
  return { nodes, edges, start: start.subarray(0, nodes + 1), from, to, kind, note };
}

/** An element of a typed array at an index that is known to be inside it. */
export function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] as number;
}
