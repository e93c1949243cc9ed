import { Readable } from 'node:stream';
import { main } from '../../lib/cli/main.js';

export interface CliOptions {
  readonly cwd: string;
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
}

/**
 * Runs a command line in this process: as the built command does it, without a start of Node for each. What depends on
 * the process itself (exit codes, the bundle, threads' files) is tested with `dst` instead.
 */
export async function cli(
  args: readonly string[],
  { cwd, input, env, columns }: CliOptions,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(args, {
    stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    env: env ?? {},
    cwd,
    outIsTTY: false,
    errIsTTY: false,
    columns: columns ?? 100,
    color: false,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}
