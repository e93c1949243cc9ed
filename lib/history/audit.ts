import { endOfValue, placeOf } from '../evidence/json.js';
import { IdLines } from './audit-ids.js';
import { Places, type AuditKind, type AuditResult } from './audit-kinds.js';
import { ModelAudit } from './audit-model.js';
import { ProcessSequence } from './audit-process.js';
import { textProblems } from './audit-text.js';
import { show } from './canonical.js';
import { outcome, type Operation } from './operation.js';
import type { Problem } from './validate.js';

export type { AuditFinding, AuditKind, AuditResult } from './audit-kinds.js';

/** The fault windows of a run, on the clock of its history; a window whose time is not known has none. */
export interface Windows {
  readonly byEpoch: ReadonlyMap<string, { readonly start?: number | undefined; readonly end?: number | undefined }>;
  /** A window in which that moment lies. */
  holding(ts: number): { readonly epoch: string } | undefined;
}

export interface AuditContext {
  /** The model under test, for what its checker needs. */
  readonly model?: string;
  /** Categories of the claims that the scenario falsifies. */
  readonly categories?: readonly string[];
  /** The fault windows of the run; undefined where they are not known. */
  readonly windows?: Windows;
  /** True where the reader has refused an op_id that comes twice. */
  readonly idsAreUnique?: boolean;
  /** True where it is known that one recorder, or clocks with a known error, stamped the operations. */
  readonly oneClock?: boolean;
}

/** Fields in which recorders say how often a request was sent. */
const ATTEMPTS = ['attempts', 'attempt_count', 'retries'];

/**
 * Looks at a history one operation at a time and says what is weak or wrong about it as evidence (formats.md §5): nothing
 * here judges the system under test. Memory grows with processes and keys; an operation takes four bytes, and one of a
 * model whose values must differ some hundred more up to a limit.
 */
export class Audit {
  readonly #context: AuditContext;
  readonly #found = new Places();
  readonly #ids = new IdLines();
  readonly #processes = new Map<string | number, ProcessSequence>();
  readonly #epochs = new Map<string, number>();
  readonly #model: ModelAudit;
  #text: string | undefined;
  #operations = 0;
  #successes = 0;
  #earliest = Infinity;
  #latest = -Infinity;
  #fractions = false;

  constructor(context: AuditContext = {}) {
    this.#context = context;
    this.#model = new ModelAudit(context, (kind, line, message, field) => this.#add(kind, line, message, field));
  }

  /** How many processes there were. */
  get processes(): number {
    return this.#processes.size;
  }

  /** A problem that the reader met; `text` is its line. */
  problem({ kind, line, column = 1, message }: Problem, text?: string): void {
    const which = kind === 'missing' ? 'missing-field' : kind === 'syntax' ? 'not-json' : 'not-an-operation';
    this.#found.add(which, line, message, text, () => {
      const end = kind === 'syntax' ? column : Math.min(endOfValue(text ?? '', column - 1), column + 199);
      return [column - 1, end];
    });
  }

  /** @param text the line as it stands in the file, for columns and for what parsing hides; undefined where there is none */
  add(op: Operation, line: number, text?: string): void {
    this.#text = text;
    this.#operations++;
    const what = outcome(op);
    if (what === 'ok') this.#successes++;
    if (text !== undefined)
      for (const { kind, message, start, end } of textProblems(text, op))
        this.#found.add(kind, line, message, text, () => [start, end]);
    if (this.#context.idsAreUnique !== true || typeof op.op_id === 'number') this.#identity(op, line);
    this.#times(op, line, what);
    if (what === 'info') this.#unknownOutcome(op, line);
    this.#attempts(op, line, what);
    this.#faults(op, line);
    if (op.node_seen === null && op.complete_ts !== null && this.#context.categories?.includes('membership') === true)
      this.#add(
        'no-node',
        line,
        `operation ${show(op.op_id)} has no node_seen, which a membership claim needs`,
        'node_seen',
      );
    this.#model.add(op, line, what);
    this.#text = undefined;
  }

  #identity(op: Operation, line: number): void {
    const before = this.#ids.add(op.op_id, line);
    if (before !== undefined)
      this.#add('duplicate-op-id', line, `op_id ${show(op.op_id)} stands on line ${before} already`, 'op_id');
  }

  #times(op: Operation, line: number, what: string): void {
    const end = what === 'info' ? Infinity : (op.complete_ts ?? Infinity);
    if (op.complete_ts !== null && op.complete_ts < op.invoke_ts)
      this.#add(
        'completes-before-invoked',
        line,
        `operation ${show(op.op_id)} completes at ${op.complete_ts}, before it was invoked at ${op.invoke_ts}`,
        'complete_ts',
      );
    this.#earliest = Math.min(this.#earliest, op.invoke_ts);
    this.#latest = Math.max(this.#latest, op.invoke_ts);
    if (!Number.isInteger(op.invoke_ts)) this.#fractions = true;
    let process = this.#processes.get(op.process_id);
    if (process === undefined) this.#processes.set(op.process_id, (process = new ProcessSequence()));
    const wrong = process.add(op.invoke_ts, end, line);
    if (wrong === undefined) return;
    const who = `process ${show(op.process_id)}`;
    if (wrong.kind === 'overlapping-process')
      this.#add(
        wrong.kind,
        line,
        `${who} has another operation in flight when operation ${show(op.op_id)} runs`,
        'process_id',
      );
    else if (wrong.kind === 'lines-out-of-order')
      this.#add(
        wrong.kind,
        line,
        `${who} invoked operation ${show(op.op_id)} long before what stands above it: whether it had two operations in flight is not checked here`,
        'invoke_ts',
      );
    else
      this.#add(
        wrong.kind,
        wrong.line,
        `${who} goes on after the operation of unknown outcome on line ${wrong.after}`,
        'process_id',
        wrong.line === line,
      );
  }

  #unknownOutcome(op: Operation, line: number): void {
    const id = show(op.op_id);
    if (!op.timeout_marker && op.complete_ts === null)
      this.#add('no-timeout-marker', line, `operation ${id} has no response and no timeout_marker`, 'timeout_marker');
    if (op.timeout_marker && op.complete_ts !== null)
      this.#add(
        'completed-timeout',
        line,
        `operation ${id} has a timeout_marker and a complete_ts: either it was answered, or it was not`,
        'complete_ts',
      );
    if (op.output !== null)
      this.#add(
        'output-of-timeout',
        line,
        `operation ${id} has an output (${show(op.output)}) though its outcome is unknown`,
        'output',
      );
  }

  /** A client library that sends again behind the recorder's back makes one line of several operations. */
  #attempts(op: Operation, line: number, what: string): void {
    if (what === 'info') return;
    const field = ATTEMPTS.find((name) => op[name] !== undefined && sends(op, name) > 1);
    if (field === undefined) return;
    const message = `operation ${show(op.op_id)} was sent ${sends(op, field)} times but is one line: an earlier attempt may have taken effect, too`;
    this.#add('retries-collapsed', line, message, field);
  }

  #faults(op: Operation, line: number): void {
    const { windows } = this.#context;
    if (op.fault_epoch === null) {
      const hit = windows?.holding(op.invoke_ts);
      if (hit !== undefined)
        this.#add(
          'epoch-missing',
          line,
          `operation ${show(op.op_id)} was invoked during fault ${show(hit.epoch)} but has no fault_epoch`,
          'fault_epoch',
        );
      return;
    }
    const epoch = String(op.fault_epoch);
    this.#epochs.set(epoch, (this.#epochs.get(epoch) ?? 0) + 1);
    if (windows === undefined) return;
    const window = windows.byEpoch.get(epoch);
    if (window === undefined)
      this.#add(
        'epoch-unknown',
        line,
        `operation ${show(op.op_id)} has fault_epoch ${show(op.fault_epoch)}, which is no window of nemesis.jsonl`,
        'fault_epoch',
      );
    else if (op.invoke_ts > (window.end ?? Infinity) || (op.complete_ts ?? Infinity) < (window.start ?? -Infinity))
      this.#add(
        'epoch-outside',
        line,
        `operation ${show(op.op_id)} has fault_epoch ${show(op.fault_epoch)} but ran outside of that window`,
        'fault_epoch',
      );
  }

  /** All findings, those of the first lines first. */
  finish(): AuditResult[] {
    this.#clock();
    for (const { from, to, line } of this.#ids.gaps()) {
      const missing = from === to ? `op_id ${from} is missing` : `op_ids ${from} to ${to} are missing`;
      this.#add('op-id-gap', line, `${missing} before this line's: were operations dropped?`);
    }
    const faulty = [...this.#epochs.values()].reduce((sum, count) => sum + count, 0);
    if (faulty > 0 && this.#successes === this.#operations)
      this.#add(
        'only-successes',
        1,
        `all ${this.#operations} operations succeeded, ${faulty} of them under a fault: either it did not hit, or failures and timeouts were not recorded`,
      );
    for (const epoch of this.#context.windows?.byEpoch.keys() ?? [])
      if (!this.#epochs.has(epoch))
        this.#add(
          'epoch-unseen',
          1,
          `no operation has fault_epoch ${show(epoch)}: nothing ran while that fault was active`,
        );
    this.#model.finish();
    return this.#found.results();
  }

  /**
   * Epoch nanoseconds, or milliseconds or seconds that span less than a day: no monotonic clock shows such values.
   * Microseconds since 1970 may as well be the nanoseconds of a machine that runs for three weeks.
   */
  #clock(): void {
    if (this.#context.oneClock === true) return;
    const [low, high] = [this.#earliest, this.#latest];
    const within = (unit: number): boolean => low >= YEAR_2015 * unit && high <= YEAR_2045 * unit;
    const day = 86_400;
    const wall =
      within(1e9) || (within(1e3) && high - low < day * 1e3) || (within(1) && high - low < day && this.#fractions);
    if (wall && this.#processes.size > 1)
      this.#add(
        'wall-clock',
        1,
        `timestamps such as ${low} look like wall-clock time, which jumps and differs between hosts`,
      );
  }

  /** @param field where on the line the finding stands; the whole line where none is named */
  #add(kind: AuditKind, line: number, message: string, field?: string, here = true): void {
    const text = here ? this.#text : undefined;
    this.#found.add(kind, line, message, text, () => {
      if (text === undefined || field === undefined) return [0, 0];
      const start = placeOf(text, [field]);
      return [start, Math.min(endOfValue(text, start), start + 200)];
    });
  }
}

const YEAR_2015 = 1_420_070_400;
const YEAR_2045 = 2_366_841_600;

/** How often an operation was sent, as the field of a recorder has it. */
function sends(op: Operation, field: string): number {
  const value = op[field];
  if (typeof value === 'number') return field === 'retries' ? value + 1 : value;
  return Array.isArray(value) ? value.length + (field === 'retries' ? 1 : 0) : 1;
}
