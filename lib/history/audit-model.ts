import type { AuditKind } from './audit-kinds.js';
import type { AuditContext } from './audit.js';
import { canonical, show } from './canonical.js';
import { needsOf, type ModelNeeds } from './needs.js';
import type { Json, Operation } from './operation.js';

type Report = (kind: AuditKind, line: number, message: string, field?: string) => void;

/** Values that are remembered to see whether one comes again; a workload that repeats values does so early. */
const MOST_VALUES = 200_000;

/** The part of an audit that depends on the model under test: its types, its fields, its values, its final reads. */
export class ModelAudit {
  readonly #context: AuditContext;
  readonly #needs: ModelNeeds | undefined;
  readonly #report: Report;
  readonly #lastRead = new Map<string, number>();
  readonly #lastWrite = new Map<string, { at: number; line: number }>();
  readonly #written = new Map<string, Set<string>>();
  #values = 0;

  constructor(context: AuditContext, report: Report) {
    this.#context = context;
    this.#needs = needsOf(context.model);
    this.#report = report;
  }

  add(op: Operation, line: number, what: 'ok' | 'fail' | 'info'): void {
    const needs = this.#needs;
    if (needs === undefined) return;
    if (!needs.types.includes(op.op_type)) {
      const known = `${this.#context.model}: ${needs.types.join(', ')}`;
      this.#report('foreign-op-type', line, `op_type ${show(op.op_type)} is none of model ${known}`, 'op_type');
      return;
    }
    const lacking = what === 'ok' ? needs.lacks?.(op) : undefined;
    if (lacking !== undefined)
      this.#report('model-field', line, `operation ${show(op.op_id)}: ${lacking.message}`, lacking.field);
    if (what === 'fail') return;
    const key = named(op.key, line);
    if (needs.reads?.includes(op.op_type) === true && what === 'ok')
      this.#lastRead.set(key, Math.max(this.#lastRead.get(key) ?? -Infinity, op.invoke_ts));
    if (needs.writes?.includes(op.op_type) === true) this.#write(op, key, line, what);
  }

  #write(op: Operation, key: string, line: number, what: 'ok' | 'info'): void {
    const at = op.complete_ts ?? op.invoke_ts;
    const last = this.#lastWrite.get(key);
    if (what === 'ok' && (last === undefined || last.at < at)) this.#lastWrite.set(key, { at, line });
    const value = named(op.input, line);
    const values = this.#written.get(key);
    if (values === undefined) this.#written.set(key, new Set([value]));
    else if (values.has(value))
      this.#report(
        'repeated-value',
        line,
        `${op.op_type} ${show(op.input)} on key ${show(op.key)} was written before: equal values hide which write was read`,
        'input',
      );
    else if (this.#values++ < MOST_VALUES) values.add(value);
  }

  finish(): void {
    if (this.#context.categories?.includes('durability') !== true || this.#needs?.reads === undefined) return;
    for (const [key, { at, line }] of this.#lastWrite)
      if ((this.#lastRead.get(key) ?? -Infinity) < at) {
        const message = `nothing reads key ${key} after this last write: its loss could not be seen`;
        this.#report('no-final-read', line, message);
      }
  }
}

/** Integers that JSON cannot hold are not compared here; the checkers refuse them. */
function named(value: Json, line: number): string {
  try {
    return canonical(value);
  } catch {
    return `line ${line}`;
  }
}
