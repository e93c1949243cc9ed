import type { Field, Plan } from '../../../plan/model.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';
import { DECLINED, placeOf, PUT_OFF, quoted, saysNone } from './support.js';

/** Fields whose `none` and `n/a` other rules judge. */
const OWN_NONE: ReadonlySet<string> = new Set(['nemesis', 'ambiguous', 'faults']);

export default planRule({
  id: 'DST157',
  name: 'field-without-content',
  severity: 'error',
  summary: 'A field of a scenario is empty, holds filler, or puts its decision off.',
  why: `A label without a value passes a glance and every check that counts headings. "Checker: linearizability, to be
decided later" reads like a checker, and on the day of the run there is none. What is still open belongs into §9 with
an owner and a date, and the scenario is then not ready to run.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Closes:** H3
- **⟦Workload⟧:**
- **Faults:** SIGKILL of the leader between the first send and the retry
- **Oracle:** ⟦see above⟧
- **Observability required:** ⟦-⟧

#### §7.M — Model / history / checker discipline

- **Model under test:** ledger
- **Checker:** exactly-once on the request id, ⟦to be decided⟧ with the storage team
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Closes:** H3
- **Workload:** 4 clients transfer between 8 accounts, each request id sent up to three times
- **Faults:** none
- **Oracle:** exactly-once: every acknowledged request id is booked once in the audit table
- **Observability required:** see §7.M: history and audit table

#### §7.M — Model / history / checker discipline

- **Model under test:** ledger
- **Checker:** exactly-once on the request id, decided with the storage team
`,
  },
  check(plan, report) {
    const judge = (owner: string, fields: readonly Field<string>[]): void => {
      for (const field of fields) {
        if (isPlaceholder(field.value) || field.codes.length > 0) continue;
        const { value } = field.value;
        const empty = isMissing(field.value);
        // DST164 owns what declines a release budget; an empty value elsewhere has no rule but this one.
        if (field.key === 'skeleton' || (field.key === 'release' && (empty || DECLINED.test(value)))) continue;
        if (empty && OWN_NONE.has(field.key) && saysNone(value)) continue;
        const putOff = empty ? null : PUT_OFF.exec(value);
        if (!empty && (putOff === null || inCode(field, putOff.index))) continue;
        report({
          range: putOff === null ? placeOf(field) : field.value.source(putOff.index, putOff.index + putOff[0].length),
          message: field.value.isBlank
            ? `${owner}: "${field.label}" is empty`
            : empty
              ? `${owner}: "${field.label}" says ${quoted(field.value)}, which is no content`
              : `${owner}: "${field.label}" puts its decision off: ${quoted(putOff?.[0] ?? '')}`,
          help: `write what ${owner} needs there, or take the scenario out and put the question into §9 with an owner`,
          subject: `${owner}/${field.key}/content`,
        });
      }
    };
    forEachGroup(plan, judge);
  },
});

function inCode(field: Field<string>, at: number): boolean {
  return field.value.isMarked('code', at, at + 1);
}

/** Every group of fields with the name of what it belongs to. */
function forEachGroup(plan: Plan, judge: (owner: string, fields: readonly Field<string>[]) => void): void {
  for (const scenario of plan.scenarios) {
    judge(scenario.id, scenario.fields);
    for (const block of scenario.models)
      judge(`${scenario.id}${block.arm === undefined ? '' : `/${block.arm}`} §7.M`, block.fields);
    for (const block of scenario.surfaces) judge(`${scenario.id} §7.M.S`, block.fields);
  }
}
