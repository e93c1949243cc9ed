import { show } from '../history/canonical.js';
import { outcome, type Operation } from '../history/operation.js';
import { scanHistory } from '../history/read.js';
import type { FaultWindow, OutcomeCounts } from './types.js';
import { WindowIndex } from './windows.js';

type Counts = { -readonly [K in keyof OutcomeCounts]: OutcomeCounts[K] };
const zero = (): Counts => ({ ok: 0, fail: 0, info: 0 });

/** A weakness or contradiction in the history, with the first line that shows it and how many do. */
export interface HistoryProblem {
  readonly kind: string;
  readonly line: number;
  readonly message: string;
  readonly count: number;
}

/** Everything that a verdict needs of a history, gathered in one pass without keeping its operations. */
export interface HistoryFacts {
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly total: OutcomeCounts;
  readonly byType: ReadonlyMap<string, OutcomeCounts>;
  /** Operations tagged with an epoch, by its name. */
  readonly byEpoch: ReadonlyMap<string, OutcomeCounts>;
  /** Operations invoked before and after a window, by its epoch. */
  readonly around: ReadonlyMap<string, { readonly before: OutcomeCounts; readonly after: OutcomeCounts }>;
  /** From the first invocation to the last time that was recorded, in the history's unit. */
  readonly span: number;
  /** The most operations that were in flight under one process name each: an upper bound for concurrent clients. */
  readonly processes: number;
  readonly completedWithoutNode: number;
  readonly problems: readonly HistoryProblem[];
}

/**
 * Reads a history as a stream. Memory grows with the number of processes and one bit an operation, not with the file.
 * @param windows the fault windows of nemesis.jsonl
 * @throws UserError where the file cannot be read at all
 */
export async function historyFacts(file: string, name: string, windows: readonly FaultWindow[]): Promise<HistoryFacts> {
  const scan = new Scan(windows);
  const read = await scanHistory(
    file,
    name,
    (op, line) => scan.add(op, line),
    (problem) => {
      if (problem.kind === 'missing') scan.problem('a field was left out', problem.line, problem.message);
      else scan.problem('a line is no operation', problem.line, problem.message);
    },
  );
  return scan.finish(read);
}

class Scan {
  private readonly total = zero();
  private readonly byType = new Map<string, Counts>();
  private readonly byEpoch = new Map<string, Counts>();
  private readonly index: WindowIndex;
  private readonly clients = new Map<number | string, { end: number; retired: boolean }>();
  private readonly ids = new IdSet();
  private readonly found = new Map<string, { line: number; message: string; count: number }>();
  private first = Infinity;
  private last = -Infinity;
  private withoutNode = 0;

  constructor(windows: readonly FaultWindow[]) {
    this.index = new WindowIndex(windows);
  }

  problem(kind: string, line: number, message: string): void {
    const known = this.found.get(kind);
    if (known === undefined) this.found.set(kind, { line, message, count: 1 });
    else known.count++;
  }

  add(op: Operation, line: number): void {
    const result = outcome(op);
    this.total[result]++;
    bump(this.byType, op.op_type, result);
    this.first = Math.min(this.first, op.invoke_ts);
    this.last = Math.max(this.last, op.complete_ts ?? op.invoke_ts);
    this.index.count(op.invoke_ts, result);
    if (result === 'ok' && op.node_seen === null) this.withoutNode++;
    if (!this.ids.add(op.op_id)) this.problem('an op_id stands twice', line, `op_id ${show(op.op_id)} stands twice`);
    this.checkOutcome(op, line);
    this.checkEpoch(op, line, result);
    this.checkProcess(op, line, result);
  }

  private checkOutcome(op: Operation, line: number): void {
    const id = show(op.op_id);
    if (op.complete_ts === null && !op.timeout_marker)
      this.problem(
        'no timeout_marker where no response came',
        line,
        `operation ${id} has no completion and no timeout_marker`,
      );
    if (op.timeout_marker && op.complete_ts !== null)
      this.problem(
        'a timeout that counts as a response',
        line,
        `operation ${id} has timeout_marker: true and a completion at ${op.complete_ts}`,
      );
    if (op.complete_ts === null && op.output !== null)
      this.problem('an output without a completion', line, `operation ${id} has an output although no response came`);
    if (op.complete_ts !== null && op.complete_ts < op.invoke_ts)
      this.problem('a completion before its invocation', line, `operation ${id} completes before it was invoked`);
  }

  private checkEpoch(op: Operation, line: number, result: keyof Counts): void {
    if (op.fault_epoch === null) {
      const window = this.index.holding(op.invoke_ts);
      if (window !== undefined)
        this.problem(
          'no fault_epoch though a fault overlapped',
          line,
          `operation ${show(op.op_id)} was invoked inside the window of ${window.epoch} and names no fault_epoch`,
        );
      return;
    }
    const epoch = String(op.fault_epoch);
    bump(this.byEpoch, epoch, result);
    const window = this.index.byEpoch.get(epoch);
    if (window === undefined)
      this.problem(
        'a fault_epoch that nemesis.jsonl does not have',
        line,
        `operation ${show(op.op_id)} names fault_epoch ${show(op.fault_epoch)}, which nemesis.jsonl does not have`,
      );
    else if (op.invoke_ts > (window.end ?? Infinity) || (op.complete_ts ?? Infinity) < (window.start ?? -Infinity))
      this.problem(
        'a fault_epoch that the operation does not overlap',
        line,
        `operation ${show(op.op_id)} names fault_epoch ${show(op.fault_epoch)} and lies outside its window`,
      );
  }

  private checkProcess(op: Operation, line: number, result: keyof Counts): void {
    const client = this.clients.get(op.process_id);
    if (client === undefined) {
      this.clients.set(op.process_id, { end: op.complete_ts ?? Infinity, retired: result === 'info' });
      return;
    }
    const who = show(op.process_id);
    if (client.retired)
      this.problem(
        'a process goes on after an unknown outcome',
        line,
        `process ${who} goes on with operation ${show(op.op_id)} after an operation whose outcome is unknown`,
      );
    else if (op.invoke_ts < client.end)
      this.problem(
        'a process with two operations at once',
        line,
        `process ${who} invokes operation ${show(op.op_id)} before its last one completed`,
      );
    client.end = Math.max(client.end, op.complete_ts ?? client.end);
    client.retired ||= result === 'info';
  }

  finish(read: { lineCount: number; sha256: string; bytes: number }): HistoryFacts {
    const gap = this.ids.gap();
    if (gap !== undefined)
      this.problem('op_id does not run from 1 without gaps', 1, `op_id ${gap} is missing: was an operation dropped?`);
    return {
      lines: read.lineCount,
      bytes: read.bytes,
      sha256: read.sha256,
      total: this.total,
      byType: this.byType,
      byEpoch: this.byEpoch,
      around: this.index.around(),
      span: this.last >= this.first ? this.last - this.first : 0,
      processes: this.clients.size,
      completedWithoutNode: this.withoutNode,
      problems: [...this.found].map(([kind, rest]) => ({ kind, ...rest })),
    };
  }
}

function bump(map: Map<string, Counts>, key: string, result: keyof Counts): void {
  let counts = map.get(key);
  if (counts === undefined) map.set(key, (counts = zero()));
  counts[result]++;
}

/** Integer ids as bits, so that a million of them take 128 KiB; ids of another kind as they are. */
class IdSet {
  private bits = new Uint32Array(1 << 12);
  private readonly others = new Set<string | number>();
  private highest = 0;
  private count = 0;

  /** False where the id was there before. */
  add(id: string | number): boolean {
    if (typeof id !== 'number' || id < 1 || id > 1 << 28) {
      if (this.others.has(id)) return false;
      this.others.add(id);
      return true;
    }
    const word = id >>> 5;
    if (word >= this.bits.length) {
      const larger = new Uint32Array(Math.max(word + 1, this.bits.length * 2));
      larger.set(this.bits);
      this.bits = larger;
    }
    const bit = 1 << (id & 31);
    const old = this.bits[word] ?? 0;
    if ((old & bit) !== 0) return false;
    this.bits[word] = old | bit;
    this.count++;
    this.highest = Math.max(this.highest, id);
    return true;
  }

  /** The lowest id below the highest that is missing; undefined where ids are of another kind. */
  gap(): number | undefined {
    if (this.others.size > 0 || this.count === this.highest) return undefined;
    for (let id = 1; id < this.highest; id++) if (((this.bits[id >>> 5] ?? 0) & (1 << (id & 31))) === 0) return id;
    return undefined;
  }
}
