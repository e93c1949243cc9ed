import { UserError } from '../../cli/errors.js';

/** Forms may span lines, so EDN is read whole; longer texts than a string can hold are refused. */
const LARGEST = 500 * 1024 * 1024;

/** A text with its line numbers. */
export class Text {
  readonly content: string;
  readonly #starts: number[] = [0];

  constructor(content: string) {
    this.content = content;
    for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** @throws UserError where the bytes are not UTF-8 or too many */
  static async read(chunks: AsyncIterable<Buffer>, name: string): Promise<Text> {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const chunk of chunks) {
      parts.push(chunk);
      length += chunk.length;
      if (length > LARGEST) throw new UserError(`${name}: larger than 500 MiB; split it, or convert it to JSON Lines`);
    }
    try {
      return new Text(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
    } catch {
      throw new UserError(`${name}: the file is not UTF-8`);
    }
  }

  /** Lines that are not empty. */
  get lineCount(): number {
    return this.#starts.filter((start, i) => (this.#starts[i + 1] ?? this.content.length + 1) - start > 1).length;
  }

  /** The line of an offset, counted from 1. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  position(offset: number): { line: number; column: number } {
    const line = this.lineAt(offset);
    return { line, column: offset - (this.#starts[line - 1] as number) + 1 };
  }
}
