import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { until } from './command.js';
import { startTicks, type Net } from './netns.js';

/** What /proc says of a process: `R`, `S`, `T` (stopped), …, or `gone`. */
export function stateOf(pid: number): string {
  try {
    const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 'gone';
    return state === 'Z' || state === 'X' ? 'gone' : state;
  } catch {
    return 'gone';
  }
}

/** A server process inside a node's namespace that can be killed, stopped, and started again with the same arguments. */
export class Server {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  /** Exit status or signal of the last incarnation; undefined while it runs. */
  exit: string | undefined;

  /** @param log file that standard output and error of every incarnation are appended to */
  constructor(
    readonly net: Net,
    readonly node: string,
    public argv: readonly string[],
    readonly log: string,
  ) {}

  start(env: NodeJS.ProcessEnv = {}): void {
    const [program = '', ...rest] = this.net.inside(this.node, this.argv);
    const fd = openSync(this.log, 'a');
    // nsenter executes the program in its own place, so that the child's pid is the server's.
    const child = spawn(program, rest, { stdio: ['ignore', fd, fd], env: { ...process.env, ...env } });
    closeSync(fd);
    this.child = child;
    this.exit = undefined;
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => {
        this.exit = error.message;
        resolve();
      });
      child.on('exit', (code, signal) => {
        if (this.child === child) this.exit = signal ?? String(code);
        resolve();
      });
    });
  }

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error(`the server of ${this.node} was never started`);
    return pid;
  }

  get running(): boolean {
    return this.child !== undefined && this.exit === undefined;
  }

  /** `gone`, or the state letter of /proc/<pid>/status. */
  get state(): string {
    return this.exit !== undefined ? 'gone' : stateOf(this.pid);
  }

  /** When this incarnation started, in clock ticks since boot; 0 where it is gone. */
  get startedAt(): number {
    return this.running ? Number(startTicks(this.pid) ?? 0) : 0;
  }

  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** SIGKILL, and waits until the process is gone. */
  async kill(): Promise<void> {
    if (!this.running) return;
    this.signal('SIGKILL');
    await this.ended;
  }

  /** SIGTERM, then SIGKILL where it does not end. */
  async end(ms = 5_000): Promise<void> {
    if (!this.running) return;
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    await until(ms, () => !this.running || undefined, 20);
    await this.kill();
  }

  /** Waits until the process has ended by itself. @returns whether it did */
  async ends(ms: number): Promise<boolean> {
    return (await until(ms, () => !this.running || undefined, 20)) === true;
  }
}
