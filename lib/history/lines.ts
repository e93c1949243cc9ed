import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../cli/errors.js';

/** A line longer than this is no operation. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Histories shrink to a tenth or a fiftieth; what unpacks to more than this many times its size was made to fill memory. */
const LARGEST_RATIO = 400;
/** Below so many bytes nobody minds. */
const RATIO_FROM = 64 * 1024 * 1024;

/** A file that cannot be read as lines of text, with the place where it stops being one. */
export class ReadError extends UserError {
  /** What is wrong, without the file's name. */
  readonly problem: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(name: string, problem: string, line?: number, column?: number) {
    const place = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
    super(`${name}${place}: ${problem}`);
    this.problem = problem;
    this.line = line;
    this.column = column;
  }
}

export interface Hashed {
  readonly chunks: AsyncIterable<Buffer>;
  /** Valid once `chunks` has ended. */
  readonly digest: () => { sha256: string; bytes: number };
}

/**
 * The bytes of a file or stream, decompressed where they begin as gzip does, and hashed as stored.
 * @throws ReadError while reading, on gzip data that unpacks to very much more than it is
 */
export function open(source: string | Readable, name: string): Hashed {
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
    let unpacked = 0;
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > RATIO_FROM && unpacked > bytes * LARGEST_RATIO)
        throw new ReadError(name, `the gzip data unpacks to more than ${LARGEST_RATIO} times its size`);
      yield chunk;
    }
  }
  return { chunks: plain(), digest: () => ({ sha256: hash.digest('hex'), bytes }) };
}

function pass(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
  done(null, chunk);
}

/**
 * Calls `each` with every line of a UTF-8 text, without its end, in order. Lines count from 1.
 * @throws ReadError on bytes that are not UTF-8 and on a line that is too long, with its number
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
      if (length > LONGEST_LINE) throw new ReadError(name, 'the line is longer than 16 MiB', line + 1);
      continue;
    }
    deliver(Buffer.concat([...pending, chunk.subarray(0, last + 1)]));
    pending = [chunk.subarray(last + 1)];
    length = chunk.length - last - 1;
  }
  deliver(Buffer.concat(pending));
}

/** The first line that is not UTF-8, and the column of its first wrong byte. */
function notUtf8(bytes: Buffer, name: string, before: number): ReadError {
  let from = 0;
  for (let line = before + 1; ; line++) {
    const next = bytes.indexOf(0x0a, from);
    const to = next === -1 ? bytes.length : next;
    const text = bytes.subarray(from, to);
    if (!isUtf8(text)) return new ReadError(name, 'the line is not UTF-8', line, columnOf(text));
    if (next === -1) return new ReadError(name, 'the file is not UTF-8');
    from = to + 1;
  }
}

/** Column of the first byte that is not UTF-8. Decoding up to there gives the characters before it. */
function columnOf(line: Buffer): number {
  const text = line.toString('utf8');
  // A replacement character may have been written as one, too.
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) {
    const byte = Buffer.byteLength(text.slice(0, at));
    if (!line.subarray(byte, byte + 3).equals(REPLACEMENT)) return at + 1;
  }
  return 1;
}

const REPLACEMENT = Buffer.from('\ufffd');

/** Runs `read`, turning the errors of files and of gzip into messages for the user. */
export async function readable<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw new ReadError(name, 'no such file');
    if (code === 'EISDIR') throw new ReadError(name, 'is a directory, expected a history file');
    if (code === 'EACCES') throw new ReadError(name, 'permission denied');
    if (code.startsWith('Z_')) throw new ReadError(name, `damaged gzip data (${(error as Error).message})`);
    if (code === '') throw error;
    throw new ReadError(name, `cannot be read: ${(error as Error).message}`);
  }
}
