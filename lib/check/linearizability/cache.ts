/**
 * The configurations that a search has been in. A configuration is the rank of the first response still open, the
 * model's state, the set of open operations that have taken effect (`required` words) and the set of
 * operations of unknown outcome that have (`optional` words). All words are compared, never a hash alone.
 *
 * A configuration that has used more optional operations than a known one, and is the same otherwise, is known too:
 * whatever can follow it could follow the other, where an optional operation is only left, never demanded.
 */
export class ConfigurationCache {
  readonly #required: number;
  readonly #optional: number;
  readonly #stride: number;
  #heads = new Int32Array(64).fill(-1);
  #arena: Int32Array;
  #count = 0;

  constructor(requiredWords: number, optionalWords: number) {
    this.#required = requiredWords;
    this.#optional = optionalWords;
    this.#stride = 3 + requiredWords + optionalWords;
    this.#arena = new Int32Array(this.#stride * 64);
  }

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#arena.byteLength + this.#heads.byteLength;
  }

  /** True where the configuration was not known before; it is known afterwards. `words`: required, then optional. */
  add(rank: number, state: number, words: Int32Array): boolean {
    const arena = this.#arena;
    const bucket = hash(rank, state, words, 0, this.#required) & (this.#heads.length - 1);
    let at = this.#heads[bucket] as number;
    while (at !== -1) {
      if (arena[at + 1] === rank && arena[at + 2] === state && this.#covers(at + 3, words)) return false;
      at = arena[at] as number;
    }
    this.#insert(bucket, rank, state, words);
    return true;
  }

  #covers(at: number, words: Int32Array): boolean {
    const arena = this.#arena;
    const all = this.#required + this.#optional;
    for (let i = 0; i < this.#required; i++) if (arena[at + i] !== words[i]) return false;
    for (let i = this.#required; i < all; i++)
      if (((arena[at + i] as number) & ~(words[i] as number)) !== 0) return false;
    return true;
  }

  #insert(bucket: number, rank: number, state: number, words: Int32Array): void {
    const at = this.#count * this.#stride;
    if (at + this.#stride > this.#arena.length) {
      const larger = new Int32Array(this.#arena.length * 2);
      larger.set(this.#arena);
      this.#arena = larger;
    }
    this.#arena[at] = this.#heads[bucket] as number;
    this.#arena[at + 1] = rank;
    this.#arena[at + 2] = state;
    this.#arena.set(words, at + 3);
    this.#heads[bucket] = at;
    if (++this.#count > this.#heads.length) this.#rehash();
  }

  #rehash(): void {
    const heads = new Int32Array(this.#heads.length * 4).fill(-1);
    const arena = this.#arena;
    for (let i = 0; i < this.#count; i++) {
      const at = i * this.#stride;
      const h = hash(arena[at + 1] as number, arena[at + 2] as number, arena, at + 3, this.#required);
      const bucket = h & (heads.length - 1);
      arena[at] = heads[bucket] as number;
      heads[bucket] = at;
    }
    this.#heads = heads;
  }
}

/** Multiply-and-rotate mixing, in the manner of MurmurHash3's 32-bit finaliser. */
function hash(rank: number, state: number, words: Int32Array, from: number, count: number): number {
  let h = Math.imul(rank, 0xcc9e2d51) ^ Math.imul(state + 0x7ed55d16, 0x1b873593);
  for (let i = from; i < from + count; i++) {
    h = Math.imul(h ^ (words[i] as number), 0x85ebca6b);
    h ^= h >>> 13;
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 15)) >>> 0;
}
