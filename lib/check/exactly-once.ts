import { record } from '../history/canonical.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { Interner } from './intern.js';
import { field, type Account } from './ledger/account.js';
import { balances } from './ledger/balance.js';
import { effects, reuse } from './ledger/effects.js';
import { conclude, numberOption, select, selfTest, unanswered } from './pass.js';

/** Reads of the effects: a list of entries, each with its business key. */
const EFFECTS = new Set(['effects', 'entries', 'read', 'scan', 'list', 'dump']);
const BALANCE = 'balance';
/** These change a balance even without a business key. */
const AMOUNTS = new Set(['credit', 'debit']);
const KEY_NAMES = ['idem_key', 'idempotency_key', 'business_key', 'request_id'];

function run({ operations, options }: CheckInput): CheckResult {
  const names = options['field'] === undefined ? KEY_NAMES : [options['field']];
  const business = (op: Operation): Json | undefined => field(record(op.input), names) ?? field(op, names);
  const reading = (op: Operation): boolean => EFFECTS.has(op.op_type) || op.op_type === BALANCE;
  const selection = select(operations, (op) => reading(op) || AMOUNTS.has(op.op_type) || business(op) !== undefined);
  const accounts: Account[] = [];
  const keys = new Interner();
  for (const op of selection.used) {
    const fresh = { key: op.key, requests: [], numbers: new Interner(), reads: [], balances: [], nameless: [] };
    const account: Account = (accounts[keys.add(op.key)] ??= fresh);
    if (op.op_type === BALANCE) account.balances.push(op);
    else if (reading(op)) account.reads.push(op);
    else {
      const name = business(op);
      if (name === undefined) {
        account.nameless.push(op);
        continue;
      }
      (account.requests[account.numbers.add(name)] ??= { business: name, attempts: [] }).attempts.push(op);
    }
  }
  const findings = new Findings();
  const tally = { requests: 0, retried: 0, applied: 0, indeterminate: 0, 'effects read': 0, 'balances checked': 0 };
  const doubts: string[] = [];
  for (const account of accounts) {
    reuse(account, findings);
    const seen = effects(account, names, findings, tally);
    balances(account, seen, numberOption(options, 'initial') ?? 0, findings, tally, doubts);
    tally.requests += account.requests.length;
    tally.retried += account.requests.filter(({ attempts }) => attempts.length > 1).length;
  }
  const blind =
    tally.requests === 0
      ? `no operation carries a business key (${names.join(', ')}): name its field with option field`
      : tally['effects read'] + tally['balances checked'] === 0
        ? 'no read shows the effects: record the entries with their business keys, or a balance after the last request'
        : undefined;
  return conclude(selection, findings, {
    partitions: accounts.length,
    unknown: tally.requests === 0 ? blind : (doubts[0] ?? blind),
    details: { ...tally, ...(doubts.length > 0 ? { doubts } : {}) },
  });
}

const checker: Checker = {
  name: 'exactly-once',
  models: ['ledger'],
  modelOptional: true,
  summary: 'each request, known by its business key, took effect once; refused ones never did',
  source:
    'the ledger rule of the test plans (§7.M): distinct business keys of acknowledged requests against the effects that ' +
    'are there; unknown outcomes as in Jepsen',
  cannotDetect: [
    'Effects outside what was read: an e-mail or a payment elsewhere needs a recording stub.',
    'From a balance alone: a lost and a doubled amount that cancel out.',
    'Duplicates that were never provoked: resend requests before, during and after the acknowledgement, and over restarts.',
    'Whether a business key is forgotten after its retention time, unless the workload waits for that.',
  ],
  options: {
    initial: { description: 'the balance that every account starts with', default: '0' },
    field: {
      description:
        'the name of the business key in inputs and entries (default: idem_key, idempotency_key, business_key, request_id)',
    },
  },
  selfTests: [
    selfTest('a request that was sent twice took effect once', 'valid', [
      { op_type: 'credit', input: { idem_key: 'a', amount: 5 }, at: [0, null] },
      { op_type: 'credit', input: { idem_key: 'a', amount: 5 }, at: [2, 3], process_id: 2 },
      { op_type: 'entries', output: [{ idem_key: 'a', amount: 5 }], at: [5, 6] },
      { op_type: 'balance', output: 5, at: [7, 8] },
    ]),
    selfTest('a request that was sent twice took effect twice', 'invalid', [
      { op_type: 'credit', input: { idem_key: 'a', amount: 5 }, at: [0, null] },
      { op_type: 'credit', input: { idem_key: 'a', amount: 5 }, at: [2, 3], process_id: 2 },
      { op_type: 'balance', output: 10, at: [7, 8] },
    ]),
  ],
  relax: unanswered(new Set([...EFFECTS, BALANCE])),
  run,
};

export default checker;
