import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { operation, outcome, type Json, type Operation, type Outcome } from '../../lib/history/operation.js';

/** What a call gave: a success with its output, or an error that says whether the operation may have taken effect. */
export type Answer =
  | { readonly ok: true; readonly output: Json; readonly more?: Readonly<Record<string, Json>> }
  | {
      readonly ok: false;
      readonly definite: boolean;
      readonly code: string;
      readonly more?: Readonly<Record<string, Json>>;
    };

export interface Request {
  readonly op_type: string;
  readonly key: Json;
  readonly input?: Json;
  /** The node that is asked. */
  readonly node: string;
  /** Fields of the history beside the default ones. */
  readonly more?: Readonly<Record<string, Json>>;
}

interface Window {
  readonly epoch: string;
  readonly start: number;
  end: number | undefined;
}

/**
 * Records the operations of all clients of a run, in one process, on one monotonic clock (nanoseconds since it was made).
 * Lines are written as operations end, so that a killed run keeps what it had.
 */
export class Recorder {
  private readonly origin = process.hrtime.bigint();
  private readonly fd: number;
  private readonly windows: Window[] = [];
  private nextId = 1;
  private readonly lastLogged = new Map<string, number>();
  private readonly flying = new Set<Operation & { fault_epoch: string | null }>();
  readonly operations: Operation[] = [];

  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.fd = openSync(file, 'wx');
  }

  now(): number {
    return Number(process.hrtime.bigint() - this.origin);
  }

  get epoch(): string | null {
    const last = this.windows.at(-1);
    return last !== undefined && last.end === undefined ? last.epoch : null;
  }

  /** Operations that are in flight now, or invoked until the window closes, are tagged with it. @returns its start */
  open(epoch: string): number {
    if (this.epoch !== null) throw new Error(`the window ${this.epoch} is still open`);
    const start = this.now();
    this.windows.push({ epoch, start, end: undefined });
    for (const op of this.flying) op.fault_epoch ??= epoch;
    return start;
  }

  close(): number {
    const last = this.windows.at(-1);
    if (last === undefined || last.end !== undefined) throw new Error('no window is open');
    return (last.end = this.now());
  }

  client(name: string): Client {
    return new Client(this, name);
  }

  /** How the operations ended that a filter lets through. */
  count(filter: (op: Operation) => boolean = () => true): Record<Outcome, number> {
    const counts = { ok: 0, fail: 0, info: 0 };
    for (const op of this.operations) if (filter(op)) counts[outcome(op)]++;
    return counts;
  }

  /** For clients. */
  begin(process_id: string, request: Request): Operation {
    const op = { ...this.made(process_id, request), invoke_ts: this.now(), fault_epoch: this.epoch };
    this.flying.add(op);
    return op;
  }

  private made(process_id: string, { op_type, key, input = null, node, more }: Request): Operation {
    const op_id = this.nextId++;
    return { ...operation({ op_id, process_id, invoke_ts: 0, op_type, key }), input, node_seen: node, ...more };
  }

  /** For clients: writes the operation with how it ended. */
  end(begun: Operation, answer: Answer): Operation {
    this.flying.delete(begun as never);
    const unknown = !answer.ok && !answer.definite;
    const op: Operation = {
      ...begun,
      ...answer.more,
      complete_ts: unknown ? null : this.now(),
      output: answer.ok ? answer.output : null,
      error: answer.ok ? null : { code: answer.code, class: answer.definite ? 'definite' : 'indefinite' },
      timeout_marker: unknown,
    };
    this.operations.push(op);
    writeSync(this.fd, `${JSON.stringify(op)}\n`);
    return op;
  }

  /**
   * An operation that was not invoked by a client but read from a server's log afterwards: it is given the window that
   * its time lies in. Operations of one process are kept a microsecond apart, because logs are coarser than that.
   * @param at nanoseconds on this recorder's clock
   */
  logged(process_id: string, request: Request, at: number, output: Json): Operation {
    const invoke_ts = Math.max(at, (this.lastLogged.get(process_id) ?? -1) + 1_000);
    this.lastLogged.set(process_id, invoke_ts + 1_000);
    const window = this.windows.find(({ start, end }) => start <= invoke_ts && invoke_ts <= (end ?? Infinity));
    const op: Operation = {
      ...this.made(process_id, request),
      invoke_ts,
      complete_ts: invoke_ts + 1_000,
      timeout_marker: false,
      fault_epoch: window?.epoch ?? null,
      output,
    };
    this.operations.push(op);
    writeSync(this.fd, `${JSON.stringify(op)}\n`);
    return op;
  }

  /** What is still in flight ends as unknown; nothing is recorded any more. */
  finish(): void {
    for (const op of [...this.flying]) this.end(op, { ok: false, definite: false, code: 'run ended' });
    closeSync(this.fd);
  }
}

/**
 * A logical client: one operation at a time. After an operation whose outcome is unknown it goes on under another process
 * id, because the old one may still have that operation in flight.
 */
export class Client {
  private life = 0;
  private busy = false;

  constructor(
    private readonly recorder: Recorder,
    readonly name: string,
  ) {}

  get process(): string {
    return `${this.name}.${this.life}`;
  }

  /**
   * @param ms the recorder's own deadline: what has not answered by then is unknown, whatever comes later
   * @param call gets a signal that is aborted at the deadline; what it throws counts as unknown
   */
  async do(request: Request, ms: number, call: (signal: AbortSignal) => Promise<Answer>): Promise<Operation> {
    if (this.busy) throw new Error(`client ${this.name} has an operation in flight`);
    this.busy = true;
    const begun = this.recorder.begin(this.process, request);
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, definite: false, code: 'deadline' }), ms);
    });
    const answer = await Promise.race([
      call(abort.signal).catch((error: unknown): Answer => ({
        ok: false,
        definite: false,
        code: error instanceof Error ? error.message : String(error),
      })),
      late,
    ]);
    clearTimeout(timer);
    abort.abort();
    const op = this.recorder.end(begun, answer);
    if (outcome(op) === 'info') this.life++;
    this.busy = false;
    return op;
  }
}
