import { sleep } from '../harness/command.js';
import { b64, prefixEnd, stream, text64 } from './client.js';
import type { Context } from './scenario.js';

interface Event {
  readonly type?: string;
  readonly kv: { readonly key: string; readonly value?: string; readonly mod_revision: string };
}

/** One revision as a watch delivered it, in one response. */
interface Delivered {
  readonly revision: number;
  /** The write that made the revision: its unique name, from the value of one of its puts. */
  readonly write: string;
  readonly events: number;
  /** Which stream of the watcher it came on, from 1. */
  readonly stream: number;
}

/** A client that watches a prefix from a revision on, and goes on from the last revision it saw when the stream ends. */
export class Watcher {
  readonly delivered: Delivered[] = [];
  resumes = 0;
  moved = 0;
  private on = true;
  private stream = new AbortController();
  private readonly loop: Promise<void>;
  private at: number;

  constructor(
    private readonly context: Context,
    readonly name: string,
    private readonly prefix: string,
    private readonly from: number,
    place: number,
    /** Goes to another member each time, and breaks its stream by itself. */
    private readonly roves: boolean,
  ) {
    this.at = place;
    this.loop = this.run();
  }

  get node(): string {
    return this.context.cluster.nodes[this.at % this.context.cluster.nodes.length] ?? '';
  }

  get last(): number {
    return this.delivered.at(-1)?.revision ?? this.from - 1;
  }

  async stop(): Promise<void> {
    this.on = false;
    this.stream.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.on) {
      this.stream = new AbortController();
      const timer = this.roves
        ? setTimeout(() => this.stream.abort(), 2_500 + this.context.random.int(1_500))
        : undefined;
      const body = {
        create_request: {
          key: b64(this.prefix),
          range_end: prefixEnd(this.prefix),
          start_revision: String(this.last + 1),
        },
      };
      await stream(
        this.context.cluster.address(this.node),
        '/v3/watch',
        body,
        (result) => this.take(result),
        this.stream.signal,
      );
      clearTimeout(timer);
      if (!this.on) return;
      this.resumes++;
      if (this.roves) {
        this.at++;
        this.moved++;
      }
      await sleep(200);
    }
  }

  private take(result: Record<string, unknown>): void {
    const events = (result['events'] ?? []) as Event[];
    const groups = new Map<number, Event[]>();
    for (const event of events) {
      const revision = Number(event.kv.mod_revision);
      groups.set(revision, [...(groups.get(revision) ?? []), event]);
    }
    for (const [revision, group] of groups) {
      const value = group.find(({ kv }) => kv.value !== undefined)?.kv.value;
      this.delivered.push({
        revision,
        write: value === undefined ? '?' : text64(value),
        events: group.length,
        stream: this.resumes + 1,
      });
    }
  }
}
