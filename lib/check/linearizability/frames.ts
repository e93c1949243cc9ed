/** The stack of configurations: numbers in one growing array, so that deep searches cost no objects. */
export class Frames {
  readonly #stride: number;
  #data: Int32Array;
  #at = -1;

  constructor(words: number) {
    this.#stride = 5 + words;
    this.#data = new Int32Array(this.#stride * 64);
  }

  get depth(): number {
    return this.#at < 0 ? 0 : this.#at / this.#stride + 1;
  }

  get bytes(): number {
    return this.#data.byteLength;
  }

  /** A frame for the configuration just entered, whose first candidate is at list position `scan`. */
  push(scan: number): void {
    this.#at = this.#at < 0 ? 0 : this.#at + this.#stride;
    if (this.#at + this.#stride > this.#data.length) {
      const larger = new Int32Array(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#at] = scan;
    this.#data[this.#at + 1] = 0;
  }

  pop(): void {
    this.#at -= this.#stride;
    if (this.#at < 0) this.#at = -1;
  }

  /** Notes the configuration of the top frame before an operation is taken. */
  save(state: number, rank: number, trail: number, words: Int32Array): void {
    this.#data[this.#at + 2] = state;
    this.#data[this.#at + 3] = rank;
    this.#data[this.#at + 4] = trail;
    this.#data.set(words, this.#at + 5);
  }

  restore(words: Int32Array): void {
    for (let i = 0; i < words.length; i++) words[i] = this.#data[this.#at + 5 + i] as number;
  }

  get scan(): number {
    return this.#data[this.#at] as number;
  }
  set scan(position: number) {
    this.#data[this.#at] = position;
  }
  get group(): number {
    return this.#data[this.#at + 1] as number;
  }
  set group(group: number) {
    this.#data[this.#at + 1] = group;
  }
  get state(): number {
    return this.#data[this.#at + 2] as number;
  }
  get rank(): number {
    return this.#data[this.#at + 3] as number;
  }
  get trail(): number {
    return this.#data[this.#at + 4] as number;
  }
}
