import { spawn } from 'node:child_process';

export interface Ran {
  /** Null where the command was ended from outside, or could not be started. */
  readonly rc: number | null;
  /** What it wrote, standard output and error as they came; the first and last part where it wrote more than 64 KiB. */
  readonly output: string;
}

const MOST = 64 * 1024;

/** Runs a shell command, bounded in time and in what is kept of its output. It gets nothing on standard input. */
export function runProbe(command: string, cwd: string, seconds: number): Promise<Ran> {
  // A group of its own, so that what it started ends with it.
  const child = spawn(command, {
    shell: true,
    cwd,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    if (output.length > MOST * 2) output = `${output.slice(0, MOST / 2)}\n…\n${output.slice(-MOST / 2)}`;
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      try {
        if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It has ended in this moment.
      }
      resolve({ rc: null, output: `${output}\n(ended after ${seconds} s)`.trim() });
    }, seconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ rc: null, output: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ rc: code, output: output.trim() });
    });
  });
}

/** A part of the output that a record can hold, around what was expected where it is there. */
export function excerptAround(output: string, expect: string): string {
  const LONGEST = 600;
  const flat = output.replace(/\s+/g, ' ').trim();
  if (flat.length <= LONGEST) return flat;
  const at = flat.toLowerCase().indexOf(expect.replace(/\s+/g, ' ').trim().toLowerCase());
  const from = at === -1 ? flat.length - LONGEST : Math.max(0, Math.min(at - 200, flat.length - LONGEST));
  return `${from > 0 ? '… ' : ''}${flat.slice(from, from + LONGEST)}${from + LONGEST < flat.length ? ' …' : ''}`;
}
