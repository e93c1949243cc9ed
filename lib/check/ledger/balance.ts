import { show } from '../../history/canonical.js';
import { outcome } from '../../history/operation.js';
import type { Findings } from '../findings.js';
import { decimal, numberIn } from '../linearizability/models/values.js';
import { showOps } from '../pass.js';
import { end, happened, possible, type Account } from './account.js';
import type { Seen } from './effects.js';

/** Sums of subsets of unanswered amounts, and steps to them, that are tried before only the bounds are checked. */
const SUMS = 100_000;
const STEPS = 2_000_000;

/**
 * A balance after all requests must be the sum of the acknowledged amounts, once each, and of some unanswered ones: all
 * that a read showed before, and none that a later read does not show.
 */
export function balances(
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
