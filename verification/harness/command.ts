import { spawn } from 'node:child_process';

export interface Ran {
  readonly rc: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command to its end.
 * @param options.input what it gets on standard input; `options.ms` after which it is killed (rc 124)
 */
export function run(argv: readonly string[], options: { input?: string; ms?: number } = {}): Promise<Ran> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, options.ms ?? 30_000);
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ rc: 127, out, err: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ rc: late ? 124 : (code ?? 128), out, err });
    });
    child.stdin.end(options.input ?? '');
  });
}

/** As run, for commands that have to succeed. @throws Error with the command and what it said */
export async function must(argv: readonly string[], options: { input?: string; ms?: number } = {}): Promise<string> {
  const { rc, out, err } = await run(argv, options);
  if (rc !== 0) throw new Error(`${argv.join(' ')} ended with status ${rc}: ${(err || out).trim()}`);
  return out;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is neither undefined nor false, or the time is up: then undefined. */
export async function until<T>(
  ms: number,
  ask: () => Promise<T | undefined> | T | undefined,
  every = 100,
): Promise<T | undefined> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) return undefined;
    await sleep(every);
  }
}

/** Tells on standard error how far a run has come. */
export const say = (text: string): void =>
  void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
