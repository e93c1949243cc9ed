import type { Readable } from 'node:stream';
import { Audit, type AuditContext, type AuditResult } from '../history/audit.js';
import { outcome, type Operation, type Outcome } from '../history/operation.js';
import { scanHistory } from '../history/read.js';
import type { FaultWindow, OutcomeCounts } from './types.js';
import { WindowIndex } from './windows.js';

type Counts = { -readonly [K in keyof OutcomeCounts]: OutcomeCounts[K] };
const zero = (): Counts => ({ ok: 0, fail: 0, info: 0 });

/** When operations were invoked, by what became of them; in the order of the history. */
export type Invoked = Readonly<Record<Outcome, readonly number[]>>;

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
  /** What is weak or wrong about it as evidence. */
  readonly findings: readonly AuditResult[];
  /** Only where it was asked for: it grows with the operations. */
  readonly invoked: Invoked | undefined;
}

/**
 * Reads a history as a stream. Memory does not grow with its operations but as {@link Audit} has it.
 * @param windows the fault windows of nemesis.jsonl; undefined where there is no such file
 * @param context what is known of the run beside its windows
 * @param invoked whether the times of the operations are kept, as a picture of the run needs them
 * @throws ReadError where the file cannot be read at all
 */
export async function historyFacts(
  source: string | Readable,
  name: string,
  windows: readonly FaultWindow[] | undefined,
  context: Omit<AuditContext, 'windows' | 'idsAreUnique'> = {},
  invoked = false,
): Promise<HistoryFacts> {
  const index = new WindowIndex(windows ?? []);
  const scan = new Scan(index, invoked ? { ok: [], fail: [], info: [] } : undefined);
  const audit = new Audit({ ...context, ...(windows === undefined ? {} : { windows: index }) });
  const read = await scanHistory(
    source,
    name,
    (op, line, text) => {
      scan.add(op);
      audit.add(op, line, text);
    },
    (problem, text) => audit.problem(problem, text),
  );
  return { ...scan.finish(), processes: audit.processes, findings: audit.finish(), ...read, lines: read.lineCount };
}

/** What a verdict counts. */
class Scan {
  private readonly total = zero();
  private readonly byType = new Map<string, Counts>();
  private readonly byEpoch = new Map<string, Counts>();
  private first = Infinity;
  private last = -Infinity;

  constructor(
    private readonly index: WindowIndex,
    private readonly invoked: Record<Outcome, number[]> | undefined,
  ) {}

  add(op: Operation): void {
    const result = outcome(op);
    this.total[result]++;
    bump(this.byType, op.op_type, result);
    this.first = Math.min(this.first, op.invoke_ts);
    this.last = Math.max(this.last, op.complete_ts ?? op.invoke_ts);
    this.index.count(op.invoke_ts, result);
    this.invoked?.[result].push(op.invoke_ts);
    if (op.fault_epoch !== null) bump(this.byEpoch, String(op.fault_epoch), result);
  }

  finish(): Pick<HistoryFacts, 'total' | 'byType' | 'byEpoch' | 'around' | 'span' | 'invoked'> {
    const { total, byType, byEpoch, first, last, invoked } = this;
    return { total, byType, byEpoch, around: this.index.around(), span: last >= first ? last - first : 0, invoked };
  }
}

function bump(map: Map<string, Counts>, key: string, result: keyof Counts): void {
  let counts = map.get(key);
  if (counts === undefined) map.set(key, (counts = zero()));
  counts[result]++;
}
