import { UserError } from '../cli/errors.js';
import { record, show } from '../history/canonical.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { Interner } from './intern.js';
import { fencingToken } from './linearizability/models/lock.js';
import { numberIn, owner, refused } from './linearizability/models/values.js';
import { conclude, numberOption, select, selfTest, unanswered } from './pass.js';

const LOCK_TYPES = new Set(['acquire', 'renew', 'release']);
/** Operations on the resource that the lock protects; they carry the token that the holder got. */
const USE_TYPES = new Set(['use', 'write']);

/** A time for certain within one holder's tenure. */
interface Hold {
  readonly owner: string;
  readonly grant: Operation;
  readonly from: number;
  to: number;
}

interface Lock {
  readonly key: Json;
  readonly ops: Operation[];
  readonly uses: Operation[];
}

function run({ operations, model, options }: CheckInput): CheckResult {
  const ttl = numberOption(options, 'ttl');
  const clockError = numberOption(options, 'clock-error') ?? 0;
  if (clockError < 0) throw new UserError('option clock-error must not be negative');
  const selection = select(
    operations,
    (op) => LOCK_TYPES.has(op.op_type) || (USE_TYPES.has(op.op_type) && tokenUsed(op) !== undefined),
  );
  const keys = new Interner();
  const locks: Lock[] = [];
  /** When a process had its first operation without an answer: it may have crashed there, and lost its session. */
  const crashed = new Map<number | string, number>();
  for (const op of operations) {
    if (outcome(op) !== 'info') continue;
    crashed.set(op.process_id, Math.min(crashed.get(op.process_id) ?? Infinity, op.invoke_ts));
  }
  for (const op of selection.used) {
    const lock = (locks[keys.add(op.key)] ??= { key: op.key, ops: [], uses: [] });
    (LOCK_TYPES.has(op.op_type) ? lock.ops : lock.uses).push(op);
  }
  const findings = new Findings();
  const tally = { grants: 0, holds: 0, tokens: 0, uses: 0 };
  for (const lock of locks) {
    lock.ops.sort((a, b) => a.invoke_ts - b.invoke_ts);
    // A lease without a ttl counts no longer than it was granted or renewed.
    const holds = tenures(lock.ops, ttl ?? (model === 'lease' ? 0 : Infinity), crashed);
    if (options['overlap'] !== 'allowed') overlaps(lock.key, holds, clockError, findings);
    tally.grants += lock.ops.filter((op) => op.op_type === 'acquire' && granted(op)).length;
    tally.holds += holds.length;
    tally.tokens += tokens(lock, findings);
    tally.uses += lock.uses.length;
    uses(lock, findings);
  }
  const blind =
    tally.grants < 2
      ? 'fewer than two acquisitions were granted: nothing could overlap'
      : options['overlap'] === 'allowed' && tally.tokens === 0
        ? 'overlap is allowed and no grant has a fencing token: there is nothing to check'
        : undefined;
  return conclude(selection, findings, {
    partitions: locks.length,
    unknown: blind,
    details: { ...tally, 'clock error': clockError },
  });
}

const granted = (op: Operation): boolean => outcome(op) === 'ok' && !refused(op.output);
const end = (op: Operation): number => op.complete_ts ?? Infinity;

/**
 * The times at which a holder had the lock whatever happened inside its calls: from the answer to acquire until the
 * release was asked for; with a ttl no longer than that after the call that granted or renewed it was made; without one
 * not beyond a call of the holder's process that got no answer. A ttl is the server's promise, also to a holder that
 * crashed: who cannot be reached has not released.
 */
function tenures(ops: readonly Operation[], ttl: number, crashed: ReadonlyMap<number | string, number>): Hold[] {
  const holds: Hold[] = [];
  const current = new Map<string, Hold>();
  for (const op of ops) {
    const who = owner(op);
    const held = current.get(who);
    if (op.op_type === 'release') {
      // Whatever the release answers, the holder does not rely on the lock any more.
      if (held !== undefined) held.to = Math.min(held.to, op.invoke_ts);
      current.delete(who);
      continue;
    }
    if (!granted(op)) continue;
    const crash = crashed.get(op.process_id) ?? Infinity;
    const expiry = op.invoke_ts + (numberIn(op.input, 'ttl') ?? ttl);
    const until = expiry === Infinity && crash > end(op) ? crash : expiry;
    if (held !== undefined && end(op) <= held.to) {
      held.to = Math.max(held.to, until);
      continue;
    }
    if (op.op_type === 'renew' && held === undefined) continue;
    const hold = { owner: who, grant: op, from: end(op), to: until };
    holds.push(hold);
    current.set(who, hold);
  }
  return holds.filter((hold) => hold.to > hold.from);
}

/** Two holders at one time, by more than the clocks can be wrong. */
function overlaps(key: Json, holds: readonly Hold[], clockError: number, findings: Findings): void {
  const sorted = [...holds].sort((a, b) => a.from - b.from);
  /** The hold that lasts longest so far, and the longest of another owner than its. */
  let longest: Hold | undefined;
  let other: Hold | undefined;
  for (const hold of sorted) {
    const rival = longest !== undefined && longest.owner !== hold.owner ? longest : other;
    if (rival !== undefined && rival.to - hold.from > clockError && hold.to - rival.from > clockError) {
      const common = Math.min(rival.to, hold.to);
      findings.add('overlap', () => ({
        message: `${show(key)} was held by ${tenure(rival)} and by ${tenure(hold)}, both of them ${
          common === Infinity ? `from ${hold.from} on` : `from ${hold.from} to ${common}`
        }`,
        ops: [rival.grant.op_id, hold.grant.op_id],
        key,
      }));
    }
    if (longest === undefined || hold.to > longest.to) {
      if (longest !== undefined && longest.owner !== hold.owner) other = longest;
      longest = hold;
    } else if (hold.owner !== longest.owner && (other === undefined || hold.to > other.to)) other = hold;
  }
}

function tenure({ owner: who, grant, from, to }: Hold): string {
  return `${who} (op ${String(grant.op_id)}, ${to === Infinity ? `never released since ${from}` : `for certain from ${from} to ${to}`})`;
}

/** Fencing tokens rise: a grant that was complete before another was asked for has the lower one, and none is given twice. */
function tokens({ key, ops }: Lock, findings: Findings): number {
  const grants = ops.filter((op) => op.op_type === 'acquire' && granted(op) && fencingToken(op) !== undefined);
  const token = (op: Operation): number => fencingToken(op) ?? NaN;
  const first = new Map<number, Operation>();
  for (const op of grants) {
    const before = first.get(token(op));
    if (before === undefined) first.set(token(op), op);
    else if (owner(before) !== owner(op)) {
      findings.add('token-reused', () => ({
        message: `op ${String(before.op_id)} and op ${String(op.op_id)} got the same fencing token ${token(op)} for ${show(key)}`,
        ops: [before.op_id, op.op_id],
        key,
      }));
    }
  }
  const ended = [...grants].sort((a, b) => end(a) - end(b));
  let done = 0;
  let highest: Operation | undefined;
  for (const op of grants) {
    for (; done < ended.length && end(ended[done] as Operation) < op.invoke_ts; done++) {
      const past = ended[done] as Operation;
      if (highest === undefined || token(past) > token(highest)) highest = past;
    }
    const before = highest;
    if (before === undefined || token(op) > token(before)) continue;
    if (token(op) === token(before) && owner(op) === owner(before)) continue;
    findings.add('token-not-rising', () => ({
      message: `op ${String(op.op_id)} got fencing token ${token(op)} for ${show(key)} after op ${String(before.op_id)} had got ${token(before)}`,
      ops: [before.op_id, op.op_id],
      key,
    }));
  }
  return grants.length;
}

/** The protected resource must refuse a token once it has accepted a higher one. */
function uses({ key, uses: all }: Lock, findings: Findings): void {
  const accepted = all.filter(granted).sort((a, b) => a.invoke_ts - b.invoke_ts);
  const ended = [...accepted].sort((a, b) => end(a) - end(b));
  let done = 0;
  let highest: Operation | undefined;
  for (const op of accepted) {
    const token = tokenUsed(op) ?? NaN;
    for (; done < ended.length && end(ended[done] as Operation) < op.invoke_ts; done++) {
      const past = ended[done] as Operation;
      if (highest === undefined || (tokenUsed(past) ?? NaN) > (tokenUsed(highest) ?? NaN)) highest = past;
    }
    const before = highest;
    if (before === undefined || token >= (tokenUsed(before) ?? NaN)) continue;
    findings.add('stale-token-accepted', () => ({
      message: `the resource of ${show(key)} accepted op ${String(op.op_id)} with token ${token} after op ${String(before.op_id)} with the higher token ${String(tokenUsed(before))}`,
      ops: [before.op_id, op.op_id],
      key,
    }));
  }
}

function tokenUsed(op: Operation): number | undefined {
  const input = record(op.input);
  return numberIn(input?.['token'] ?? input?.['fencing_token'] ?? input?.['fence'] ?? op['fencing_token']);
}

const checker: Checker = {
  name: 'exclusion',
  models: ['lock', 'lease'],
  modelOptional: true,
  summary: 'two holders never have a lock or lease at one time; fencing tokens rise and are obeyed',
  source:
    'mutual exclusion over intervals that are certain; fencing tokens as in Gray & Cheriton, "Leases" (SOSP 1989), and ' +
    'Burrows, "The Chubby Lock Service" (OSDI 2006), whose sequencers they are',
  cannotDetect: [
    'An overlap inside the calls themselves, or shorter than the clock error: only certain times count.',
    'What a holder does after it lost the lock without noticing, unless the uses of the resource are recorded with their token.',
    'The overlap of leases without a ttl (option or input): nothing shows how long they last. Model lock has no expiry at all.',
    'Whether anyone who may have the lock ever gets it.',
  ],
  options: {
    ttl: { description: 'how long a lease lasts, in the unit of the timestamps' },
    'clock-error': {
      description: 'how far the clocks of two processes may be apart, in the unit of the timestamps',
      default: '0',
    },
    overlap: {
      description: 'allowed: holders may overlap, as long as tokens rise and the resource obeys them',
      choices: ['forbidden', 'allowed'],
      default: 'forbidden',
    },
  },
  selfTests: [
    selfTest('one holder after the other', 'valid', [
      { op_type: 'acquire', output: { token: 1 }, at: [0, 1] },
      { op_type: 'release', at: [5, 6] },
      { op_type: 'acquire', output: { token: 2 }, process_id: 2, at: [2, 7] },
    ]),
    selfTest('two holders at one time', 'invalid', [
      { op_type: 'acquire', output: true, at: [0, 1] },
      { op_type: 'acquire', output: true, process_id: 2, at: [2, 3] },
      { op_type: 'release', at: [5, 6] },
      { op_type: 'release', process_id: 2, at: [7, 8] },
    ]),
    selfTest('a later grant has a lower token', 'invalid', [
      { op_type: 'acquire', output: { token: 2 }, at: [0, 1] },
      { op_type: 'release', at: [2, 3] },
      { op_type: 'acquire', output: { token: 1 }, process_id: 2, at: [4, 5] },
    ]),
  ],
  relax: unanswered(new Set()),
  run,
};

export default checker;
