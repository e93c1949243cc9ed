import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../cli/errors.js';
import type { FileProblem } from './result.js';

/** Bytes; a plan that somebody reads has a hundredth of it, and a larger one would need memory without bound. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;

export type ReadResult = { readonly text: string } | { readonly problem: FileProblem };

/**
 * Reads a document: a regular file of UTF-8 text that is not empty. Anything else is a problem that says what was
 * found and what to do. `shown` is the path that messages name.
 */
export function readDocument(path: string, shown: string): ReadResult {
  const bytes = readBytes(path, shown);
  return 'problem' in bytes ? bytes : decodeDocument(bytes, shown);
}

/**
 * The text of a document that a command cannot do without; `bytes` where it was on standard input.
 * @throws UserError that says why it cannot be read
 */
export function textOf(path: string, shown: string, bytes?: Buffer): string {
  const read = bytes === undefined ? readDocument(path, shown) : decodeDocument(bytes, shown);
  if ('text' in read) return read.text;
  throw problemError(read.problem);
}

/** The problem of a file that a command cannot do without. */
export function problemError({ path, message, help }: FileProblem): UserError {
  return new UserError(`${path} ${message}`, help === undefined ? {} : { help });
}

/** The bytes of a regular file. */
export function readBytes(path: string, shown: string): Buffer | { readonly problem: FileProblem } {
  try {
    const problem = whyNotRegular(path, shown);
    if (problem !== undefined) return { problem };
    const { size } = statSync(path);
    if (size > LARGEST_DOCUMENT) return { problem: tooLarge(shown, size) };
    return readFileSync(path);
  } catch (error) {
    return { problem: unreadable(shown, error) };
  }
}

/** Why a path is no regular file that can be opened: opening a FIFO would wait for a writer. Undefined where it is one. */
export function whyNotRegular(path: string, shown: string): FileProblem | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() ? undefined : notRegular(shown, stat.isDirectory() ? 'a directory' : 'no regular file');
  } catch (error) {
    return unreadable(shown, error);
  }
}

/** All bytes of a stream, such as standard input. */
export async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
}

function tooLarge(shown: string, bytes: number): FileProblem {
  const megabytes = (n: number): string => `${(n / 1024 / 1024).toFixed(1)} MiB`;
  return {
    path: shown,
    message: `is too large: ${megabytes(bytes)}, at most ${megabytes(LARGEST_DOCUMENT)} are linted`,
    help: 'split it, or leave it out by the pattern that found it',
  };
}

/** Decodes bytes as UTF-8 (a byte order mark stays), and refuses what is no text. */
export function decodeDocument(bytes: Buffer, shown: string): ReadResult {
  if (bytes.length > LARGEST_DOCUMENT) return { problem: tooLarge(shown, bytes.length) };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    const help = `convert it: iconv -f UTF-16 -t UTF-8 ${shellQuote(shown)}`;
    return { problem: { path: shown, message: 'is UTF-16, expected UTF-8', help } };
  }
  if (bytes.includes(0)) {
    const place = placeOf(bytes, bytes.indexOf(0));
    return { problem: { path: shown, message: 'is binary: it holds a NUL byte', ...place } };
  }
  if (!isUtf8(bytes)) {
    const help = `convert it, for example: iconv -f ISO-8859-1 -t UTF-8 ${shellQuote(shown)}`;
    return {
      problem: { path: shown, message: 'is not UTF-8', help, ...placeOf(bytes, firstInvalid(bytes)) },
    };
  }
  const text = bytes.toString('utf8');
  if (text.trim() === '' || text === '\ufeff')
    return { problem: { path: shown, message: 'is empty', help: 'an empty document cannot be clean' } };
  return { text };
}

/** Offset of the first byte that breaks UTF-8: halves the input, cutting between characters. */
function firstInvalid(bytes: Buffer): number {
  let start = 0;
  let end = bytes.length;
  while (end - start > 16) {
    let middle = (start + end) >> 1;
    for (let i = 0; i < 4 && ((bytes[middle] ?? 0) & 0xc0) === 0x80; i++) middle--;
    if (isUtf8(bytes.subarray(start, middle))) start = middle;
    else end = middle;
  }
  for (let length = 1; start + length <= end; length++) {
    const valid = [0, 1, 2, 3].some((more) => isUtf8(bytes.subarray(start, start + length + more)));
    if (!valid) return start + length - 1;
  }
  return start;
}

/** Line and column of a byte; the column counts characters as far as they can be decoded. */
function placeOf(bytes: Buffer, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: bytes.subarray(start, offset).toString('utf8').length + 1 };
}

function notRegular(path: string, what: string): FileProblem {
  const help =
    what === 'a directory' ? undefined : 'pipe its content instead: dst-skills lint --stdin-filename <path> -';
  return { path, message: `is ${what}`, ...(help === undefined ? {} : { help }) };
}

/** A file system error in words, without the system's code where there are better ones. */
export function unreadable(path: string, error: unknown): FileProblem {
  const code = (error as NodeJS.ErrnoException).code;
  const message =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'does not exist'
      : code === 'EACCES' || code === 'EPERM'
        ? 'cannot be read: permission denied'
        : code === 'ELOOP'
          ? 'is a symbolic link that leads to itself'
          : code === 'ENAMETOOLONG'
            ? 'has too long a name'
            : `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  return { path, message };
}

function shellQuote(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
