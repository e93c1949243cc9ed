import { canonical, isList, record, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { Interner } from './intern.js';
import { decimal, numberIn, refused } from './linearizability/models/values.js';
import { conclude, numberOption, select, selfTest, showOps, unanswered } from './pass.js';

/** Reads of the effects: a list of entries, each with its business key. */
const EFFECTS = new Set(['effects', 'entries', 'read', 'scan', 'list', 'dump']);
const BALANCE = 'balance';
/** These change a balance even without a business key. */
const AMOUNTS = new Set(['credit', 'debit']);
const KEY_NAMES = ['idem_key', 'idempotency_key', 'business_key', 'request_id'];
/** Sums of subsets of unanswered amounts, and steps to them, that are tried before only the bounds are checked. */
const SUMS = 100_000;
const STEPS = 2_000_000;

interface Request {
  readonly business: Json;
  readonly attempts: Operation[];
}

interface Account {
  readonly key: Json;
  readonly requests: Request[];
  readonly numbers: Interner;
  readonly reads: Operation[];
  readonly balances: Operation[];
  /** Amounts without a business key. */
  readonly nameless: Operation[];
}

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

function field(
  from: Readonly<Record<string, Json | undefined>> | undefined,
  names: readonly string[],
): Json | undefined {
  for (const name of names) {
    const value = from?.[name];
    if (value !== undefined && value !== null) return named(value);
  }
  return undefined;
}

/** A business key as a name: what was sent as a number may come back as text. */
function named(key: Json): Json {
  return typeof key === 'number' ? String(key) : key;
}

const end = (op: Operation): number => op.complete_ts ?? Infinity;
const happened = (request: Request): boolean =>
  request.attempts.some((op) => outcome(op) === 'ok' && !refused(op.output));
const possible = (request: Request): boolean =>
  request.attempts.some((op) => outcome(op) === 'info' || (outcome(op) === 'ok' && !refused(op.output)));

/** One business key stands for one request: a second one with another content is a fault of the harness. */
function reuse({ key, requests }: Account, findings: Findings): void {
  for (const { business, attempts } of requests) {
    const [first, ...others] = attempts;
    const different = others.find(
      (op) => op.op_type !== first?.op_type || canonical(op.input) !== canonical(first.input),
    );
    if (first === undefined || different === undefined) continue;
    findings.add('business-key-reused', () => ({
      message: `op ${String(first.op_id)} and op ${String(different.op_id)} carry the business key ${show(business)} and ask for different things: which of them is its effect cannot be told`,
      ops: [first.op_id, different.op_id],
      key,
    }));
  }
}

/** What the reads of the effects have shown: it settles what became of requests without an answer. */
interface Seen {
  /** The first read that showed the effect of a request, by the request's number. */
  readonly by: ReadonlyMap<number, Operation>;
  /** The last read, with the requests whose effects it does not show. */
  readonly final: Operation | undefined;
  readonly absent: ReadonlySet<number>;
}

function effects(
  { key, requests, numbers, reads }: Account,
  names: readonly string[],
  findings: Findings,
  tally: Record<'applied' | 'indeterminate' | 'effects read', number>,
): Seen {
  const answered = reads
    .filter((op) => outcome(op) === 'ok' && isList(op.output))
    .sort((a, b) => a.invoke_ts - b.invoke_ts);
  const final = answered[answered.length - 1];
  const unexpected = new Set<number>();
  const doubled = new Set<number>();
  const by = new Map<number, Operation>();
  const absent = new Set<number>();
  for (const read of answered) {
    const count = new Map<number, number>();
    for (const entry of read.output as readonly Json[]) {
      const name = field(record(entry), names) ?? (record(entry) === undefined ? named(entry) : undefined);
      // An entry without a business key is not an effect of a request.
      if (name === undefined || name === null) continue;
      const number = numbers.add(name);
      const times = (count.get(number) ?? 0) + 1;
      count.set(number, times);
      const shown = by.get(number);
      if (shown === undefined || end(read) < end(shown)) by.set(number, read);
      const request = requests[number];
      if ((request === undefined || !possible(request)) && !unexpected.has(number)) {
        unexpected.add(number);
        const asked =
          request === undefined ? 'no request carries it' : `${showOps(request.attempts)} failed for certain`;
        findings.add(request === undefined ? 'unexpected-effect' : 'failed-but-applied', () => ({
          message: `op ${String(read.op_id)} shows an effect of ${show(name)}, though ${asked}`,
          ops: [read.op_id, ...(request?.attempts.slice(0, 4).map((op) => op.op_id) ?? [])],
          key,
        }));
      }
      if (times === 2 && !doubled.has(number)) {
        doubled.add(number);
        findings.add('duplicate-effect', () => ({
          message: `op ${String(read.op_id)} shows the effect of ${show(name)} more than once (${showOps(request?.attempts ?? [])})`,
          ops: [...(request?.attempts.slice(0, 4).map((op) => op.op_id) ?? []), read.op_id],
          key,
        }));
      }
    }
    if (read !== final) continue;
    tally['effects read'] += count.size;
    for (const [number, request] of requests.entries()) {
      const seen = count.has(number);
      if (seen) tally.applied++;
      else if (!happened(request) && possible(request)) tally.indeterminate++;
      if (seen) continue;
      absent.add(number);
      const acknowledged = request.attempts.find(
        (op) => outcome(op) === 'ok' && !refused(op.output) && end(op) < read.invoke_ts,
      );
      const shown = by.get(number);
      const before = acknowledged ?? (shown !== undefined && end(shown) < read.invoke_ts ? shown : undefined);
      if (before === undefined) continue;
      const was =
        before === acknowledged
          ? `was acknowledged for ${show(request.business)}`
          : `showed the effect of ${show(request.business)}`;
      findings.add('lost-effect', () => ({
        message: `op ${String(before.op_id)} ${was}, and op ${String(read.op_id)}, invoked later, does not show its effect`,
        ops: [before.op_id, read.op_id],
        key,
      }));
    }
  }
  return { by, final, absent };
}

/**
 * A balance after all requests must be the sum of the acknowledged amounts, once each, and of some unanswered ones: all
 * that a read showed before, and none that a later read does not show.
 */
function balances(
  account: Account,
  seen: Seen,
  initial: number,
  findings: Findings,
  tally: Record<'balances checked', number>,
  doubts: string[],
): void {
  const { key, requests } = account;
  const answered = account.balances.filter((op) => outcome(op) === 'ok').sort((a, b) => a.invoke_ts - b.invoke_ts);
  const final = answered[answered.length - 1];
  // An account that nobody has touched yet may read as null.
  const value = final?.output === null ? initial : numberIn(final?.output, 'balance');
  if (final === undefined) return;
  if (value === undefined) {
    doubts.push(
      `op ${String(final.op_id)} read ${show(final.output)} as the balance of ${show(key)}, which is no number`,
    );
    return;
  }
  if (account.nameless.length > 0) {
    doubts.push(
      `${showOps(account.nameless)} carry no business key: what they did to the balance of ${show(key)} is not known`,
    );
    return;
  }
  if (
    requests.some(({ attempts }) =>
      attempts.some((op) => (outcome(op) === 'ok' ? end(op) : op.invoke_ts) > final.invoke_ts),
    )
  ) {
    doubts.push(
      `the last balance of ${show(key)} (op ${String(final.op_id)}) was read before the last request had ended`,
    );
    return;
  }
  let certain = initial;
  const open: number[] = [];
  const settled = seen.final !== undefined && end(final) < seen.final.invoke_ts ? seen.absent : undefined;
  for (const [number, request] of requests.entries()) {
    const [first] = request.attempts;
    const amount = numberIn(first?.input ?? null, 'amount');
    if (first === undefined || amount === undefined) {
      doubts.push(`op ${String(first?.op_id)} names no amount: the balance of ${show(key)} cannot be computed`);
      return;
    }
    const signed = first.op_type === 'debit' ? -amount : amount;
    const shown = seen.by.get(number);
    if (happened(request) || (shown !== undefined && end(shown) < final.invoke_ts)) certain = decimal(certain + signed);
    else if (possible(request) && settled?.has(number) !== true) open.push(signed);
  }
  tally['balances checked']++;
  const low = open.reduce((sum, amount) => decimal(sum + Math.min(0, amount)), certain);
  const high = open.reduce((sum, amount) => decimal(sum + Math.max(0, amount)), certain);
  const sums = subsetSums(certain, open);
  if (value >= low && value <= high && (sums === undefined || sums.has(value))) return;
  findings.add('wrong-balance', () => ({
    message: `op ${String(final.op_id)} read a balance of ${value} for ${show(key)}, but the requests, each once, make it ${
      open.length === 0
        ? String(certain)
        : `between ${low} and ${high}, by which of ${open.length} unanswered ones took effect`
    }`,
    ops: [final.op_id],
    key,
  }));
}

/** Every sum that the certain amount and a subset of the open ones can make; undefined where they are too many. */
function subsetSums(certain: number, open: readonly number[]): Set<number> | undefined {
  let sums = new Set([certain]);
  let steps = 0;
  for (const amount of open) {
    steps += sums.size;
    if (steps > STEPS) return undefined;
    const next = new Set(sums);
    for (const sum of sums) next.add(decimal(sum + amount));
    if (next.size > SUMS) return undefined;
    sums = next;
  }
  return sums;
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
