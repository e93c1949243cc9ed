import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENT_VARIABLES } from '../../lib/format/registry.js';

/** The repository's root, seen from the compiled tests under dist/test/support. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
/** The built command: the file that package.json's `bin` names. */
export const BIN = join(ROOT, 'dist', 'dst-skills.cjs');

/** No colour settings, and no sign of a coding agent, whoever runs the tests. An undefined value takes a variable out. */
const QUIET_ENV: NodeJS.ProcessEnv = {
  ...Object.fromEntries(AGENT_VARIABLES.map((name) => [name, undefined])),
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
};

export interface RunResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
  /** Milliseconds after which the process is killed; default 60,000. */
  readonly timeout?: number;
}

/** Runs the built command as a user would, in a process of its own, with an environment free of colour settings. */
export function dst(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...QUIET_ENV, ...options.env };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd ?? ROOT,
      env,
      timeout: options.timeout ?? 60_000,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}
