import { isDeepStrictEqual } from 'node:util';
import { isList } from '../canonical.js';
import { operation, type Json, type Operation, type OperationError } from '../operation.js';
import { Collector } from '../read.js';

/** One line of a history that tells invocations and completions apart, as Jepsen and Porcupine write it. */
export interface Event {
  readonly line: number;
  readonly process: number | string;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly value: Json;
  readonly key?: Json;
  readonly time?: number;
  readonly error?: Json;
  readonly node?: string;
}

interface Pair {
  readonly invoke: Event;
  readonly done: Event | undefined;
  readonly from: number;
  readonly to: number | null;
  readonly epoch: string | null;
}

/**
 * Joins invocations and completions to operations. A process that never completes leaves an unknown outcome. Events of
 * the nemesis become fault epochs: from `start` (or `start-…`) to `stop`, from `kill` to `start`, from `pause` to `resume`,
 * from a change of the clock to its reset (the names of jepsen.nemesis and jepsen.nemesis.combined). Where events carry no time, their place in
 * the file is the time. Values `[key value]` of Jepsen's independent workloads are taken apart when all of them are so.
 */
export class Pairing {
  readonly #collector: Collector;
  readonly #open = new Map<number | string, number>();
  readonly #pairs: Pair[] = [];
  #timed = true;
  #events = 0;
  #epochs = 0;
  #epoch: string | null = null;
  #doing: string | null = null;
  readonly #faults = new Set<string>();

  constructor(name: string) {
    this.#collector = new Collector(name);
  }

  problem(line: number, message: string, column?: number): void {
    this.#collector.problem({ line, message, column, kind: 'value' });
  }

  add(event: Event): void {
    const place = this.#events++;
    if (typeof event.process === 'string' && !/^\d+$/.test(event.process)) {
      this.#nemesis(event);
      return;
    }
    if (event.time === undefined) this.#timed = false;
    const at = this.#open.get(event.process);
    if (event.type === 'invoke') {
      if (at !== undefined) {
        const line = this.#pairs[at]?.invoke.line ?? 0;
        this.problem(event.line, `process ${event.process} invokes an operation while that of line ${line} is open`);
      }
      this.#open.set(event.process, this.#pairs.length);
      this.#pairs.push({ invoke: event, done: undefined, from: place, to: null, epoch: this.#epoch });
      return;
    }
    const pair = at === undefined ? undefined : this.#pairs[at];
    if (at === undefined || pair === undefined) {
      this.problem(event.line, `process ${event.process} completes an operation that it has not invoked`);
      return;
    }
    if (pair.invoke.f !== event.f)
      this.problem(event.line, `process ${event.process} completes ${event.f}, but it invoked ${pair.invoke.f}`);
    this.#open.delete(event.process);
    this.#pairs[at] = { ...pair, done: event, to: place, epoch: pair.epoch ?? this.#epoch };
  }

  /** The nemesis does one thing at a time: two events of one name are its call and what came of it. */
  #nemesis({ f }: Event): void {
    if (this.#doing === f) {
      this.#doing = null;
      return;
    }
    this.#doing = f;
    const ended = endedBy(f, this.#faults);
    if (ended !== undefined) for (const fault of ended) this.#faults.delete(fault);
    else if (BEGIN.test(f)) this.#faults.add(f);
    if (this.#faults.size === 0) this.#epoch = null;
    else this.#epoch ??= `e${++this.#epochs}`;
  }

  /** @throws UserError where the events do not fit together */
  finish(): { operations: readonly Operation[]; lines: Uint32Array } {
    const tuples = this.#pairs.length > 0 && this.#pairs.every((pair) => isTuple(pair.invoke.value));
    const keyed = tuples && this.#pairs.some((pair) => showsKey(pair.invoke));
    this.#pairs.forEach((pair, i) => {
      this.#collector.add(toOperation(pair, i + 1, this.#timed, keyed), pair.invoke.line);
    });
    return this.#collector.finish('the file as the tool that --from names has written it; see docs/checkers.md');
  }
}

const BEGIN = /^(start|kill|pause|bump|strobe)(-|$)/;

/** The faults among `active` that a call of the nemesis ends; undefined where it ends none by its name. */
function endedBy(f: string, active: ReadonlySet<string>): string[] | undefined {
  const all = [...active];
  if (f === 'heal') return all;
  // What was killed is started again, unless this is the start of a fault of its own.
  if (f === 'start') return active.has('kill') ? ['kill'] : undefined;
  if (f === 'resume') return ['pause'];
  if (/^reset(-|$)/.test(f)) return all.filter((one) => /^(bump|strobe)(-|$)/.test(one));
  return f === 'stop' || f.startsWith('stop-') ? [f.replace('stop', 'start')] : undefined;
}

/** A compare-and-set has two values as well; what asks [key nil] or [key [from to]] shows that the first one is a key. */
function showsKey({ f, value }: Event): boolean {
  const second = isList(value) ? value[1] : undefined;
  return second === null || (f === 'cas' && second !== undefined && isTuple(second));
}

function isTuple(value: Json): boolean {
  return isList(value) && value.length === 2;
}

function toOperation(
  { invoke, done, from, to, epoch }: Pair,
  op_id: number,
  timed: boolean,
  keyed: boolean,
): Operation {
  const [key, input] = keyed && isList(invoke.value) ? [invoke.value[0], invoke.value[1]] : [invoke.key, invoke.value];
  const common = {
    op_id,
    process_id: invoke.process,
    invoke_ts: timed ? (invoke.time ?? from) : from,
    op_type: invoke.f,
    key: key ?? null,
    input: input ?? null,
    node_seen: done?.node ?? invoke.node ?? null,
    fault_epoch: epoch,
  };
  const complete_ts = to === null ? null : timed ? (done?.time ?? to) : to;
  if (done?.type === 'ok') {
    const answer = keyed && isTuple(done.value) && isList(done.value) ? (done.value[1] ?? null) : done.value;
    return operation({ ...common, complete_ts, output: outputOf(invoke.f, input ?? null, answer) });
  }
  const error = errorOf(done);
  const unknown = done?.type !== 'fail' || (invoke.f === 'read' && error?.code.includes('timed-out') === true);
  if (unknown) return operation({ ...common, complete_ts: null, error: error ?? null, timeout_marker: true });
  // A compare-and-set that failed without an error has compared.
  if (invoke.f === 'cas' && error === undefined) return operation({ ...common, complete_ts, output: false });
  return operation({ ...common, complete_ts, error: { ...(error ?? { code: 'fail' }), class: 'definite' } });
}

/** Writes repeat their input on completion; only what is new is an output. */
function outputOf(f: string, input: Json, answer: Json): Json {
  if (f === 'cas') return true;
  return f !== 'txn' && isDeepStrictEqual(input, answer) ? null : answer;
}

function errorOf(done: Event | undefined): OperationError | undefined {
  const error = done?.error ?? null;
  if (error === null) return undefined;
  return { code: typeof error === 'string' ? error : JSON.stringify(error) };
}
