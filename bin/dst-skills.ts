#!/usr/bin/env node
import { writeSync } from 'node:fs';
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

const { env } = process;
const outIsTTY = process.stdout.isTTY === true;
const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '' && env['FORCE_COLOR'] !== '0';
const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';

void main(process.argv.slice(2), {
  stdin: process.stdin,
  out: (text) => write(1, text),
  err: (text) => write(2, text),
  env,
  cwd: process.cwd(),
  outIsTTY,
  errIsTTY: process.stderr.isTTY === true,
  columns: process.stdout.columns ?? 80,
  color: forced || (outIsTTY && !refused && env['TERM'] !== 'dumb'),
}).then((code) => {
  process.exitCode = code;
});
