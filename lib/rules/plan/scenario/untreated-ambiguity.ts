import { planRule } from '../../rule.js';
import {
  clauses,
  content,
  dueBlocks,
  isReason,
  placeOf,
  quoted,
  reasonBehind,
  saysNone,
  sentences,
} from './support.js';

export default planRule({
  id: 'DST177',
  name: 'untreated-ambiguity',
  severity: 'error',
  soundness: true,
  summary: 'Ambiguous outcomes are not treated, or a timeout of a write counts as failed.',
  why: `A client that gets no answer does not know whether its write was applied: now, later or never. A recorder that
writes "failed" tells the checker that it certainly was not, and the first read of that value becomes a false violation;
one that drops the operation, or retries it in silence, hides true ones. Unknown outcomes are first-class: they stay in
the history, without an end, and may have taken effect at any later time.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1

#### §7.M — Model / history / checker discipline

- **Ambiguous outcomes:** ⟦a timeout counts as failed⟧

### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### §7.M — Model / history / checker discipline

- **Ambiguous outcomes:** ⟦none⟧
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1

#### §7.M — Model / history / checker discipline

- **Ambiguous outcomes:** a timeout counts as unknown: the append may have been applied; a failed read is dropped

### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### §7.M — Model / history / checker discipline

- **Ambiguous outcomes:** none — the simulator is deterministic and answers every transfer
`,
  },
  check(plan, report, index) {
    for (const { block, owner } of dueBlocks(plan, index)) {
      const field = block.fields.find(({ key }) => key === 'ambiguous');
      if (field === undefined || field.value.isBlank) continue;
      const { value } = field.value;
      if (saysNone(value)) {
        if (isReason(reasonBehind(value), 3) || /\bdeterministic|\bsimulat|\bread-only|\bno writes\b/i.test(value))
          continue;
        report({
          range: placeOf(field),
          message: `${owner} gives no treatment of ambiguous outcomes and no reason: ${quoted(field.value)}`,
          help: 'say what a timeout or an unknown commit counts as, or why none can occur',
          subject: `${owner}/§7.M/ambiguous`,
        });
        continue;
      }
      if (content(block.fields, 'ambiguous') === undefined) continue;
      const wrong = wrongTreatment(value);
      if (wrong === undefined) continue;
      report({
        range: field.value.slice(wrong.at, wrong.end).visible,
        message: `${owner} ${wrong.what}: ${quoted(field.value.slice(wrong.at, wrong.end))}`,
        help: 'record it with timeout_marker true and complete_ts null: it may have been applied at any later time',
        subject: `${owner}/§7.M/ambiguous`,
      });
    }
  },
});

const UNKNOWN =
  /\btime-?outs?\b|\btimed[- ]out\b|\bunanswered\b|\bunknown\b|\bindeterminate\b|\bambiguous\b|\bno (?:answer|response|reply)\b|\b5xx\b|\bconnection (?:reset|error|loss)\b/;
const FAILED =
  /\b(?:as|count(?:s|ed)?|is|are|mean(?:s)?|become(?:s)?|be|marked|recorded)\b\s*(?:as\s+)?(?:an?\s+)?(?:definite(?:ly)?\s+)?(?::?fail(?:ed|ure|ures|s)?\b|not (?:applied|executed|committed)\b|unapplied\b|aborted\b|lost\b|errors?\s*$|no-?ops?\b)|(?:=|→|->|=>)\s*:?fail(?:ed|ure)?\b/;
const RETRIED =
  /^\W*(?:(?:they|operations|it|we|the client) )?(?:(?:are|is|will be) )?(?:re-?tr(?:y|ied|ies)|repeat(?:ed|s)?|re-?sen[dt]s?)\b[^,;]*$/i;
const DROPPED =
  /\b(?:ignored|dropped|discarded|excluded|skipped|removed|left out|filtered(?: out)?|thrown away|not recorded)\b/;
const HEDGED =
  /\b(?:may|might|could|can|info|either|neither|both|possibly|or|never|indefinite|class|not (?:a |as |be |count|mean)|no (?:fail|evidence))\b/;

/** A clause that says that an operation without an answer did not happen; reads alone may be dropped. */
function wrongTreatment(value: string): { at: number; end: number; what: string } | undefined {
  // "treated as failed", "retried until it succeeds": the subject is the field's own.
  const short = value.split(/\s+/).length < 8 && !UNKNOWN.test(value.toLowerCase());
  if (short && RETRIED.test(value))
    return { at: 0, end: value.length, what: 'only retries, and says nothing of the outcome' };
  for (const sentence of sentences(value)) {
    if (!short && !UNKNOWN.test(sentence.text)) continue;
    for (const clause of clauses(sentence.text)) {
      const reads = /\breads?\b/.test(clause.text) && !/\bwrites?\b|\bappends?\b|\btransfers?\b/.test(clause.text);
      if ((!short && !UNKNOWN.test(clause.text)) || reads) continue;
      const failed = FAILED.exec(clause.text);
      const denied = HEDGED.test(clause.text.replace(FAILED, ' '));
      const at = sentence.at + clause.at;
      const end = sentence.at + clause.end;
      if (failed !== null && !denied) return { at, end, what: 'counts an unknown outcome as failed' };
      if (DROPPED.test(clause.text) && !HEDGED.test(clause.text) && !/\bnot\b/.test(clause.text))
        return { at, end, what: 'drops unknown outcomes from the history' };
    }
  }
  return undefined;
}
