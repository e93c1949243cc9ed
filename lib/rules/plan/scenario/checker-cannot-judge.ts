import type { ModelChoice } from '../../../plan/model.js';
import { CHECKER_PICKER, CHECKERS, type CheckerFamily, type CheckerPick } from '../../../vocabulary/models.js';
import { PROPERTY, TAKEN_BACK } from '../../../vocabulary/oracles.js';
import { planRule } from '../../rule.js';
import {
  content,
  dueBlocks,
  isReason,
  mention,
  placeOf,
  pointsElsewhere,
  quoted,
  reasonBehind,
  saysNone,
} from './support.js';

export default planRule({
  id: 'DST175',
  name: 'checker-cannot-judge',
  severity: 'error',
  soundness: true,
  summary: 'A §7.M block names no checker, or one that cannot judge its model and claim category.',
  why: `A checker answers one question. Linearizability of single keys does not see that two keys of one transaction
disagree; a latency threshold does not see a lost append; "no duplicates" does not see that half of the acknowledged
writes are gone. A run whose checker cannot see the violation passes however broken the system is.

The picker: register + safety needs linearizability; log + durability no-lost-ack or replay-equivalence; map +
isolation serializability; session + safety session guarantees; ledger + idempotency exactly-once on a business key;
membership-table + membership reconciliation; queue + ordering prefix or order; counter + safety linearizability or an
invariant; lock or lease + safety exclusion. Another choice needs its reason in the field.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1

#### §7.M — Model / history / checker discipline

- **Model under test:** log
- **Checker:** ⟦serializability of the appends (Elle)⟧

### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### §7.M — Model / history / checker discipline

- **Model under test:** ledger
- **Checker:** ⟦the standard one⟧
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1

#### §7.M — Model / history / checker discipline

- **Model under test:** log
- **Checker:** linearizability (Porcupine) per account, then no-lost-ack against the final state

### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### §7.M — Model / history / checker discipline

- **Model under test:** ledger
- **Checker:** none of the standard ones; the trial balance suffices because each request id is a row of the audit table
`,
  },
  check(plan, report, index) {
    for (const { block, owner, categories } of dueBlocks(plan, index)) {
      const field = content(block.fields, 'checker');
      if (field === undefined || pointsElsewhere(field.value.value)) continue;
      const text = field.value.value.toLowerCase().replace(/\s+/g, ' ');
      const justified = JUSTIFIED.test(text);
      const named = FAMILIES.map((family) => [family, mention(text, CHECKERS[family].words)] as const);
      const families = new Set(named.flatMap(([family, how]) => (how === 'named' ? [family] : [])));
      const back = TAKEN_BACK.exec(text);
      const fault =
        back !== null
          ? `takes its checker back ('${back[0]}')`
          : families.size === 0 && !justified
            ? nothingNamed(
                text,
                named.some(([, how]) => how === 'denied'),
              )
            : undefined;
      const pick = fault === undefined && !justified ? unmet(block.model, categories, families) : undefined;
      if (fault === undefined && pick === undefined) continue;
      const wanted = pick?.checkers.map((family) => CHECKERS[family].label).join(' or ');
      report({
        range: placeOf(field),
        message:
          pick === undefined
            ? `${owner} ${fault ?? ''}: ${quoted(field.value)}`
            : `${owner}'s checker cannot judge ${pick.model} and ${pick.category}: ${quoted(field.value)} is not ${wanted ?? ''}`,
        help:
          wanted === undefined
            ? 'name the checker that reads the history, or say why the other oracle suffices'
            : `name ${wanted}, or say in the field why the other oracle suffices`,
        subject: `${owner}/§7.M/checker`,
      });
    }
  },
});

const FAMILIES = Object.keys(CHECKERS) as CheckerFamily[];
/** The words of a written reason for another oracle. */
const JUSTIFIED =
  /\b(?:because|since|suffic\w*|enough|no standard|custom|bespoke|hand-written|own checker|equality|structural|not needed)\b/;

/** What a value that names no known checker is, if it is not a property in the author's own words. */
function nothingNamed(text: string, denied: boolean): string | undefined {
  if (saysNone(text)) return isReason(reasonBehind(text), 5) ? undefined : 'names no checker and gives no reason';
  if (denied) return 'names a checker only to deny it';
  return PROPERTY.some((pattern) => pattern.test(text)) ? undefined : 'names no checker';
}

/** The first pair of model and category that the picker knows and none of the named families can judge. */
function unmet(
  model: ModelChoice | undefined,
  categories: readonly string[],
  families: ReadonlySet<CheckerFamily>,
): CheckerPick | undefined {
  const names = new Set<string>(model?.names.map(({ name }) => name));
  const picks = CHECKER_PICKER.filter((pick) => names.has(pick.model));
  for (const category of categories) {
    const fitting = picks.filter((pick) => pick.category === category);
    if (fitting.length > 0 && !fitting.some(({ checkers }) => checkers.some((family) => families.has(family))))
      return fitting[0];
  }
  return undefined;
}
