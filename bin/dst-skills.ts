#!/usr/bin/env node
import { fstatSync, writeSync } from 'node:fs';
import { main } from '../lib/cli/main.js';

/** Writes all of `text`, also to a pipe that takes it in pieces; a closed pipe (`| head`) is no error. */
function write(fd: 1 | 2, text: string): void {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        continue;
      }
      if (code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    }
  }
}

/**
 * Whether a descriptor is a terminal. Asked of the descriptor, as `process.stdout` and `process.stderr` are streams whose
 * making takes a tenth of a short run, and nearly always the answer is seen from its kind alone.
 */
function isTerminal(fd: 1 | 2): boolean {
  try {
    if (process.platform !== 'win32' && !fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return (fd === 1 ? process.stdout : process.stderr).isTTY === true;
}

const { env } = process;
const outIsTTY = isTerminal(1);
const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '' && env['FORCE_COLOR'] !== '0';
const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';

void main(process.argv.slice(2), {
  get stdin() {
    return process.stdin;
  },
  out: (text) => write(1, text),
  err: (text) => write(2, text),
  env,
  cwd: process.cwd(),
  outIsTTY,
  errIsTTY: isTerminal(2),
  columns: outIsTTY ? process.stdout.columns : 80,
  color: forced || (outIsTTY && !refused && env['TERM'] !== 'dumb'),
}).then((code) => {
  process.exitCode = code;
});
