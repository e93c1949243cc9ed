import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../cli/errors.js';
import { show } from './canonical.js';
import type { Json, Operation, OpId } from './operation.js';
import { toOperation, type Problem } from './validate.js';

/** A line longer than this is no operation. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Fields left out are kept as problems up to this number, which is enough to say so. */
const MISSING = 1000;

/** A history as read: its operations in file order, and what identifies the file. */
export interface History {
  readonly operations: readonly Operation[];
  /** The line that each operation stands on, counted from 1. */
  readonly lines: Uint32Array;
  /** Fields that were left out, the first occurrences; none in an imported history. */
  readonly missing: readonly Problem[];
  /** Lines in the file that are not blank. */
  readonly lineCount: number;
  /** SHA-256 and size of the bytes as stored, compressed or not. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Hashed {
  readonly chunks: AsyncIterable<Buffer>;
  /** Valid once `chunks` has ended. */
  readonly digest: () => { sha256: string; bytes: number };
}

/** The bytes of a file or stream, decompressed where they begin as gzip does, and hashed as stored. */
export function open(source: string | Readable): Hashed {
  const stream = typeof source === 'string' ? createReadStream(source, { highWaterMark: 1 << 20 }) : source;
  const hash = createHash('sha256');
  let bytes = 0;
  async function* stored(): AsyncIterable<Buffer> {
    for await (const chunk of stream as AsyncIterable<Buffer | string>) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(buffer);
      bytes += buffer.length;
      yield buffer;
    }
  }
  async function* plain(): AsyncIterable<Buffer> {
    const iterator = stored()[Symbol.asyncIterator]();
    let head = Buffer.alloc(0);
    let ended = false;
    while (head.length < 2 && !ended) {
      const next = await iterator.next();
      if (next.done === true) ended = true;
      else head = Buffer.concat([head, next.value]);
    }
    const rest = { [Symbol.asyncIterator]: () => iterator };
    const joined = async function* (): AsyncIterable<Buffer> {
      yield head;
      if (!ended) yield* rest;
    };
    if (head[0] !== 0x1f || head[1] !== 0x8b) {
      yield* joined();
      return;
    }
    // pipeline, unlike pipe, hands an error of any part to whoever reads the result.
    const unzipped = pipeline(
      joined(),
      createGunzip({ chunkSize: 1 << 20 }),
      new Transform({ transform: pass }),
      () => undefined,
    );
    yield* unzipped as AsyncIterable<Buffer>;
  }
  return { chunks: plain(), digest: () => ({ sha256: hash.digest('hex'), bytes }) };
}

function pass(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
  done(null, chunk);
}

/**
 * Calls `each` with every line of a UTF-8 text, without its end, in order. Lines count from 1.
 * @throws UserError on bytes that are not UTF-8 and on a line that is too long, with its number
 */
export async function eachLine(
  chunks: AsyncIterable<Buffer>,
  name: string,
  each: (text: string, line: number) => void,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 0;
  let pending: Buffer[] = [];
  let length = 0;
  const deliver = (bytes: Buffer): void => {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      throw notUtf8(bytes, name, line);
    }
    for (let from = 0; from < text.length;) {
      const to = text.indexOf('\n', from);
      const end = to === -1 ? text.length : to;
      line++;
      each(
        text.slice(line === 1 && text.charCodeAt(0) === 0xfeff ? 1 : from, text[end - 1] === '\r' ? end - 1 : end),
        line,
      );
      from = end + 1;
    }
  };
  for await (const chunk of chunks) {
    const last = chunk.lastIndexOf(0x0a);
    if (last === -1) {
      pending.push(chunk);
      length += chunk.length;
      if (length > LONGEST_LINE) throw new UserError(`${name}:${line + 1}: the line is longer than 16 MiB`);
      continue;
    }
    deliver(Buffer.concat([...pending, chunk.subarray(0, last + 1)]));
    pending = [chunk.subarray(last + 1)];
    length = chunk.length - last - 1;
  }
  deliver(Buffer.concat(pending));
}

function notUtf8(bytes: Buffer, name: string, before: number): UserError {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let from = 0;
  for (let line = before + 1; ; line++) {
    const to = bytes.indexOf(0x0a, from);
    try {
      decoder.decode(bytes.subarray(from, to === -1 ? bytes.length : to));
    } catch {
      return new UserError(`${name}:${line}: the line is not UTF-8`);
    }
    if (to === -1) return new UserError(`${name}: the file is not UTF-8`);
    from = to + 1;
  }
}

/** Called once for each operation that could be read. */
export type EachOperation = (op: Operation, line: number) => void;

/**
 * Reads JSON Lines, one operation a line, blank lines skipped. Never throws on what a line holds: `report` is told.
 * @returns the number of lines that are not blank, with hash and size
 */
export async function scanHistory(
  source: string | Readable,
  name: string,
  each: EachOperation,
  report: (problem: Problem) => void,
): Promise<{ lineCount: number; sha256: string; bytes: number }> {
  const { chunks, digest } = open(source);
  let lineCount = 0;
  await readable(name, () =>
    eachLine(chunks, name, (text, line) => {
      if (text.trim() === '') return;
      lineCount++;
      let value: Json;
      try {
        value = JSON.parse(text) as Json;
      } catch (error) {
        report({ line, kind: 'syntax', ...syntaxError(text, error) });
        return;
      }
      const op = toOperation(value, line, report);
      if (op !== undefined) each(op, line);
    }),
  );
  return { lineCount, ...digest() };
}

/**
 * Reads a whole history into memory.
 * @throws UserError where the file cannot be read, a line is no operation, an op_id comes twice, or an operation
 *   completes before it was invoked: no checker can say anything then
 */
export async function readHistory(source: string | Readable, name: string): Promise<History> {
  const collected = new Collector(name);
  const missing: Problem[] = [];
  const summary = await scanHistory(
    source,
    name,
    (op, line) => collected.add(op, line),
    (problem) => {
      if (problem.kind !== 'missing') collected.problem(problem);
      else if (missing.length < MISSING) missing.push(problem);
    },
  );
  return { ...collected.finish(), ...summary, missing };
}

/** Gathers operations and refuses contradictions, for readers and importers alike. */
export class Collector {
  readonly #name: string;
  readonly #operations: Operation[] = [];
  #lines = new Uint32Array(1024);
  #first: Problem | undefined;
  #problems = 0;
  /** Ids are looked up only once one comes that is not higher than all before it. */
  #highest = -Infinity;
  #seen: Map<OpId, number> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  problem(problem: Problem): void {
    this.#problems++;
    this.#first ??= problem;
  }

  add(op: Operation, line: number): void {
    this.#unique(op, line);
    if (op.complete_ts !== null && op.complete_ts < op.invoke_ts)
      this.problem({
        line,
        kind: 'value',
        field: 'complete_ts',
        message: `operation ${op.op_id} completes at ${op.complete_ts}, before it was invoked at ${op.invoke_ts}`,
      });
    if (this.#operations.length === this.#lines.length) {
      const larger = new Uint32Array(this.#lines.length * 2);
      larger.set(this.#lines);
      this.#lines = larger;
    }
    this.#lines[this.#operations.length] = line;
    this.#operations.push(op);
  }

  #unique(op: Operation, line: number): void {
    const id = op.op_id;
    if (this.#seen === undefined) {
      if (typeof id === 'number' && id > this.#highest) {
        this.#highest = id;
        return;
      }
      this.#seen = new Map(this.#operations.map((one, i) => [one.op_id, this.#lines[i] as number]));
    }
    const before = this.#seen.get(id);
    if (before === undefined) this.#seen.set(id, line);
    else
      this.problem({
        line,
        kind: 'value',
        field: 'op_id',
        message: `op_id ${show(id)} stands on line ${before} already`,
      });
  }

  /** @throws UserError with the first problem and the number of all */
  finish(): { operations: readonly Operation[]; lines: Uint32Array } {
    const first = this.#first;
    if (first !== undefined) {
      const more = this.#problems - 1;
      const column = first.column === undefined ? '' : `:${first.column}`;
      throw new UserError(
        `${this.#name}:${first.line}${column}: ${first.message}${more === 0 ? '' : ` (and ${more} more problem${more === 1 ? '' : 's'})`}`,
        { help: 'one JSON object a line, with the fields of schemas/history.schema.json; see docs/checkers.md' },
      );
    }
    return { operations: this.#operations, lines: this.#lines.slice(0, this.#operations.length) };
  }
}

/** Runs `read`, turning the errors of files and of gzip into messages for the user. */
export async function readable<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw new UserError(`${name}: no such file`);
    if (code === 'EISDIR') throw new UserError(`${name} is a directory, expected a history file`);
    if (code === 'EACCES') throw new UserError(`${name}: permission denied`);
    if (code.startsWith('Z_')) throw new UserError(`${name}: damaged gzip data (${(error as Error).message})`);
    throw error;
  }
}

/** Where JSON.parse stopped. Its messages differ between Node versions; the position, where they name one, does not. */
function syntaxError(text: string, error: unknown): { message: string; column?: number } {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const near = show(text.trim(), 40);
  if (position === undefined) return { message: `not valid JSON: ${near}` };
  return { message: `not valid JSON`, column: Number(position) + 1 };
}
