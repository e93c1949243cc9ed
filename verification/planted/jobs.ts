import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const JOB = join(dirname(fileURLToPath(import.meta.url)), 'job.js');
/** No run takes longer; one that does is stuck. */
const LONGEST_MS = 150_000;

/** Runs in processes of their own, a few at a time, each with a cluster of its own. */
export class Jobs {
  private readonly running = new Set<ChildProcess>();
  private readonly waiting: (() => void)[] = [];
  private stopped = false;

  /** @param size how many clusters at most share the machine */
  constructor(private readonly size: number) {}

  /** @throws Error with what the job said, where it ends with another status than 0 */
  async run(...argv: string[]): Promise<void> {
    while (!this.stopped && this.running.size >= this.size)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.stopped) throw new Error('stopped');
    const child = spawn(process.execPath, [JOB, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.running.add(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // Asked to end, a job takes its cluster away with it.
    const timer = setTimeout(() => child.kill('SIGTERM'), LONGEST_MS);
    const status = await new Promise<string>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => resolve(String(code ?? signal)));
    });
    clearTimeout(timer);
    this.running.delete(child);
    this.waiting.shift()?.();
    if (status !== '0')
      throw new Error(`${argv[0]?.slice(0, 200) ?? ''} ended with ${status}: ${said.trim().slice(-2_000)}`);
  }

  /** Ends what runs and begins nothing more. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const wake of this.waiting.splice(0)) wake();
    await Promise.all(
      [...this.running].map((child) => {
        const ended = new Promise((resolve) => child.on('close', resolve));
        child.kill('SIGTERM');
        return ended;
      }),
    );
  }
}
