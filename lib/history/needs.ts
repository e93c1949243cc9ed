import { isList, record } from './canonical.js';
import type { Json, Operation } from './operation.js';

/** What the checkers of a model need of a history (formats.md §5, "per model"). */
export interface ModelNeeds {
  readonly types: readonly string[];
  /** Operations that show, and that change, the whole value; their values should differ and be read at the end. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  /** What a successful operation lacks, and in which field; undefined where it has all. */
  readonly lacks?: (op: Operation) => { readonly message: string; readonly field: string } | undefined;
}

function has(value: Json, ...names: string[]): boolean {
  const members = record(value);
  return names.some((name) => (members?.[name] ?? null) !== null);
}

/** The state of one replica, for the reconciliation checker. */
const DUMPS = ['dump', 'snapshot'];

const NEEDS: Readonly<Record<string, ModelNeeds>> = {
  register: { types: ['read', 'write', 'cas'], reads: ['read'], writes: ['write'] },
  'cas-register': { types: ['read', 'write', 'cas'], reads: ['read'] },
  map: {
    types: ['get', 'read', 'put', 'write', 'set', 'delete', 'remove', 'append', 'cas', 'txn', ...DUMPS],
    reads: ['get', 'read'],
    writes: ['put', 'write', 'set', 'append'],
  },
  // `drain`: dequeues until nothing is left, as one operation with a list in its output (total-queue, prefix-order).
  queue: { types: ['enqueue', 'dequeue', 'drain', 'peek'], writes: ['enqueue'] },
  log: {
    // What replay-equivalence compares stands beside the log: states, and the log as a whole.
    types: ['append', 'read', 'log', 'entries', 'state', 'replay', 'recover', ...DUMPS],
    reads: ['read'],
    writes: ['append'],
    lacks: (op) => {
      const shown = isList(op.output) || op.output === null || has(op.output, 'offset') || offsetAsked(op.input);
      return op.op_type === 'read' && !shown
        ? { message: 'a read of a log shows the offset in its output', field: 'output' }
        : undefined;
    },
  },
  // `use`, `write`: what the protected resource took or refused, for the exclusion checker.
  lock: { types: ['acquire', 'release', 'use', 'write'] },
  lease: { types: ['acquire', 'renew', 'release', 'use', 'write'] },
  session: {
    types: ['read', 'write'],
    lacks: (op) =>
      op.op_type === 'write' && typeof op.output !== 'number' && !has(op.output, 'version')
        ? { message: "a write of a session shows the value's version in its output", field: 'output' }
        : undefined,
  },
  // `write`: what clients did meanwhile; the reconciliation checker counts it, since at rest nothing is written.
  'membership-table': { types: ['join', 'leave', 'view', 'write', ...DUMPS] },
  counter: { types: ['inc', 'increment', 'add', 'dec', 'decrement', 'read'] },
  ledger: {
    // What exactly-once reads, the effects one by one beside the balance; what invariant reads, all accounts and transfers.
    types: ['credit', 'debit', 'balance', 'entries', 'effects', 'transfer', 'read', ...DUMPS],
    lacks: (op) =>
      (op.op_type === 'credit' || op.op_type === 'debit') &&
      !has(op.input, 'idem_key', 'idempotency_key', 'business_key', 'request_id') &&
      (op['idem_key'] ?? null) === null
        ? { message: 'a credit or debit has the idempotency key (idem_key) in its input', field: 'input' }
        : undefined,
  },
};

function offsetAsked(input: Json): boolean {
  return typeof input === 'number' || has(input, 'offset');
}

/** The models of the package. */
export const MODELS_WITH_NEEDS: readonly string[] = Object.keys(NEEDS);

/** The needs of a model of the package; undefined for others. */
export function needsOf(model: string | undefined): ModelNeeds | undefined {
  return model !== undefined && Object.hasOwn(NEEDS, model) ? NEEDS[model] : undefined;
}
