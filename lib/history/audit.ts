import { ModelAudit } from './audit-model.js';
import { show } from './canonical.js';
import { outcome, type Operation } from './operation.js';
import type { Problem } from './validate.js';

/** What an audit can find; each is one rule of the linter. */
export type AuditKind =
  | 'unreadable'
  | 'missing-field'
  | 'duplicate-op-id'
  | 'op-id-gap'
  | 'completes-before-invoked'
  | 'overlapping-process'
  | 'process-not-retired'
  | 'no-timeout-marker'
  | 'completed-timeout'
  | 'output-of-timeout'
  | 'retries-collapsed'
  | 'wall-clock'
  | 'only-successes'
  | 'epoch-unseen'
  | 'epoch-unknown'
  | 'epoch-missing'
  | 'no-node'
  | 'foreign-op-type'
  | 'model-field'
  | 'repeated-value'
  | 'no-final-read';

/** One kind of defect, with the first line that shows it and how many do. */
export interface AuditFinding {
  readonly kind: AuditKind;
  /**
   * `contradiction`: no recorder that works writes this, so nothing can be concluded. `weak`: the checker could not tell
   * pass from fail. `advice`: it could, but less than it might.
   */
  readonly level: 'contradiction' | 'weak' | 'advice';
  readonly line: number;
  readonly count: number;
  readonly message: string;
}

/** A fault window, as nemesis.jsonl has it, on the clock of the history. */
export interface FaultWindow {
  readonly epoch: string | number;
  readonly start: number;
  readonly end: number;
}

export interface AuditContext {
  /** The model under test, for what its checker needs. */
  readonly model?: string;
  /** Categories of the claims that the scenario falsifies. */
  readonly categories?: readonly string[];
  /** The fault windows of the run; undefined where they are not known. */
  readonly windows?: readonly FaultWindow[];
  /** True where the reader has refused an op_id that comes twice. */
  readonly idsAreUnique?: boolean;
}

/**
 * Looks at a history one operation at a time and says what is weak or wrong about it as evidence (formats.md §5): nothing
 * here judges the system under test. Memory: about 60 bytes an operation, and the written values of models that
 * need them to be different.
 */
export class Audit {
  readonly #context: AuditContext;
  readonly #found = new Map<
    AuditKind,
    { level: AuditFinding['level']; line: number; count: number; message: string }
  >();
  readonly #ids = new Map<string | number, number>();
  readonly #processes = new Map<string | number, number[]>();
  readonly #epochs = new Map<string, number>();
  readonly #model: ModelAudit;
  #operations = 0;
  #distinct = 0;
  #successes = 0;
  #lowestId = Infinity;
  #highestId = -Infinity;
  #earliest = Infinity;
  #latest = -Infinity;
  #fractions = false;

  constructor(context: AuditContext = {}) {
    this.#context = context;
    this.#model = new ModelAudit(context, (kind, level, line, message) => this.#add(kind, level, line, message));
  }

  /** A problem that the reader met. */
  problem(problem: Problem): void {
    if (problem.kind === 'missing') this.#add('missing-field', 'weak', problem.line, problem.message);
    else this.#add('unreadable', 'contradiction', problem.line, problem.message);
  }

  add(op: Operation, line: number): void {
    this.#operations++;
    const what = outcome(op);
    if (what === 'ok') this.#successes++;
    this.#identity(op, line);
    this.#times(op, line);
    if (what === 'info') this.#unknownOutcome(op, line);
    this.#attempts(op, line, what);
    this.#faults(op, line);
    if (op.node_seen === null && this.#context.categories?.includes('membership') === true)
      this.#add('no-node', 'weak', line, `operation ${op.op_id} has no node_seen, which a membership claim needs`);
    this.#model.add(op, line, what);
  }

  #identity(op: Operation, line: number): void {
    const before = this.#context.idsAreUnique === true ? undefined : this.#ids.get(op.op_id);
    if (before === undefined) {
      this.#distinct++;
      if (this.#context.idsAreUnique !== true) this.#ids.set(op.op_id, line);
    } else
      this.#add('duplicate-op-id', 'contradiction', line, `op_id ${show(op.op_id)} stands on line ${before} already`);
    if (typeof op.op_id !== 'number') return;
    this.#lowestId = Math.min(this.#lowestId, op.op_id);
    this.#highestId = Math.max(this.#highestId, op.op_id);
  }

  #times(op: Operation, line: number): void {
    const end = outcome(op) === 'info' ? Infinity : (op.complete_ts ?? Infinity);
    if (end < op.invoke_ts)
      this.#add(
        'completes-before-invoked',
        'contradiction',
        line,
        `operation ${op.op_id} completes at ${op.complete_ts}, before it was invoked at ${op.invoke_ts}`,
      );
    this.#earliest = Math.min(this.#earliest, op.invoke_ts);
    this.#latest = Math.max(this.#latest, op.invoke_ts);
    if (!Number.isInteger(op.invoke_ts)) this.#fractions = true;
    const times = this.#processes.get(op.process_id);
    if (times === undefined) this.#processes.set(op.process_id, [op.invoke_ts, end, line]);
    else times.push(op.invoke_ts, end, line);
  }

  #unknownOutcome(op: Operation, line: number): void {
    if (!op.timeout_marker && op.complete_ts === null)
      this.#add('no-timeout-marker', 'weak', line, `operation ${op.op_id} has no response and no timeout_marker`);
    if (op.timeout_marker && op.complete_ts !== null)
      this.#add(
        'completed-timeout',
        'contradiction',
        line,
        `operation ${op.op_id} has a timeout_marker and a complete_ts: either it was answered, or it was not`,
      );
    if (op.output !== null)
      this.#add(
        'output-of-timeout',
        'contradiction',
        line,
        `operation ${op.op_id} has an output (${show(op.output)}) though no response came`,
      );
  }

  /** A client library that sends again behind the recorder's back makes one line of several operations. */
  #attempts(op: Operation, line: number, what: string): void {
    const attempts = op['attempts'] ?? op['attempt_count'];
    const sent = typeof attempts === 'number' ? attempts : Array.isArray(attempts) ? attempts.length : 1;
    const retries = op['retries'];
    if (what === 'info' || (sent <= 1 && !(typeof retries === 'number' && retries > 0))) return;
    this.#add(
      'retries-collapsed',
      'weak',
      line,
      `operation ${op.op_id} was sent more than once but is one line: an earlier attempt may have taken effect, too; ` +
        'record each send as its own operation',
    );
  }

  #faults(op: Operation, line: number): void {
    const { windows } = this.#context;
    if (op.fault_epoch !== null) {
      const epoch = String(op.fault_epoch);
      this.#epochs.set(epoch, (this.#epochs.get(epoch) ?? 0) + 1);
      if (windows?.every((one) => String(one.epoch) !== epoch) === true)
        this.#add(
          'epoch-unknown',
          'contradiction',
          line,
          `fault_epoch ${show(op.fault_epoch)} is no window of the nemesis`,
        );
      return;
    }
    const end = op.complete_ts ?? op.invoke_ts;
    const hit = windows?.find((one) => op.invoke_ts <= one.end && end >= one.start);
    if (hit !== undefined)
      this.#add(
        'epoch-missing',
        'weak',
        line,
        `operation ${op.op_id} ran during fault ${show(hit.epoch)} but has no fault_epoch`,
      );
  }

  /** All findings, those of the first lines first. */
  finish(): AuditFinding[] {
    this.#sequences();
    this.#clock();
    const span = this.#highestId - this.#lowestId + 1;
    if (Number.isFinite(span) && this.#distinct === this.#operations && span > this.#operations)
      this.#add(
        'op-id-gap',
        'advice',
        1,
        `op_id runs from ${this.#lowestId} to ${this.#highestId}, but there are ${this.#operations} operations: some may have been dropped`,
      );
    const faulty = this.#epochs.size > 0 || (this.#context.windows?.length ?? 0) > 0;
    if (faulty && this.#operations > 0 && this.#successes === this.#operations)
      this.#add(
        'only-successes',
        'weak',
        1,
        `all ${this.#operations} operations succeeded although a fault was active: either it did not hit, or failures and timeouts were not recorded`,
      );
    for (const { epoch } of this.#context.windows ?? [])
      if (!this.#epochs.has(String(epoch)))
        this.#add(
          'epoch-unseen',
          'weak',
          1,
          `no operation has fault_epoch ${show(epoch)}: nothing ran while that fault was active`,
        );
    this.#model.finish();
    return [...this.#found]
      .map(([kind, found]): AuditFinding => ({ kind, ...found }))
      .sort((a, b) => a.line - b.line || a.kind.localeCompare(b.kind));
  }

  /** A process has one operation in flight, and none after one whose outcome it never learned. */
  #sequences(): void {
    for (const [process, times] of this.#processes) {
      const order = byInvocation(times);
      let busyUntil = -Infinity;
      let unanswered: number | undefined;
      for (const i of order) {
        const [call, end, line] = [times[i * 3] ?? 0, times[i * 3 + 1] ?? 0, times[i * 3 + 2] ?? 0];
        if (unanswered !== undefined)
          this.#add(
            'process-not-retired',
            'weak',
            line,
            `process ${process} goes on after the operation of unknown outcome on line ${unanswered}; give the client a new process_id`,
          );
        else if (call < busyUntil)
          this.#add('overlapping-process', 'contradiction', line, `process ${process} has two operations in flight`);
        if (end === Infinity) unanswered ??= line;
        else busyUntil = Math.max(busyUntil, end);
      }
    }
  }

  /** Epoch nanoseconds, or milliseconds or seconds that span less than a day: no monotonic clock shows such values. */
  #clock(): void {
    const [low, high] = [this.#earliest, this.#latest];
    const within = (unit: number): boolean => low >= YEAR_2015 * unit && high <= YEAR_2045 * unit;
    const day = 86_400;
    const wall =
      within(1e9) || (within(1e3) && high - low < day * 1e3) || (within(1) && high - low < day && this.#fractions);
    if (wall && this.#processes.size > 1)
      this.#add(
        'wall-clock',
        'weak',
        1,
        `timestamps such as ${low} are wall-clock time, which jumps and differs between hosts: use one monotonic clock for all processes`,
      );
  }

  #add(kind: AuditKind, level: AuditFinding['level'], line: number, message: string): void {
    const found = this.#found.get(kind);
    if (found === undefined) this.#found.set(kind, { level, line, count: 1, message });
    else {
      found.count++;
      if (line < found.line) Object.assign(found, { line, message });
    }
  }
}

const YEAR_2015 = 1_420_070_400;
const YEAR_2045 = 2_366_841_600;

/** The operations of a process, three numbers each, in the order of their invocation; mostly they are so already. */
function byInvocation(times: readonly number[]): number[] {
  const order: number[] = [];
  let sorted = true;
  for (let i = 0; i * 3 < times.length; i++) {
    order.push(i);
    if (i > 0 && (times[i * 3] ?? 0) < (times[i * 3 - 3] ?? 0)) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => (times[a * 3] ?? 0) - (times[b * 3] ?? 0) || a - b);
}
