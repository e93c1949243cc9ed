import type { OpId } from './operation.js';

/** The lines on which op_ids stand: four bytes for each of those that count up from 1, as they should; others in a map. */
export class IdLines {
  #dense = new Uint32Array(1024);
  readonly #others = new Map<OpId, number>();
  #count = 0;
  #lowest = Infinity;
  #highest = -Infinity;

  /** The line on which the id stood before; undefined where it is new. */
  add(id: OpId, line: number): number | undefined {
    if (typeof id !== 'number' || id < 0 || id > 4 * (this.#count + 1024)) {
      const before = this.#others.get(id);
      if (before !== undefined) return before;
      this.#others.set(id, line);
    } else {
      if (id >= this.#dense.length) {
        const larger = new Uint32Array(Math.max(id + 1, this.#dense.length * 2));
        larger.set(this.#dense);
        this.#dense = larger;
      }
      // One that came too early to be dense may have come into the map.
      const before = this.#dense[id] === 0 ? this.#others.get(id) : this.#dense[id];
      if (before !== undefined) return before;
      this.#dense[id] = line;
    }
    this.#count++;
    if (typeof id === 'number') {
      this.#lowest = Math.min(this.#lowest, id);
      this.#highest = Math.max(this.#highest, id);
    }
    return undefined;
  }

  /** The gaps between 1 (0 where that is the first id) and the highest id; none where ids are no integers that count up. */
  *gaps(): Generator<{ readonly from: number; readonly to: number; readonly line: number }> {
    const span = this.#highest - Math.min(1, this.#lowest) + 1;
    if (!Number.isFinite(span) || this.#lowest < 0 || span === this.#count) return;
    // Ids that are names, hashes or times in disguise do not count up at all.
    const sparse = [...this.#others.keys()].filter((id) => typeof id === 'number');
    if (sparse.length < this.#others.size || span > 2 * this.#count + 1024) return;
    const lineOf = (id: number): number => (this.#dense[id] ?? 0) || (this.#others.get(id) ?? 0);
    let from: number | undefined;
    for (let id = Math.min(1, this.#lowest); id <= this.#highest; id++) {
      const line = lineOf(id);
      if (line === 0) from ??= id;
      else if (from !== undefined) {
        yield { from, to: id - 1, line };
        from = undefined;
      }
    }
  }
}
