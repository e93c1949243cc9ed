import { landedWindows } from '../../lib/evidence/facts.js';
import type { Evidence } from '../../lib/evidence/read.js';
import type { AuditAnswer } from '../../lib/evidence/types.js';
import { AUDIT_ITEMS } from '../../lib/vocabulary/evidence-files.js';

/** Whether an item is closed, and what backs that. */
type Answer = readonly [closed: boolean, evidence: string];

/** What a run says of itself beside its figures, by item of the green-but-broken check; words alone close an item. */
export type Answers = Readonly<Record<string, Answer | string>>;

/** Why nothing can succeed in a window: for all of them, or by epoch. */
export type Silent = string | ReadonlyMap<string, string>;

/**
 * The twenty-four answers. Those that figures give are computed from the records and can only be opened by the caller, not
 * closed; the rest is the caller's, and what nobody answers is open.
 */
export function auditAnswers(
  evidence: Evidence,
  given: Answers,
  silent: Silent = new Map(),
): Readonly<Record<string, AuditAnswer>> {
  const computed = figures(evidence, silent);
  const answers = AUDIT_ITEMS.map(({ id }): readonly [string, AuditAnswer] => {
    const own = computed[id];
    const words = given[id];
    const said: Answer | undefined = typeof words === 'string' ? [true, words] : words;
    const closed = (own?.[0] ?? true) && (said?.[0] ?? own !== undefined);
    const text = [own?.[1], said?.[1]].filter((one) => one !== undefined).join('; ');
    return [id, { open: !closed, evidence: text || 'no answer' }];
  });
  // Where nobody knows what ran, a system that did nothing would have passed, too.
  const flags = answers.flatMap(([id, { open }]) => (id.startsWith('R') && open ? [id] : []));
  const nothing = `${flags.join(', ')} open: there a system that did nothing would have passed`;
  return { ...Object.fromEntries(answers), ...(flags.length > 0 ? { W11: { open: true, evidence: nothing } } : {}) };
}

function figures(evidence: Evidence, silent: Silent): Readonly<Record<string, Answer>> {
  const why = (epoch: string | number): string | undefined =>
    typeof silent === 'string' ? silent : silent.get(String(epoch));
  const { windows, checker, workload, controls, env } = evidence;
  const record = checker?.value;
  const { total, windows: around = [] } = workload?.value?.outcomes ?? { total: { ok: 0, fail: 0, info: 0 } };
  const reach = workload?.value?.reach ?? [];
  const dead = around.filter(
    ({ epoch, before, during, after }) =>
      before.ok === 0 || after.ok === 0 || (during.ok === 0 && why(epoch) === undefined),
  );
  const landed = landedWindows(evidence);
  const consumed: Answer = [
    record !== undefined && record.ops_consumed === record.ops_total,
    `${record?.ops_consumed ?? 0} of ${record?.ops_total ?? 0} operations consumed`,
  ];
  const positive = controls?.value?.positive;
  const unknown = `${total.fail} failed and ${total.info} unknown operations are in the history`;
  const rates = around.map(({ epoch, before, during, after }) => {
    const said = during.ok === 0 ? why(epoch) : undefined;
    return `${String(epoch)} ${before.ok}/${during.ok}/${after.ok}${said === undefined ? '' : ` (${said})`}`;
  });
  return {
    R1: [landed === windows.length, `${landed} of ${windows.length} windows have a reading at the victim that moved`],
    R2: [
      dead.length === 0,
      around.length === 0 ? 'no fault window' : `successes before/during/after: ${rates.join(', ')}`,
    ],
    R3: [reach.every(({ hits }) => hits > 0), reach.map(({ name, hits }) => `${name}: ${hits}`).join('; ')],
    R4: [consumed[0] && record?.result !== 'unknown', `${consumed[1]}, result ${record?.result ?? 'none'}`],
    R5: [true, unknown],
    R8: [(env?.value?.sut.digest ?? null) !== null, `digest of what ran: ${env?.value?.sut.digest ?? 'not recorded'}`],
    R9: [
      positive?.result === 'invalid',
      positive ? `${positive.what}: ${positive.result}, see ${positive.evidence}` : 'no positive control',
    ],
    W4: [true, unknown],
    W5: [true, `${record?.indeterminate ?? 0} unknown outcomes were consumed as such`],
    W7: consumed,
    W12: [env?.value?.history_clock === 'one-recorder', `clock of the history: ${env?.value?.history_clock ?? 'none'}`],
  };
}
