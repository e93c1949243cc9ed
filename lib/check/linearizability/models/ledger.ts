import { record } from '../../../history/canonical.js';
import type { Operation } from '../../../history/operation.js';
import type { Model, ModelInstance, ModelSettings } from '../model.js';
import { decimal, noNumber, numberIn, refused } from './values.js';

interface Account {
  readonly balance: number;
  /** Idempotency keys that have been applied, sorted. */
  readonly applied: readonly string[];
}

/** The business key of a credit or debit: idem_key (or idempotency_key) in input or beside it. */
function idempotencyKey(op: Operation): string | undefined {
  const input = record(op.input);
  const key = input?.['idem_key'] ?? input?.['idempotency_key'] ?? op['idem_key'] ?? op['idempotency_key'];
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
}

/** An account; a credit or debit that comes again with the same idempotency key has no further effect. */
class LedgerAccount implements ModelInstance<Account> {
  readonly initial: Account;
  readonly #overdraft: boolean;

  constructor(settings: ModelSettings) {
    this.initial = { balance: numberIn(settings.initial, 'balance') ?? 0, applied: [] };
    this.#overdraft = settings.options['overdraft'] !== 'forbidden';
  }

  apply(state: Account, op: Operation, known: boolean): Account | undefined {
    const answer = known ? numberIn(op.output, 'balance') : undefined;
    if (op.op_type === 'balance')
      return !known || (answer ?? this.initial.balance) === state.balance ? state : undefined;
    const amount = numberIn(op.input, 'amount') ?? 0;
    const next = decimal(op.op_type === 'credit' ? state.balance + amount : state.balance - amount);
    const key = idempotencyKey(op);
    const again = key !== undefined && state.applied.includes(key);
    const impossible = !again && op.op_type === 'debit' && next < 0 && !this.#overdraft;
    if (known && refused(op.output)) return this.#overdraft || impossible ? state : undefined;
    if (impossible) return known ? undefined : state;
    const after = again ? state.balance : next;
    if (answer !== undefined && answer !== after) return undefined;
    if (again) return state;
    return { balance: after, applied: key === undefined ? state.applied : [...state.applied, key].sort() };
  }

  unreadable(op: Operation, known: boolean): string | undefined {
    if (op.op_type === 'balance') return known ? noNumber(op.output, 'output', 'balance') : undefined;
    return op.input === null ? 'its input holds no amount' : noNumber(op.input, 'input', 'amount');
  }

  pure(op: Operation): boolean {
    return op.op_type === 'balance' || refused(op.output);
  }

  identify(state: Account): string {
    return `${state.balance} ${JSON.stringify(state.applied)}`;
  }

  describe(state: Account): string {
    return `balance ${state.balance}`;
  }

  explain(state: Account, op: Operation): string {
    if (refused(op.output)) return `it was refused, but the balance of ${state.balance} allows it`;
    if (op.output === null) return `the balance of ${state.balance} does not allow it`;
    return `it returned ${JSON.stringify(op.output)}, which does not follow from a balance of ${state.balance}`;
  }

  identity(op: Operation): string {
    return idempotencyKey(op) ?? '';
  }
}

export const ledger: Model<Account> = {
  name: 'ledger',
  types: ['credit', 'debit', 'balance'],
  conventions:
    'The key is the account. credit, debit: the amount (a number or {amount}) and idem_key in input, the new balance in ' +
    'output where the system returns it, output false where it was refused. balance: the balance in output. Balances may ' +
    'go below zero unless option overdraft=forbidden.',
  perKey: true,
  create: (settings) => new LedgerAccount(settings),
};
