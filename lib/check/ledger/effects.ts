import { canonical, isList, record, show } from '../../history/canonical.js';
import { outcome, type Json, type Operation } from '../../history/operation.js';
import type { Findings } from '../findings.js';
import { refused } from '../linearizability/models/values.js';
import { showOps } from '../pass.js';
import { end, field, happened, named, possible, type Account } from './account.js';

/** One business key stands for one request: a second one with another content is a fault of the harness. */
export function reuse({ key, requests }: Account, findings: Findings): void {
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
export interface Seen {
  /** The first read that showed the effect of a request, by the request's number. */
  readonly by: ReadonlyMap<number, Operation>;
  /** The last read, with the requests whose effects it does not show. */
  readonly final: Operation | undefined;
  readonly absent: ReadonlySet<number>;
}

/** Each effect that the reads of an account show, against the requests: none twice, none unasked for, none lost. */
export function effects(
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
