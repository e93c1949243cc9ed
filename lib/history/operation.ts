/** Anything that JSON can hold; a member of an object that is undefined is not written. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

export type OpId = number | string;

/** What went wrong; `definite` errors promise that the operation took no effect. */
export interface OperationError {
  readonly code: string;
  readonly class?: 'definite' | 'indefinite';
  readonly message?: string;
  readonly [more: string]: Json | undefined;
}

/**
 * One operation of a client: a line of history.jsonl. A field that the operation does not use is null.
 * Timestamps are numbers on one clock; their unit is the recorder's (nanoseconds by convention).
 */
export interface Operation {
  readonly op_id: OpId;
  /** A logical, single-threaded client: it has one operation in flight and retires after an unknown outcome. */
  readonly process_id: number | string;
  readonly invoke_ts: number;
  /** Null where no response came. */
  readonly complete_ts: number | null;
  readonly op_type: string;
  readonly key: Json;
  readonly input: Json;
  readonly output: Json;
  readonly error: string | OperationError | null;
  /** The outcome is unknown: the operation may take effect at any time after its invocation, or never. */
  readonly timeout_marker: boolean;
  readonly node_seen: string | null;
  readonly fault_epoch: string | number | null;
  /** Fields that the recorder added (session, txn, group, idem_key, …) pass through untouched. */
  readonly [extension: string]: Json | undefined;
}

export type Outcome = 'ok' | 'fail' | 'info';

/**
 * What is known about an operation's effect: `ok` it happened between invoke_ts and complete_ts; `fail` it
 * definitely had no effect; `info` it may have happened at any time after invoke_ts, or never (the third
 * outcome of Jepsen's histories). Whoever recorded an error without saying more has received an answer, so it
 * counts as a failure; `timeout_marker`, `class: "indefinite"` and a missing complete_ts are unknown outcomes.
 */
export function outcome(op: Operation): Outcome {
  if (op.timeout_marker || op.complete_ts === null) return 'info';
  if (op.error === null) return 'ok';
  return typeof op.error === 'object' && op.error.class === 'indefinite' ? 'info' : 'fail';
}

type Required = 'op_id' | 'process_id' | 'invoke_ts' | 'op_type';

/** An operation with every field that was left out set to null (`timeout_marker`: to a missing complete_ts). */
export function operation(fields: Pick<Operation, Required> & Partial<Operation>): Operation {
  const complete = fields.complete_ts ?? null;
  return {
    ...fields,
    complete_ts: complete,
    key: fields.key ?? null,
    input: fields.input ?? null,
    output: fields.output ?? null,
    error: fields.error ?? null,
    timeout_marker: fields.timeout_marker ?? complete === null,
    node_seen: fields.node_seen ?? null,
    fault_epoch: fields.fault_epoch ?? null,
  };
}
